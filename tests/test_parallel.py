"""Works done on all cores come in their order, and can be left at any moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial

import pytest

from green_corridors.containment import Limits
from green_corridors.errors import LimitExceeded
from green_corridors.parallel import in_parallel

#: More than a pipe holds, so that a process is writing most of its time.
LARGE = 1_000_000


def works(work: Callable[[int], object], number: int) -> list[tuple[str, Callable[[], object]]]:
    return [(f"work {each}", partial(work, each)) for each in range(number)]


def test_results_come_in_the_order_of_the_works() -> None:
    assert list(in_parallel(works(lambda each: each * each, 100), Limits())) == [n * n for n in range(100)]
    assert list(in_parallel([], Limits())) == []


def test_what_a_work_raises_comes_in_its_turn() -> None:
    def work(each: int) -> int:
        if each >= 50:
            raise KeyError(each)
        return each

    found: list[object] = []
    with pytest.raises(KeyError, match="50"):
        found.extend(in_parallel(works(work, 100), Limits()))
    assert found == list(range(50))


@pytest.mark.parametrize("taken", [1, 17, 60])
def test_works_are_left_while_processes_write(taken: int) -> None:
    results = in_parallel(works(lambda _: b"x" * LARGE, 100), Limits())
    for _ in range(taken):
        assert len(next(results)) == LARGE  # type: ignore[arg-type]
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_process_that_is_ended_is_told() -> None:
    def work(each: int) -> None:
        if each == 30:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(LimitExceeded, match="needs more than 1024 MB"):
        list(in_parallel(works(work, 100), Limits()))


def test_a_work_that_does_not_end_is_named() -> None:
    def work(each: int) -> None:
        while each == 5:
            pass

    with pytest.raises(LimitExceeded, match="work 5: the query did not end in 1 s"):
        list(in_parallel(works(work, 10), Limits(seconds=1)))
