"""Several files are replaced together: killed at any moment, they are all old, or can all become new."""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from green_corridors.errors import RefusedMerge, UnfinishedMerge
from green_corridors.replacing import Change, finish, refuse_unfinished, replace_all, unfinished
from tests.conftest import ROOT

#: A process that replaces files and is killed at the nth time that it opens, renames or removes something.
CHILD = """
import os, signal, sys
from pathlib import Path
from green_corridors.replacing import replace_all
import fcntl, hashlib, json, shutil
root, last = Path(sys.argv[1]), int(sys.argv[2])
changes = {path: (path.read_text(), path.read_text() + "new\\n") for path in sorted(root.glob("data/*/*.ttl"))}
count = 0
def hook(event, arguments):
    global count
    if event in ("open", "os.rename", "os.remove"):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
replace_all(root, changes, "merge of a into b")
"""
NAMES = ("a", "b", "c")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("register", "releases"):
        (tmp_path / "data" / folder).mkdir(parents=True)
        for name in NAMES:
            (tmp_path / "data" / folder / f"{name}.ttl").write_text(f"old {name}\n")
    return tmp_path


def files(root: Path) -> list[Path]:
    return sorted(root.glob("data/*/*.ttl"))


def changes_of(root: Path) -> dict[Path, Change]:
    return {path: (path.read_text(), path.read_text() + "new\n") for path in files(root)}


def states(root: Path) -> set[bool]:
    """Return whether there are files that are new, and files that are old."""
    return {path.read_text().endswith("new\n") for path in files(root)}


def left_behind(root: Path) -> list[Path]:
    return [path for path in root.rglob(".*") if path.is_file()]


def killed_at(root: Path, moment: int) -> int:
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(root), str(moment)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    return run.returncode


def killed_when(root: Path, wanted: Callable[[Path], bool]) -> None:
    """Kill a process that replaces the files at the first moment that leaves them in a wanted state."""
    before = {path: path.read_text() for path in files(root)}
    for moment in itertools.count(1):
        assert killed_at(root, moment)
        if wanted(root):
            return
        finish(root)
        for path, text in before.items():
            path.write_text(text)


def test_killed_at_any_moment_all_files_are_old_or_can_all_become_new(root: Path) -> None:
    before = {path: path.read_text() for path in files(root)}
    seen, moment, code = set(), 0, -signal.SIGKILL
    while code:
        moment += 1
        code = killed_at(root, moment)
        begun = unfinished(root)
        if begun is None:
            assert len(states(root)) == 1
            seen.add("new" if states(root) == {True} else "old")
        else:
            assert begun == "merge of a into b"
            seen.add("mixed" if len(states(root)) == 2 else "begun")
            with pytest.raises(UnfinishedMerge, match="the merge of a into b was interrupted"):
                refuse_unfinished(root)
            assert finish(root) == begun
            assert states(root) == {True}
            assert left_behind(root) == []
        refuse_unfinished(root)
        for path, text in before.items():
            path.write_text(text)
    assert seen == {"old", "begun", "mixed", "new"}
    assert moment > 3 * len(before)


def test_what_a_kill_leaves_behind_does_not_disturb_the_next(root: Path) -> None:
    killed_when(root, lambda root: left_behind(root) != [] and unfinished(root) is None)
    replace_all(root, changes_of(root), "merge")
    assert states(root) == {True}
    assert left_behind(root) == []
    assert finish(root) is None


def test_where_one_file_cannot_be_written_none_is(root: Path) -> None:
    (root / "data" / "releases" / ".c.ttl.new").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_all(root, changes_of(root), "merge")
    assert states(root) == {False}
    (root / "data" / "releases" / ".c.ttl.new").rmdir()
    assert left_behind(root) == []


def test_a_file_that_has_changed_since_it_was_read_is_not_overwritten(root: Path) -> None:
    changes = changes_of(root)
    files(root)[-1].write_text("edited\n")
    with pytest.raises(RefusedMerge, match="changed meanwhile"):
        replace_all(root, changes, "merge")
    assert states(root) == {False}


def test_a_link_is_not_written_through(root: Path) -> None:
    path = files(root)[0]
    path.rename(root / "elsewhere.ttl")
    path.symlink_to(root / "elsewhere.ttl")
    with pytest.raises(RefusedMerge, match="this is a link"):
        replace_all(root, changes_of(root), "merge")
    assert states(root) == {False}


def test_the_rights_of_a_file_stay(root: Path) -> None:
    files(root)[0].chmod(0o640)
    replace_all(root, changes_of(root), "merge")
    assert files(root)[0].stat().st_mode & 0o777 == 0o640


def test_an_interrupted_replacing_comes_before_another(root: Path) -> None:
    killed_when(root, lambda root: unfinished(root) is not None)
    with pytest.raises(UnfinishedMerge, match="run gsc names merge again"):
        replace_all(root, changes_of(root), "another")


def test_a_reader_waits_for_a_writer_who_is_at_it(root: Path) -> None:
    journal = root / "data" / ".replacing.json"
    journal.write_text(json.dumps({"what": "merge", "files": {}}))
    handle = os.open(root / "data", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    reader = threading.Thread(target=refuse_unfinished, args=(root,))
    reader.start()
    reader.join(0.2)
    assert reader.is_alive()
    journal.unlink()
    os.close(handle)
    reader.join()


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "[]",
        '{"what": "merge"}',
        '{"what": "merge", "files": ["a"]}',
        "[" * 100_000,
        '{"what": "merge", "files": {"../outside.ttl": "0"}}',
        '{"what": "merge", "files": {"ontology/core.ttl": "0"}}',
        '{"what": "merge", "files": {"data/register/run.sh": "0"}}',
    ],
    ids=["nothing", "a list", "no files", "files as a list", "deep", "outside", "not data", "no Turtle"],
)
def test_a_journal_of_somebody_else_replaces_nothing(root: Path, journal: str) -> None:
    (root / "data" / ".replacing.json").write_text(journal)
    for act in (finish, refuse_unfinished):
        with pytest.raises(UnfinishedMerge, match="remove it"):
            act(root)
    assert states(root) == {False}


def test_what_was_changed_after_an_interruption_is_not_overwritten(root: Path) -> None:
    killed_when(root, lambda root: len(states(root)) == 2)
    done = [path for path in files(root) if path.read_text().endswith("new\n")]
    done[0].write_text("edited\n")
    with pytest.raises(UnfinishedMerge, match="is not as the merge wrote it"):
        finish(root)
    assert done[0].read_text() == "edited\n"
