"""Whatever happens to a build or to what is kept, the old store or the new one answers, and rightly."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from green_corridors.generations import Home, State, replace
from tests.bad_input import HANGS, command, environment, full_after, gsc, without_rights
from tests.conftest import ROOT, Run

ASKED = ("ask", "corridor-partners", "Los Angeles", "-q")


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that belongs to one test."""
    return tmp_path_factory.mktemp("cache")


def one_release(folder: Path) -> Path:
    """Return a workspace of the core ontology and one release."""
    for name in ("shapes", "queries", "data/register", "data/releases", "ontology"):
        (folder / name).mkdir(parents=True)
    for path in (ROOT / "ontology").glob("*.ttl"):
        shutil.copy(path, folder / "ontology")
    shutil.copy(next((ROOT / "data" / "releases" / "2022").glob("*.ttl")), folder / "data" / "releases")
    return folder


def files_of(cache: Path) -> list[Path]:
    """Return the files of the one generation that is kept."""
    (manifest,) = cache.glob("stores/*/*/manifest")
    return sorted(path for path in manifest.parent.rglob("*") if path.is_file())


def test_a_build_killed_at_any_moment_leaves_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.killing",
            str(one_release(tmp_path / "small")),
            str(tmp_path / "home"),
            "200",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.replace("'", '"'))
    assert found["old"] + found.get("new", 0) + found["finished"] == 200
    assert found["old"] > 20
    assert found["left behind"] > 20


def test_readers_get_the_old_answer_or_the_new_one_while_others_build(
    copied_workspace: Path, cache: Path
) -> None:
    release = copied_workspace / "data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl"
    text = release.read_text(encoding="utf-8")
    texts = [text.replace('gsc:retrieved "2026', f'gsc:retrieved "20{40 + number}') for number in range(12)]
    days = [
        next(line for line in each.splitlines() if "gsc:retrieved" in line).split('"')[1] for each in texts
    ]
    query = "SELECT ?day { release:portnews-tokyo-yokohama-mous gsc:retrieved ?day }"
    places = [range(len(texts))]
    runs: list[tuple[int, int, object]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            first = places[0].start
            run = gsc("query", query, "-w", copied_workspace, cache=cache)
            runs.append((first, places[0].start, run))

    gsc("build", "-q", "-w", copied_workspace, cache=cache)
    readers = [threading.Thread(target=read) for _ in range(3)]
    replace(release, texts[0].encode())
    for reader in readers:
        reader.start()
    for number, each in enumerate(texts):
        replace(release, each.encode())
        places[0] = range(number, len(texts))
        gsc("build", "-q", "-w", copied_workspace, cache=cache)
    done.set()
    for reader in readers:
        reader.join()
    assert len(runs) > len(texts)
    for first, last, run in runs:
        assert isinstance(run, Run)
        assert run.code == 0, run
        day = run.out.splitlines()[1].split('"')[1]
        assert days.index(day) in range(first, last + 2), run
    (home,) = (Home(path) for path in cache.glob("stores/*"))
    assert [folder.name for folder in home.generations()] == [State.read(home.state).generation]  # type: ignore[union-attr]


#: Files of each kind.
SOME = {"manifest", "owned.0", "things.0", "questions.0", "CURRENT"}
DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "a bit turned": lambda content: (
        content[: len(content) // 2]
        + bytes([content[len(content) // 2] ^ 8])
        + content[len(content) // 2 + 1 :]
    ),
    "zeros": lambda content: bytes(len(content)),
    "cut off": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"x",
    "gone": lambda _: None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_is_made_anew_and_the_answer_is_right(
    copied_workspace: Path, cache: Path, damage: str
) -> None:
    wanted = gsc(*ASKED, "-w", copied_workspace, "--cite", cache=cache)
    names = {path.name for path in files_of(cache)}
    assert names >= SOME
    for name in sorted(names if damage == "a bit turned" else SOME):
        path = next(path for path in files_of(cache) if path.name == name)
        if content := path.read_bytes():
            path.unlink()
            if (changed := DAMAGES[damage](content)) is not None:
                path.write_bytes(changed)
            assert gsc(*ASKED, "-w", copied_workspace, "--cite", cache=cache) == wanted, name
            gsc("cache", "--verify", cache=cache)
            gsc("build", "-w", copied_workspace, cache=cache)
    assert gsc("cache", "--verify", "-q", cache=cache).code == 0


@pytest.mark.parametrize("name", [".sst", "CURRENT", "rewritten.0", "blank.0", "releases.0", "dates.0"])
def test_what_is_damaged_is_made_anew_before_it_is_exported(
    copied_workspace: Path, cache: Path, name: str
) -> None:
    exporting = ("export", "-f", "nquads", "--inferred", "-w", copied_workspace)
    wanted = gsc(*exporting, cache=cache)
    path = next(path for path in files_of(cache) if path.name.endswith(name))
    written = path.stat().st_mtime_ns
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(DAMAGES["a bit turned"](content) or b"")
    os.utime(path, ns=(written, written))  # as a worn disk does it
    assert gsc(*exporting, cache=cache) == wanted
    assert gsc("cache", "--verify", "-q", cache=cache).code == 0


def test_a_damaged_generation_is_not_built_upon(copied_workspace: Path, cache: Path) -> None:
    gsc("build", "-q", "-w", copied_workspace, cache=cache)
    told = next(path for path in files_of(cache) if path.name == "owned.0")
    told.write_bytes(told.read_bytes()[:-9] + b"123456789")
    release = next((copied_workspace / "data/releases/2022").glob("*.ttl"))
    release.write_text(
        release.read_text(encoding="utf-8").replace('retrieved "2026', 'retrieved "2027'), encoding="utf-8"
    )
    run = gsc("build", "-w", copied_workspace, cache=cache)
    assert (run.code, run.err) == (0, "gsc: 5 releases; 58 files compiled\n")


@pytest.mark.parametrize("spoiled", ["no rights", "a file", "full"])
def test_where_nothing_can_be_kept_everything_is_answered(
    copied_workspace: Path, tmp_path: Path, cache: Path, spoiled: str
) -> None:
    wanted = gsc(*ASKED, "-w", copied_workspace, "--no-cache", cache=cache)
    assert list(cache.iterdir()) == []
    limit = without_rights
    if spoiled == "no rights":
        cache.chmod(0o500)
    elif spoiled == "a file":
        cache = tmp_path / "file"
        cache.write_text("no folder")
    else:
        limit = full_after(20_000)
    assert gsc(*ASKED, "-w", copied_workspace, cache=cache, limit=limit) == wanted
    run = gsc("build", "-w", copied_workspace, cache=cache, limit=limit)
    assert run.code == 0
    assert run.err.startswith("gsc: nothing is kept (")
    assert wanted.code == 0


def test_what_was_kept_before_is_used_where_nothing_can_be_written(
    copied_workspace: Path, cache: Path
) -> None:
    gsc("build", "-q", "-w", copied_workspace, cache=cache)
    wanted = gsc(*ASKED, "-w", copied_workspace, cache=cache)
    folders = [cache, *(path for path in cache.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    for path in copied_workspace.rglob("*"):
        os.utime(path, ns=(10**18, 10**18), follow_symlinks=False)
    assert gsc(*ASKED, "-w", copied_workspace, cache=cache, limit=without_rights) == wanted
    for folder in folders:
        folder.chmod(0o700)


def test_a_full_disk_leaves_the_store_before(copied_workspace: Path, cache: Path) -> None:
    gsc("build", "-q", "-w", copied_workspace, cache=cache)
    before = files_of(cache)
    release = next((copied_workspace / "data/releases/2022").glob("*.ttl"))
    release.write_text(
        release.read_text(encoding="utf-8").replace('retrieved "2026', 'retrieved "2027'), encoding="utf-8"
    )
    run = gsc("build", "-w", copied_workspace, cache=cache, limit=full_after(5_000))
    assert (run.code, run.err.count("\n")) == (0, 1)
    assert "nothing is kept" in run.err
    assert files_of(cache) == before
    assert gsc("build", "-w", copied_workspace, cache=cache).err == "gsc: 5 releases; 1 file compiled\n"


def test_an_interrupted_build_leaves_the_store_before_and_goes_on(
    copied_workspace: Path, cache: Path
) -> None:
    gsc("build", "-q", "-w", copied_workspace, cache=cache)
    core = copied_workspace / "ontology/core.ttl"
    core.write_text(
        core.read_text(encoding="utf-8").replace(
            "gsc:SisterPortAgreement a owl:Class",
            "gsc:Odd a owl:Class .\n\ngsc:SisterPortAgreement a owl:Class",
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        command("build", "-w", copied_workspace),
        env=environment(cache),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    spool = next(cache.glob("stores/*")) / "spool"
    while process.poll() is None and not (spool.exists() and spool.stat().st_size):
        threading.Event().wait(0.001)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=HANGS)
    if process.returncode == 130:
        assert said.strip() == "gsc: interrupted"
        assert [
            path.name for path in next(cache.glob("stores/*")).iterdir() if path.name.startswith(".")
        ] == []
    else:
        assert process.returncode == 0
    run = gsc("build", "-w", copied_workspace, cache=cache)
    assert run.code == 0
    assert process.returncode == 0 or "from an interrupted build" in run.err
