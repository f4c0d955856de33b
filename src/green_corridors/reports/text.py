"""Findings for a person: the line that is meant, carets under the place, what to do, and what belongs to it.

The first line of each finding is ``path:line:column: severity rule: message`` and stands at the left margin,
so that the problem matchers of editors find it; everything below it is indented.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import IO

from rich.cells import cell_len
from rich.style import Style

from green_corridors.escapes import visible
from green_corridors.findings import Finding, Report
from green_corridors.reports._excerpt import Sources, excerpt
from green_corridors.reports._told import line_of, place_of

COLOURS = {"violation": "bold red", "warning": "bold yellow", "info": "bold cyan"}

#: The width where the output goes to no terminal and ``COLUMNS`` says none.
WIDTH = 100

#: The least width that words are wrapped to.
LEAST = 20

Paint = Callable[[str, str], str]


def write(report: Report, out: IO[str]) -> None:
    """Write each finding with an excerpt of its file; in colours on a terminal that wants them."""
    paint = _coloured if _wants_colours(out) else _plain
    width = shutil.get_terminal_size((WIDTH, 24)).columns
    sources = Sources()
    for number, finding in enumerate(report.findings):
        if number:
            out.write("\n")
        for line in _lines(report, finding, sources, width, paint):
            out.write(f"{line}\n")


def _lines(report: Report, finding: Finding, sources: Sources, width: int, paint: Paint) -> Iterator[str]:
    yield _first(report, finding, paint)
    yield from _excerpt(finding, sources, width, paint)
    if finding.repair:
        yield from _wrapped("help", finding.repair, width, paint)
    for related in finding.related:
        place = f"{report.shown(related.place.path)}:{related.place.line}"
        yield from _wrapped("note", f"{place}: {related.message}", width, paint)


def _first(report: Report, finding: Finding, paint: Paint) -> str:
    """Return the first line with its parts painted; without colours it is ``line_of`` itself."""
    line = line_of(report, finding)
    place, severity = place_of(report, finding), finding.severity
    rest = line[len(place) + 2 + len(severity) :]
    return f"{paint(place, 'bold')}: {paint(severity, COLOURS[severity])}{rest}"


def _excerpt(finding: Finding, sources: Sources, width: int, paint: Paint) -> Iterator[str]:
    line = sources.line(finding.place)
    if line is None:
        return
    gutter = f"{finding.place.line:>5} |"
    shown = excerpt(line, finding.place, width - len(gutter) - 2)
    yield f"{paint(gutter, 'dim')} {shown.line}".rstrip()
    below = f"{'|':>{len(gutter)}}"
    yield f"{paint(below, 'dim')} {paint(shown.carets, COLOURS[finding.severity])}"


def _wrapped(label: str, text: str, width: int, paint: Paint) -> Iterator[str]:
    """Yield a labelled text wrapped between its words, so that an address stays whole."""
    indent = cell_len(f"  {label}: ")
    lines = [""]
    for word in visible(text).split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and cell_len(longer) > max(width - indent, LEAST):
            lines.append(word)
        else:
            lines[-1] = longer
    for number, line in enumerate(lines):
        start = f"  {paint(label, 'bold')}: " if number == 0 else " " * indent
        yield f"{start}{line}".rstrip()


def _wants_colours(out: IO[str]) -> bool:
    return (
        out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")
    )


def _coloured(text: str, style: str) -> str:
    return Style.parse(style).render(text)


def _plain(text: str, style: str) -> str:
    return text
