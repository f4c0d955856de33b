"""Answers are written so that terminals, spreadsheets and W3C's readers take them rightly."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from green_corridors.answers import FALSE, TRUE, Answer, Labels, Term
from green_corridors.errors import InvalidParameter
from green_corridors.escapes import visible
from green_corridors.formats import format_for_file, format_named, format_names
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.terms import XSD

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]))
#: What XML 1.0 can hold.
xml_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n\r")
).map(str.strip)  # the engine reads results without the blanks around a text
languages = st.sampled_from(["en", "pt-br", "zh-hans"])
numbers = st.one_of(
    st.builds(lambda n: Literal(str(n), datatype=NamedNode(XSD + "integer")), st.integers()),
    st.sampled_from(
        [
            Literal(text, datatype=NamedNode(XSD + kind))
            for text, kind in [("1.50", "decimal"), ("x", "integer"), ("007", "integer"), ("١", "integer")]
        ]
    ),
)


def terms_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Term]:
    """Return terms of every kind, with literals of these texts."""
    return st.one_of(
        st.none(),
        st.sampled_from(
            [NamedNode("http://e.example/a?b=c&d='e'"), NamedNode("http://e.example/ü"), BlankNode("b")]
        ),
        st.builds(Literal, texts),
        st.builds(lambda text, language: Literal(text, language=language), texts, languages),
        st.builds(lambda text: Literal(text, datatype=NamedNode("http://e.example/t?a&b")), texts),
        numbers,
        st.just(Triple(NamedNode("x:s"), NamedNode("x:p"), Literal("a\tb"))),
    )


def answers_of(terms: st.SearchStrategy[Term]) -> st.SearchStrategy[Answer]:
    return st.lists(st.tuples(terms, terms), max_size=5).map(lambda rows: Answer(("a", "b"), tuple(rows)))


def written(name: str, answer: Answer, labels: Labels | None = None) -> str:
    out = io.StringIO(newline="")
    format_named(name).write(answer, labels, out)
    return out.getvalue()


@given(answers_of(terms_of(texts)))
@pytest.mark.parametrize(
    ("name", "form"), [("srj", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)]
)
def test_the_w3c_formats_read_back_as_the_same_terms(
    name: str, form: QueryResultsFormat, answer: Answer
) -> None:
    assert read_back(written(name, answer), form) == answer


@given(answers_of(terms_of(xml_texts)))
def test_results_xml_reads_back_as_the_same_terms(answer: Answer) -> None:
    assert read_back(written("srx", answer), QueryResultsFormat.XML) == answer


def read_back(content: str, form: QueryResultsFormat) -> Answer:
    results = parse_query_results(content.encode(), format=form)
    assert isinstance(results, QuerySolutions)
    return Answer(("a", "b"), tuple(tuple(row[name] for name in ("a", "b")) for row in results))


@given(answers_of(st.none() | st.builds(Literal, texts) | numbers))
def test_csv_reads_back_as_the_values(answer: Answer) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", answer), newline="")))
    values = [["" if t is None else t.value for t in row] for row in answer.rows]  # type: ignore[union-attr]
    assert rows == [["a", "b"], *values]


def test_the_w3c_formats_are_written_to_the_letter() -> None:
    english = Literal('a "b"\tc\n<d>', language="en")
    answer = Answer(("x", "y"), ((NamedNode("x:a"), english), (BlankNode("b"), None), (Literal("c,d"), FIVE)))
    assert written("csv", answer) == 'x,y\r\nx:a,"a ""b""\tc\n<d>"\r\n_:b,\r\n"c,d",5\r\n'
    assert written("tsv", answer) == '?x\t?y\n<x:a>\t"a \\"b\\"\\tc\\n<d>"@en\n_:b\t\n"c,d"\t5\n'
    document = json.loads(written("srj", answer))
    assert document["head"] == {"vars": ["x", "y"]}
    assert document["results"]["bindings"][1:] == [
        {"x": {"type": "bnode", "value": "b"}},
        {
            "x": {"type": "literal", "value": "c,d"},
            "y": {"type": "literal", "value": "5", "datatype": FIVE.datatype.value},
        },
    ]
    assert '<binding name="y"><literal xml:lang="en">a "b"\tc\n&lt;d&gt;</literal></binding>' in written(
        "srx", answer
    )


FIVE = Literal("5", datatype=NamedNode(XSD + "integer"))


@pytest.mark.parametrize("truth", [TRUE, FALSE])
def test_an_ask_is_a_boolean_result(truth: Literal) -> None:
    answer = Answer(("answer",), ((truth,),), "truth")
    for name, form in (("srj", QueryResultsFormat.JSON), ("srx", QueryResultsFormat.XML)):
        result = parse_query_results(written(name, answer).encode(), format=form)
        assert isinstance(result, QueryBoolean)
        assert str(bool(result)).lower() == truth.value


def test_results_xml_refuses_what_xml_cannot_hold() -> None:
    with pytest.raises(InvalidParameter, match=r"U\+0001, which XML cannot; use --format srj"):
        written("srx", Answer(("a",), ((Literal("\x01"),),)))


nodes: st.SearchStrategy[Term] = st.sampled_from(
    [BlankNode("a"), BlankNode("b"), NamedNode("http://e.example/a"), NamedNode("http://e.example/2²")]
)
properties = st.sampled_from(
    [NamedNode("http://e.example/p"), NamedNode("http://e.example/b#ª"), NamedNode("urn:q")]
)
literals: st.SearchStrategy[Term] = st.one_of(
    st.builds(Literal, texts), st.builds(lambda t: Literal(t, language="en"), texts), numbers
)
graphs = st.lists(st.tuples(nodes, properties, nodes | literals), max_size=6).map(
    lambda rows: Answer(
        ("s", "p", "o"), tuple(rows), "graph", {"e": "http://e.example/", "b": "http://e.example/b#"}
    )
)


@given(graphs)
@pytest.mark.parametrize(
    ("name", "form"),
    [("turtle", RdfFormat.TURTLE), ("ntriples", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)],
)
def test_a_graph_reads_back_as_the_same_graph(name: str, form: RdfFormat, answer: Answer) -> None:
    document = written(name, answer)
    read = Dataset(parse(document, format=form))
    meant = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in answer.triples)
    for dataset in (read, meant):
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert set(read) == set(meant)
    assert document == written(name, answer)


def test_a_triple_term_has_no_place_in_jsonld() -> None:
    term = Triple(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o"))
    answer = Answer(("s", "p", "o"), ((NamedNode("x:s"), NamedNode("x:p"), term),), "graph")
    with pytest.raises(InvalidParameter, match="use --format turtle or ntriples"):
        written("jsonld", answer)
    for name in ("turtle", "ntriples"):
        assert "<<( <x:s> <x:p> <x:o> )>>" in written(name, answer)


def test_labels_never_become_a_spreadsheet_formula(knowledge: Knowledge, names: Names) -> None:
    answer = Answer(("a",), ((Literal("=1+1"),), (Literal("@SUM(A1)"),), (Literal("plain"),)))
    assert written("csv", answer, Labels(knowledge, names)).splitlines() == [
        "a",
        "'=1+1",
        "'@SUM(A1)",
        "plain",
    ]


def test_a_table_shows_what_could_steer_a_terminal(knowledge: Knowledge, names: Names) -> None:
    answer = Answer(("a",), ((Literal("\x1b[31mred \u202eback"),),))
    text = written("table", answer, Labels(knowledge, names))
    assert "\x1b" not in text
    assert "\\u001b[31mred \\u202eback" in text


@given(st.text())
def test_visible_text_has_no_control_characters(text: str) -> None:
    assert visible(text).isprintable() or not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in visible(text))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_fits_the_terminal_and_cuts_no_name(
    width: int, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, names: Names
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    port = NamedNode("https://w3id.org/green-corridors/id/port/los-angeles")
    corridor = NamedNode("https://w3id.org/green-corridors/id/corridor/los-angeles-shanghai")
    text = written("table", Answer(("port", "corridor"), ((port, corridor),)), Labels(knowledge, names))
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    letters = "".join(text.split()).replace("─", "")
    assert "".join(["Port", "of", "Los", "Angeles"]) in letters or width == 40
    for word in ("Port", "Angeles", "Angeles–Shanghai", "green", "shipping"):
        assert word in text
    assert text.endswith("1 row\n")


def test_json_has_labels_as_values_and_the_address_beside_each(knowledge: Knowledge, names: Names) -> None:
    port = NamedNode("https://w3id.org/green-corridors/id/port/tokyo")
    text = written(
        "json", Answer(("port", "date", "none"), ((port, Literal("2023"), None),)), Labels(knowledge, names)
    )
    assert json.loads(text) == [
        {"port": "Port of Tokyo", "portIri": port.value, "date": "2023", "none": None}
    ]


def test_the_folder_is_the_list_of_formats() -> None:
    guessed = {"csv": "csv", "json": "json", "srj": "srj", "srx": "srx", "tsv": "tsv"}
    guessed |= {"ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld"}
    assert {*guessed.values(), "table"} <= set(format_names())
    assert {ending: format_for_file(Path(f"x.{ending}")) for ending in guessed} == guessed
    assert format_for_file(Path("x.docx")) is None
