"""Blank nodes of several files kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

__all__ = ["BlankNodes"]


class BlankNodes:
    """Names for blank nodes that no two files share, and that are the same in every run."""

    def __init__(self, letter: str = "b") -> None:
        self._letter, self._count = letter, 0

    def apart(self, quads: Iterable[Quad], names: dict[BlankNode, BlankNode] | None = None) -> Iterator[Quad]:
        """Yield the quads of one file with the blank nodes named anew.

        ``names`` are those that stand already; the new ones are added.
        """
        known = {} if names is None else names

        def of(term: Any) -> Any:
            if isinstance(term, BlankNode):
                if term not in known:
                    self._count += 1
                    known[term] = BlankNode(f"{self._letter}{self._count}")
                return known[term]
            if isinstance(term, Triple):
                return Triple(of(term.subject), term.predicate, of(term.object))
            return term

        for q in quads:
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode | Literal):
                known_apart = not isinstance(q.graph_name, BlankNode)
                yield q if known_apart else Quad(q.subject, q.predicate, q.object, of(q.graph_name))
            else:
                yield Quad(of(q.subject), q.predicate, of(q.object), of(q.graph_name))
