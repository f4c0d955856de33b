"""What a child process and its parent tell each other: plain data by ``marshal``, all else pickled."""

from __future__ import annotations

import marshal
import os
import select
import time
from collections.abc import Callable
from typing import Any

from green_corridors import errors
from green_corridors.errors import GreenCorridorsError

__all__ = ["import_pickle", "packed", "received", "send", "unpacked"]

#: What plain data begins with; no pickle begins so.
PLAIN = b"plain"


def import_pickle() -> None:
    """Import what writes results that are no plain data, before nothing can be imported any more."""
    import pickle  # noqa: F401


def packed(work: Callable[[], object]) -> bytes:
    """Return what work comes to; plain data, and errors of words alone, are written by ``marshal``."""
    try:
        result: Any = work()
        try:
            return PLAIN + marshal.dumps(("", result))
        except ValueError:
            return _pickled((True, result))
    except GreenCorridorsError as error:
        kind = type(error)
        if kind.__reduce__ is GreenCorridorsError.__reduce__ and vars(errors).get(kind.__name__) is kind:
            return PLAIN + marshal.dumps((type(error).__name__, str(error)))
        return _pickled((False, error))
    except MemoryError:
        return b""


def _pickled(result: object) -> bytes:
    import pickle

    return pickle.dumps(result)


def send(writing: int, content: bytes) -> None:
    """Write all of a message to a descriptor."""
    view = memoryview(content)
    while view:
        view = view[os.write(writing, view) :]


def received(reading: int, deadline: float | None = None) -> bytes | None:
    """Return all that comes, or ``None`` when the time is up first."""
    chunks: list[bytes] = []
    left = None
    while deadline is None or (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([reading], [], [], left)
        if ready:
            chunk = os.read(reading, 1 << 20)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
    return None


def unpacked(content: bytes) -> Any:
    """Return what the other process sent, or raise its error."""
    if content.startswith(PLAIN):
        name, said = marshal.loads(content[len(PLAIN) :])  # noqa: S302 - written by our own child
        if name:
            raise getattr(errors, name)(said)
        return said
    import pickle

    done, result = pickle.loads(content)  # noqa: S301 - written by our own child
    if not done:
        raise result
    return result
