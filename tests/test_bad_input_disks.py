"""Full disks and spoiled caches: nothing is half written, and no check fails or errs for want of a cache."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input import (
    HANGS,
    command,
    environment,
    full_after,
    gsc,
    keep_one_release,
    names_in,
    one_line,
    without_rights,
)
from tests.conftest import ROOT, Run

NEW = ["--address", "https://example.org/n", "--publisher", "PortNews", "--published", "2024-05-02"]


@pytest.fixture
def release(copied_workspace: Path) -> Path:
    return keep_one_release(copied_workspace)


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has no device that is full")
@pytest.mark.parametrize("form", ["text", "sarif"])
def test_a_full_disk_behind_standard_output_is_one_line(
    copied_workspace: Path, release: Path, cache: Path, form: str
) -> None:
    release.write_bytes(release.read_bytes() + b"\r\n")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("check", "-q", "-w", copied_workspace, "-f", form),
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(cache),
            text=True,
            check=False,
        )
    one_line(Run(done.returncode, "", done.stderr), 3, "no space left on device")


@pytest.mark.parametrize("before", [None, "what stood there"])
def test_a_full_disk_leaves_no_half_report(
    copied_workspace: Path,
    release: Path,
    cache: Path,
    tmp_path_factory: pytest.TempPathFactory,
    before: str | None,
) -> None:
    folder = tmp_path_factory.mktemp("out")
    report = folder / "report.sarif"
    if before:
        report.write_text(before)
    gsc("check", "-w", copied_workspace, cache=cache)
    run = gsc(
        "check", "-w", copied_workspace, "-f", "sarif", "-o", report, cache=cache, limit=full_after(9000)
    )
    one_line(run, 3, f"{report}: file too large")
    assert names_in(folder) == ({"report.sarif"} if before else set())
    assert not before or report.read_text() == before


def test_a_pipe_as_output_is_written_to_and_not_replaced(
    copied_workspace: Path, release: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pipe, got = tmp_path_factory.mktemp("out") / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    assert gsc("check", "-w", copied_workspace, "-f", "json", "-o", pipe, cache=cache).code == 0
    reader.join(HANGS)
    assert json.loads(got[0])["version"] == 1
    assert (pipe.is_fifo(), names_in(pipe.parent)) == (True, {"pipe"})


def test_a_full_disk_leaves_a_release_as_it_was(copied_workspace: Path, release: Path) -> None:
    content = release.read_bytes().replace(b"\n", b"\r\n")
    release.write_bytes(content)
    before = names_in(copied_workspace)
    run = gsc("fmt", "-w", copied_workspace, limit=full_after(2000))
    one_line(run, 3, f"{release}: file too large")
    assert (release.read_bytes(), names_in(copied_workspace)) == (content, before)


@pytest.mark.parametrize("place", [[], ["-o", "new.ttl"]])
def test_a_full_disk_leaves_no_half_release(copied_workspace: Path, release: Path, place: list[str]) -> None:
    before = names_in(copied_workspace)
    where = [copied_workspace / each if each.endswith("ttl") else each for each in place]
    run = gsc("new", "-w", copied_workspace, *NEW, "--title", "Talks", *where, limit=full_after(100))
    one_line(run, 3, ".ttl: file too large")
    assert names_in(copied_workspace) == before


@pytest.mark.parametrize("kind", ["full", "read-only", "a file", "entries are folders"])
def test_a_cache_that_cannot_be_written_fails_no_check(
    copied_workspace: Path, release: Path, cache: Path, kind: str
) -> None:
    limit = None
    if kind == "full":
        limit = full_after(50)
    elif kind == "read-only":
        limit = without_rights
        cache.chmod(0o500)
    elif kind == "a file":
        cache.rmdir()
        cache.write_text("")
    else:
        gsc("check", "-w", copied_workspace, cache=cache)
        for entry in cache.rglob("*.json"):
            entry.unlink()
            entry.mkdir()
    run = gsc("check", "-w", copied_workspace, cache=cache, limit=limit)
    assert (run.code, run.err.count("nothing is kept for the next check"), run.err.count("\n")) == (0, 1, 2)
    assert not cache.is_dir() or not [path for path in cache.rglob("*") if path.is_file()]


FINDING = {
    **dict.fromkeys(("message", "repair", "focus", "property", "value"), "invented"),
    **{"rule": "syntax", "severity": "violation", "related": []},
    "place": ["data/register/ports.ttl", 1, 1, None, None],
}
#: What an entry of the cache is made, given what it was.
SPOILED: dict[str, Callable[[dict[str, object]], str]] = {
    "empty": lambda entry: "",
    "truncated": lambda entry: json.dumps(entry)[:-10],
    "no text": lambda entry: "\udcff",
    "too deep": lambda entry: "[" * 100_000,
    "a long number": lambda entry: "1" * 10_000,
    "a list": lambda entry: "[]",
    "another key": lambda entry: json.dumps({**entry, "key": "0" * 64}),
    "no findings": lambda entry: json.dumps({"key": entry["key"]}),
    "a number of findings": lambda entry: json.dumps({**entry, "findings": 7}),
    "a finding that is none": lambda entry: json.dumps({**entry, "findings": [{"rule": 1}]}),
    "an exception that is none": lambda entry: json.dumps({**entry, "exempts": [[1]]}),
    **{
        f"a finding with {name} {value!r}": lambda entry, name=name, value=value: json.dumps(  # type: ignore[misc]
            {**entry, "findings": [{**FINDING, name: value}]}
        )
        for name, value in [
            ("place", ["/etc/hosts", 1, 1, None, None]),
            ("place", ["../secret", 1, 1, None, None]),
            ("place", ["data/register/none.ttl", 1, 1, None, None]),
            ("place", ["data/register/ports.ttl", "1", 1, None, None]),
            ("place", ["data/register/ports.ttl", 0, -1, None, None]),
            ("place", []),
            ("severity", "nasty"),
            ("message", ["a"]),
            ("related", [[["../secret", 1, 1, None, None], "see"]]),
        ]
    },
}


def test_a_spoiled_entry_of_the_cache_is_made_anew(
    copied_workspace: Path, release: Path, cache: Path
) -> None:
    (copied_workspace / "secret").write_text("secret-42")
    release.write_bytes(release.read_bytes() + b"\r\n")
    first = gsc("check", "-w", copied_workspace, "-f", "json", cache=cache)
    entries = {path: path.read_bytes() for path in cache.rglob("*.json")}
    assert entries
    names = list(SPOILED)
    while names:
        told = {path: names.pop() if names else "empty" for path in entries}
        for path, name in told.items():
            entry = json.loads(entries[path])
            path.write_bytes(SPOILED[name](entry).encode(errors="surrogateescape"))
        assert gsc("check", "-w", copied_workspace, "-f", "json", cache=cache) == first, told
        assert {path: path.read_bytes() for path in cache.rglob("*.json")} == entries, told
