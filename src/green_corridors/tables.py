"""Tables: the rows of one part, sorted by key, with who tells each; in memory, or in files that never change.

A file is a run of blocks, each a list of rows as ``marshal`` writes it, which is at hand where ``json`` would
have to be imported; then one record for each block with its offset, length and checksum; then a footer. A key
is found by bisection, and every block is checked when it is read, so that neither a hit nor a miss rests on
damaged bytes. A later change is a file of its own, laid over those before it.
"""

from __future__ import annotations

import marshal
import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from pathlib import Path

    from green_corridors.parts import Part, Row

__all__ = ["Combined", "DamagedTable", "Layers", "MemoryTable", "Table", "Told", "layers_of", "write_table"]

#: The values told under one key by who tells them; empty where nothing is told any more.
Told = dict[str, Any]
ToldRow = tuple[str, Told]

MAGIC = b"GSCTABL2"
#: So many blocks that were read are kept in memory.
KEPT = 64
#: About so many bytes are one block.
BLOCK = 4096
RECORD = struct.Struct(">QII")
NUMBER, CHECK = struct.Struct(">Q"), struct.Struct(">I8s")
FOOTER = NUMBER.size + CHECK.size


class DamagedTable(Exception):
    """A table whose bytes are not what was written."""


def write_table(path: Path, rows: Iterable[ToldRow]) -> None:
    """Write rows, which come sorted by their keys, each key once."""
    records, offset = bytearray(), 0
    with path.open("wb") as out:
        for content in _blocks(rows):
            out.write(content)
            records += RECORD.pack(offset, len(content), crc32(content))
            offset += len(content)
        out.write(records)
        number = NUMBER.pack(len(records) // RECORD.size)
        out.write(number + CHECK.pack(crc32(number + records), MAGIC))


def _blocks(rows: Iterable[ToldRow]) -> Iterator[bytes]:
    """Yield the blocks of rows; each is the list of its keys and that of what is told, written on its own."""
    keys: list[str] = []
    told: list[bytes] = []
    size, before = 0, None
    for key, values in rows:
        if before is not None and key <= before:
            raise ValueError(f"the rows are not sorted: {key!r} after {before!r}")
        before = key
        keys.append(key)
        told.append(marshal.dumps(values))
        size += len(told[-1]) + len(key)
        if size >= BLOCK:
            yield marshal.dumps((keys, told))
            keys, told, size = [], [], 0
    if keys:
        yield marshal.dumps((keys, told))


def layers_of(names: Iterable[str], table: str) -> list[str]:
    """Return the files of a table among those of a folder, the newest layer first."""
    found = [name for name in names if name.rpartition(".")[0] == table]
    return sorted(found, key=lambda name: -int(name.rpartition(".")[2]))


class MemoryTable:
    """A table in memory."""

    def __init__(self, rows: Iterable[ToldRow]):
        self._told = dict(rows)
        self._keys = sorted(self._told)

    def told(self, key: str) -> Told | None:
        """Return what is told under a key, ``None`` where the table does not say."""
        return self._told.get(key)

    def told_from(self, start: str = "") -> Iterator[ToldRow]:
        """Yield the rows from a key on."""
        return ((key, self._told[key]) for key in self._keys[bisect_left(self._keys, start) :])


class Table:
    """A table in a file; every reading may raise ``DamagedTable``."""

    def __init__(self, path: Path | str):
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        except OSError as error:
            raise DamagedTable(f"{path}: {error.strerror}") from error
        self._path = path
        self._size = os.fstat(self._file).st_size
        self._blocks: dict[int, tuple[list[str], list[bytes]]] = {}
        self._records = self._index()
        self._number = len(self._records) // RECORD.size

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)

    def _read(self, offset: int, length: int) -> bytes:
        content = os.pread(self._file, length, offset) if 0 <= offset <= self._size else b""
        if len(content) != length:
            raise DamagedTable(f"{self._path}: it is cut off")
        return content

    def _index(self) -> bytes:
        """Return the records of the blocks."""
        footer = self._read(self._size - FOOTER, FOOTER)
        number, (check, magic) = footer[: NUMBER.size], CHECK.unpack(footer[NUMBER.size :])
        length = NUMBER.unpack(number)[0] * RECORD.size
        if magic != MAGIC or length > self._size:
            raise DamagedTable(f"{self._path}: its end is damaged")
        records = self._read(self._size - FOOTER - length, length)
        if check != crc32(number + records):
            raise DamagedTable(f"{self._path}: its index is damaged")
        return records

    def _block(self, number: int) -> tuple[list[str], list[bytes]]:
        if number not in self._blocks:
            offset, length, check = RECORD.unpack_from(self._records, number * RECORD.size)
            content = self._read(offset, length)
            if crc32(content) != check:
                raise DamagedTable(f"{self._path}: block {number} is damaged")
            if len(self._blocks) >= KEPT:
                self._blocks.clear()
            self._blocks[number] = marshal.loads(content)  # noqa: S302 - its checksum is right
        return self._blocks[number]

    def _place(self, key: str) -> int:
        """Return the number of the first block that ends with a key or after it."""
        low, high = 0, self._number
        while low < high:
            middle = (low + high) // 2
            if self._block(middle)[0][-1] < key:
                low = middle + 1
            else:
                high = middle
        return low

    def told(self, key: str) -> Told | None:
        """Return what is told under a key, ``None`` where the table does not say."""
        number = self._place(key)
        if number < self._number:
            keys, told = self._block(number)
            at = bisect_left(keys, key)
            if keys[at] == key:
                return _loaded(told[at])
        return None

    def told_from(self, start: str = "") -> Iterator[ToldRow]:
        """Yield the rows from a key on."""
        for number in range(self._place(start) if start else 0, self._number):
            keys, told = self._block(number)
            at = bisect_left(keys, start)
            yield from ((key, _loaded(each)) for key, each in zip(keys[at:], told[at:], strict=True))


def _loaded(content: bytes) -> Told:
    found: Told = marshal.loads(content)  # noqa: S302 - the checksum of its block is right
    return found


class Layers:
    """Tables laid over each other, the newest first: what one says of a key hides what those below say."""

    def __init__(self, tables: Sequence[Table]):
        self._tables = tables

    def told(self, key: str) -> Told | None:
        """Return what is told under a key, ``None`` where nothing is."""
        for table in self._tables:
            if (found := table.told(key)) is not None:
                return found or None
        return None

    def told_from(self, start: str = "") -> Iterator[ToldRow]:
        """Yield the rows from a key on."""
        if not self._tables:
            return iter(())
        if len(self._tables) == 1:
            return ((key, told) for key, told in self._tables[0].told_from(start) if told)
        return self._merged(start)

    def _merged(self, start: str) -> Iterator[ToldRow]:
        from heapq import merge

        def numbered(number: int, table: Table) -> Iterator[tuple[str, int, Told]]:
            return ((key, number, told) for key, told in table.told_from(start))

        last = None
        streams = (numbered(number, table) for number, table in enumerate(self._tables))
        for key, _, told in merge(*streams, key=lambda row: row[:2]):
            if key != last and told:
                yield key, told
            last = key


class Combined:
    """A table as its part combines it; a key that it leaves out is not there."""

    def __init__(self, part: Part, rows: MemoryTable | Table | Layers):
        self._combine, self._told = part.combine, rows

    def _value(self, key: str, told: Told) -> Any:
        return self._combine(key, [told[who] for who in sorted(told)] if len(told) > 1 else [*told.values()])

    def get(self, key: str) -> Any | None:
        """Return the value of a key, or ``None``."""
        told = self._told.told(key)
        return self._value(key, told) if told else None

    def told(self) -> Iterator[ToldRow]:
        """Yield every key with what is told under it, by who tells it."""
        return self._told.told_from()

    def rows(self) -> Iterator[Row]:
        """Yield every key with its value."""
        return self.starting("")

    def starting(self, start: str) -> Iterator[Row]:
        """Yield the keys that begin so, with their values."""
        for key, told in self._told.told_from(start):
            if not key.startswith(start):
                return
            if (value := self._value(key, told)) is not None:
                yield key, value
