"""Writing quads with the engine's own serializer, which keeps lexical forms."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

__all__ = ["serialized", "union"]


def serialized(facts: Iterable[Quad] | Iterable[Triple], form: RdfFormat, prefixes: dict[str, str]) -> bytes:
    """Return a document in one of the engine's formats."""
    document = serialize(facts, format=form, prefixes=prefixes)
    if document is None:
        raise TypeError("the engine wrote elsewhere than asked")
    return document


def union(quads: Iterable[Quad]) -> list[Triple]:
    """Return the union of all graphs, sorted."""
    return sorted({quad.triple for quad in quads}, key=str)
