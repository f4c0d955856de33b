"""Sea lanes between two positions, from the network of the library searoute."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise

from green_corridors.errors import GreenCorridorsError

__all__ = ["FARTHEST", "INSTALL", "Point", "distance", "lane", "unwrapped"]

#: A longitude and a latitude in degrees.
Point = tuple[float, float]

INSTALL = "install it with: pip install 'green-corridors[pictures]'"

#: How far in kilometres a port may lie from the network of lanes and still be joined to it.
FARTHEST = 250.0


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance of two positions in kilometres (haversine formula)."""
    (west, south), (east, north) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    chord = math.sin((north - south) / 2) ** 2
    chord += math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, chord)))


def lane(start: Point, end: Point) -> list[Point]:
    """Return the sea lane from one position to another, with continuous longitudes; empty if there is none.

    Raises:
        GreenCorridorsError: searoute is not installed.
    """
    try:
        from searoute import searoute
    except ModuleNotFoundError as error:
        raise GreenCorridorsError(f"sea lanes need the package searoute; {INSTALL}") from error
    with warnings.catch_warnings():
        # searoute warns where it finds no way, and then returns an empty line.
        warnings.simplefilter("ignore")
        route = searoute(list(start), list(end))
    points = [(float(x), float(y)) for x, y in route.geometry.coordinates]
    if not points or distance(start, points[0]) > FARTHEST or distance(end, points[-1]) > FARTHEST:
        return []
    return unwrapped([start, *points, end])


def unwrapped(points: list[Point]) -> list[Point]:
    """Return points whose longitudes never jump by more than half a turn from one to the next."""
    found = points[:1]
    for (before, _), (x, y) in pairwise(points):
        turn = (x - before + 180) % 360 - 180
        found.append((round(found[-1][0] + turn, 6), y))
    return found
