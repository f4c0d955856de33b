"""The conflicts of a story: the values side by side, with who tells them, how near, and what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.conflicts import Conflict, Telling
from green_corridors.escapes import github
from green_corridors.pictures.network import readable
from green_corridors.stories._writing import Page, in_words, table

HEAD = ("Value", "Told by", "Whose account", "Nearness")


def write(page: Page) -> list[str]:
    """Return the section of the conflicts of the network, each under a heading with its number."""
    found = page.network.conflicts
    lines = [line for number, each in enumerate(found, 1) for line in _conflict(page, number, each)]
    return ["## Conflicts", "", *lines] if lines else []


def _conflict(page: Page, number: int, conflict: Conflict) -> list[str]:
    told = f"**{page.label(conflict.subject)}**, *{page.label(conflict.predicate)}*: {conflict.state}."
    if judgement := conflict.judgement:
        accepted = ", ".join(page.release(each) for each in sorted(judgement.accepts, key=str))
        told += f" Judged on {judgement.decided.isoformat()} in favour of {accepted}. "
        told += github(judgement.reason)
    return [f"### Conflict {number}", "", told, "", *table(HEAD, _rows(page, conflict))]


def _rows(page: Page, conflict: Conflict) -> Iterator[list[str]]:
    """Yield a row for each value, account and nearness, with the releases that tell it so."""
    told: dict[tuple[str, str, str], list[Telling]] = defaultdict(list)
    for each in conflict.clashing:
        value = _value(page, each)
        value = f"~~{value}~~ (rejected)" if each in conflict.rejected else value
        nearness = page.label(page.archive.origins.nearness(each.release))
        told[value, page.account(each.release), nearness].append(each)
    for (value, account, nearness), tellings in sorted(told.items()):
        tellers = [f"{page.release(each.release)} {_cited(page, conflict, each)}" for each in tellings]
        yield [value, "<br>".join(tellers), account, nearness]


def _cited(page: Page, conflict: Conflict, telling: Telling) -> str:
    subject = telling.node if telling.as_of else conflict.subject
    return page.cite([(subject, *telling.values, telling.release)])


def _value(page: Page, telling: Telling) -> str:
    """Return what is told: a date in words, several values of a list together, a stage with its day."""
    told = [
        in_words([value])
        if isinstance(value, Literal) and value.datatype == terms.EDTF_DATATYPE
        else page.label(value)
        for value in telling.values
    ]
    return f"{', '.join(told)}{f', {github(readable(telling.as_of))}' if telling.as_of else ''}"
