"""The timeline of a story: what happened, by year, with who tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode

from green_corridors.pictures.network import readable
from green_corridors.stories._network import Happening
from green_corridors.stories._writing import Page, in_words, most_exact, table, when

HEAD = ("Year", "When", "What happened", "Told by")


def write(page: Page) -> list[str]:
    """Return the section of the timeline: each happening once, at its most exact date."""
    if not page.network.happenings:
        return []
    entries = sorted(_entries(page), key=lambda each: _order(page, each))
    rows, before = [], ""
    for each in entries:
        day = each[0].date
        year = str(when(day).year) if day else "no date told"
        exactly = in_words([day]) if day and readable(day.value) != year else ""
        cited = page.cite((told.thing, told.stage, day, told.release) for told in each)
        rows.append([f"**{year}**" if year != before else "", exactly, _what(page, each), cited])
        before = year
    return ["## Timeline", "", *table(HEAD, rows)]


def _entries(page: Page) -> Iterator[list[Happening]]:
    """Yield the tellings of each happening with its most exact date, and of each date that excludes it."""
    same: dict[tuple[str, NamedNode, NamedNode | None], list[Happening]] = defaultdict(list)
    for each in page.network.happenings:
        same[each.what, each.thing, each.stage].append(each)
    for told in same.values():
        days: list[Literal | None] = [*most_exact(each.date for each in told if each.date)]
        for day in days or [None]:
            yield [each for each in told if each.date == day]


def _order(page: Page, told: list[Happening]) -> tuple[date, str, str, str]:
    """Return by what entries are sorted; what has no date stands last."""
    first = told[0]
    day = when(first.date) if first.date else date.max
    return day, first.what, page.label(first.thing), page.label(first.stage)


def _what(page: Page, told: list[Happening]) -> str:
    first = told[0]
    stage = f", *{page.label(first.stage)}*" if first.stage else ""
    disputes = page.disputes(conflict for each in told for conflict in each.conflicts)
    return f"{first.what}{stage}: {page.label(first.thing)}{f' ({disputes})' if disputes else ''}"
