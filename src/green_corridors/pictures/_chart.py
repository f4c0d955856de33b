"""Draw lanes and ports on a map: shared stretches side by side, labels free of each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import pairwise

from green_corridors.pictures import _labels
from green_corridors.pictures._map import Window, window_around
from green_corridors.pictures._sea import Point
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
)
from green_corridors.pictures._text import xml

__all__ = ["Line", "Spot", "chart"]

SEA, LAND_COLOUR = "#eef3f7", "#d9d6ce"
RADIUS = 4.5
STEP = 4.0
#: The widest a bundle of lanes becomes, and the most between two of them.
BUNDLE, BESIDE = 30.0, 4.2
#: How far beyond their parting it is seen which of two lanes turns north.
AHEAD = 40.0
#: In how many steps the shift of a lane fades away where it runs alone.
FADE = 36


@dataclass(frozen=True)
class Line:
    """A lane of a corridor: the corridor’s IRI, what is told of it, and its positions."""

    iri: str
    title: str
    style: Style
    points: list[Point]


@dataclass(frozen=True)
class Spot:
    """A port on the map."""

    iri: str
    label: str
    position: Point


def chart(
    lines: list[Line],
    spots: list[Spot],
    legend: list[Entry],
    small: list[str],
    notes: tuple[str, ...],
    *,
    subtitle: str,
    whole_world: bool,
) -> tuple[str, tuple[str, ...]]:
    """Return the map as SVG, and the notes with one for each label that found no room."""
    window = window_around(
        [line.points for line in lines], MARGIN, 72, WIDTH - 2 * MARGIN, whole_world=whole_world
    )
    routes = _routes(lines, window)
    points = {spot.iri: (window.place(window.near([spot.position])[0]), spot.label) for spot in spots}
    frame = (window.left, window.top, window.left + window.width, window.top + window.height)
    crowd = [place for route in routes for copy in _copies(route, window) for place in copy]
    labels = _labels.place(points, frame, crowd, RADIUS)
    lanes = []
    for line, route in zip(lines, routes, strict=True):
        title = element("title", {}, xml(line.title))
        drawn = "".join(path(copy) for copy in _copies(route, window))
        lanes.append(element("g", {}, title, element("path", {"d": drawn, **line.style.attributes()})))
    body = [_framed(window, [*_ground(window), *lanes])]
    for (x, y), words in points.values():
        look = {
            "cx": number(x),
            "cy": number(y),
            "r": number(RADIUS),
            "fill": INK,
            "stroke": PAPER,
            "stroke-width": "1.2",
        }
        body.append(element("circle", look, element("title", {}, xml(words))))
    body += _labels.drawn(labels.values(), RADIUS)
    crowded = tuple(
        f"{words}: no room for the label" for iri, (_, words) in points.items() if iri not in labels
    )
    return page("Green shipping corridors", subtitle, window.height, body, legend, small), (*notes, *crowded)


def _framed(window: Window, parts: list[str]) -> str:
    """Return parts cut to the map by an inner svg, which needs no id that might meet another in a page."""
    size = _size(window)
    box = " ".join(size[side] for side in ("x", "y", "width", "height"))
    return element("svg", {**size, "viewBox": box}, "\n", *(f"{part}\n" for part in parts))


def _size(window: Window) -> dict[str, str]:
    sides = {"x": window.left, "y": window.top, "width": window.width, "height": window.height}
    return {side: number(value) for side, value in sides.items()}


def _ground(window: Window) -> list[str]:
    """Return the sea, and the land on it."""
    outlines = "".join(path(ring, closed=True) for ring in window.land())
    sea = element("rect", {**_size(window), "fill": SEA})
    return [sea, element("path", {"d": outlines, "fill": LAND_COLOUR, "fill-rule": "evenodd"})]


def _copies(route: list[Place], window: Window) -> list[list[Place]]:
    """Return a lane, and again on the other side where it runs over the edge of the whole world."""
    turn = math.tau * window.scale
    west, east = min(x for x, _ in route), max(x for x, _ in route)
    turns = [step for step in (0, -1, 1) if west + step * turn < window.left + window.width]
    turns = [step for step in turns if east + step * turn > window.left]
    return [[(x + step * turn, y) for x, y in route] for step in turns]


def _routes(lines: list[Line], window: Window) -> list[list[Place]]:
    """Return the lanes as drawn: each from west to east, stretches that several share side by side."""
    turned = [window.near(line.points) for line in lines]
    turned = [points if points[0][0] <= points[-1][0] else points[::-1] for points in turned]

    def compared(one: int, other: int) -> int:
        return _northernmost(turned[one], turned[other], window)

    by_name = sorted(range(len(lines)), key=lambda n: lines[n].iri)
    order = sorted(by_name, key=cmp_to_key(compared))
    sharing: dict[frozenset[Point], list[tuple[int, bool]]] = defaultdict(list)
    for index in order:
        for one, other in pairwise(turned[index]):
            sharing[_stretch(one, other)].append((index, _rounded(one) < _rounded(other)))
    return [_beside(index, points, sharing, window) for index, points in enumerate(turned)]


def _northernmost(one: list[Point], other: list[Point], window: Window) -> int:
    """Compare two lanes from west to east: negative if the first turns further north where they part."""
    shared = set(map(_rounded, one)) & set(map(_rounded, other))
    if shared:
        west = [_beyond(points[::-1], shared, window) for points in (one, other)]
        east = [_beyond(points, shared, window) for points in (one, other)]
        first, second = east if west[0] == west[1] else west
    else:
        first, second = window.place(one[0])[1], window.place(other[0])[1]
    return (first > second) - (first < second)


def _beyond(points: list[Point], shared: set[Point], window: Window) -> float:
    """Return the height of a lane a little beyond the last point that it shares."""
    last = max(n for n, point in enumerate(points) if _rounded(point) in shared)
    start = window.place(points[last])
    places = map(window.place, points[last:])
    height = next((place for place in places if math.dist(start, place) > AHEAD), window.place(points[-1]))[1]
    return round(height, 3)


def _rounded(point: Point) -> Point:
    return round(point[0] % 360, 4), round(point[1], 4)


def _stretch(one: Point, other: Point) -> frozenset[Point]:
    return frozenset((_rounded(one), _rounded(other)))


def _beside(
    index: int, points: list[Point], sharing: dict[frozenset[Point], list[tuple[int, bool]]], window: Window
) -> list[Place]:
    """Return a lane moved to its own side of each stretch that it shares, and back again at its ends."""
    places: list[Place] = [window.place(points[0])]
    given: dict[int, float] = {}
    for one, other in pairwise(points):
        users = sharing[_stretch(one, other)]
        stretch = _stepped(window.place(one), window.place(other))
        if len(users) > 1:
            shift = ([user for user, _ in users].index(index) - (len(users) - 1) / 2) * min(
                BESIDE, BUNDLE / len(users)
            )
            shift *= 1 if dict(users)[index] == users[0][1] else -1
            given.update((n, shift) for n in range(len(places), len(places) + len(stretch)))
        places += stretch
    return _plain(_shifted(places, _faded(given, len(places))))


def _faded(given: dict[int, float], count: int) -> list[float]:
    """Return a shift for every step: where a lane is alone, that of its shared stretches fades away.

    So lanes part and meet without crossing.
    """
    found = [given.get(n, 0.0) for n in range(count)]
    for way in (1, -1):
        last, since = 0.0, 0
        for n in range(count)[::way]:
            last, since = (given[n], 0) if n in given else (last, since + 1)
            faded = last * max(0.0, 1 - since / FADE)
            if n not in given and abs(faded) > abs(found[n]):
                found[n] = faded
    return found


def _stepped(one: Place, other: Place) -> list[Place]:
    steps = max(1, math.ceil(math.dist(one, other) / STEP))
    return [
        (one[0] + (other[0] - one[0]) * n / steps, one[1] + (other[1] - one[1]) * n / steps)
        for n in range(1, steps + 1)
    ]


def _shifted(places: list[Place], shifts: list[float]) -> list[Place]:
    """Return places moved to the right of their direction by their shift, both smoothed by what is around."""
    found = []
    for n, (x, y) in enumerate(places):
        around = range(max(0, n - 8), min(len(places) - 1, n + 8) + 1)
        shift = sum(shifts[m] for m in around) / len(around)
        shift *= min(1.0, math.dist(places[0], (x, y)) / 28, math.dist(places[-1], (x, y)) / 28)
        dx = places[around[-1]][0] - places[around[0]][0]
        dy = places[around[-1]][1] - places[around[0]][1]
        length = math.hypot(dx, dy) or 1.0
        found.append((x - dy / length * shift, y + dx / length * shift))
    return [found[0], *(_mean(found[max(0, n - 2) : n + 3]) for n in range(1, len(found) - 1)), found[-1]]


def _mean(places: list[Place]) -> Place:
    return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)


def _plain(places: Iterable[Place]) -> list[Place]:
    """Return places without those that lie on the straight line between their neighbours."""
    kept: list[Place] = []
    for place in places:
        while len(kept) > 1 and _off(kept[-2], kept[-1], place) < 0.06:
            kept.pop()
        kept.append(place)
    return kept


def _off(one: Place, middle: Place, other: Place) -> float:
    """Return how far a place lies from the straight line between two others."""
    across = (other[0] - one[0]) * (middle[1] - one[1]) - (other[1] - one[1]) * (middle[0] - one[0])
    return abs(across) / (math.dist(one, other) or 1.0)
