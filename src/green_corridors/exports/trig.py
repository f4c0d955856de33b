"""TriG: one named graph for each release."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import RdfFormat

from green_corridors.exports._engine import pieces
from green_corridors.portions import Portions

MEDIA_TYPE = "application/trig"
ENDINGS = (".trig",)
UNION = False


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the document, a graph at a time."""
    return pieces(portions, RdfFormat.TRIG, prefixes)
