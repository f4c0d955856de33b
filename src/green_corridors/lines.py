"""The facts of a graph as lines of N-Triples, exactly as files state them: parsed, or taken from the store.

The store keeps values, so ``1.50`` comes out of it as ``1.5``, and it names blank nodes anew. What it would
not give back is therefore kept beside it, in tables that are small where literals are plain and blank nodes
few.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from green_corridors import terms
from green_corridors.blank_nodes import BlankNodes
from green_corridors.parts import Part, Row
from green_corridors.sources import in_graph
from green_corridors.store import BACKGROUND_INFERRED, Graph

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.sources import Release

__all__ = [
    "BLANK",
    "BLANK_INFERRED",
    "REWRITTEN",
    "Kept",
    "Lines",
    "Parsed",
    "in_quads",
    "lines_of",
    "plain_lines",
    "stored_forms",
    "unnamed",
]

#: A line whose subject is a blank node, or whose object is one or a triple term, which may hold one.
UNNAMED = re.compile(rb"(?:\S+ \S+ )?(?:_:|<<\()")
PLACE = NamedNode("x:x")


class Lines(Protocol):
    """What knows the facts of graphs."""

    def of(self, graph: str) -> list[bytes]:
        """Return the facts of a graph but those with blank nodes or triple terms; each is one line."""


class Parsed:
    """The facts of parsed files, and what follows from them."""

    def __init__(self, knowledge: Knowledge):
        self._knowledge = knowledge

    @cached_property
    def _background(self) -> dict[str, Sequence[Triple]]:
        known = self._knowledge
        return {source.graph.value: source.triples for source in (*known.ontology, *known.register)}

    def of(self, graph: str) -> list[bytes]:
        """Return the facts of a graph."""
        return plain_lines(self._triples(graph))

    def _triples(self, graph: str) -> Iterable[Triple]:
        if graph in self._background:
            return self._background[graph]
        if graph == BACKGROUND_INFERRED.value:
            return self._knowledge.closed.follows
        release = self._knowledge.release(NamedNode(graph.removesuffix(terms.INFERRED)))
        if release is None:
            raise KeyError(graph)
        return release.triples if release.graph.value == graph else self._knowledge.inferred(release)


class Kept:
    """The facts of a store; it is opened by whoever first asks."""

    def __init__(self, knowledge: Knowledge, graph: Graph):
        self._graph, self._rewritten = graph, knowledge.table(REWRITTEN)

    def of(self, graph: str) -> list[bytes]:
        """Return the facts of a graph.

        Raises:
            OSError: the store cannot be read.
        """
        form, name = RdfFormat.N_TRIPLES, NamedNode(graph)
        text = self._graph.store.dump(format=form, from_graph=name) or b""
        lines = text.splitlines()
        if b"_:" in text or b"<<(" in text:
            lines = [line for line in lines if not UNNAMED.match(line)]
        if change := self._rewritten.get(graph):
            gone, come = map(set, change)
            lines = [line for line in lines if line not in gone]
            lines += come
        return lines


def lines_of(facts: Iterable[Triple]) -> list[bytes]:
    """Return facts as lines of canonical N-Triples, each without its end."""
    return (serialize(facts, format=RdfFormat.N_TRIPLES) or b"").splitlines()


def in_quads(text: bytes, graph: NamedNode) -> bytes:
    """Return lines of N-Triples, each of which ends with a full stop, as N-Quads of a graph."""
    return text.replace(b" .\n", f" {graph} .\n".encode())


def plain_lines(facts: Iterable[Triple]) -> list[bytes]:
    """Return facts as such lines, but those with blank nodes or triple terms."""
    return [line for line in lines_of(facts) if not UNNAMED.match(line)]


def stored_forms(literals: Iterable[Literal]) -> Iterator[tuple[Literal, Literal]]:
    """Yield each literal that the store may rewrite with what it makes of it."""
    typed = [literal for literal in literals if literal.datatype.value.startswith(terms.XSD)]
    spelled = [literal for literal in typed if literal.datatype != terms.XSD_STRING]
    store = Store()
    store.extend(Quad(NamedNode(f"x:{n}"), PLACE, literal) for n, literal in enumerate(spelled))
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            yield spelled[int(str(quad.subject)[3:-1])], quad.object


def _rewritten(facts: Iterable[Triple]) -> tuple[list[bytes], list[bytes]] | None:
    """Return the lines that the store has in place of others, and the others; ``None`` without any."""
    by_literal: dict[Literal, list[Triple]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.object, Literal) and not isinstance(fact.subject, BlankNode):
            by_literal[fact.object].append(fact)
    forms = dict(stored_forms(by_literal))
    come, gone, right = set[Triple](), set[Triple](), set[Triple]()
    for literal, stored in forms.items():
        for fact in by_literal[literal]:
            if stored == literal:
                right.add(fact)
            else:
                come.add(fact)
                gone.add(Triple(fact.subject, fact.predicate, stored))
    return (sorted(lines_of(gone - right)), sorted(lines_of(come))) if come else None


Graphs = Iterable[tuple[str, Iterable[Triple]]]


def _stated(knowledge: Knowledge) -> Graphs:
    return ((source.graph.value, source.triples) for source in (*knowledge.ontology, *knowledge.register))


def _inferred(knowledge: Knowledge) -> Graphs:
    yield BACKGROUND_INFERRED.value, knowledge.closed.follows


def _stated_by(release: Release, _: Knowledge) -> Graphs:
    yield release.graph.value, release.triples


def _inferred_from(release: Release, knowledge: Knowledge) -> Graphs:
    yield release.inferred_graph.value, knowledge.follows(release)


def _changes(graphs: Graphs) -> Iterator[Row]:
    return ((name, found) for name, facts in graphs if (found := _rewritten(facts)) is not None)


def unnamed(graphs: Graphs, names: dict[BlankNode, BlankNode] | None = None) -> Iterator[Row]:
    """Yield the lines with blank nodes or triple terms of each graph of one file, where there are any.

    Blank nodes that have no name yet are named by their order: ``r1`` …
    """
    return _named(graphs, BlankNodes("r"), names)


def _named(graphs: Graphs, nodes: BlankNodes, names: dict[BlankNode, BlankNode] | None) -> Iterator[Row]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for quad in nodes.apart(_with_blank_nodes(graphs), names):
        if isinstance(quad.graph_name, NamedNode):
            found[quad.graph_name.value].append(quad.triple)
    return ((graph, sorted(set(lines_of(facts)))) for graph, facts in found.items())


def _with_blank_nodes(graphs: Graphs) -> Iterator[Quad]:
    for graph, facts in graphs:
        yield from in_graph(filter(_is_unnamed, facts), NamedNode(graph))


def _is_unnamed(fact: Triple) -> bool:
    return isinstance(fact.subject, BlankNode) or isinstance(fact.object, BlankNode | Triple)


@lru_cache(maxsize=2)
def _of_background(knowledge: Knowledge) -> tuple[dict[str, list[bytes]], dict[BlankNode, BlankNode]]:
    """Return the lines of the background with blank nodes, and the names of these: ``b1`` …"""
    names: dict[BlankNode, BlankNode] = {}
    return dict(_named(_stated(knowledge), BlankNodes("b"), names)), names


def _inferred_lines(inferred: Graphs, stated: Graphs, knowledge: Knowledge) -> Iterator[Row]:
    """Yield the lines with blank nodes of what is inferred from what one file states."""
    names = dict(_of_background(knowledge)[1])  # what is inferred may speak of these, too
    _ = dict(unnamed(stated, names))
    return unnamed(inferred, names)


#: By graph, the lines that the store has in place of others, and the others.
REWRITTEN = Part(
    "rewritten",
    of_background=lambda known: _changes(chain(_stated(known), _inferred(known))),
    of_release=lambda release, known: _changes(
        chain(_stated_by(release, known), _inferred_from(release, known))
    ),
)
#: By graph of what is stated, the lines with blank nodes or triple terms.
BLANK = Part(
    "blank",
    of_background=lambda known: _of_background(known)[0].items(),
    of_release=lambda release, known: unnamed(_stated_by(release, known), dict(_of_background(known)[1])),
)
#: The same by graph of what is inferred.
BLANK_INFERRED = Part(
    "blank-inferred",
    of_background=lambda known: _inferred_lines(_inferred(known), (), known),
    of_release=lambda release, known: _inferred_lines(
        _inferred_from(release, known), _stated_by(release, known), known
    ),
)
