"""How the compiled store does at any size: build, rebuild, questions, ``--known-at``, export and cold start.

Run with ``python -m benchmarks.scale --releases 5 100 1000 10000 --rounds 3``. Each size is a synthetic
corpus in a temporary folder, with a cache of its own. All that is compared takes its turn in every round, as
whole processes from start to end but for the warm questions, which one process asks of the open store. The
median counts. Files are in the memory of the system, and modules are compiled, as installed ones are. On a
shared machine only the ratios say anything.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pyoxigraph import RdfFormat, Store, Triple, parse

from benchmarks.accounts import release_text
from benchmarks.corpus import write_corpus
from benchmarks.curve import curve
from benchmarks.peers import in_python
from benchmarks.peers.processes import Run, run

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
#: What each question is asked about, by its parameters; all of it is told by the first release.
QUESTIONS = {
    "agreement-details": ("agreement",),
    "agreements-between": ("port", "other"),
    "agreements-of": ("port",),
    "corridor-history": ("corridor",),
    "corridor-partners": ("port",),
    "duties-under": ("agreement",),
    "passages": ("thing",),
    "signatories": ("agreement",),
    "statements-by": ("person",),
    "timeline-of": ("port",),
}
KNOWN_AT = ("agreement-details", "corridor-partners")
#: A question of the real checkout; and one that its files answer without what follows from them.
REAL = ("corridor-partners", "Los Angeles")
STATED = ("corridor-history", "Los Angeles–Tokyo green shipping corridor")
#: What the installed command runs.
GSC = (sys.executable, "-c", "from green_corridors.entry import run; run()")
LIMIT = 3600.0
#: The environment before this benchmark changes it: it says where the other engines are installed.
SURROUNDINGS = dict(os.environ)


@dataclass
class Measured:
    """What was measured at one size: the seconds of each round, peaks in bytes, numbers of rows."""

    releases: int
    quads: int = 0
    seconds: dict[str, list[float]] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def time(self, name: str, *command: str, limit: float = LIMIT) -> Run:
        """Run a command, keep what it took, and return its run; what fails is told, and counts."""
        ended = run(command, limit)
        if fault := ended.fault(limit):
            self.faults[name] = fault
            print(f"scale: {name}, {self.releases} releases: {fault}", file=sys.stderr)
        self.seconds.setdefault(name, []).append(ended.seconds)
        self.peaks[name] = max(self.peaks.get(name, 0), ended.peak)
        return ended

    def median(self, name: str) -> float:
        """Return the median of the seconds."""
        return statistics.median(self.seconds[name])

    def ratio(self, name: str, other: str) -> float:
        """Return the median of the ratios of the rounds."""
        pairs = zip(self.seconds[name], self.seconds[other], strict=True)
        return statistics.median(one / two for one, two in pairs)


def asked() -> tuple[dict[str, dict[str, str]], str]:
    """Return the values of each question, and the day of the first release, about the middle of all days."""
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for quad in parse(release_text(0)[1], format=RdfFormat.TURTLE):
        if not isinstance(quad.object, Triple):
            told[quad.predicate.value.rpartition("#")[2]].append((str(quad.subject.value), quad.object.value))
    (agreement, corridor), *_ = told["plannedCorridor"]
    port, other = sorted(value for _, value in told["endpoint"])
    person, day = told["speaker"][0][1], told["published"][0][1]
    values = {"agreement": agreement, "corridor": corridor, "person": person, "port": port, "other": other}
    values["thing"] = agreement
    return {name: {each: values[each] for each in needs} for name, needs in QUESTIONS.items()}, day


def measure(folder: Path, releases: int, rounds: int, peers: bool) -> Measured:
    """Measure one size in a new folder."""
    corpus, cache, quads = folder / "corpus", folder / "cache", folder / "data.nq"
    write_corpus(corpus, releases)
    os.environ["GSC_CACHE_DIR"], os.environ["GSC_WORKSPACE"] = str(cache), str(corpus)
    questions, day = asked()
    found = Measured(releases)
    for turn in range(rounds):
        shutil.rmtree(cache, ignore_errors=True)
        found.time("build", *GSC, "build", "-q")
        if not turn:
            (store,) = cache.glob("stores/*/*/store")
            kept = Store.read_only(str(store))
            found.quads = len(kept)
            kept.dump(str(quads), format=RdfFormat.N_QUADS)
            del kept
        found.time("bulk_load", sys.executable, "-I", in_python.__file__, "pyoxigraph", "load", str(folder))
        shutil.rmtree(folder / "store")
        change(next(iter(sorted(corpus.glob("data/releases/*/*.ttl")))), turn)
        found.time("rebuild", *GSC, "build", "-q")
        found.time("export", *GSC, "export", "--inferred", "-o", str(folder / "out.nq"))
        for name, values in questions.items():
            found.time(f"ask {name}", *GSC, "ask", name, *values.values(), "-q", "-f", "tsv")
        for name in KNOWN_AT:
            words = ("ask", name, *questions[name].values(), "-q", "--known-at", day)
            found.time(f"known {name}", *GSC, *words)
        warm(found, day, json.dumps(questions))
    if peers:
        ask_peers(folder, quads, questions)
    return found


def change(release: Path, turn: int) -> None:
    """Change the day on which a release was retrieved to another in each round."""
    text = release.read_text(encoding="utf-8")
    new = re.sub(r'(gsc:retrieved )"[\d-]+"', rf'\1"2026-10-{turn % 28 + 1:02}"', text)
    release.write_text(new, encoding="utf-8")


def warm(found: Measured, day: str, questions: str) -> None:
    """Ask all questions in one process, as they are, of the bare store, and at a day."""
    ended = found.time("warm", sys.executable, "-m", "benchmarks.warming", day, "5", questions)
    for name, ways in json.loads(ended.out).items():
        for way in ("bare", "kept", "known"):
            found.seconds.setdefault(f"warm {way} {name}", []).append(ways[way])
            found.rows[f"warm {way} {name}"] = ways[f"{way} rows"]


def ask_peers(folder: Path, quads: Path, questions: dict[str, dict[str, str]]) -> None:
    """Ask other engines the same of the same quads."""
    home = folder / "questions"
    home.mkdir()
    for name, values in questions.items():
        shown = run([*GSC, "ask", name, *values.values(), "--show-query"], LIMIT)
        (home / f"{name}.rq").write_text(shown.out, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.peers", "--quads", str(quads), "--queries", str(home)]
    subprocess.run([*command, "--rounds", "1"], check=True, env=SURROUNDINGS)  # noqa: S603


def cold(rounds: int, folder: Path) -> Measured:
    """Measure a question of this checkout from a warm cache, beside click and a script of rdflib."""
    os.environ["GSC_CACHE_DIR"] = str(folder / "cache")
    os.environ.pop("GSC_WORKSPACE", None)  # as most people ask: in the folder itself
    os.chdir(ROOT)
    found = Measured(len(list(ROOT.glob("data/releases/**/*.ttl"))))
    found.time("first", *GSC, "ask", *REAL)
    found.time("first", sys.executable, "-c", "import click, rdflib")
    query = folder / "query.rq"
    query.write_text(run([*GSC, "ask", *STATED, "--show-query"], LIMIT).out, encoding="utf-8")
    script = str(Path(__file__).with_name("rdflib_script.py"))
    for _ in range(rounds):
        for _ in range(10):
            found.time("click", sys.executable, "-c", "import click")
            found.time("ask", *GSC, "ask", *REAL)
            asked = found.time("ask stated", *GSC, "ask", *STATED, "-f", "csv", "-q")
        scripted = found.time("rdflib", sys.executable, script, str(query), limit=120)
        found.rows = {"ask stated": len(asked.out.splitlines()) - 1, "rdflib": len(scripted.out.splitlines())}
        if len(set(found.rows.values())) > 1:
            found.faults["rdflib"] = f"the numbers of rows differ: {found.rows}"
    found.seconds["rdflib"] = [statistics.median(found.seconds["rdflib"])] * len(found.seconds["ask"])
    return found


def start_table(found: Measured) -> str:
    """Return the table of the cold start."""
    return "\n".join(
        (
            f"| cold start, {found.releases} releases | seconds | ratio | target |",
            "| --- | ---: | ---: | --- |",
            row("`gsc ask`, warm cache, to `import click`", found, "ask", "click", "1.5 or less"),
            row("ten lines of rdflib, to `gsc ask`", found, "rdflib", "ask stated", "4 or more"),
        )
    )


def tables(found: Measured) -> str:
    """Return the tables of one size."""
    memory = f"{found.peaks['build'] / 1e6:,.0f} MB"
    rate = f"{found.quads / found.median('export'):,.0f} quads a second"
    lines = [
        f"| {found.releases:,} releases, {found.quads:,} quads | seconds | ratio | target |",
        "| --- | ---: | ---: | --- |",
        f"| `bulk_load` of the same quads | {found.median('bulk_load'):.2g} | 1 | |",
        row("full build, to `bulk_load`", found, "build", "bulk_load", "3 or less"),
        f"| the most memory of a process of the build | | {memory} | |",
        row(
            "rebuild after one change, to the full build", found, "rebuild", "build", "0.05 or less at 10,000"
        ),
        row(f"export ({rate}), to `bulk_load`", found, "export", "bulk_load", ""),
        *(
            row(f"`{name} --known-at`, process, to it without", found, f"known {name}", f"ask {name}", "")
            for name in KNOWN_AT
        ),
        "",
        "| question | rows | process, seconds | warm, to bare pyoxigraph | warm `--known-at`, to without |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in QUESTIONS:
        kept, known = (found.ratio(f"warm {way} {name}", f"warm {to} {name}") for way, to in WAYS)
        rows, process = found.rows[f"warm kept {name}"], f"{found.median(f'ask {name}'):.2g}"
        process = "fails" if f"ask {name}" in found.faults else process
        lines.append(f"| `{name}` | {rows} | {process} | {kept:.2f} | {known:.2g} |")
    return "\n".join(lines)


WAYS = (("kept", "bare"), ("known", "kept"))


def row(title: str, found: Measured, name: str, other: str, target: str) -> str:
    """Return a row of a table."""
    if name in found.faults or other in found.faults:
        return f"| {title} | fails | | {target} |"
    return f"| {title} | {found.median(name):.2g} | {found.ratio(name, other):.2g} | {target} |"


def picture(sizes: Iterable[Measured]) -> str:
    """Return the curve of seconds by releases."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for found in sizes:
        for title, name in (
            ("full build", "build"),
            ("bulk_load", "bulk_load"),
            ("rebuild after one change", "rebuild"),
            ("export", "export"),
            ("gsc ask agreement-details", "ask agreement-details"),
            ("… --known-at", "known agreement-details"),
        ):
            lines[title].append((found.releases, found.median(name)))
    return curve(lines, "releases", "seconds")


def main() -> None:
    """Measure all sizes and print their tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--releases", type=int, nargs="*", default=[5, 100, 1000, 10_000], help="the sizes")
    parser.add_argument(
        "--rounds", type=int, nargs="+", default=[3], help="rounds, of each size (default: 3)"
    )
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--picture", type=Path, help="write the curve here, as SVG")
    parser.add_argument("--peers", action="store_true", help="ask the other engines, too")
    given = parser.parse_args()
    sizes: list[Measured] = []
    rounds = given.rounds + [given.rounds[-1]] * len(given.releases)
    modules = tempfile.TemporaryDirectory(prefix="gsc-scale-")
    # The modules of a checkout may be uncompiled, and the environment may say to leave them so.
    os.environ["PYTHONPYCACHEPREFIX"] = modules.name
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="gsc-scale-") as folder:
        measure(Path(folder), 1, 1, False)
    for releases, times in zip(given.releases, rounds, strict=False):
        with tempfile.TemporaryDirectory(prefix="gsc-scale-") as folder:
            sizes.append(measure(Path(folder), releases, times, given.peers))
        print(tables(sizes[-1]), end="\n\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="gsc-scale-") as folder:
        start = cold(given.rounds[0], Path(folder))
    print(start_table(start))
    modules.cleanup()
    if given.json:
        told = json.dumps([asdict(each) for each in (*sizes, start)], indent=1)
        given.json.write_text(told, encoding="utf-8")
    if given.picture:
        given.picture.write_text(picture(sizes), encoding="utf-8")


if __name__ == "__main__":
    main()
