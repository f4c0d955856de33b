"""Fill the store of a new generation, in a process of its own that is told what to fill in through a pipe.

The engine has threads, which a forked process lacks, so that whoever has opened a store must not fork another
process that writes one. The program that runs here is started anew. It takes what is compiled from the spool,
so that nobody waits for it while the engine sorts.
"""

from __future__ import annotations

import io
import marshal
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from green_corridors.computed import date_of
from green_corridors.generations import COPY
from green_corridors.sources import in_graph
from green_corridors.store import DATES
from green_corridors.tabling import link
from green_corridors.terms import INFERRED
from green_corridors.units import unpacked

__all__ = ["Filling", "changed_store", "date_quads", "new_store"]

#: A store with tables of fewer bytes is small.
SMALL = 400_000
#: So many texts are worth the engine’s way of loading that is made for large amounts.
MANY = 100
#: So many bytes are given to the engine at once.
PIECE = 1 << 18
#: Where a text lies in the spool and how long it is there; or that it comes at once.
TEXT, INLINE = struct.Struct(">qI"), -1


class Filling:
    """A process that fills a store with the N-Quads it is given, while more come.

    Leave its context to wait for its end; who leaves by an exception ends it at once.
    """

    def __init__(self, request: dict[str, Any]):
        self._folder = request["folder"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "green_corridors.filling"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._tell(marshal.dumps(request))

    def take(self, text: bytes) -> None:
        """Give it more.

        Raises:
            OSError: the store cannot be written, or the one before is damaged.
        """
        self._tell(TEXT.pack(INLINE, len(text)) + text)

    def take_from(self, place: tuple[int, int]) -> None:
        """Give it what lies packed at a place of the spool; as ``take``."""
        self._tell(TEXT.pack(*place))

    def _tell(self, message: bytes) -> None:
        assert self._process.stdin  # noqa: S101 - it is a pipe until the last text
        try:
            self._process.stdin.write(message)
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._fault() or error from error

    def last(self, text: bytes) -> None:
        """Give it the last, and do not wait; as ``take``."""
        self.take(text)
        self._close()

    def __enter__(self) -> Filling:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            fault = None if kind else self._fault()
        finally:
            self._process.kill()
            self._close()
            with self._process:
                pass  # it closes what is open, and waits
        if fault:
            raise fault

    def _close(self) -> None:
        pipe, self._process.stdin = self._process.stdin, None
        try:
            if pipe:
                pipe.close()
        except BrokenPipeError:
            pass  # the process says why when it is waited for

    def _fault(self) -> OSError | None:
        """Wait for its end, and return what went wrong."""
        self._close()
        _, said = self._process.communicate()
        if self._process.returncode == 0:
            return None
        reason = said.decode(errors="replace").strip().rpartition("\n")[2]
        return OSError(None, reason or "the process that fills the store has died", self._folder)


def new_store(folder: Path, spool: Path) -> Filling:
    """Begin to make the store of a generation of the N-Quads that are given."""
    request = {"folder": str(folder), "spool": str(spool), "before": "", "gone": [], "dates": []}
    return Filling({**request, "bulk": True})


def changed_store(
    folder: Path, spool: Path, before: Path, gone: Sequence[str], dates_gone: Sequence[str]
) -> Filling:
    """Begin to make the store of a generation of the one before: units and dates go, what is given comes."""
    request = {"folder": str(folder), "spool": str(spool), "before": str(before)}
    return Filling({**request, "gone": [*gone], "dates": [*dates_gone], "bulk": len(gone) > MANY})


def date_quads(texts: Iterable[str]) -> Iterator[Quad]:
    """Yield what describes dates, in their graph."""
    return in_graph((triple for text in texts for triple in date_of(text)), DATES)


class _Texts(io.RawIOBase):
    """The texts that a parent process gives, one behind the other, as a file that is read."""

    def __init__(self, stream: IO[bytes], spool: IO[bytes]):
        self._stream, self._spool = stream, spool
        self._text, self._at = b"", 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as a text goes; return how far, 0 at the end."""
        while self._at == len(self._text) and (head := self._stream.read(TEXT.size)):
            self._text, self._at = self._next(*TEXT.unpack(head)), 0
        content = self._text[self._at : self._at + len(buffer)]
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)

    def _next(self, offset: int, size: int) -> bytes:
        if offset == INLINE:
            return self._stream.read(size)
        self._spool.seek(offset)
        return unpacked(self._spool.read(size))


def main(stream: IO[bytes]) -> None:
    """Fill a store as the parent process requests."""
    request: dict[str, Any] = marshal.load(stream)  # noqa: S302 - written by our own parent
    folder = Path(request["folder"]) / "store"
    if request["before"]:
        _clone(Path(request["before"]) / "store", folder)
    _change(folder, request, stream)
    _tidy(folder)
    _copy_small(folder, folder.with_name(COPY))


def _change(folder: Path, request: dict[str, Any], stream: IO[bytes]) -> None:
    """Take away from a store what is requested, and load what comes; it is closed when this returns."""
    store = Store(folder)
    for who in request["gone"]:
        store.remove_graph(NamedNode(who))
        store.remove_graph(NamedNode(who + INFERRED))
    for quad in date_quads(request["dates"]):
        store.remove(quad)
    with Path(request["spool"]).open("rb") as spool:
        texts = io.BufferedReader(_Texts(stream, spool), PIECE)
        if request["bulk"]:
            store.bulk_load(texts, format=RdfFormat.N_QUADS, lenient=True)
        else:
            store.load(texts, format=RdfFormat.N_QUADS, lenient=True)
    store.flush()


def _copy_small(folder: Path, copy: Path) -> None:
    """Write a small store as N-Quads too, which are read sooner than the store is opened.

    Measured at five releases (840 kB): to open takes 9 ms and a question up to 13 ms; to read the N-Quads
    takes 6 ms, and the same question 4 ms.
    """
    size = sum(path.stat().st_size for path in folder.glob("*.sst"))
    if size < SMALL:
        copy.write_bytes(Store.read_only(str(folder)).dump(format=RdfFormat.N_QUADS) or b"")


def _tidy(folder: Path) -> None:
    """Remove what the engine has written for people."""
    for path in folder.iterdir():
        if path.name.startswith(("LOG", "OPTIONS")):
            path.unlink()


def _clone(before: Path, folder: Path) -> None:
    """Copy a closed store; its tables never change, so they are linked where the system can."""
    folder.mkdir()
    for path in before.iterdir():
        if path.suffix == ".sst":
            link(path, folder / path.name)
        else:
            (folder / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent alone is to be interrupted
    try:
        main(sys.stdin.buffer)
    except (OSError, SyntaxError, ValueError) as error:
        sys.stderr.write(str(error))
        sys.stderr.flush()
        os._exit(1)
