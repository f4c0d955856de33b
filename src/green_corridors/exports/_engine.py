"""Writing portions with the engine's own serializer, which keeps lexical forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from green_corridors.portions import Portions

__all__ = ["pieces", "serialized"]

#: The prefixes with which each document in Turtle or TriG begins.
HEAD = re.compile(rb"(?:@prefix [^\n]*\n)*")


def serialized(facts: Iterable[Quad] | Iterable[Triple], form: RdfFormat, prefixes: dict[str, str]) -> bytes:
    """Return a document in one of the engine's formats."""
    document = serialize(facts, format=form, prefixes=prefixes)
    if document is None:
        raise TypeError("the engine wrote elsewhere than asked")
    return document


def pieces(portions: Portions, form: RdfFormat, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield a document in Turtle or TriG, with its prefixes once."""
    begun = False
    for portion in portions:
        piece = serialized(portion.quads(), form, prefixes)
        yield HEAD.sub(b"", piece, count=1) if begun else piece
        begun = begun or bool(piece)
