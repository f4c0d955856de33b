"""What in a story rests on one origin: counts, and the most notable of what each origin alone tells of."""

from __future__ import annotations

from collections import Counter, defaultdict

from pyoxigraph import NamedNode

from green_corridors.stories._network import Thing
from green_corridors.stories._writing import Page, counted, table

HEAD = ("Whose account", "It alone tells of", "Of these, what it tells most of")
#: How many things are named for each origin, and how many kinds of facts.
MOST = 5


def write(page: Page) -> list[str]:
    """Return the section of what rests on one origin."""
    if not page.network.things:
        return []
    alone: dict[NamedNode, list[Thing]] = defaultdict(list)
    shared = []
    for each in page.network.things:
        origins = {page.archive.origins.of(release) for release in each.releases}
        if len(origins) == 1:
            alone[origins.pop()].append(each)
        else:
            shared.append(each)
    ordered = sorted(alone, key=lambda each: (-len(alone[each]), page.release(each), each.value))
    rows = [[page.release(each), _number(page, alone[each]), _notable(page, alone[each])] for each in ordered]
    lines = ["## What rests on one origin", "", _counts(page, shared), ""]
    return [*lines, *table(HEAD, rows)] if rows else lines


def _number(page: Page, things: list[Thing]) -> str:
    corridors = sum(each in page.network.corridors for each in things)
    numbers = {"corridor": corridors, "agreement": len(things) - corridors}
    return ", ".join(counted(number, noun) for noun, number in numbers.items() if number)


def _notable(page: Page, things: list[Thing]) -> str:
    """Return the things of which most is told, each with its first mark."""
    ordered = sorted(things, key=lambda each: (-len(each.rows["single-origin"]), each.label))
    return "<br>".join(
        f"{page.label(each.iri)} {page.cite([(each.iri, each.releases[0])])}" for each in ordered[:MOST]
    )


def _counts(page: Page, shared: list[Thing]) -> str:
    alone = len(page.network.things) - len(shared)
    everything = counted(len(page.network.things), "corridor or agreement", "corridors and agreements")
    told = f"Of {everything}, {alone} {'rests' if alone == 1 else 'rest'} on one origin."
    kinds = Counter(page.label(row.node("property")) for each in shared for row in each.rows["single-origin"])
    if not kinds:
        return told
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    others = sum(number for _, number in ordered[MOST:])
    named = [f"{kind} {number}" for kind, number in ordered[:MOST]] + ([f"others {others}"] if others else [])
    facts = f"{counted(kinds.total(), 'fact')} {'rests' if kinds.total() == 1 else 'rest'}"
    return f"{told} Of what several tell, {facts} on one all the same: {', '.join(named)}."
