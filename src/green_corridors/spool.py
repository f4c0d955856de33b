"""A spool: what an unfinished build has done so far, so that the next one need not do it again.

It is a file of records, each with its key, its lengths and a checksum. A record that is cut off or damaged
ends the spool: what stands before it is kept, the rest is written anew.
"""

from __future__ import annotations

import marshal
import struct
from pathlib import Path
from zlib import compress, crc32, decompress

from green_corridors.units import Unit

__all__ = ["Spool"]

HEAD = struct.Struct(">32sIII")


class Spool:
    """A file of units, each with its key of 32 characters; their texts are compressed."""

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
        told = marshal.dumps((unit.who, unit.rows))
        name, text = key.encode("ascii"), compress(unit.text, 1)
        self._file.seek(0, 2)
        self._places[key] = self._file.tell()
        check = crc32(name + told + text)
        self._file.write(HEAD.pack(name, len(told), len(text), check) + told + text)
        self._file.flush()

    def _record(self, key: str) -> tuple[str, bytes, bytes]:
        self._file.seek(self._places[key])
        record = self._next()
        if record is None:
            raise OSError(f"{self._file.name} was changed by another program")
        return record

    def unit(self, key: str) -> Unit:
        """Return the unit of a record."""
        _, told, text = self._record(key)
        who, rows = marshal.loads(told)  # noqa: S302 - its checksum is right
        return Unit(who, rows, decompress(text))
