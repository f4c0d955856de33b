"""Sort more than the memory holds: runs of records are sorted, written to a file, and merged."""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any

__all__ = ["Sorter"]

#: So many records are sorted in memory, and so many of a run are read at once.
RUN, PAGE = 50_000, 500
SIZE = struct.Struct(">I")

#: A key, who tells the value, the value.
Record = tuple[str, str, Any]


class Sorter:
    """Records that come in any order, and go sorted by key and by who tells them."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._runs: list[IO[bytes]] = []

    def add(self, key: str, who: str, value: Any) -> None:
        """Take a record."""
        self._records.append((key, who, value))
        if len(self._records) >= RUN:
            self._write()

    def _write(self) -> None:
        self._records.sort(key=_order)
        file = TemporaryFile()  # noqa: SIM115 - it is closed, and gone, with this sorter
        for start in range(0, len(self._records), PAGE):
            content = marshal.dumps(self._records[start : start + PAGE])
            file.write(SIZE.pack(len(content)) + content)
        self._runs.append(file)
        self._records = []

    def grouped(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each key with the values told under it, by who tells them; may be read once."""
        self._records.sort(key=_order)
        streams: list[Iterable[Record]] = [*map(_read, self._runs), self._records]
        for key, records in groupby(merge(*streams, key=_order), key=lambda record: record[0]):
            yield key, {who: value for _, who, value in records}
        for run in self._runs:
            run.close()


def _order(record: Record) -> tuple[str, str]:
    return record[:2]


def _read(file: IO[bytes]) -> Iterator[Record]:
    file.seek(0)
    while head := file.read(SIZE.size):
        yield from marshal.loads(file.read(SIZE.unpack(head)[0]))  # noqa: S302 - written by this process
