"""Self-contained SVG: elements, the page around a picture, its legend and its line of sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from green_corridors.pictures._text import width_of, wrap, xml

__all__ = ["INK", "MARGIN", "PAPER", "WIDTH", "Entry", "Style", "element", "number", "page", "path", "text"]

WIDTH = 1200.0
MARGIN = 24.0
INK, GREY, PAPER = "#1b1b1b", "#595959", "#ffffff"
SWATCH = 46.0

Place = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """How a line is drawn: its colour, its dashes and its width."""

    colour: str
    dashes: str
    width: float

    def attributes(self) -> dict[str, str]:
        """Return the attributes of the line."""
        found = {"stroke": self.colour, "stroke-width": number(self.width), "fill": "none"}
        found["stroke-linecap"] = "round" if self.dashes.startswith("0.1 ") else "butt"
        return {**found, "stroke-dasharray": self.dashes} if self.dashes else found


@dataclass(frozen=True)
class Entry:
    """A paragraph of the legend: a line style, its name and meaning, and what is drawn so."""

    style: Style
    name: str
    meaning: str
    things: tuple[str, ...]


def number(value: float) -> str:
    """Return a number with at most one decimal."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, attributes: dict[str, str], *children: str) -> str:
    """Return an element; the values of attributes are escaped, the children are markup already."""
    head = "".join(f' {key}="{xml(value)}"' for key, value in attributes.items())
    return f"<{name}{head}>{''.join(children)}</{name}>" if children else f"<{name}{head}/>"


def path(points: Iterable[Place], *, closed: bool = False) -> str:
    """Return the data of a path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def text(words: str, at: Place, size: float, **attributes: str) -> str:
    """Return a line of text; an underscore in an attribute's name stands for a hyphen."""
    named = {key.replace("_", "-"): value for key, value in attributes.items()}
    place = {"x": number(at[0]), "y": number(at[1]), "font-size": number(size)}
    return element("text", {**place, "fill": INK, **named}, xml(words))


def page(
    title: str, subtitle: str, height: float, body: list[str], legend: Iterable[Entry], notes: list[str]
) -> str:
    """Return a whole picture: title, body (which starts at y = 72 and has a height), legend, small notes."""
    parts = [
        text(title, (MARGIN, 36), 22, font_weight="bold"),
        text(subtitle, (MARGIN, 58), 13, fill=GREY),
        *body,
    ]
    y = 72 + height + 30
    for entry in legend:
        drawn, y = _paragraph(entry, y)
        parts += drawn
    for note in notes:
        for line in wrap(note.split(), WIDTH - 2 * MARGIN, 11):
            parts.append(text(line, (MARGIN, y), 11, fill=GREY))
            y += 16
    size = {
        "width": number(WIDTH),
        "height": number(y + 4),
        "viewBox": f"0 0 {number(WIDTH)} {number(y + 4)}",
    }
    names = {"xmlns": "http://www.w3.org/2000/svg", **size, "font-family": "sans-serif", "role": "img"}
    ground = element("rect", {"width": "100%", "height": "100%", "fill": PAPER})
    heading = [element("title", {}, xml(title)), element("desc", {}, xml(subtitle))]
    return element("svg", names, "\n", *(f"{part}\n" for part in [*heading, ground, *parts])) + "\n"


def _paragraph(entry: Entry, y: float) -> tuple[list[str], float]:
    """Return a paragraph of the legend that starts at ``y``, and where the next one starts."""
    left = MARGIN + SWATCH + 12
    sample = element(
        "path", {"d": path([(MARGIN, y - 4.5), (MARGIN + SWATCH, y - 4.5)]), **entry.style.attributes()}
    )
    parts = [sample, text(entry.name, (left, y), 13, font_weight="bold")]
    start = left + width_of(entry.name, 13, bold=True) + 10
    lines = wrap(entry.meaning.split(), WIDTH - MARGIN - start, 12)
    for line in lines:
        parts.append(text(line, (start, y), 12, fill=GREY))
        y += 17
    y += 2 if lines else 19
    room = WIDTH - MARGIN - left
    words: list[str] = []
    for n, thing in enumerate(entry.things, 1):
        # No-break spaces keep the name of each thing on one line, where it has room there.
        whole = thing.replace(" ", "\u00a0") + ("\u00a0·" if n < len(entry.things) else "")
        words += [whole] if width_of(whole, 12) <= room else whole.split("\u00a0")
    for line in wrap(words, room, 12):
        parts.append(text(line, (left, y), 12))
        y += 17
    return parts, y + 9
