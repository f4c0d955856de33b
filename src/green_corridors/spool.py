"""A spool: what an unfinished build has done so far, so that the next one need not do it again.

It is a file of records, each with its key, its lengths and a checksum. A record that is cut off or damaged
ends the spool: what stands before it is kept, the rest is written anew.
"""

from __future__ import annotations

import marshal
import struct
from pathlib import Path
from zlib import crc32

from green_corridors.units import Unit

__all__ = ["Spool"]

HEAD = struct.Struct(">32sIII")


class Spool:
    """A file of units, each with its key of 32 characters."""

    def __init__(self, path: Path):
        """Open a spool or begin it."""
        self._file = path.open("a+b")
        self._places: dict[str, int] = {}
        self._scan()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _scan(self) -> None:
        """Learn where each record stands, and cut off what is damaged."""
        self._file.seek(0)
        end = 0
        while (record := self._next()) is not None:
            self._places[record[0]] = end
            end = self._file.tell()
        self._file.truncate(end)

    def _next(self) -> tuple[str, bytes, bytes] | None:
        head = self._file.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        key, told_size, text_size, check = HEAD.unpack(head)
        content = self._file.read(told_size + text_size)
        if len(content) < told_size + text_size or crc32(key + content) != check:
            return None
        return key.decode("ascii"), content[:told_size], content[told_size:]

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def put(self, key: str, unit: Unit) -> None:
        """Add a record at the end."""
        name, told = key.encode("ascii"), marshal.dumps((unit.who, unit.rows))
        self._file.seek(0, 2)
        self._places[key] = self._file.tell()
        check = crc32(name + told + unit.packed)
        self._file.write(HEAD.pack(name, len(told), len(unit.packed), check) + told + unit.packed)
        self._file.flush()

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self._file.name)

    def place(self, key: str) -> tuple[int, int]:
        """Return where the packed graphs of a unit begin, and how long they are."""
        self._file.seek(self._places[key])
        _, told_size, size, _ = HEAD.unpack(self._file.read(HEAD.size))
        return self._places[key] + HEAD.size + told_size, size

    def unit(self, key: str) -> Unit:
        """Return the unit of a record."""
        self._file.seek(self._places[key])
        record = self._next()
        if record is None:
            raise OSError(f"{self._file.name} was changed by another program")
        who, rows = marshal.loads(record[1])  # noqa: S302 - its checksum is right
        return Unit(who, rows, record[2])
