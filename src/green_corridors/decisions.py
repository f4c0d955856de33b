"""Decisions that two things are not one: ``owl:differentFrom`` in data, with the remarks that say why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.reading import Document
from green_corridors.sources import Source

__all__ = ["Decision", "decided", "decisions"]

Pair = frozenset[object]


@dataclass(frozen=True)
class Decision:
    """That one thing is not another: where it is stated, and the remarks on its subject there."""

    triple: Triple
    document: Document
    reason: str


def decisions(sources: Iterable[Source]) -> list[Decision]:
    """Return the decisions that sources state, in their order."""
    found = []
    for source in sources:
        for document in source.documents:
            stated = [t for t in dict.fromkeys(document.triples) if t.predicate == terms.DIFFERENT_FROM]
            found += [Decision(t, document, _remarks(document, t.subject)) for t in stated]
    return found


def decided(sources: Iterable[Source]) -> frozenset[Pair]:
    """Return the pairs of things that are decided to be two."""
    return frozenset(
        frozenset((triple.subject, triple.object))
        for source in sources
        for triple in source.triples
        if triple.predicate == terms.DIFFERENT_FROM and isinstance(triple.object, NamedNode)
    )


def _remarks(document: Document, subject: object) -> str:
    return " ".join(
        triple.object.value
        for triple in document.triples
        if triple.subject == subject
        and triple.predicate == terms.EDITORIAL_NOTE
        and isinstance(triple.object, Literal)
    )
