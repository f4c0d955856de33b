"""The opening of a story: what is told, counted in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from green_corridors.dates import bounds
from green_corridors.stories._writing import Page, counted, listed, when

READING = (
    "A mark such as \\[1a\\] leads to the words of a source: passage a of source 1. Dates are no more exact "
    "than what is told: “?” is uncertain, and “by” a day is already so on it. An origin is a body whose "
    "account one or more releases retell, or a release that retells nobody’s."
)


def write(page: Page) -> list[str]:
    """Return the heading and the opening."""
    centre = page.label(page.network.centre.iri)
    network = page.network
    sentences = [_selection(page), _what(page, centre)]
    if network.things:
        sentences += [_sources(page), _stages(page), _conflicts(page)]
    lines = [f"# {centre}: corridors and agreements", "", " ".join(filter(None, sentences)), ""]
    command = f"gsc story {page.archive.names.curie(network.centre.iri)}"
    reading = f"`{command}` tells this from the graph alone. {READING}"
    return [*lines, reading, ""] if network.things or network.happenings or network.conflicts else lines


def _what(page: Page, centre: str) -> str:
    network = page.network
    if not network.things:
        return f"The graph knows no green shipping corridor and no agreement of {centre}."
    corridors = counted(len(network.corridors), "green shipping corridor")
    agreements = counted(len(network.agreements), "agreement")
    told = f"The graph knows **{corridors}** and **{agreements}** of {centre}"
    others, lands = page.partners, _countries(page)
    told += f", with {counted(len(others), 'other body', 'other bodies')}" if others else ""
    if lands:
        told += f"; the ports at the other ends lie in {counted(len(lands), 'country', 'countries')}"
    years = sorted({when(each.date).year for each in network.happenings if each.date})
    return f"{told}.{f' The dated happenings are {_span(years)}.' if years else ''}"


def _countries(page: Page) -> set[NamedNode]:
    """Return the countries of the ports of the other parties and at the other ends of the corridors."""
    ports = {port for body in page.partners for port in page.archive.ports.get(body, ())}
    ports |= {end for rows in page.network.latest.values() for row in rows if (end := row.node("endpoint"))}
    ports -= set(page.network.ports)
    return {page.countries[port] for port in ports if port in page.countries}


def _span(years: list[int]) -> str:
    return f"from {years[0]} to {years[-1]}" if years[0] != years[-1] else f"in {years[0]}"


def _selection(page: Page) -> str:
    """Return to which sources the story is restricted."""
    selection = page.archive.selection
    day = f"was known on {selection.known_at.isoformat()}" if selection.known_at else ""
    some = "chosen releases tell" if selection.sources else ""
    told = " and ".join(filter(None, (day, some)))
    return f"This is what {told}." if told else ""


def _sources(page: Page) -> str:
    releases = page.releases
    told = f"{counted(len(releases), 'release')} of {counted(page.origins(releases), 'independent origin')} "
    told += "tells of them" if len(releases) == 1 else "tell of them"
    years = sorted(_years(page, releases))
    return f"{told}, published {_span(years)}." if years else f"{told}."


def _years(page: Page, releases: Iterable[NamedNode]) -> set[int]:
    """Return the years in which releases were certainly published."""
    found = set()
    for release in releases:
        published = page.archive.origins.published(release)
        span = bounds(published.value) if isinstance(published, Literal) else None
        if span and span.earliest and span.latest and span.earliest.year == span.latest.year:
            found.add(span.latest.year)
    return found


def _stages(page: Page) -> str:
    latest = Counter(rows[0].node("stage") for rows in page.network.latest.values() if rows)
    ordered = sorted(latest.items(), key=lambda item: (-item[1], page.label(item[0])))
    if not ordered:
        return ""
    (first, number), *rest = ordered
    told = [f"{counted(number, 'corridor')} {'is' if number == 1 else 'are'} {page.label(first)}"]
    told += [f"{number} {page.label(stage)}" for stage, number in rest]
    return f"As told last, {listed(told)}."


def _conflicts(page: Page) -> str:
    found = page.network.conflicts
    if not found:
        return "The sources do not contradict each other."
    settled = sum(each.state == "settled" for each in found)
    judged = f", of which {settled} {'is' if settled == 1 else 'are'} judged" if settled else ""
    return f"The sources contradict each other in [{counted(len(found), 'point')}](#conflicts){judged}."
