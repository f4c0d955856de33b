"""Draw a network of bodies in rings: the body with most ties in the middle, those tied to it around."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from green_corridors.pictures import _labels
from green_corridors.pictures._labels import Label
from green_corridors.pictures._svg import (
    INK,
    MARGIN,
    PAPER,
    WIDTH,
    Entry,
    Place,
    Style,
    element,
    number,
    page,
    path,
    text,
)
from green_corridors.pictures._text import width_of, xml

__all__ = ["Tie", "rings"]

TOP = 72.0
RADIUS = 6.0
#: Pixels between two ties of the same two bodies where they are widest apart.
BESIDE = 26.0
#: Pixels kept beside the rings for labels; a longer label finds its room elsewhere.
MOST = 230.0
#: From how many neighbours on a body bears its label itself, for around it there is no room.
HUB = 5


@dataclass(frozen=True)
class Tie:
    """A tie between the IRIs of two bodies, and what is told of it."""

    one: str
    other: str
    title: str
    style: Style


@dataclass(frozen=True)
class _Star:
    """A connected part of the network: where its bodies stand around (0, 0), and how far it reaches."""

    places: dict[str, Place]
    wide: float
    high: float


def rings(
    bodies: dict[str, str], ties: list[Tie], legend: list[Entry], small: list[str], subtitle: str
) -> tuple[str, tuple[str, ...]]:
    """Return the network as SVG, and a note for each label that found no room."""
    near: dict[str, set[str]] = {iri: set() for iri in bodies}
    for tie in ties:
        near[tie.one].add(tie.other)
        near[tie.other].add(tie.one)
    stars = sorted((_star(part, near, bodies) for part in _parts(near)), key=lambda star: -len(star.places))
    places, height = _packed(stars)
    curves = _curves(ties, places)
    points = {iri: (places[iri], bodies[iri]) for iri in bodies}
    frame = (MARGIN, TOP, WIDTH - MARGIN, TOP + height)
    hubs = {iri: _plate(*points.pop(iri)) for iri in bodies if len(near[iri]) >= HUB}
    crowd = [place for curve in curves for place in curve]
    labels = _labels.place(points, frame, crowd, RADIUS, hubs.values())
    body = []
    for tie, curve in zip(ties, curves, strict=True):
        title = element("title", {}, xml(tie.title))
        body.append(element("g", {}, title, element("path", {"d": path(curve), **tie.style.attributes()})))
    for (x, y), words in points.values():
        look = {
            "cx": number(x),
            "cy": number(y),
            "r": number(RADIUS),
            "fill": INK,
            "stroke": PAPER,
            "stroke-width": "1.5",
        }
        body.append(element("circle", look, element("title", {}, xml(words))))
    body += _labels.drawn(labels.values(), RADIUS)
    body += [part for hub in hubs.values() for part in _plated(hub)]
    crowded = tuple(
        f"{words}: no room for the label" for iri, (_, words) in points.items() if iri not in labels
    )
    return page("Ties between bodies", subtitle, height, body, legend, small), crowded


def _plate(point: Place, words: str) -> Label:
    """Return the label of a body with many ties, which stands on the body itself."""
    half = width_of(words, _labels.SIZE, bold=True) / 2 + 10
    return Label(words, point, (point[0] - half, point[1] - 15, point[0] + half, point[1] + 15), point)


def _plated(hub: Label) -> list[str]:
    west, north, east, south = hub.box
    sides = {"x": west, "y": north, "width": east - west, "height": south - north, "rx": 15.0}
    shape = {side: number(value) for side, value in sides.items()}
    shape |= {"fill": PAPER, "stroke": INK, "stroke-width": "1.5"}
    middle = (hub.point[0], hub.point[1] + 4.5)
    words = text(hub.words, middle, _labels.SIZE, text_anchor="middle", font_weight="bold")
    return [element("rect", shape, element("title", {}, xml(hub.words))), words]


def _parts(near: dict[str, set[str]]) -> list[list[str]]:
    """Return the connected parts of the network, each in the order of the bodies."""
    parts, seen = [], set[str]()
    for iri in near:
        if iri not in seen:
            part, ahead = set[str](), [iri]
            while ahead:
                if (body := ahead.pop()) not in part:
                    part.add(body)
                    ahead += near[body]
            seen |= part
            parts.append([body for body in near if body in part])
    return parts


def _star(part: list[str], near: dict[str, set[str]], bodies: dict[str, str]) -> _Star:
    """Stand a connected part in rings by the steps from its middle, each body before those behind it."""
    root = max(part, key=lambda iri: (len(near[iri]), -part.index(iri)))
    children: dict[str, list[str]] = defaultdict(list)
    depth, ahead = {root: 0}, [root]
    for body in ahead:
        fresh = [iri for iri in part if iri in near[body] and iri not in depth]
        children[body] = _neighbourly(fresh, near)
        depth.update((iri, depth[body] + 1) for iri in fresh)
        ahead += children[body]
    leaves = dict.fromkeys(part, 1)
    for body in reversed(ahead):
        leaves[body] = max(1, sum(leaves[child] for child in children[body]))
    levels = max(depth.values(), default=0)
    label = min(MOST, max(width_of(bodies[iri], _labels.SIZE) for iri in part)) + 2 * RADIUS + 12
    around = min(17.0, 5.0 + 150.0 / leaves[root]) * leaves[root]
    high = max(60.0, around, 70.0 * levels if len(part) > 2 else 40.0)
    wide = max(70.0, min(1.5 * high, WIDTH / 2 - MARGIN - label))
    places: dict[str, Place] = {}
    # A quarter step keeps bodies off the straight line upwards, where labels would meet.
    spans = {root: (-math.pi / 2 + math.pi / 2 / leaves[root], math.tau)}
    for body in ahead:
        start, span = spans[body]
        angle, part_of = start + span / 2, math.sqrt(depth[body] / max(1, levels))
        places[body] = (wide * part_of * math.cos(angle), high * part_of * math.sin(angle))
        for child in children[body]:
            share = span * leaves[child] / leaves[body]
            spans[child] = (start, share)
            start += share
    (west, north), (east, south) = (tuple(map(end, zip(*places.values(), strict=True))) for end in (min, max))
    middle = (west + east) / 2, (north + south) / 2
    return _Star(
        {iri: (x - middle[0], y - middle[1]) for iri, (x, y) in places.items()},
        (east - west) / 2 + label,
        (south - north) / 2 + 34,
    )


def _neighbourly(bodies: list[str], near: dict[str, set[str]]) -> list[str]:
    """Return bodies in their order, those tied to each other side by side."""
    found: list[str] = []
    for body in bodies:
        ahead = [body]
        while ahead:
            if (one := ahead.pop(0)) not in found:
                found.append(one)
                ahead += [other for other in bodies if other in near[one]]
    return found


def _packed(stars: list[_Star]) -> tuple[dict[str, Place], float]:
    """Return where every body stands, the parts of the network in rows, and the height of it all."""
    places: dict[str, Place] = {}
    rows: list[list[_Star]] = []
    for star in stars:
        if rows and sum(2 * other.wide for other in [*rows[-1], star]) <= WIDTH - 2 * MARGIN:
            rows[-1].append(star)
        else:
            rows.append([star])
    y = TOP
    for row in rows:
        high = max(star.high for star in row)
        spare = (WIDTH - 2 * MARGIN - sum(2 * star.wide for star in row)) / (len(row) + 1)
        x = MARGIN + spare
        for star in row:
            places.update((iri, (x + star.wide + u, y + high + v)) for iri, (u, v) in star.places.items())
            x += 2 * star.wide + spare
        y += 2 * high
    return places, y - TOP


def _curves(ties: list[Tie], places: dict[str, Place]) -> list[list[Place]]:
    """Return each tie as a line; several ties of the same two bodies bend apart."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for tie in ties:
        count[tie.one, tie.other] += 1
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    found = []
    for tie in ties:
        pair = (tie.one, tie.other)
        bend = (drawn[pair] - (count[pair] - 1) / 2) * BESIDE
        drawn[pair] += 1
        found.append(_curve(places[tie.one], places[tie.other], bend))
    return found


def _curve(one: Place, other: Place, bend: float) -> list[Place]:
    """Return a parabola between two places that stands off the straight line by ``bend`` in its middle."""
    (x, y), (u, v) = one, other
    length = math.dist(one, other) or 1.0
    steps = max(2, int(length / 6))
    found = []
    for n in range(steps + 1):
        t = n / steps
        off = 4 * t * (1 - t) * bend / length
        found.append((x + (u - x) * t - (v - y) * off, y + (v - y) * t + (u - x) * off))
    return found
