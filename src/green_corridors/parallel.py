"""Do pieces of work on all cores, in forked processes that see what is loaded already and have limits."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
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
_works: Sequence[Work[Any]] = ()
_limits = Limits()


class _OutOfTime(BaseException):
    """The time of a work is up; no library that catches every ``Exception`` stops it."""


def in_parallel(works: Sequence[Work[Result]], limits: Limits) -> Iterator[Result]:
    """Yield the results of some works in their order; the limits are those of each work.

    Where processes cannot be forked, all is done in this one, without limits.

    Raises:
        LimitExceeded: a work needs more time or memory.
    """
    if not works or "fork" not in multiprocessing.get_all_start_methods():
        yield from (work() for _, work in works)
        return
    cores = 1 if len(works) < WORTHWHILE else os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    chunk = max(1, min(16, len(works) // (4 * cores)))
    pool = ProcessPoolExecutor(cores, mp_context=context, initializer=_begin, initargs=(works, limits))
    mask = put_off_interrupts()
    try:
        results = pool.map(_do, range(len(works)), chunksize=chunk)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        yield from results
    except BaseException as error:
        for child in multiprocessing.active_children():
            child.kill()
        if isinstance(error, BrokenProcessPool):
            raise LimitExceeded(f"{limits.what} {_excess(limits)}") from error
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        pool.shutdown(cancel_futures=True)


def _excess(limits: Limits) -> str:
    bounds = f"{limits.megabytes} MB or {limits.seconds:g} s"
    return f"needs more than {bounds} for one part, or nests too deeply; make it simpler or raise the limits"


def _begin(works: Sequence[Work[Any]], limits: Limits) -> None:
    """Take the works over from the parent, which alone is to be interrupted, and end when it ends."""
    import fcntl
    import resource

    global _works, _limits
    _works, _limits = works, limits
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


def _do(number: int) -> Any:
    """Do a work; the engines in C hear of no alarm before they return, so that the system limits them."""
    name, work = _works[number]
    _limit_processor(_limits.seconds + GRACE)
    signal.setitimer(signal.ITIMER_REAL, _limits.seconds)
    try:
        return work()
    except _OutOfTime as error:
        said = f"{_limits.what} did not end in {_limits.seconds:g} s; make it simpler or raise --timeout"
        raise LimitExceeded(f"{name}: {said}") from error
    except MemoryError as error:
        raise LimitExceeded(f"{name}: {_limits.what} {_excess(_limits)}") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_processor(seconds: float) -> None:
    """Let the system end this process after it has computed for so long from now."""
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    lower_limit(resource.RLIMIT_CPU, math.ceil(used + seconds))


def _out_of_time(*_: object) -> NoReturn:
    raise _OutOfTime
