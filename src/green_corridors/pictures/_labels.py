"""Place the labels of points so that none meets another, a point or the edge of the picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from green_corridors.pictures._svg import INK, PAPER, Place, element, path, text
from green_corridors.pictures._text import width_of

__all__ = ["Box", "Label", "drawn", "place"]

SIZE = 13.0
DISTANCES = (10.0, 17.0, 26.0, 38.0, 54.0, 74.0, 98.0, 126.0, 158.0, 194.0, 234.0, 278.0)
ANGLES = tuple(math.tau * step / 24 for step in range(24))

#: West, north, east, south.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A label placed: its words, the point it names, its box and the end of its leader line."""

    words: str
    point: Place
    box: Box
    anchor: Place

    @cached_property
    def leader(self) -> list[Place]:
        """The points of its leader line, three pixels apart."""
        (x, y), (u, v) = self.point, self.anchor
        steps = max(1, int(math.dist(self.point, self.anchor) / 3))
        return [(x + (u - x) * n / steps, y + (v - y) * n / steps) for n in range(steps + 1)]


#: How bad a place of a label is, its number, and the label there.
Choice = tuple[float, int, Label]


def place(
    points: dict[str, tuple[Place, str]],
    frame: Box,
    lines: Iterable[Place],
    radius: float,
    taken: Iterable[Label] = (),
) -> dict[str, Label]:
    """Return where the label of each point stands, by the point's key; one without room is left out.

    ``lines`` are points of drawn lines, which labels avoid where they can; ``radius`` is that of a point;
    ``taken`` are labels that stand already.
    """
    cells = {(int(x // 8), int(y // 8)) for x, y in lines}
    choices: dict[str, list[Choice]] = {}
    for key, (point, words) in points.items():
        fitting = (
            label for label in _candidates(point, words) if _fits(label, frame, points.values(), radius)
        )
        choices[key] = sorted(
            ((_cost(label, cells), turn, label) for turn, label in enumerate(fitting)), key=lambda c: c[:2]
        )
    by_place = sorted(points, key=lambda key: (points[key][0], key))
    by_height = sorted(points, key=lambda key: (points[key][0][::-1], key))
    by_choice = sorted(points, key=lambda key: (len(choices[key]), key))
    orders = (by_height, by_height[::-1], by_place, by_place[::-1], by_choice)
    tried = [_greedily(order, choices, list(taken)) for order in orders]
    return min(tried, key=lambda found: (-len(found), sum(_cost(label, cells) for label in found.values())))


def _greedily(order: list[str], choices: dict[str, list[Choice]], taken: list[Label]) -> dict[str, Label]:
    """Give each label in an order the best place that is still free."""
    found: dict[str, Label] = {}
    for key in order:
        others = [*taken, *found.values()]
        label = next((label for _, _, label in choices[key] if _free(label, others)), None)
        if label:
            found[key] = label
    return found


def _cost(label: Label, cells: set[tuple[int, int]]) -> float:
    """Return how bad a place is: far from the point, or over lines."""
    return math.dist(label.point, label.anchor) + min(180, 60 * _crossed(label.box, cells))


def _candidates(point: Place, words: str) -> Iterable[Label]:
    width = width_of(words, SIZE)
    for far in DISTANCES:
        for angle in ANGLES:
            x, y = point[0] + far * math.cos(angle), point[1] + far * math.sin(angle)
            across = math.cos(angle)
            west = x if across > 0.3 else x - width if across < -0.3 else x - width / 2
            box = (west - 2, y - SIZE * 0.62, west + width + 2, y + SIZE * 0.62)
            yield Label(words, point, box, (x, y))


def _fits(label: Label, frame: Box, points: Iterable[tuple[Place, str]], radius: float) -> bool:
    """Tell whether a label is inside the frame, and neither it nor its leader is over another point."""
    box = label.box
    if box[0] < frame[0] or box[1] < frame[1] or box[2] > frame[2] or box[3] > frame[3]:
        return False
    for point, _ in points:
        apart = math.dist(point, label.point) > 2 * radius
        if _holds(box, point, radius + 2) or (apart and _off(label, point) < radius + 1):
            return False
    return True


def _free(label: Label, others: Iterable[Label]) -> bool:
    """Tell whether neither a label nor its leader meets another label, and no leader it."""
    return not any(
        _meet(label.box, other.box)
        or any(_holds(label.box, place, 1) for place in other.leader)
        or any(_holds(other.box, place, 1) for place in label.leader)
        for other in others
    )


def _off(label: Label, point: Place) -> float:
    """Return how far a point is from the leader line of a label."""
    (x, y), (u, v) = label.point, label.anchor
    length = (u - x) ** 2 + (v - y) ** 2
    along = ((point[0] - x) * (u - x) + (point[1] - y) * (v - y)) / length if length else 0.0
    t = min(1.0, max(0.0, along))
    return math.dist(point, (x + (u - x) * t, y + (v - y) * t))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _holds(box: Box, place: Place, around: float) -> bool:
    return box[0] - around < place[0] < box[2] + around and box[1] - around < place[1] < box[3] + around


def _crossed(box: Box, cells: set[tuple[int, int]]) -> int:
    west, north, east, south = (int(side // 8) for side in box)
    return sum((x, y) in cells for x in range(west, east + 1) for y in range(north, south + 1))


def drawn(labels: Iterable[Label], radius: float) -> list[str]:
    """Return the labels as SVG: leader lines first, then words with a halo."""
    labels = list(labels)
    leaders = [
        element("path", {"d": path([label.point, label.anchor]), "stroke": INK, "stroke-width": "0.7"})
        for label in labels
        if math.dist(label.point, label.anchor) > radius + 8
    ]
    halo = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": "3", "stroke_linejoin": "round"}
    return leaders + [
        text(
            label.words,
            ((label.box[0] + label.box[2]) / 2, label.box[3] - SIZE * 0.27),
            SIZE,
            text_anchor="middle",
            **halo,
        )
        for label in labels
    ]
