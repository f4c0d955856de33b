"""Turtle in house form: one graph, the union of all; which release states a fact is lost."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad

from green_corridors.house import write_turtle

MEDIA_TYPE = "text/turtle"
ENDINGS = (".ttl",)


def write(quads: Sequence[Quad], prefixes: dict[str, str]) -> bytes:
    """Return the union of the graphs as Turtle."""
    return write_turtle((quad.triple for quad in quads), prefixes).encode()
