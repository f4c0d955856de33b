"""Lines in a picture of two logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

__all__ = ["curve"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 70, 190, 24, 50
COLOURS = ("#0b6e4f", "#b5541c", "#2a5caa", "#7a3b8f", "#8a7a14", "#555555")


def curve(lines: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str) -> str:
    """Return a picture of named lines of points, all above 0, with names for what goes across and up."""
    points = [point for line in lines.values() for point in line]
    low_x, high_x = (f(math.log10(x) for x, _ in points) for f in (min, max))
    low_y = math.floor(min(math.log10(y) for _, y in points))
    high_y = math.ceil(max(math.log10(y) for _, y in points))
    span_x, span_y = (high_x - low_x) or 1, (high_y - low_y) or 1

    def at(x: float, y: float) -> tuple[float, float]:
        right = LEFT + (math.log10(x) - low_x) / span_x * (WIDTH - LEFT - RIGHT)
        down = TOP + (high_y - math.log10(y)) / span_y * (HEIGHT - TOP - BOTTOM)
        return round(right, 1), round(down, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f"<title>{escape(up)} by {escape(across)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low_y, high_y + 1):
        _, y = at(10**low_x, 10.0**power)
        parts.append(f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>')
    for x in sorted({x for x, _ in points}):
        right, _ = at(x, 10.0**low_y)
        parts.append(f'<path d="M{right} {TOP}V{HEIGHT - BOTTOM}" stroke="#eeeeee"/>')
        parts.append(f'<text x="{right}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>')
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text x="{LEFT - 58}" y="{TOP - 8}">{escape(up)}</text>')
    ends: list[float] = []
    order = sorted(lines.items(), key=lambda line: at(*line[1][-1])[1])
    for colour, (name, line) in zip(COLOURS, order, strict=False):
        placed = [at(x, y) for x, y in line]
        way = "L".join(f"{x} {y}" for x, y in placed)
        parts.append(f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in placed]
        ends.append(max(placed[-1][1] + 4, ends[-1] + 14 if ends else 0))
        label = f'<text x="{WIDTH - RIGHT + 10}" y="{ends[-1]}" fill="{colour}">{escape(name)}</text>'
        parts.append(label)
    return "\n".join([*parts, "</svg>\n"])
