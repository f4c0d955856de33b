"""A table for a terminal: wrapped to its width, no name cut off."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from green_corridors.answers import Answer, Labels, Term
from green_corridors.citations import Citation, CitedAnswer
from green_corridors.escapes import visible

if TYPE_CHECKING:
    from rich.console import Console

ENDINGS: tuple[str, ...] = ()

#: The blanks between two columns.
GAP = 3


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer as a table with a line that counts its rows.

    Where the terminal is too narrow to keep every word whole, each row is a block of lines instead. The rows
    of a cited answer name their sources by numbers; the sources stand below, with links to their passages.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, soft_wrap=False)
    names = answer.variables
    rows = [[visible(labels.of(term) if labels else _text(term)) for term in row] for row in answer.rows]
    notes: dict[Citation, int] = {}
    if isinstance(answer, CitedAnswer):
        notes, names = answer.numbered(), (*names, "source")
        for row, citations in zip(rows, answer.citations, strict=True):
            row.append(" ".join(f"[{notes[citation]}]" for citation in citations))
    widths = _widths(names, rows)
    if rows and sum(widths) + GAP * (len(widths) - 1) <= console.width:
        _table(console, names, rows, widths)
    else:
        _blocks(console, names, rows)
    console.print(Text(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim"))
    for citation, number in notes.items():
        _note(console, citation, number)


def _blocks(console: Console, names: tuple[str, ...], rows: list[list[str]]) -> None:
    from rich.text import Text

    for row in rows:
        for name, cell in zip(names, row, strict=True):
            console.print(Text.assemble((f"{name}: ", "bold"), cell))
        console.print()


def _note(console: Console, citation: Citation, number: int) -> None:
    """Write a source; in a terminal that supports it each passage is a link to its place (OSC 8)."""
    from rich.text import Text

    told = f"[{number}] {citation.publisher}, {citation.published}: {citation.title}"
    console.print(Text(visible(told)))
    for passage in citation.passages:
        words = visible(f"“{passage.first_words} … {passage.last_words}”")
        link = visible(passage.link)
        console.print(Text.assemble("    ", (words, f"link {link}")))
        if not console.is_terminal:
            console.print(Text(f"    {link}"), overflow="ignore", no_wrap=True, crop=False)


def _text(term: Term) -> str:
    return "" if term is None else str(term)


def _table(console: Console, names: tuple[str, ...], rows: list[list[str]], widths: list[int]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, width in zip(names, widths, strict=True):
        table.add_column(name, overflow="fold", header_style="bold", min_width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _widths(names: tuple[str, ...], rows: list[list[str]]) -> list[int]:
    """Return the least width of each column that breaks no word."""
    from rich.cells import cell_len

    columns = zip(names, *rows, strict=True)
    return [max(cell_len(word) for cell in column for word in cell.split() or [""]) for column in columns]
