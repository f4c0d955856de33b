"""Run work where it can be stopped: in a child process with limits on time, memory and descriptors.

The engine has no time-out, can be made to send requests, and ends its process on a deeply nested query; so
every query runs in a child. Where the system can fork, the child inherits the loaded store and gets resource
limits; without file descriptors it cannot open a socket. Elsewhere a spawned worker loads the store again
and is limited in time.
"""

from __future__ import annotations

import faulthandler
import marshal
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from green_corridors.errors import Died, LimitExceeded
from green_corridors.messages import import_pickle, packed, received, send, unpacked

__all__ = ["Child", "Limits", "contained", "limit_memory", "lower_limit", "put_off_interrupts"]

Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What a query may use: seconds, megabytes beyond what is loaded, rows of its answer, files to open.

    ``what`` is what is limited, in words.
    """

    seconds: float = 30.0
    megabytes: int = 1024
    rows: int = 100_000
    what: str = "the query"
    files: int = 0


def contained(work: Callable[[], Result], limits: Limits, *, fork: bool = hasattr(os, "fork")) -> Result:
    """Return what ``work`` returns, from a child process that is killed at the first limit.

    Raises:
        LimitExceeded: the time is up, or the memory is used.
        Died: the child died of its work.
        GreenCorridorsError: what ``work`` itself raised.
    """
    if not fork:
        return _spawned(work, limits)
    child = Child(lambda _: work(), begin=import_pickle)
    child.send(None, limits)
    return child.result()


class Child(Generic[Result]):
    """A forked child process that does a work within limits, as soon as it is told what exactly to do.

    It is begun early, so that it opens what it needs while its parent still finds out what is wanted.
    """

    def __init__(
        self,
        work: Callable[[Any], Result],
        begin: Callable[[], object] = lambda: None,
        prepare: Callable[[Any], object] = lambda _: None,
    ):
        """Fork.

        The child calls ``begin`` at once, and ``prepare`` with the request before it is limited; both may
        open files. Then it does the work, with the request, and no descriptor.
        """
        asked, asking = os.pipe()
        reading, writing = os.pipe()
        mask = put_off_interrupts()
        self._child = os.fork()
        if not self._child:
            os.close(asking)
            os.close(reading)
            _live(work, begin, prepare, asked, writing)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(asked)
        os.close(writing)
        self._asking, self._reading = asking, reading
        self._limits, self._deadline = Limits(), 0.0

    def send(self, request: object, limits: Limits) -> None:
        """Tell the child what to do, in data that ``marshal`` can write; from now on its time runs."""
        self._limits, self._deadline = limits, time.monotonic() + limits.seconds
        try:
            content: Any = limits.seconds, limits.megabytes, limits.files, request
            send(self._asking, marshal.dumps(content))
        except BrokenPipeError:
            return  # the child has died, or has an error to tell
        finally:
            os.close(self._asking)
            self._asking = -1

    def result(self) -> Result:
        """Return what the work returned.

        Raises:
            LimitExceeded: the time is up, or the memory is used.
            Died: the child died of its work.
            GreenCorridorsError: what the work itself raised.
        """
        try:
            content = received(self._reading, self._deadline)
        finally:
            self.close()
        if content is None:
            raise _out_of_time(self._limits)
        return _result(content, self._limits)  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the child, whatever it does."""
        if self._child:
            child, self._child = self._child, 0
            os.close(self._reading)
            if self._asking >= 0:
                os.close(self._asking)
            os.kill(child, signal.SIGKILL)
            _ended.append((os.getpid(), child))
            _bury()

    def __del__(self) -> None:
        self.close()


#: Children that have been ended and not been waited for, each with its parent.
_ended: list[tuple[int, int]] = []


def _bury() -> None:
    """Take note of the children that have ended; to wait for an end takes longer than many a query."""
    own = [(parent, child) for parent, child in _ended if parent == os.getpid()]
    _ended[:] = [each for each in own if os.waitpid(each[1], os.WNOHANG)[0] == 0]


def put_off_interrupts() -> set[signal.Signals]:
    """Put Ctrl-C off, since Python swallows it just after a fork; return what was put off before."""
    return signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # type: ignore[return-value]


def _live(
    work: Callable[[Any], object],
    begin: Callable[[], object],
    prepare: Callable[[Any], object],
    asked: int,
    writing: int,
) -> NoReturn:
    """Do the work in the child and end it; nothing returns from here."""
    code = 1

    def prepared() -> object:
        begin()
        content = received(asked)
        if not content:
            os._exit(0)  # the parent wants nothing any more
        seconds, megabytes, files, request = marshal.loads(content)  # noqa: S302 - written by our own parent
        prepare(request)
        _restrict(Limits(seconds, megabytes, files=files))
        return work(request)

    try:
        send(writing, packed(prepared))
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
    files = _highest_descriptor() + 1 + limits.files if limits.files else 0
    lower_limit(resource.RLIMIT_NOFILE, files)


def _highest_descriptor() -> int:
    """Return the highest number of an open file, as far as the system tells."""
    try:
        return max(map(int, os.listdir("/dev/fd")))
    except OSError:
        return 255


def limit_memory(megabytes: int) -> None:
    """Limit this process to so many megabytes beyond what it has, where the system tells how much that is."""
    import resource

    with suppress(FileNotFoundError), open("/proc/self/statm", encoding="ascii") as used:
        pages = int(used.read().split()[0])
        allowed = pages * resource.getpagesize() + megabytes * 1_000_000
        lower_limit(resource.RLIMIT_AS, allowed)


def lower_limit(what: int, most: int) -> None:
    """Set a limit of this process; one that is stricter already stays."""
    import resource

    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, hard))


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
    return _result(content, limits)  # type: ignore[no-any-return]


def _work_and_send(work: Callable[[], object], writing: object) -> None:
    writing.send_bytes(packed(work))  # type: ignore[attr-defined]


def _result(content: bytes, limits: Limits) -> Any:
    """Return the child's result, or raise its error; a child that sent nothing died of its query."""
    if not content:
        raise Died(
            f"{limits.what} needs more than {limits.megabytes} MB or nests too deeply; make it simpler"
        )
    return unpacked(content)


def _out_of_time(limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        f"{limits.what} did not end in {limits.seconds:g} s; make it simpler or raise --timeout"
    )
