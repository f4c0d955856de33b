"""Do pieces of work on all cores, in forked processes that see what is loaded already and have limits."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn, TypeVar

from green_corridors.containment import Limits, limit_memory, lower_limit, put_off_interrupts
from green_corridors.errors import LimitExceeded

__all__ = ["in_parallel"]

Result = TypeVar("Result")
#: A work and what it is called, in words.
Work = tuple[str, Callable[[], Result]]
#: Fewer pieces than this are done by one process, which loads what they share once.
WORTHWHILE = 4
#: Seconds after its time-out until a process that does not hear of it is ended by the system.
GRACE = 2
#: So many works at most are given to a process at once, and so often while it is still at work.
LARGEST, AHEAD = 16, 2


class _OutOfTime(BaseException):
    """The time of a work is up; no library that catches every ``Exception`` stops it."""


def in_parallel(works: Sequence[Work[Result]], limits: Limits) -> Iterator[Result]:
    """Yield the results of some works in their order; the limits are those of each work.

    Only a few works are begun before their turn. Where processes cannot be forked, all is done in this one,
    without limits.

    Raises:
        LimitExceeded: a work needs more time or memory.
    """
    if not works or "fork" not in multiprocessing.get_all_start_methods():
        yield from (work() for _, work in works)
        return
    cores = 1 if len(works) < WORTHWHILE else os.cpu_count() or 1
    size = max(1, min(LARGEST, len(works) // (4 * cores)))
    starts = range(0, len(works), size)
    with _Crew(cores, works, limits) as crew:
        yield from crew.results([range(start, min(start + size, len(works))) for start in starts])


class _Crew:
    """Forked processes, each with a pipe of its own.

    A pool of the standard library shares one pipe among its processes: where one of them is ended while it
    writes, the others, and who reads, wait forever. So a pool can be left only by waiting for its works.
    """

    def __init__(self, cores: int, works: Sequence[Work[Any]], limits: Limits):
        self._limits = limits
        self._at_work: dict[Connection, BaseProcess] = {}
        context = multiprocessing.get_context("fork")
        mask = put_off_interrupts()
        try:
            for _ in range(cores):
                ours, theirs = context.Pipe()
                process = context.Process(
                    target=_serve, args=(theirs, [*self._at_work, ours], works, limits), daemon=True
                )
                process.start()
                self._at_work[ours] = process
                theirs.close()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe, process in self._at_work.items():
            process.kill()
            process.join()
            pipe.close()

    def results(self, chunks: Sequence[range]) -> Iterator[Any]:
        """Yield the results of all works in their order; ``chunks`` are their numbers."""
        done: dict[int, tuple[list[Any], Exception | None]] = {}
        waiting: dict[Any, int] = dict.fromkeys(self._at_work, 0)
        given = 0
        for turn in range(len(chunks)):
            while turn not in done:
                for pipe in waiting:
                    while waiting[pipe] < AHEAD and given < min(len(chunks), turn + AHEAD * len(waiting)):
                        self._give(pipe, given, chunks[given])
                        waiting[pipe], given = waiting[pipe] + 1, given + 1
                for pipe in wait([pipe for pipe in waiting if waiting[pipe]]):
                    number, results, error = self._received(pipe)
                    done[number] = results, error
                    waiting[pipe] -= 1
            results, error = done.pop(turn)
            yield from results
            if error:
                raise error

    def _give(self, pipe: Connection, number: int, chunk: range) -> None:
        with suppress(BrokenPipeError):  # it has died, which is found when it should answer
            pipe.send((number, chunk))

    def _received(self, pipe: Any) -> tuple[int, list[Any], Exception | None]:
        try:
            told: tuple[int, list[Any], Exception | None] = pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            raise LimitExceeded(f"{self._limits.what} {_excess(self._limits)}") from error
        return told


def _excess(limits: Limits) -> str:
    bounds = f"{limits.megabytes} MB or {limits.seconds:g} s"
    return f"needs more than {bounds} for one part, or nests too deeply; make it simpler or raise the limits"


def _serve(
    pipe: Connection, others: Sequence[Connection], works: Sequence[Work[Any]], limits: Limits
) -> None:
    """Do the works whose numbers come, and tell their results, until this process is ended."""
    for other in others:
        other.close()
    _begin(limits)
    while True:
        number, chunk = pipe.recv()
        results: list[Any] = []
        error = None
        try:
            for each in chunk:
                name, work = works[each]
                results.append(_do(name, work, limits))
        except Exception as told:  # noqa: BLE001 - the parent raises it
            error = told
        pipe.send((number, results, error))


def _begin(limits: Limits) -> None:
    """Let the parent alone be interrupted, and end when it ends."""
    import fcntl
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _out_of_time)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what an engine says when it ends the process
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit_memory(limits.megabytes)
    if parent := multiprocessing.parent_process():
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)  # SIGIO ends this process
        if os.getppid() != parent.pid:
            os._exit(1)  # it has ended already


def _do(name: str, work: Callable[[], Result], limits: Limits) -> Result:
    """Do a work; the engines in C hear of no alarm before they return, so that the system limits them."""
    _limit_processor(limits.seconds + GRACE)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        return work()
    except _OutOfTime as error:
        said = f"{limits.what} did not end in {limits.seconds:g} s; make it simpler or raise --timeout"
        raise LimitExceeded(f"{name}: {said}") from error
    except MemoryError as error:
        raise LimitExceeded(f"{name}: {limits.what} {_excess(limits)}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_processor(seconds: float) -> None:
    """Let the system end this process after it has computed for so long from now."""
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    lower_limit(resource.RLIMIT_CPU, math.ceil(used + seconds))


def _out_of_time(*_: object) -> NoReturn:
    raise _OutOfTime
