"""The corridors of a story: their ends, the latest stage as told and since when, and what is planned."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from green_corridors.pictures.corridors import STAGES
from green_corridors.stories._archive import released
from green_corridors.stories._network import Thing
from green_corridors.stories._writing import Page, counted, folded, in_words, most_exact, table

HEAD = ("Corridor", "Latest stage told", "What is told of it", "Told by")
COUNTING = "A duty counts once for each release that tells it."


def write(page: Page) -> list[str]:
    """Return the section of the corridors."""
    if not page.network.corridors:
        return []
    stages = {stage: row for row in page.archive.query(STAGES) if (stage := row.node("stage"))}
    rows = [
        [_name(page, each), _stage(page, each, list(stages)), _more(page, each), _tellers(page, each)]
        for each in page.network.corridors
    ]
    told = {row.node("stage") for each in page.network.corridors for row in each.rows["corridor-history"]}
    meanings = [
        f"- *{page.label(stage)}*: {page.label(row.literal('definition'))}"
        for stage, row in stages.items()
        if stage in told
    ]
    return ["## Corridors", "", *table(HEAD, rows), *meanings, "", COUNTING, ""]


def _name(page: Page, corridor: Thing) -> str:
    """Return the name of a corridor with its other ends and its conflicts."""
    rows = page.network.latest[corridor.iri]
    ends = {end for row in rows if (end := row.node("endpoint")) and end not in page.network.ports}
    told = [f"**{page.label(corridor.iri)}**"]
    told += [f"to {', '.join(sorted(map(page.label, ends)))}"] if ends else []
    told += [disputes] if (disputes := page.disputes_about(corridor.iri)) else []
    return "<br>".join(told)


def _stage(page: Page, corridor: Thing, ranks: list[NamedNode]) -> str:
    """Return the latest stage told, since when, and the stages beyond it that are told too."""
    latest = next(iter(page.network.latest[corridor.iri]), None)
    stage = latest.node("stage") if latest else None
    if latest is None or stage is None:
        return f"none {page.cite((corridor.iri, release) for release in corridor.releases)}"
    lines = [
        f"**{page.label(stage)}**, told {in_words([latest.literal('date')])} {page.cite([latest.terms])}",
        *(f"reached: {day}" for day in _reached(page, corridor, stage)),
    ]
    for beyond in ranks[ranks.index(stage) + 1 :]:
        lines += [f"also told as *{page.label(beyond)}*: {day}" for day in _reached(page, corridor, beyond)]
    return "<br>".join(lines)


def _reached(page: Page, corridor: Thing, stage: NamedNode) -> Iterator[str]:
    """Yield when a stage was reached first, as exactly as it is told, with who tells it."""
    told = [
        (page.archive.dated(row, "asOf"), row)
        for row in corridor.rows["corridor-history"]
        if row.node("stage") == stage
    ]
    days: list[Literal | None] = [*most_exact(day for day, _ in told if day), None]
    if told:
        cited = page.cite(row.terms for day, row in told if day == days[0])
        yield f"{in_words(days[:1]) or 'no date is told'} {cited}"


def _more(page: Page, corridor: Thing) -> str:
    """Return the agreements that plan it, its duties, its fuels and who else takes part, in a few words."""
    plans = corridor.values("corridor-parties", "agreement")
    duties = corridor.told("corridor-duties", "gist")
    told = [f"planned by {counted(len(plans), 'agreement')}, {counted(duties, 'duty', 'duties')}"]
    if fuels := [page.label(fuel) for fuel in corridor.values("corridor-details", "fuel")]:
        told.append(f"fuels: {folded(fuels)}")
    parties = {row.node("party") for row in corridor.rows["corridor-parties"] if row.node("role")}
    if others := sorted(map(page.label, parties.difference(page.network.bodies))):
        told.append(f"with {folded(others)}")
    return "<br>".join(told)


def _tellers(page: Page, corridor: Thing) -> str:
    releases = released((*corridor.rows["corridor-history"], *corridor.rows["corridor-details"]))
    return f"{counted(len(releases), 'release')}, {counted(page.origins(releases), 'origin')}"
