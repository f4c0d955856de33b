"""Sort more than the memory holds: runs of records or lines are sorted, written to a file, and merged."""

from __future__ import annotations

import marshal
import struct
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Any

__all__ = ["SortedLines", "Sorter"]

#: Records of about so many bytes are sorted in memory, and so many of a run are read at once.
RUN, PAGE = 8_000_000, 200
#: What a record takes beside its texts, in bytes.
BESIDE = 250
SIZE = struct.Struct(">I")
#: About so many bytes of lines are sorted in memory; so many files of lines are merged into one.
LINES, FILES = 16_000_000, 32

#: A key, who tells the value, the value as ``marshal`` writes it.
Record = tuple[str, str, bytes]


class Sorter:
    """Records that come in any order, and go sorted by key and by who tells them."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._held = self._written = 0
        self._runs: list[IO[bytes]] = []

    @property
    def size(self) -> int:
        """About how many bytes the records would need in memory."""
        return self._held + self._written

    def add(self, key: str, who: str, value: Any) -> None:
        """Take a record."""
        content = marshal.dumps(value)
        self._records.append((key, who, content))
        self._held += len(key) + len(who) + len(content) + BESIDE
        if self._held >= RUN:
            self._write()

    def _write(self) -> None:
        self._records.sort()
        file = TemporaryFile()  # noqa: SIM115 - it is closed, and gone, with this sorter
        for start in range(0, len(self._records), PAGE):
            content = marshal.dumps(self._records[start : start + PAGE])
            file.write(SIZE.pack(len(content)) + content)
        self._runs.append(file)
        self._records, self._held, self._written = [], 0, self._written + self._held

    def grouped(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each key with the values told under it, by who tells them; may be read once."""
        self._records.sort()
        streams: list[Iterable[Record]] = [*map(_read, self._runs), self._records]
        for key, records in groupby(merge(*streams), key=itemgetter(0)):
            yield key, {who: marshal.loads(content) for _, who, content in records}  # noqa: S302 - our own

    def __del__(self) -> None:
        for run in self._runs:
            run.close()


def _read(file: IO[bytes]) -> Iterator[Record]:
    file.seek(0)
    while head := file.read(SIZE.size):
        yield from marshal.loads(file.read(SIZE.unpack(head)[0]))  # noqa: S302 - written by this process


class SortedLines:
    """Lines that come in any order, each with its end, and go sorted, each once."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0
        #: Files of sorted lines, and of many files merged, and so on; all are gone with this object.
        self._levels: list[list[IO[bytes]]] = []

    def add(self, text: bytes) -> None:
        """Take a text of whole lines."""
        self._lines += text.splitlines(keepends=True)
        self._size += len(text)
        if self._size >= LINES:
            self._write(sorted(self._lines), 0)
            self._lines, self._size = [], 0

    def _write(self, lines: Iterable[bytes], level: int) -> None:
        file = TemporaryFile()  # noqa: SIM115 - it is closed, and gone, with this object
        file.writelines(line for line, _ in groupby(lines))
        self._levels += [[]] * (level == len(self._levels))
        self._levels[level].append(file)
        if len(self._levels[level]) == FILES:
            files, self._levels[level] = self._levels[level], []
            self._write(merge(*map(_lines, files)), level + 1)
            for each in files:
                each.close()

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines; by one reader at a time."""
        self._lines.sort()
        files = [file for level in self._levels for file in level]
        return (line for line, _ in groupby(merge(*map(_lines, files), self._lines)))

    def __del__(self) -> None:
        for level in self._levels:
            for file in level:
                file.close()


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(file)
