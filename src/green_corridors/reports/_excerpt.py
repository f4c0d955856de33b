"""An excerpt of a source file: the line a finding stands in, and carets under the very columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rich.cells import cell_len

from green_corridors.errors import UnreadableFile
from green_corridors.escapes import visible
from green_corridors.findings import Place
from green_corridors.reading import read_bytes

__all__ = ["Excerpt", "Sources", "excerpt"]

#: How a tab is shown; where its real stops are nobody knows.
TAB = "    "

#: The least width of an excerpt, however narrow the terminal is.
LEAST = 20

#: How many characters of a line are looked at on each side of a place; a line may be megabytes long.
REACH = 1_000


@dataclass(frozen=True)
class Excerpt:
    """A line as it is shown and the carets below it, which begin with blanks."""

    line: str
    carets: str


@dataclass
class Sources:
    """The lines of files that findings stand in; the last file is kept, as findings come file by file."""

    path: Path | None = None
    lines: list[str] = field(default_factory=list)

    def line(self, place: Place) -> str | None:
        """Return the line a place begins in, or nothing where there is none to show.

        A file that cannot be read is itself what the finding is about, so no error is told again.
        """
        if place.path != self.path:
            try:
                text = read_bytes(place.path).decode("utf-8", errors="replace")
            except UnreadableFile:
                text = ""
            self.path, self.lines = place.path, text.split("\n") if text else []
        return self.lines[place.line - 1].removesuffix("\r") if place.line <= len(self.lines) else None


def excerpt(line: str, place: Place, width: int) -> Excerpt:
    """Return ``line`` clipped to ``width`` cells around ``place``, with carets under the place.

    Tabs are shown as blanks and unsafe characters as escapes, so one column may be many cells wide; a
    combining character is none wide. A place of several lines ends with its first line and "…".
    """
    start = min(place.column - 1, len(line))
    end, goes_on = _end(place, len(line))
    end = max(start, end)
    skipped = max(0, start - REACH)
    near = line[skipped : start + REACH]
    cells = [TAB if character == "\t" else visible(character) for character in near]
    start, end = start - skipped, end - skipped
    first, last = _window([cell_len(cell) for cell in cells], start, max(width, LEAST))
    before = "…" if first + skipped else ""
    after = "…" if last + skipped < len(line) else ""
    indent = cell_len(before + "".join(cells[first:start]))
    through = cell_len(before + "".join(cells[first : min(end, last)]))
    carets = " " * indent + "^" * max(through - indent, 1) + ("…" if goes_on or end > last else "")
    return Excerpt(before + "".join(cells[first:last]) + after, carets)


def _end(place: Place, length: int) -> tuple[int, bool]:
    """Return where a place ends in its first line, counted from 0, and whether it goes on in the next."""
    if place.end_line is not None and place.end_line > place.line:
        return length, True
    end = place.column if place.end_column is None else place.end_column - 1
    return min(end, length), False


def _window(widths: list[int], start: int, width: int) -> tuple[int, int]:
    """Return the stretch of a line that fits: the whole, or what fits with a third of it before ``start``.

    Two cells are left for the marks of what is cut off.
    """
    if sum(widths) <= width:
        return 0, len(widths)
    room = width - 2
    before = max(room // 3, room - sum(widths[start:]))
    first = start
    while first and before >= widths[first - 1]:
        first -= 1
        before -= widths[first]
    last = first
    while last < len(widths) and room >= widths[last]:
        room -= widths[last]
        last += 1
    return first, last
