"""A table for a terminal: wrapped to its width, no name cut off."""

from __future__ import annotations

import re
from typing import IO

from green_corridors.answers import Answer, Labels

ENDINGS: tuple[str, ...] = ()

#: Control and bidirectional characters, which could rewrite what a terminal shows.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return text with every character that could steer a terminal written as an escape."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer as a table with a line that counts its rows."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=out, highlight=False, soft_wrap=False)
    rows = [
        [visible(labels.of(term) if labels else "" if term is None else str(term)) for term in row]
        for row in answer.rows
    ]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for variable, width in zip(answer.variables, _widths(answer.variables, rows, console.width), strict=True):
        table.add_column(variable, overflow="fold", header_style="bold", min_width=width)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    if answer.rows:
        console.print(table)
    count = len(answer.rows)
    console.print(Text(f"{count} row{'' if count == 1 else 's'}", style="dim"))


def _widths(variables: tuple[str, ...], rows: list[list[str]], width: int) -> list[int | None]:
    """Return the least width of each column that breaks no word, or none where the terminal is too narrow."""
    from rich.cells import cell_len

    columns = zip(variables, *rows, strict=True)
    widths = [max(cell_len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    fits = sum(widths) + 3 * (len(widths) - 1) <= width
    return [each if fits else None for each in widths]
