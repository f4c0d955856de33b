"""Labels are data: one escape function for each target, and the width a text takes."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["dot", "mermaid", "one_line", "width_of", "wrap", "xml"]

#: What XML 1.0 forbids, and the marks that would turn the reading direction of what follows.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
#: Graphviz reads character references in labels and a backslash as an escape.
DOT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': '\\"', "\\": "\\\\"}
#: What Mermaid may read as syntax or as Markdown: all but words, spaces, commas, dashes and hyphens in words.
MERMAID = re.compile(r"_|[^\w –,-]|(?<!\w)-")

NARROW = frozenset("iljtfrI.,:;'’‘|!()[]- ")
BROAD = frozenset("mwMW@%—")


def one_line(text: str) -> str:
    """Return text on one line, with U+FFFD for each character that could steer or break the reader."""
    return FORBIDDEN.sub("�", " ".join(text.split()))


def xml(text: str) -> str:
    """Escape text for the content or an attribute of SVG and GraphML."""
    return "".join(XML.get(c, c) for c in one_line(text))


def dot(text: str) -> str:
    """Return text as a quoted string of Graphviz's DOT language."""
    return '"' + "".join(DOT.get(c, c) for c in one_line(text)) + '"'


def mermaid(text: str) -> str:
    """Return text as a quoted label of Mermaid; all but words and a few marks become entity codes."""
    return '"' + MERMAID.sub(lambda match: f"#{ord(match[0])};", one_line(text)) + '"'


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return an upper estimate of the width of text in a common sans-serif font of a size in pixels."""
    return sum(map(_width, text)) * size * (1.08 if bold else 1.0)


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in NARROW:
        return 0.38
    if character in BROAD:
        return 0.98
    return 0.72 if character.isupper() else 0.62


def wrap(words: list[str], width: float, size: float) -> list[str]:
    """Return lines of words joined by spaces, none wider than ``width`` unless one word alone is."""
    lines: list[str] = []
    for word in words:
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
