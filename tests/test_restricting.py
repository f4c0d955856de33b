"""A restricted query answers as the engine does when it is given the list of graphs, however it is written."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from green_corridors.answers import Answer, answer_of
from green_corridors.asking import ask
from green_corridors.errors import BrokenQuery, UnknownName
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.question import Question
from green_corridors.restricting import Unreadable, restricted
from green_corridors.selection import Selection
from green_corridors.store import Graph
from tests.conftest import ROOT

SELECTIONS = [
    Selection(date(1990, 1, 1)),
    Selection(date(2023, 3, 31)),
    Selection(sources=("cimc-shanghai-corridor", "portnews-tokyo-yokohama-mous")),
    Selection(date(2022, 12, 31), ("asia-cargo-news-jetro-mou", "balitang-marino-guangzhou-mou")),
]
QUESTIONS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))

#: Queries of every kind that can be restricted without a copy of the graphs.
WRITTEN = [
    "SELECT * { ?port a gsc:Port }",
    "SELECT ?s ?p ?o { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (COUNT(*) > 2)",
    "SELECT ?g ?s { GRAPH ?g { ?s a gsc:Agreement } }",
    "SELECT ?s { GRAPH release:portnews-tokyo-yokohama-mous { ?s gsc:party ?o } }",
    "SELECT ?s { GRAPH <https://w3id.org/green-corridors/id/release/cimc-shanghai-corridor> { ?s ?p ?o } }",
    "SELECT ?g { GRAPH ?g {} }",
    "SELECT ?a ?t { ?a a gsc:Agreement . OPTIONAL { ?a gsc:term ?t } }",
    "SELECT ?a { ?a a gsc:Agreement MINUS { ?a gsc:term ?t } }",
    "SELECT ?a { ?a a gsc:Agreement FILTER NOT EXISTS { ?a gsc:term ?t . } }",
    "SELECT ?a { ?a a gsc:Agreement . FILTER EXISTS { GRAPH ?g { ?a gsc:topic ?t } } }",
    "SELECT ?a { ?a a gsc:Agreement FILTER(EXISTS { ?a gsc:term ?t } || NOT EXISTS { ?a gsc:topic ?t }) }",
    "SELECT ?x { { ?x a gsc:Port } UNION { ?x a gsc:Corridor ; gsc:endpoint ?p , ?q . FILTER(?p != ?q) } }",
    "SELECT ?r ?d { ?r gsc:published/^gsc:edtf/gsc:earliest ?d }",
    "SELECT ?r ?d { ?d ^gsc:earliest/gsc:edtf ?l . ?l ^gsc:published ?r }",
    "SELECT ?l { ?a gsc:party/skos:prefLabel ?l }",
    "SELECT ?p { port:tokyo gsc:city?/gsc:locatedIn* ?p }",
    "SELECT ?t ?u { ?a gsc:topic ?t . ?t skos:broader* ?u }",
    "SELECT ?t ?u { OPTIONAL { ?t skos:broader* ?u } GRAPH ?g { ?a gsc:topic ?t ; gsc:party [] } }",
    "SELECT ?t { topic:zero-emission-technology skos:broader* ?t }",
    "SELECT ?x ?y { { SELECT ?x (COUNT(?p) AS ?y) { ?x gsc:party ?p } GROUP BY ?x ORDER BY ?x LIMIT 2 } ?x a ?t }",
    "SELECT ?a ?p { VALUES ?a { agreement:los-angeles-tokyo-mou-2023 } ?a gsc:party ?p }",
    'SELECT ?a { ?a skos:prefLabel "Port of Tokyo"@en ; a gsc:Port # a comment with { and "\n }',
    "SELECT ?a { ?a gsc:retrieved \"2026-11-21\"^^xsd:date ; gsc:language 'en' . }",
    "ASK { port:los-angeles gsc:corridorPartner port:nagoya }",
    "CONSTRUCT { ?a gsc:party ?b } WHERE { ?a gsc:party ?b . BIND(STR(?b) AS ?t) }",
    "PREFIX o: <https://w3id.org/green-corridors/ontology#> SELECT ?a WHERE { ?a o:party ?b ; . ?b a o:Organization }",
    "SELECT ?a { ?a gsc:rank 3 } ",
    "SELECT ?a { ?a gsc:rank ?n . FILTER(?n IN (1, 2.0, 3e0)) } ORDER BY DESC(?n) VALUES ?a { stage:agreed }",
    "SELECT DISTINCT ?p { GRAPH ?g { ?s ?p ?o . { SELECT ?s { ?s a gsc:Agreement } } } }",
]

#: Queries that need a copy of the selected graphs.
COPIED = [
    "SELECT DISTINCT * { ?port a gsc:Port }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?port a gsc:Port }",
    "DESCRIBE port:tokyo",
    "CONSTRUCT WHERE { ?a gsc:party ?b }",
    "SELECT ?a ?b { ?a gsc:corridorPartner+ ?b }",
    "SELECT ?a ?b { ?a gsc:party|gsc:signed ?b }",
    "SELECT ?a ?b { ?a !gsc:party ?b }",
    "SELECT ?a { ?a gsc:party [ a gsc:Organization ] }",
    "SELECT ?a { ?a gsc:party _:b . _:b a gsc:Organization }",
    "SELECT ?a { ?a (gsc:party/gsc:actsFor)? ?b . ?b a gsc:Port }",
    "SELECT ?a ?b { ?a skos:broader* ?b }",
    "SELECT ?a { ?a gsc:actsFor? ?a OPTIONAL { ?a gsc:topic ?b } }",
    "SELECT ?a { ?b ?a ?c . ?a gsc:actsFor? ?d }",
    "SELECT ?t { { SELECT ?t { ?t skos:broader* ?u } } ?a gsc:topic ?t }",
    "BASE <https://w3id.org/green-corridors/id/port/> SELECT ?p { <tokyo> ?p ?o }",
]


def by_list(graph: Graph, knowledge: Knowledge, text: str, selection: Selection) -> Answer:
    """Ask the engine with the list of the selected graphs."""
    chosen = selection.membership(knowledge)
    graphs = [g for g in graph.store.named_graphs() if isinstance(g, NamedNode) and chosen(g.value)]
    results = graph.store.query(
        text, prefixes=knowledge.prefixes, default_graph=[*graphs], named_graphs=[*graphs]
    )
    return answer_of(results, text)


def can_be_written(graph: Graph, knowledge: Knowledge, text: str) -> bool:
    try:
        restricted(text, knowledge.prefixes, graph.stands_apart)
    except Unreadable:
        return False
    return True


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_is_answered_as_with_a_list_of_graphs(
    name: str, graph: Graph, knowledge: Knowledge, names: Names, questions: dict[str, Question]
) -> None:
    text = questions[name].bound(questions[name].example, names, "2026-11-25")
    assert can_be_written(graph, knowledge, text)
    for selection in SELECTIONS:
        assert answer_of(graph.query(text, selection), text) == by_list(graph, knowledge, text, selection)


@pytest.mark.parametrize("selection", SELECTIONS, ids=["none", "early", "two", "both"])
@pytest.mark.parametrize("text", [*WRITTEN, *COPIED])
def test_any_query_is_answered_as_with_a_list_of_graphs(
    text: str, selection: Selection, graph: Graph, knowledge: Knowledge
) -> None:
    assert can_be_written(graph, knowledge, text) == (text in WRITTEN)
    found, wanted = ask(graph, text, selection), by_list(graph, knowledge, text, selection)
    assert found.variables == wanted.variables
    assert Counter(found.rows) == Counter(wanted.rows)


def test_the_queries_tell_apart_what_is_selected(graph: Graph, knowledge: Knowledge) -> None:
    for text in WRITTEN:
        sizes = [len(by_list(graph, knowledge, text, selection).rows) for selection in SELECTIONS]
        assert max(sizes) > 0, text


def test_an_error_is_told_of_the_query_as_it_was_written(graph: Graph) -> None:
    with pytest.raises(BrokenQuery, match="line 1, column 17"):
        graph.query("SELECT ?a { ?a }", SELECTIONS[0])
    with pytest.raises(BrokenQuery, match="unknown:"):
        graph.query("SELECT ?a { ?a a unknown:Thing }", SELECTIONS[0])
    with pytest.raises(UnknownName, match="there are more than 20"):
        graph.query("SELECT ?a { ?a a gsc:Port }", Selection(sources=("none-such",)))


STEPS = "gsc:party a gsc:actsFor gsc:published/^gsc:edtf ^gsc:party gsc:endpoint ?p gsc:topic"
PATHS = "skos:broader* gsc:actsFor? gsc:city?/gsc:locatedIn*"
VERBS = st.sampled_from([*STEPS.split(), *PATHS.split()])
VALUES = st.sampled_from(
    ["?a", "?b", "?c", "gsc:Port", "organization:port-of-los-angeles", "port:tokyo", "topic:decarbonization"]
)
#: All of them name ?a, so that no query multiplies everything with everything.
TRIPLES = st.builds("?a {} {} .".format, VERBS, VALUES)
GROUPS = st.recursive(
    st.lists(TRIPLES, min_size=1, max_size=2).map(" ".join),
    lambda inner: st.one_of(
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} OPTIONAL {{ {} }}".format, inner, inner),
        st.builds("{} MINUS {{ {} }}".format, inner, inner),
        st.builds("GRAPH ?g {{ {} }}".format, inner),
        st.builds("{} FILTER NOT EXISTS {{ {} }}".format, inner, inner),
    ),
    max_leaves=3,
)


def test_generated_queries_are_answered_as_with_a_list_of_graphs(graph: Graph, knowledge: Knowledge) -> None:
    @settings(max_examples=40)
    @given(group=GROUPS, number=st.integers(0, len(SELECTIONS) - 1))
    def hold(group: str, number: int) -> None:
        text, selection = f"SELECT * {{ {group} }}", SELECTIONS[number]
        wanted = by_list(graph, knowledge, text, selection)
        found = answer_of(graph.query(text, selection), text)
        assert found.variables == wanted.variables
        assert Counter(found.rows) == Counter(wanted.rows)

    hold()
