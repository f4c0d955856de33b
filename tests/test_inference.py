"""Inference gives what OWL 2 RL gives over our terms, and keeps the source of what it gives."""

from __future__ import annotations

from collections.abc import Iterator

import owlrl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.term import _toPythonMapping

from green_corridors import terms
from green_corridors.answers import answer_of
from green_corridors.bridge import rdf_graph
from green_corridors.errors import BrokenQuery, UnsupportedAxiom
from green_corridors.graph import Knowledge
from green_corridors.inference import axioms_of, closure
from green_corridors.store import Graph, Selection, inferred_by_release
from tests.conftest import ROOT

GSC = terms.GSC
RELEASES = sorted((ROOT / "data" / "releases").rglob("*.ttl"))


@pytest.fixture(autouse=True)
def _literals_are_read_by_rdflib_again() -> Iterator[None]:
    """Undo what owlrl does to rdflib's reading of literals, of which it takes back only a part."""
    before = dict(_toPythonMapping)
    yield
    _toPythonMapping.clear()
    _toPythonMapping.update(before)


def ours(triples: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Keep the facts in our own terms, about named things."""
    return {
        (s, p, o)
        for s, p, o in triples
        if s.startswith(f"<{terms.HOME}")
        and not s.startswith((f"<{GSC}", f"<{terms.HOME}ontology>"))
        and (p.startswith(f"<{GSC}") or (p == str(terms.RDF_TYPE) and o.startswith(f"<{GSC}")))
    }


@pytest.mark.parametrize("number", range(len(RELEASES)), ids=[path.stem for path in RELEASES])
def test_the_closure_of_each_release_equals_owlrl(number: int, knowledge: Knowledge) -> None:
    follows = list(inferred_by_release(knowledge))
    release, found = follows[number + 1]
    assert release is not None
    asserted = knowledge.background | follows[0][1] | set(release.triples)
    by_rules = {
        t
        for t in found
        if t.predicate.value.endswith(("Partner", "sisterPort", "friendshipPort", "termEnds"))
    }
    graph = rdf_graph(asserted | by_rules)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    reference = {(s.n3(), p.n3(), o.n3()) for s, p, o in graph if isinstance(s, rdflib.URIRef)}
    mine = {(s.n3(), p.n3(), o.n3()) for s, p, o in rdf_graph(asserted | found)}
    assert len(ours(mine)) > len(release.triples) / 2
    assert ours(mine) == ours(reference)


def test_what_follows_from_a_release_is_in_the_graph_of_that_release_only(graph: Graph) -> None:
    query = "SELECT DISTINCT ?release WHERE { GRAPH ?g { port:los-angeles gsc:corridorPartner port:nagoya } ?g gsc:inferredFrom ?release }"
    assert [row[0].value for row in answer_of(graph.query(query)).rows if isinstance(row[0], NamedNode)] == [
        terms.ID + "release/balitang-marino-guangzhou-mou"
    ]


def test_what_follows_from_a_release_is_unknown_without_it(graph: Graph) -> None:
    query = "ASK { port:los-angeles gsc:corridorPartner port:nagoya }"
    assert bool(graph.query(query))
    assert not bool(graph.query(query, Selection(sources=("portnews-tokyo-yokohama-mous",))))


def test_no_port_is_its_own_partner(graph: Graph) -> None:
    assert not bool(graph.query("ASK { ?a gsc:partner ?a }"))


def test_ties_hold_in_both_directions(graph: Graph) -> None:
    assert bool(
        graph.query(
            "ASK { port:tokyo gsc:sisterPort port:los-angeles . port:los-angeles gsc:sisterPort port:tokyo }"
        )
    )
    assert not bool(graph.query("ASK { ?a gsc:partner ?b FILTER NOT EXISTS { ?b gsc:partner ?a } }"))


def test_a_port_that_lies_in_a_city_lies_in_its_country(graph: Graph) -> None:
    assert bool(graph.query("ASK { port:los-angeles gsc:locatedIn place:california , place:united-states }"))


def test_an_axiom_that_is_not_supported_is_an_error() -> None:
    functional = Triple(NamedNode(GSC + "term"), terms.RDF_TYPE, NamedNode(terms.OWL + "FunctionalProperty"))
    with pytest.raises(UnsupportedAxiom, match="FunctionalProperty"):
        axioms_of([functional])


def test_a_rule_that_is_no_construct_query_is_an_error() -> None:
    fact = Triple(NamedNode("http://e.example/a"), terms.RDF_TYPE, NamedNode(GSC + "Port"))
    with pytest.raises(BrokenQuery, match="CONSTRUCT"):
        closure(axioms_of([]), ["ASK { ?s ?p ?o }"], [fact])


def test_the_term_of_the_guangzhou_memorandum_ends_as_imprecisely_as_it_began(graph: Graph) -> None:
    query = "SELECT ?ends WHERE { agreement:los-angeles-guangzhou-mou-2023 gsc:termEnds ?ends }"
    assert [row[0].value for row in answer_of(graph.query(query)).rows if isinstance(row[0], Literal)] == [
        "../2026-10-26?"
    ]
