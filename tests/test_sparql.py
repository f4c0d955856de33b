"""Binding gives what substitution means, and no value can become syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from green_corridors.errors import BrokenQuery
from green_corridors.sparql import bind, refuse_network, tokens, variables

E = "http://e.example/"


def store() -> Store:
    found = Store()
    for name in ("a", "b", "c"):
        found.add(Quad(NamedNode(E + name), NamedNode(E + "knows"), NamedNode(E + "b")))
        found.add(Quad(NamedNode(E + name), NamedNode(E + "label"), Literal(f"{{?_p_iri}} {name}")))
    return found


def rows(query: str) -> list[str]:
    solutions = store().query(query)
    assert isinstance(solutions, QuerySolutions)
    return sorted(row["s"].value for row in solutions)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s WHERE { ?s <http://e.example/knows> <http://e.example/b> FILTER(?s = ?_p_iri) }",
        "SELECT ?s WHERE { { SELECT ?s (COUNT(*) AS ?n) WHERE { ?s ?x ?y FILTER(?s = ?_p_iri) } GROUP BY ?s } }",
        "SELECT ?s WHERE { { ?s <http://e.example/knows> ?o FILTER(?s = ?_p_iri) } UNION { ?_p_iri <http://e.example/no> ?s } }",
        "SELECT ?s WHERE { ?s <http://e.example/knows> ?o FILTER EXISTS { ?s ?q ?o FILTER(?s = ?_p_iri) } }",
        "SELECT ?s WHERE { VALUES ?o { <http://e.example/b> } ?s ?k ?o BIND(?_p_iri AS ?w) FILTER(?w = ?s) } # { ?_p_iri",
        'SELECT ?s WHERE { ?s <http://e.example/label> ?l FILTER(?s = ?_p_iri && !CONTAINS(?l, "} ?_p_iri {")) }',
        "SELECT ?s WHERE { ?s <http://e.example/knows> ?o OPTIONAL { ?o ?z ?_p_iri } FILTER(?s = ?_p_iri) }",
    ],
)
def test_a_bound_parameter_restricts_every_group_that_names_it(query: str) -> None:
    assert rows(bind(query, {"_p_iri": NamedNode(E + "a")})) == [E + "a"]


hostile = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])) | st.lists(
    st.sampled_from(
        ['"', "'", "\\", "}", "{", ">", "<", "\n", "\r", "?_t", "} UNION {", "\u202e", '"""', "#", "."]
    )
).map("".join)


@given(hostile)
def test_a_text_parameter_stays_the_text_it_is(value: str) -> None:
    query = bind("SELECT ?s WHERE { BIND(STR(?_t) AS ?s) }", {"_t": Literal(value)})
    assert rows(query) == [value]
    assert variables(query) == {"s", "_t"}


@given(st.text())
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1/> { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1/>",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_what_would_reach_out_or_change_the_graph_is_refused(query: str) -> None:
    with pytest.raises(BrokenQuery, match="refused"):
        refuse_network(query)


def test_words_in_strings_and_addresses_are_not_refused() -> None:
    refuse_network('SELECT * { <http://e.example/SERVICE> ?load "DROP it" } # INSERT')
