"""What a child process yields comes in order, is made when it is wanted, and ends with whoever takes it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors import sorting
from green_corridors.errors import DamagedStore, Died
from green_corridors.sorting import SortedLines
from green_corridors.streaming import streamed

WHAT = "the work"


def test_all_that_is_yielded_comes_in_order() -> None:
    items = [b"", b"a\nb", bytes(200_000), b"last"]
    assert list(streamed(lambda: items, WHAT)) == items
    assert list(streamed(lambda: [], WHAT)) == []


def test_an_error_comes_behind_what_was_yielded_before_it() -> None:
    def work() -> Iterator[bytes]:
        yield b"first"
        raise DamagedStore("it is damaged")

    stream = streamed(work, WHAT)
    assert next(stream) == b"first"
    with pytest.raises(DamagedStore, match="it is damaged"):
        next(stream)


def test_a_child_that_dies_half_way_is_no_end() -> None:
    def work() -> Iterator[bytes]:
        yield b"first"
        os._exit(0)

    stream = streamed(work, WHAT)
    assert next(stream) == b"first"
    with pytest.raises(Died, match="the work ended without a word"):
        next(stream)


def test_a_child_is_not_far_ahead_and_ends_with_who_takes(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def work() -> Iterator[bytes]:
        for _ in range(1000):
            with log.open("a", encoding="ascii") as out:
                out.write(f"{os.getpid()}\n")
            yield bytes(1_000_000)

    stream = streamed(work, WHAT)
    assert len(next(stream)) == 1_000_000
    stream.close()  # type: ignore[attr-defined]
    made = log.read_text(encoding="ascii").split()
    assert 1 <= len(made) <= 3
    with pytest.raises(ProcessLookupError):
        os.kill(int(made[0]), 0)


@given(st.lists(st.binary(max_size=3).filter(lambda line: not {10, 13} & set(line)), max_size=60))
def test_lines_go_sorted_and_once_however_few_are_held(lines: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "LINES", 9)
        patch.setattr(sorting, "FILES", 2)
        found = SortedLines()
        for start in range(0, len(lines), 3):
            found.add(b"".join(line + b"\n" for line in lines[start : start + 3]))
        assert list(found) == list(found) == sorted({line + b"\n" for line in lines})
