"""Run work where it can be stopped: in a child process with limits on time, memory and descriptors.

The engine has no time-out, can be made to send requests, and ends its process on a deeply nested query; so
every query runs in a child. Where the system can fork, the child inherits the loaded store and gets resource
limits; without file descriptors it cannot open a socket. Elsewhere a spawned worker loads the store again
and is limited in time.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from green_corridors.errors import GreenCorridorsError, LimitExceeded

__all__ = ["Limits", "contained", "limit_memory", "lower_limit", "put_off_interrupts"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What a query may use: seconds, megabytes beyond what is loaded, and rows of its answer.

    ``what`` is what is limited, in words.
    """

    seconds: float = 30.0
    megabytes: int = 1024
    rows: int = 100_000
    what: str = "the query"


def contained(work: Callable[[], Result], limits: Limits, *, fork: bool = hasattr(os, "fork")) -> Result:
    """Return what ``work`` returns, from a child process that is killed at the first limit.

    Raises:
        LimitExceeded: the time is up, or the memory is used, or the child died of its query.
        GreenCorridorsError: what ``work`` itself raised.
    """
    return _forked(work, limits) if fork else _spawned(work, limits)


def _forked(work: Callable[[], Result], limits: Limits) -> Result:
    reading, writing = os.pipe()
    mask = put_off_interrupts()
    child = os.fork()
    if not child:
        os.close(reading)
        _live(work, limits, writing)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(writing)
        content = _read(reading, time.monotonic() + limits.seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if content is None:
        raise _out_of_time(limits)
    return _unpacked(content, limits)


def put_off_interrupts() -> set[signal.Signals]:
    """Put Ctrl-C off, since Python swallows it just after a fork; return what was put off before."""
    return signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # type: ignore[return-value]


def _live(work: Callable[[], object], limits: Limits, writing: int) -> None:
    """Do the work in the child and end it; nothing returns from here."""
    code = 1
    try:
        _restrict(limits)
        _send(writing, _packed(work))
        code = 0
    finally:
        os._exit(code)


def _restrict(limits: Limits) -> None:
    """Limit this process: no core file, no message of its own, no memory beyond, no new descriptor."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    seconds = int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    lower_limit(resource.RLIMIT_CPU, seconds)
    limit_memory(limits.megabytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def limit_memory(megabytes: int) -> None:
    """Limit this process to so many megabytes beyond what it has, where the system tells how much that is."""
    import resource

    used = Path("/proc/self/statm")
    if used.exists():
        pages = int(used.read_text(encoding="ascii").split()[0])
        allowed = pages * resource.getpagesize() + megabytes * 1_000_000
        lower_limit(resource.RLIMIT_AS, allowed)


def lower_limit(what: int, most: int) -> None:
    """Set a limit of this process; one that is stricter already stays."""
    import resource

    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))


def _packed(work: Callable[[], object]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except GreenCorridorsError as error:
        return pickle.dumps((False, error))
    except MemoryError:
        return b""


def _send(writing: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(writing, view) :]


def _read(reading: int, deadline: float) -> bytes | None:
    """Return all that comes, or ``None`` when the time is up first."""
    chunks: list[bytes] = []
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if ready:
            chunk = os.read(reading, 1 << 20)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
    return None


def _spawned(work: Callable[[], Result], limits: Limits) -> Result:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    reading, writing = context.Pipe(duplex=False)
    worker = context.Process(target=_work_and_send, args=(work, writing), daemon=True)
    worker.start()
    writing.close()
    try:
        if not reading.poll(limits.seconds):
            raise _out_of_time(limits)
        content: bytes = reading.recv_bytes()
    except EOFError:
        content = b""
    finally:
        worker.kill()
        worker.join()
        reading.close()
    return _unpacked(content, limits)


def _work_and_send(work: Callable[[], object], writing: object) -> None:
    writing.send_bytes(_packed(work))  # type: ignore[attr-defined]


def _unpacked(content: bytes, limits: Limits) -> Result:  # type: ignore[type-var]
    """Return the child's result, or raise its error; a child that sent nothing died of its query."""
    if not content:
        raise LimitExceeded(
            f"{limits.what} needs more than {limits.megabytes} MB or nests too deeply; make it simpler"
        )
    done, result = pickle.loads(content)  # noqa: S301 - written by our own child
    if not done:
        raise result
    return result  # type: ignore[no-any-return]


def _out_of_time(limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"{limits.what} did not end in {limits.seconds:g} s; make it simpler or raise --timeout"
    )
