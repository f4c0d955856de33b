"""The world as a map: the window around the lanes, Miller's projection, and the land in it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from green_corridors.pictures._sea import Point
from green_corridors.pictures._svg import Place

__all__ = ["LAND", "Window", "cut_at_date_line", "middle", "window_around"]

LAND = Path(__file__).with_name("land-110m.geojson")

#: The latitudes the map of the whole world ends at; the lanes end within them.
SOUTH, NORTH = -60.0, 80.0
#: How far land stands over the edges of the rectangle in pixels, so that no edge shows as a line.
BLEED = 2.0


def northing(latitude: float) -> float:
    """Return the height of a latitude in radians of the equator (Miller cylindrical projection)."""
    return 1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(latitude)))


@dataclass(frozen=True)
class Window:
    """The part of the world a map shows, and the rectangle of the picture it fills."""

    centre: Point
    span: float
    left: float
    top: float
    width: float
    height: float

    @cached_property
    def scale(self) -> float:
        """The pixels of a radian of the equator."""
        return self.width / math.radians(self.span)

    def place(self, point: Point) -> Place:
        """Return where a position is drawn."""
        x = self.left + self.width / 2 + math.radians(point[0] - self.centre[0]) * self.scale
        return x, self.top + self.height / 2 - (northing(point[1]) - northing(self.centre[1])) * self.scale

    def near(self, points: list[Point]) -> list[Point]:
        """Return points moved by whole turns so that their middle is nearest to the centre."""
        longitudes = [x for x, _ in points]
        turn = 360.0 * round((self.centre[0] - (min(longitudes) + max(longitudes)) / 2) / 360)
        return [(x + turn, y) for x, y in points]

    def land(self) -> list[list[Place]]:
        """Return the outlines of the land and its holes, cut to the rectangle and a little over."""
        found = json.loads(LAND.read_text(encoding="utf-8"))
        rings = [ring for polygon in found["geometry"]["coordinates"] for ring in polygon]
        turned = ([(x + turn, y) for x, y in ring] for ring in rings for turn in (-360, 0, 360))
        cut = (self._cut([self.place(point) for point in ring]) for ring in turned)
        return [ring for ring in cut if ring]

    def _cut(self, ring: list[Place]) -> list[Place]:
        """Cut a polygon to the rectangle with its bleed (Sutherland and Hodgman, 1974)."""
        for axis, edge, sign in (
            (0, self.left - BLEED, 1),
            (0, self.left + self.width + BLEED, -1),
            (1, self.top - BLEED, 1),
            (1, self.top + self.height + BLEED, -1),
        ):
            kept: list[Place] = []
            for one, other in pairwise([*ring, *ring[:1]]):
                inside = (one[axis] - edge) * sign >= 0
                if inside:
                    kept.append(one)
                if inside != ((other[axis] - edge) * sign >= 0):
                    part = (edge - one[axis]) / (other[axis] - one[axis])
                    kept.append((one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part))
            ring = kept
        return ring


def middle(lanes: list[list[Point]]) -> tuple[float, float]:
    """Return the middle longitude of lanes, from 0 to 360, and how wide they reach.

    What is left out on the other side is the longest run of degrees with the fewest lanes, best with none.
    """
    counts = [0] * 360
    for lane in lanes:
        for degree in {math.floor(x) % 360 for x in _densely([x for x, _ in lane])}:
            counts[degree] += 1
    fewest = min(counts)
    longest, start = 0, 0
    for degree in range(360):
        run = next((n for n in range(360) if counts[(degree + n) % 360] != fewest), 360)
        if run > longest:
            longest, start = run, degree
    reach = 360.0 - longest if fewest == 0 else 360.0
    return (start + longest / 2 + 180) % 360, reach


def _densely(values: list[float]) -> list[float]:
    """Return values with steps of at most a half between them."""
    found = values[:1]
    for before, after in pairwise(values):
        steps = max(1, math.ceil(abs(after - before) / 0.5))
        found += [before + (after - before) * step / steps for step in range(1, steps + 1)]
    return found


def window_around(
    lanes: list[list[Point]], left: float, top: float, width: float, *, whole_world: bool
) -> Window:
    """Return the window on the middle of lanes, with room for labels around them, or on the whole world."""
    longitude, across = middle(lanes)
    latitudes = [y for lane in lanes for _, y in lane]
    lowest, highest = (northing(value) for value in (min(latitudes), max(latitudes)))
    bottom, ceiling = min(northing(SOUTH), lowest - 0.05), max(northing(NORTH), highest + 0.05)
    shape = (ceiling - bottom) / math.tau
    wanted = max(math.radians(across) * 1.35, (highest - lowest) * 1.5 / shape, 1.2)
    span = math.tau if whole_world else min(wanted, math.tau)
    half = span * shape / 2
    height = min(max((lowest + highest) / 2, bottom + half), ceiling - half)
    return Window((longitude, _latitude(height)), math.degrees(span), left, top, width, width * shape)


def _latitude(height: float) -> float:
    """Return the latitude of a height: the inverse of ``northing``."""
    return math.degrees(2.5 * (math.atan(math.exp(0.8 * height)) - math.pi / 4))


def cut_at_date_line(points: list[Point]) -> list[list[Point]]:
    """Return a line as parts that do not cross the 180th meridian, as RFC 7946, 3.1.9, asks."""
    parts: list[list[Point]] = [[]]
    for one, other in pairwise(points):
        before, after = _turn(one), _turn(other)
        parts[-1].append(_within(one, before))
        if before != after:
            line = max(before, after) * 360.0 - 180
            height = one[1] + (other[1] - one[1]) * (line - one[0]) / (other[0] - one[0])
            parts[-1].append(_within((line, height), before))
            parts.append([_within((line, height), after)])
    parts[-1].append(_within(points[-1], _turn(points[-1])))
    return [part for part in parts if len(set(part)) > 1]


def _turn(point: Point) -> int:
    """Return how many whole turns a longitude lies from those between -180 and 180."""
    return math.floor((point[0] + 180) / 360)


def _within(point: Point, turn: int) -> Point:
    return round(point[0] - 360 * turn, 6), round(point[1], 6)
