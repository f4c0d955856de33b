"""What checking costs: ``gsc check`` beside pyshacl's own command, and a check again after one change.

Run with ``python -m benchmarks.checking``. Every figure is the median of several rounds in which the
candidates take turns; on a shared machine only the ratios say anything. Where pyrudof is installed, it takes
its turn too.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse, serialize

from benchmarks.corpus import ROOT, write_corpus
from green_corridors.workspace import Workspace

__all__ = ["main", "merge", "table"]

#: The releases the graph began with.
FIVE = (
    "asia-cargo-news-jetro-mou",
    "balitang-marino-guangzhou-mou",
    "cimc-shanghai-corridor",
    "pacific-maritime-japan-sweden-mous",
    "portnews-tokyo-yokohama-mous",
)

RUDOF = """
import sys, pyrudof
engine = pyrudof.Rudof(pyrudof.RudofConfig())
engine.read_data(sys.argv[1], format=pyrudof.RDFFormat.NTriples)
engine.read_shacl(sys.argv[2], format=pyrudof.ShaclFormat.NTriples)
report = engine.validate_shacl()
print(engine.serialize_shacl_validation_results())
"""


@dataclass(frozen=True)
class Candidate:
    """A command to time, with its own cache folder if it has one.

    ``prepare`` is called with the number of the round before each run, untimed. ``ends`` are the exit codes
    of work that was done: that of pyshacl is 1 where releases contradict each other.
    """

    name: str
    command: list[str]
    cache: Path | None = None
    prepare: Callable[[int], None] = lambda _: None
    ends: tuple[int, ...] = (0,)

    def seconds(self, turn: int) -> float:
        """Return how long one run takes from start to end of the process.

        Raises:
            SystemExit: the command did not do its work.
        """
        self.prepare(turn)
        environment = os.environ | ({"GSC_CACHE_DIR": str(self.cache)} if self.cache else {})
        start = time.perf_counter()
        run = subprocess.run(  # noqa: S603 (commands of this file)
            self.command, env=environment, capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - start
        if run.returncode not in self.ends or "Traceback" in run.stderr:
            said = f"{run.stdout}{run.stderr}"[-2000:]
            raise SystemExit(f"{' '.join(self.command)}\nended with {run.returncode}:\n{said}")
        return took


def medians(candidates: Sequence[Candidate], rounds: int) -> dict[str, float]:
    """Return the median seconds of each candidate; they take turns, so that all see the same machine."""
    found: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for turn in range(rounds):
        for candidate in candidates:
            found[candidate.name].append(candidate.seconds(turn))
    return {name: statistics.median(times) for name, times in found.items()}


def table(title: str, base: str, times: dict[str, float], targets: dict[str, str]) -> str:
    """Return a Markdown table of seconds and of ratios to one of the candidates."""
    lines = [f"| {title} | median | ratio | target |", "| --- | ---: | ---: | ---: |"]
    for name, seconds in times.items():
        ratio = f"{seconds / times[base]:.3g}"
        lines.append(f"| {name} | {seconds:.3g} s | {ratio} | {targets.get(name, '')} |")
    return "\n".join(lines)


def merge(paths: Sequence[Path], target: Path) -> int:
    """Write the triples of Turtle files into one file of N-Triples; return how many there are."""
    triples: set[Triple] = set()
    for path in paths:
        # Renamed, so that the blank nodes of two files never meet.
        quads = parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        triples.update(quad.triple for quad in quads)
    with target.open("wb") as file:
        serialize(sorted(triples, key=str), file, format=RdfFormat.N_TRIPLES)
    return len(triples)


def gsc(workspace: Path, *options: str) -> list[str]:
    """Return the command that checks a workspace."""
    return [sys.executable, "-m", "green_corridors", "check", "-w", str(workspace), *options]


def first_five(folder: Path) -> Workspace:
    """Copy the workspace with the first five releases alone into a new folder."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / "data" / "register", folder / "data" / "register")
    for path in Workspace(ROOT).releases:
        if path.stem.endswith(FIVE):
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    return Workspace(folder)


def against_pyshacl(workspace: Workspace, folder: Path, rounds: int) -> str:
    """Check real releases with each engine and return the table."""
    data, shapes = folder / "data.nt", folder / "shapes.nt"
    known = [*workspace.ontology, *workspace.vocabularies, *workspace.register, *workspace.releases]
    count = merge(known, data)
    merge(workspace.shapes, shapes)
    cache = folder / "cache"
    candidates = [
        Candidate("pyshacl", [sys.executable, "-m", "pyshacl", "-s", str(shapes), str(data)], ends=(0, 1)),
        Candidate("gsc check --no-cache", gsc(workspace.root, "--no-cache")),
        Candidate("gsc check, warm cache", gsc(workspace.root), cache),
    ]
    if importlib.util.find_spec("pyrudof"):
        candidates.append(Candidate("pyrudof", [sys.executable, "-c", RUDOF, str(data), str(shapes)]))
    candidates[2].seconds(-1)
    title = f"{len(workspace.releases)} real releases, {count:,} triples merged"
    return table(title, "pyshacl", medians(candidates, rounds), {"gsc check --no-cache": "at most 1.5"})


def after_a_change(releases: int, folder: Path, rounds: int) -> str:
    """Check a synthetic corpus in full, unchanged and with one release changed, and return the table."""
    corpus, cache = folder / "corpus", folder / "corpus-cache"
    write_corpus(corpus, releases)
    changed = Workspace(corpus).releases[releases // 2]
    candidates = [
        Candidate("in full, --no-cache", gsc(corpus, "--no-cache")),
        Candidate("unchanged, warm cache", gsc(corpus), cache),
        Candidate("one release changed", gsc(corpus), cache, lambda turn: _change(changed, turn)),
    ]
    candidates[1].seconds(-1)
    title = f"{releases:,} synthetic releases"
    times = medians(candidates, rounds)
    return table(title, "in full, --no-cache", times, {"one release changed": "at most 0.05"})


def _change(path: Path, turn: int) -> None:
    """Give a release a day of retrieval that it never had before: another content each round."""
    text = path.read_text(encoding="utf-8")
    before, mark, rest = text.partition('gsc:retrieved "')
    day = date(2027, 1, 1) + timedelta(days=turn)
    path.write_text(f"{before}{mark}{day}{rest[10:]}", encoding="utf-8")


def main() -> None:
    """Measure both and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checking", description=__doc__)
    parser.add_argument("--releases", type=int, default=1000, help="synthetic releases (default: 1000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each table (default: 5)")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gsc-benchmark-"))
    try:
        print(against_pyshacl(first_five(folder / "five"), folder, given.rounds), flush=True)
        print()
        print(after_a_change(given.releases, folder, given.rounds))
    finally:
        shutil.rmtree(folder)
    print(f"\n`python -m benchmarks.checking --releases {given.releases} --rounds {given.rounds}`")


if __name__ == "__main__":
    main()
