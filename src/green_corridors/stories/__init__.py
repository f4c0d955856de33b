"""The story of the network of a port or a body, in Markdown, from the graph alone; a module for each part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from green_corridors.answers import Labels
from green_corridors.containment import Limits
from green_corridors.errors import InvalidParameter
from green_corridors.graph import Knowledge
from green_corridors.names import Entity, Names
from green_corridors.pictures import Picture
from green_corridors.selection import Selection
from green_corridors.stories import (
    agreements,
    conflicts,
    corridors,
    opening,
    origins,
    people,
    sources,
    timeline,
)
from green_corridors.stories._archive import Archive
from green_corridors.stories._figure import caption, figure
from green_corridors.stories._network import network_of
from green_corridors.stories._writing import Page

__all__ = ["Story", "centre_named", "tell"]

#: The parts below the opening and the map, in their order; the last one lists what the others have cited.
PARTS = (corridors, agreements, timeline, people, conflicts, origins, sources)


@dataclass(frozen=True)
class Story:
    """A story in Markdown, its map as SVG if it has one, and a note for each thing that is not on the map."""

    text: str
    picture: str = ""
    notes: tuple[str, ...] = ()


def centre_named(text: str, names: Names) -> Entity:
    """Return the port or the body that bears a name, a port before a body.

    Raises:
        UnknownName, AmbiguousName: nothing bears it, or several ports or several bodies do.
        InvalidParameter: what bears it is neither a port nor a body.
    """
    kind = next((kind for kind in ("port", "organization") if names.candidates(text, kind)), "thing")
    found = names.resolve(text, kind)
    if kind == "thing":
        raise InvalidParameter(f"{names.curie(found.iri)} is a {found.kind}; name a port or a body")
    return found


def tell(
    centre: Entity,
    knowledge: Knowledge,
    selection: Selection,
    limits: Limits | None = None,
    *,
    on: date | None = None,
    picture: str | None = None,
) -> Story:
    """Return the story of the network of a port or a body, from the selected sources.

    With ``on`` each agreement is judged by that day. ``picture`` is the address of the map as the page links
    it; without one no map is drawn.

    Raises:
        UnknownQuestion: the workspace lacks a question that the story asks.
        LimitExceeded: the questions exceed a limit.
        GreenCorridorsError: a library that draws the map is missing.
    """
    names, limits = Names(knowledge), replace(limits or Limits(), what="the story")
    archive = Archive(knowledge, names, Labels(knowledge, names), selection, limits)
    page = Page(network_of(centre, archive), archive, on)
    lines = opening.write(page)
    drawn = figure(page) if picture else Picture("")
    if drawn.text:
        lines += [f"![{caption(page)}]({picture})", ""]
    for part in PARTS:
        lines += part.write(page)
    return Story("\n".join(lines).rstrip("\n") + "\n", drawn.text, drawn.notes)
