"""Inference gives what OWL 2 RL gives over our terms, and keeps the source of what it gives."""

from __future__ import annotations

from collections.abc import Iterable, Set
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from green_corridors import terms
from green_corridors.answers import answer_of
from green_corridors.errors import BrokenQuery, UnsupportedAxiom
from green_corridors.graph import Knowledge
from green_corridors.inference import Closed, axioms_of, closure
from green_corridors.selection import Selection
from green_corridors.sources import Release
from green_corridors.store import Graph, inferred_by_release
from tests.conftest import ROOT, run_gsc
from tests.reference import by_owlrl

GSC = terms.GSC
PREFIXES = f"""
@prefix gsc: <{GSC}> . @prefix owl: <{terms.OWL}> . @prefix rdf: <{terms.RDF}> . @prefix rdfs: <{terms.RDFS}> .
@prefix xsd: <{terms.XSD}> . @prefix e: <http://e.example/> .
"""
RELEASES = sorted((ROOT / "data" / "releases").rglob("*.ttl"))


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(f"{PREFIXES} {turtle} .", format=RdfFormat.TURTLE)]


@pytest.fixture(scope="session")
def background(knowledge: Knowledge) -> Closed:
    """Return the background with what follows from it, ready for sources."""
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    rules = [path.read_text(encoding="utf-8") for path in knowledge.workspace.rules]
    return Closed(axioms, rules, knowledge.background)


def ours(triples: Iterable[Triple]) -> set[Triple]:
    """Keep the facts in our own terms, about named things."""
    return {
        triple
        for triple in triples
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith((terms.ID, terms.VOCABULARY))
        and (
            triple.predicate.value.startswith(GSC)
            or (triple.predicate == terms.RDF_TYPE and str(triple.object).startswith(f"<{GSC}"))
        )
    }


@pytest.fixture(scope="session")
def follows(knowledge: Knowledge) -> list[tuple[Release | None, frozenset[Triple]]]:
    """Return what follows from the background, then from each release."""
    return list(inferred_by_release(knowledge))


def assert_equals_owlrl(asserted: Set[Triple], found: Set[Triple]) -> None:
    """Fail unless what was found to follow is what owlrl finds; what follows by rules is given to it."""
    by_rules = {
        t
        for t in found
        if t.predicate.value.endswith(
            ("Partner", "sisterPort", "friendshipPort", "termEnds", "signatory", "organizer")
        )
    }
    assert len(ours(asserted | found)) > len(found)
    assert ours(asserted | found) == ours(by_owlrl(asserted | by_rules).triples)


def test_the_closure_of_the_background_equals_owlrl(
    knowledge: Knowledge, follows: list[tuple[Release | None, frozenset[Triple]]]
) -> None:
    assert_equals_owlrl(set(knowledge.background), follows[0][1])


@pytest.mark.parametrize("number", range(len(RELEASES)), ids=[path.stem for path in RELEASES])
def test_the_closure_of_each_release_equals_owlrl(
    number: int, knowledge: Knowledge, follows: list[tuple[Release | None, frozenset[Triple]]]
) -> None:
    release, found = follows[number + 1]
    assert release is not None
    # The background's names and definitions take half of owlrl's time, and nothing follows from them: see above.
    background = {t for t in knowledge.background | follows[0][1] if not isinstance(t.object, Literal)}
    assert_equals_owlrl(background | set(release.triples), found)


def test_nothing_follows_from_a_decision_that_two_things_are_not_one(knowledge: Knowledge) -> None:
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    release, port = knowledge.releases[0], terms.ID + "port/"
    apart = Triple(NamedNode(port + "tokyo"), terms.DIFFERENT_FROM, NamedNode(port + "yokohama"))
    stated = knowledge.background | set(release.triples)
    follows = closure(axioms, [], stated)
    assert closure(axioms, [], stated | {apart}) == follows
    reference = by_owlrl(stated | {apart})
    assert ours(reference.triples) == ours(stated | follows)


def test_what_follows_from_a_release_is_in_the_graph_of_that_release_only(graph: Graph) -> None:
    tied = "SELECT DISTINCT ?release WHERE { GRAPH ?g { port:los-angeles gsc:corridorPartner port:nagoya } ?g gsc:inferredFrom ?release }"
    told = "SELECT DISTINCT ?release WHERE { GRAPH ?release { ?corridor gsc:endpoint port:los-angeles , port:nagoya } }"
    found = {row[0] for row in answer_of(graph.query(tied)).rows}
    assert found == {row[0] for row in answer_of(graph.query(told)).rows}
    assert 1 < len(found) < len(RELEASES) / 2


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


@pytest.mark.parametrize(
    ("ends", "partners"),
    [
        ("port:los-angeles port:long-beach", True),
        ("port:los-angeles port:long-beach place:california", True),
        ("port:los-angeles port:long-beach place:united-states", True),
        ("port:los-angeles port:long-beach port:singapore", False),
        ("port:los-angeles port:long-beach place:japan", False),
        ("port:los-angeles port:long-beach place:pacific-ocean", False),
        ("port:los-angeles port:singapore place:pacific-ocean", True),
    ],
)
def test_two_ports_of_one_country_are_partners_only_where_their_corridor_stays_in_it(
    ends: str, partners: bool, knowledge: Knowledge, background: Closed
) -> None:
    names = [end.split(":") for end in ends.split()]
    iris = [NamedNode(knowledge.prefixes[prefix] + name) for prefix, name in names]
    corridor = NamedNode(terms.ID + "corridor/of-a-test")
    follows = background.of({Triple(corridor, NamedNode(GSC + "endpoint"), iri) for iri in iris})
    tie = NamedNode(GSC + "corridorPartner")
    assert (Triple(iris[0], tie, iris[1]) in follows) is partners
    assert (Triple(iris[1], tie, iris[0]) in follows) is partners
    assert all((Triple(iris[0], tie, iri) in follows) for iri in iris if iri.value.endswith("singapore"))


def test_a_date_is_described_once_however_many_releases_give_it(graph: Graph) -> None:
    given = "SELECT ?release WHERE { GRAPH ?release { ?thing ?property '2023-03-16'^^edtf:EDTF } }"
    told = "SELECT ?graph ?day WHERE { GRAPH ?graph { ?date gsc:edtf '2023-03-16'^^edtf:EDTF ; gsc:earliest ?day } }"
    assert len(answer_of(graph.query(given)).rows) > 2
    assert len(answer_of(graph.query(told)).rows) == 1
    assert len(answer_of(graph.query(told, Selection(sources=("cimc-shanghai-corridor",)))).rows) == 1


@pytest.mark.parametrize(
    ("axiom", "said"),
    [
        ("gsc:unlocode a owl:InverseFunctionalProperty", "InverseFunctionalProperty> is not supported"),
        ("gsc:Port owl:hasKey ( gsc:unlocode )", "hasKey> is not supported"),
        ("gsc:Port rdfs:subClassOf [ rdfs:label 'x' ]", "subClassOf> is supported between"),
        ("gsc:title rdfs:range xsd:string", "range> is supported between"),
        ("gsc:kind rdfs:subPropertyOf rdf:type", "subPropertyOf> is supported between"),
        ("gsc:partner owl:propertyChainAxiom ( [] gsc:party )", "propertyChainAxiom> is supported between"),
        ("gsc:partner owl:propertyChainAxiom ()", "propertyChainAxiom> is supported between"),
        ("gsc:x a owl:AllDisjointClasses", "names no members"),
        ("gsc:x a owl:AllDifferent ; owl:distinctMembers ( gsc:y )", "AllDifferent> is not supported"),
        ("gsc:x owl:members ( gsc:y gsc:z )", "members> is supported for"),
        ("gsc:x a owl:DatatypeProperty , owl:TransitiveProperty", "says nothing of a property"),
        ("gsc:partner owl:propertyChainAxiom ( " + "gsc:party " * 60 + ")", "has more than 50 properties"),
        ("gsc:x owl:sameAs gsc:y", "sameAs> is not supported"),
        ("gsc:x rdfs:member gsc:y", "member> is not supported"),
    ],
)
def test_an_axiom_that_is_not_supported_is_an_error(axiom: str, said: str) -> None:
    with pytest.raises(UnsupportedAxiom, match=said):
        axioms_of(triples(axiom))


def test_an_axiom_in_data_is_an_error_when_the_graph_is_opened(copied_workspace: Path) -> None:
    (copied_workspace / "data/register/x.ttl").write_text(
        f"{PREFIXES} <https://e.example/a> owl:sameAs <https://e.example/b> ."
    )
    run = run_gsc("ask", "corridor-partners", "Los Angeles", "-w", str(copied_workspace))
    assert (run.code, run.out) == (3, "")
    assert "x.ttl" in run.err
    assert "belongs in the ontology" in run.err


def test_a_rule_that_is_no_construct_query_is_an_error() -> None:
    fact = Triple(NamedNode("http://e.example/a"), terms.RDF_TYPE, NamedNode(GSC + "Port"))
    with pytest.raises(BrokenQuery, match="CONSTRUCT"):
        closure(axioms_of([]), ["ASK { ?s ?p ?o }"], [fact])


def test_the_term_of_the_guangzhou_memorandum_ends_as_imprecisely_as_it_began(graph: Graph) -> None:
    query = "SELECT ?ends WHERE { agreement:los-angeles-guangzhou-mou-2023 gsc:termEnds ?ends }"
    rows = answer_of(graph.query(query, Selection(sources=("balitang-marino-guangzhou-mou",)))).rows
    assert [row[0].value for row in rows if isinstance(row[0], Literal)] == ["../2026-10-26?"]
