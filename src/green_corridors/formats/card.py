"""A card for a person: rows under headings by their first column, equal rows once with all their releases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO

from green_corridors.answers import Answer, Labels, Term
from green_corridors.citations import CitedAnswer
from green_corridors.escapes import visible

ENDINGS: tuple[str, ...] = ()

#: The length up to which the values of one fact share a line.
SHORT = 60


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer as a card; the last column tells where a row stands."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    def read(term: Term) -> str:
        return visible(labels.of(term) if labels else "" if term is None else str(term))

    answer = answer.with_links() if isinstance(answer, CitedAnswer) else answer
    console = Console(file=out, highlight=False, soft_wrap=False)
    rows = [[read(term) for term in row] for row in answer.rows]
    for heading, group in groupby(rows, key=lambda row: row[0]):
        console.print(Text(heading.upper(), style="bold"))
        for fact, values, sources in _merged(row[1:] for row in group):
            line = Text.assemble((f"{fact}: ", "cyan"), values, (f"  [{sources}]", "dim"))
            console.print(Padding(line, (0, 0, 0, 2)))
        console.print()


def _merged(rows: Iterable[list[str]]) -> Iterator[tuple[str, str, str]]:
    """Yield each fact with its values and sources: equal values once, values of equal sources in one line."""
    told: dict[tuple[str, str], list[str]] = {}
    for fact, *values, release in rows:
        told.setdefault((fact, " · ".join(filter(None, values))), []).append(release)
    lines: dict[tuple[str, str], list[str]] = {}
    for (fact, value), releases in told.items():
        lines.setdefault((fact, "; ".join(dict.fromkeys(releases))), []).append(value)
    for (fact, sources), values in lines.items():
        short = all(len(value) <= SHORT for value in values)
        yield from ((fact, line, sources) for line in ([", ".join(values)] if short else values))
