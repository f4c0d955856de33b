"""The people of a story: who signed which agreements, for whom, and under which offices as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode

from green_corridors.escapes import github
from green_corridors.stories._archive import Row
from green_corridors.stories._writing import Page, table

HEAD = ("Who", "For", "Office as printed", "Signed", "Told by")


def write(page: Page) -> list[str]:
    """Return the section of the people who signed, sorted by name; bodies that signed are no people."""
    signed: dict[NamedNode, list[Row]] = defaultdict(list)
    for each in page.network.agreements:
        for row in each.rows["signatories"]:
            who = row.node("signatory")
            if who and page.archive.kind(who) == "person":
                signed[who].append(row)
    rows = [_row(page, who, signed[who]) for who in sorted(signed, key=page.label)]
    return ["## Who signed", "", *table(HEAD, rows)] if rows else []


def _row(page: Page, who: NamedNode, rows: list[Row]) -> list[str]:
    return [
        page.label(who),
        _distinct(page.label(row.node("onBehalfOf")) for row in rows),
        _distinct(github(title.value) for row in rows if (title := row.literal("jobTitle"))),
        _distinct(page.label(row.about) for row in rows),
        page.cite(row.terms for row in rows),
    ]


def _distinct(texts: Iterable[str]) -> str:
    """Return texts on lines, sorted, each once whatever its case."""
    distinct = {text.casefold(): text for text in sorted(texts, reverse=True) if text}
    return "<br>".join(text for _, text in sorted(distinct.items()))
