"""RDF terms as plain data and back, such as ``marshal`` writes and tables keep."""

from __future__ import annotations

from typing import Any

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

__all__ = ["as_plain", "term_of"]


def as_plain(term: NamedNode | BlankNode | Literal | Triple | None) -> Any:
    """Return a term as ``None``, as the text of an IRI, or as a tuple that begins with its kind."""
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal):
        if term.language:
            direction = term.direction.value if term.direction else ""
            return "language", term.value, term.language, direction
        return "literal", term.value, term.datatype.value
    if isinstance(term, BlankNode):
        return "blank", term.value
    return None if term is None else ("triple", *map(as_plain, term))


def term_of(plain: Any) -> Any:
    """Return the term that plain data says."""
    if plain is None:
        return None
    if isinstance(plain, str):
        return NamedNode(plain)
    kind, *parts = plain
    if kind == "literal":
        return Literal(parts[0], datatype=NamedNode(parts[1]))
    if kind == "language":
        text, language, direction = parts
        return Literal(text, language=language, direction=BaseDirection(direction) if direction else None)
    return BlankNode(*parts) if kind == "blank" else Triple(*map(term_of, parts))
