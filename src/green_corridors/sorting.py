"""Sort more than the memory holds: runs of records are sorted, written to a file, and merged."""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Any

__all__ = ["Sorter"]

#: Records of about so many bytes are sorted in memory, and so many of a run are read at once.
RUN, PAGE = 8_000_000, 200
#: What a record takes beside its texts, in bytes.
BESIDE = 250
SIZE = struct.Struct(">I")

#: A key, who tells the value, the value as ``marshal`` writes it.
Record = tuple[str, str, bytes]


class Sorter:
    """Records that come in any order, and go sorted by key and by who tells them."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def add(self, key: str, who: str, value: Any) -> None:
        """Take a record."""
        content = marshal.dumps(value)
        self._records.append((key, who, content))
        self._size += len(key) + len(who) + len(content) + BESIDE
        if self._size >= RUN:
            self._write()

    def _write(self) -> None:
        self._records.sort()
        file = TemporaryFile()  # noqa: SIM115 - it is closed, and gone, with this sorter
        for start in range(0, len(self._records), PAGE):
            content = marshal.dumps(self._records[start : start + PAGE])
            file.write(SIZE.pack(len(content)) + content)
        self._runs.append(file)
        self._records, self._size = [], 0

    def grouped(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each key with the values told under it, by who tells them; may be read once."""
        self._records.sort()
        streams: list[Iterable[Record]] = [*map(_read, self._runs), self._records]
        for key, records in groupby(merge(*streams), key=itemgetter(0)):
            yield key, {who: marshal.loads(content) for _, who, content in records}  # noqa: S302 - our own
        for run in self._runs:
            run.close()


def _read(file: IO[bytes]) -> Iterator[Record]:
    file.seek(0)
    while head := file.read(SIZE.size):
        yield from marshal.loads(file.read(SIZE.unpack(head)[0]))  # noqa: S302 - written by this process
