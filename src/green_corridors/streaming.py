"""What a generator yields, made in a child process that is never far ahead of whoever takes it."""

from __future__ import annotations

import os
import signal
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn

from green_corridors.containment import put_off_interrupts
from green_corridors.errors import Died
from green_corridors.messages import packed, send, unpacked

__all__ = ["streamed"]

#: The kind of a message and its length; after an item comes another message, and none after any other.
HEAD = struct.Struct(">cI")
ITEM, END = b"i", b"e"


def streamed(work: Callable[[], Iterable[bytes]], what: str) -> Iterator[bytes]:
    """Yield what ``work``, which is told in words, yields in a forked child; it ends with this generator.

    Raises:
        Died: the child has died of its work.
        GreenCorridorsError: what ``work`` itself raised.
    """
    reading, writing = os.pipe()
    mask = put_off_interrupts()  # for the child they stay so: its parent alone is to be interrupted
    child = os.fork()
    if not child:
        os.close(reading)
        _live(work, writing)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as stream:
            while (head := stream.read(HEAD.size)) and len(head) == HEAD.size:
                kind, size = HEAD.unpack(head)
                content = stream.read(size)
                if len(content) < size:
                    break
                if kind == END:
                    unpacked(content)
                    return
                yield content
        raise Died(f"{what} ended without a word; try again with more memory")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _live(work: Callable[[], Iterable[bytes]], writing: int) -> NoReturn:
    """Do the work in the child and end it; nothing returns from here."""

    def told() -> None:
        for item in work():
            send(writing, HEAD.pack(ITEM, len(item)) + item)

    try:
        end = packed(told)
        send(writing, HEAD.pack(END, len(end)) + end)
    finally:
        os._exit(0)
