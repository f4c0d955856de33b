"""The figure of a story: the map of its corridors along the sea lanes, and what it shows in words."""

from __future__ import annotations

from green_corridors.errors import UsageProblem
from green_corridors.pictures import Material, Picture, draw
from green_corridors.stories._network import Thing
from green_corridors.stories._writing import Page, counted

__all__ = ["caption", "figure"]


def figure(page: Page) -> Picture:
    """Return the map of the corridors whose stage is told; without text where none of them can be on it.

    Raises:
        GreenCorridorsError: a library that draws the map is missing.
    """
    archive, centre = page.archive, page.network.centre.label
    corridors = frozenset(each.iri for each in _told(page))
    if not corridors:
        return Picture("")
    material = Material(archive.graph, archive.names, archive.labels, archive.selection, corridors, centre)
    try:
        return draw("corridors", material, "svg")
    except UsageProblem as problem:  # it is a note, for the story can be told without a map
        return Picture("", (str(problem),))


def caption(page: Page) -> str:
    """Return what the map shows, in Markdown, for those who do not see it."""
    told = [
        f"{page.label(each.iri)} ({page.label(page.network.latest[each.iri][0].node('stage'))})"
        for each in _told(page)
    ]
    return f"Sea lanes of {counted(len(told), 'corridor')} by the latest stage told: {', '.join(told)}"


def _told(page: Page) -> list[Thing]:
    return [each for each in page.network.corridors if page.network.latest[each.iri]]
