"""Ctrl-C, a kill, two runs at once, files that come and go: one line, no process left, the cache is of use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from tests.bad_input import (
    HANGS,
    command,
    environment,
    gsc,
    keep_one_release,
)
from tests.conftest import ROOT


@pytest.fixture
def release(copied_workspace: Path) -> Path:
    return keep_one_release(copied_workspace)


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that takes some seconds to check."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, 40)
    return folder


@contextmanager
def started(*arguments: object, cache: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start ``gsc`` in a session of its own, and leave none of its processes behind."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command(*arguments),
        stdout=pipe,
        stderr=pipe,
        text=True,
        cwd=ROOT,
        env=environment(cache),
        start_new_session=True,
    )
    try:
        yield process
    finally:
        for pid in (*alive(process.pid), *([process.pid] if process.poll() is None else [])):
            os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=HANGS)


def alive(session: int) -> list[int]:
    """Return the processes of a session that run; those that ended and were not fetched do not."""
    shown = subprocess.run(["ps", "-eo", "pid=,sess=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in shown.stdout.splitlines()]
    return [int(pid) for pid, own, stat in rows if own == str(session) and stat[0] != "Z"]


def until(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    for _ in range(HANGS * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(f"this never came: {what}")


@pytest.mark.parametrize("wait", [0.3, 0.8, 1.2, 1.8, 2.5])
@pytest.mark.parametrize("to_all", [False, True])
def test_an_interrupted_check_ends_at_once_with_all_its_processes(
    corpus: Path, wait: float, to_all: bool
) -> None:
    interrupt("check", "-w", corpus, "--no-cache", wait=wait, to_all=to_all)


def test_a_cache_is_of_use_after_an_interrupted_check(corpus: Path, cache: Path) -> None:
    for wait in (1.0, 1.5, 2.0):
        interrupt("check", "-w", corpus, wait=wait, cache=cache)
        assert not [path for path in cache.rglob(".*") if path.is_file()]
    assert gsc("check", "-w", corpus, cache=cache).code == 0


def interrupt(*arguments: object, wait: float, to_all: bool = False, cache: Path | None = None) -> None:
    """Interrupt a command after so many seconds, and prove that it and its workers end with one line."""
    with started(*arguments, cache=cache) as process:
        time.sleep(wait)
        if to_all:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=HANGS)
        # Where the interpreter itself starts or ends, it dies of the signal, which a shell shows as 130, too.
        assert process.returncode in (130, -signal.SIGINT, 0)
        assert "Traceback" not in err or "checked:" in err
        assert process.returncode != 130 or (out, err.strip()) == ("", "gsc: interrupted")
        until(lambda: not alive(process.pid), "the end of the workers")


def test_workers_end_with_a_check_that_is_killed(corpus: Path) -> None:
    with started("check", "--no-cache", "-w", corpus) as process:
        until(lambda: len(alive(process.pid)) > 1, "a worker")
        process.kill()
        process.wait(HANGS)
        until(lambda: not alive(process.pid), "the end of the workers")


def test_two_checks_at_once_share_a_cache(corpus: Path, cache: Path) -> None:
    spoiled = next(corpus.glob("data/releases/*/*.ttl"))
    content = spoiled.read_bytes()
    spoiled.write_bytes(content + b"\r\n")
    try:
        arguments = ("check", "-w", corpus, "-f", "json")
        with started(*arguments, cache=cache) as one, started(*arguments, cache=cache) as two:
            first, second = (each.communicate(timeout=HANGS)[0] for each in (one, two))
        assert first == second == gsc(*arguments, "--no-cache").out
        assert gsc(*arguments, cache=cache).out == first
        rules = [each["rule"] for each in json.loads(first)["findings"] if "/releases/" in each["path"]]
        assert rules == ["house-form"]
    finally:
        spoiled.write_bytes(content)


def test_files_that_come_and_go_break_no_check(copied_workspace: Path, release: Path, cache: Path) -> None:
    done = threading.Event()
    text = release.read_text(encoding="utf-8")

    def come_and_go() -> None:
        while not done.is_set():
            for place in (
                "data/releases/2022/y.ttl",
                "data/register/y.ttl",
                "queries/y.rq",
                "ontology/rules/y.rq",
            ):
                (copied_workspace / place).write_text("")
                (copied_workspace / place).unlink()
            release.unlink()
            release.write_text(text, encoding="utf-8")

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        for _ in range(4):
            gsc("check", "-w", copied_workspace, cache=cache)
            gsc("fmt", "--check", "-w", copied_workspace, cache=cache)
    finally:
        done.set()
        other.join()
    assert gsc("check", "-w", copied_workspace, cache=cache).code == 0


def test_a_watch_checks_again_after_a_save_and_ends_when_interrupted(
    copied_workspace: Path, release: Path, cache: Path
) -> None:
    with started("check", "--watch", "-w", copied_workspace, "-f", "json", cache=cache) as process:
        told: list[str] = []

        def listen() -> None:
            assert process.stderr
            told.extend(process.stderr)

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()

        def times() -> int:
            return sum("waiting for a change" in line for line in told)

        until(times, "the first check")
        content = release.read_bytes()
        for count, change in enumerate((b"broken", b"\xff\0", content), start=2):
            release.write_bytes(change)
            until(lambda: times() >= count, f"check {count}")  # noqa: B023 - asked at once
        release.unlink()
        release.symlink_to(release.name)
        until(lambda: times() >= 5, "the check of what is no file")
        process.send_signal(signal.SIGINT)
        assert process.wait(HANGS) == 130
        listener.join(HANGS)
        until(lambda: not alive(process.pid), "the end of the workers")
    assert (told[-1], "Traceback" in "".join(told)) == ("gsc: interrupted\n", False)
