"""The closure of owlrl, the reference of ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import owlrl
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib.term import _toPythonMapping

from green_corridors.bridge import ox_term, rdf_graph


@dataclass(frozen=True)
class Reference:
    """What owlrl makes of some triples: all that is true then, and what it calls an error."""

    triples: frozenset[Triple]
    errors: tuple[str, ...]


def by_owlrl(triples: Iterable[Triple]) -> Reference:
    """Close triples under OWL 2 RL, and undo what owlrl does to rdflib's reading of literals."""
    before = dict(_toPythonMapping)
    try:
        graph = rdf_graph(triples)
        # The arguments leave out the axiomatic triples, those about datatypes, and RDFS.
        engine = owlrl.OWLRL_Semantics(graph, False, False, False)
        engine.closure()
        found = frozenset(
            Triple(ox_term(s), ox_term(p), ox_term(o))  # type: ignore[arg-type]
            for s, p, o in graph
            if not isinstance(ox_term(s), Literal)  # it says of a literal what a range says of its values
        )
        return Reference(found, tuple(engine.error_messages))
    finally:
        _toPythonMapping.clear()
        _toPythonMapping.update(before)


def nodes(name: str, count: int) -> list[NamedNode]:
    """Return so many invented addresses."""
    return [NamedNode(f"http://e.example/{name}{number}") for number in range(count)]


def listed(members: Iterable[NamedNode], name: str) -> tuple[BlankNode, list[Triple]]:
    """Return an RDF list: its head and its triples; the same list has the same nodes."""
    from green_corridors import terms

    triples: list[Triple] = []
    rest: BlankNode | NamedNode = terms.RDF_NIL
    for member in reversed([*members]):
        name += member.value.rpartition("/")[2]
        node = BlankNode(name)
        triples += [Triple(node, terms.RDF_FIRST, member), Triple(node, terms.RDF_REST, rest)]
        rest = node
    assert isinstance(rest, BlankNode)
    return rest, triples
