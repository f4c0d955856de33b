"""A table for a terminal: wrapped to its width, no name cut off."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

from green_corridors.answers import Answer, Labels, Term

if TYPE_CHECKING:
    from rich.console import Console

ENDINGS: tuple[str, ...] = ()

#: The blanks between two columns.
GAP = 3

#: Control and bidirectional characters, which could rewrite what a terminal shows.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return text with every character that could steer a terminal written as an escape."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer as a table with a line that counts its rows.

    Where the terminal is too narrow to keep every word whole, each row is a block of lines instead.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, highlight=False, soft_wrap=False)
    rows = [[visible(labels.of(term) if labels else _text(term)) for term in row] for row in answer.rows]
    widths = _widths(answer.variables, rows)
    if rows and sum(widths) + GAP * (len(widths) - 1) <= console.width:
        _table(console, answer.variables, rows, widths)
    else:
        for row in rows:
            for name, cell in zip(answer.variables, row, strict=True):
                console.print(Text.assemble((f"{name}: ", "bold"), cell))
            console.print()
    console.print(Text(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim"))


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
