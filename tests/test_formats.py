"""Answers are written so that terminals, spreadsheets and W3C's readers take them rightly."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from green_corridors.answers import Answer, Labels
from green_corridors.formats import format_for_file, format_named, format_names
from green_corridors.formats.table import visible
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.terms import XSD

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r"))
terms = st.one_of(
    st.none(),
    st.just(NamedNode("http://e.example/a")),
    st.builds(Literal, texts),
    st.builds(lambda text: Literal(text, language="en"), texts),
    st.builds(lambda number: Literal(str(number), datatype=NamedNode(XSD + "integer")), st.integers()),
    st.just(Literal("1.50", datatype=NamedNode(XSD + "decimal"))),
    st.just(Literal("x", datatype=NamedNode(XSD + "integer"))),
)
answers = st.lists(st.tuples(terms, terms), max_size=5).map(lambda rows: Answer(("a", "b"), tuple(rows)))


def written(name: str, answer: Answer, labels: Labels | None = None) -> str:
    out = io.StringIO(newline="")
    format_named(name).write(answer, labels, out)
    return out.getvalue()


@given(answers)
@pytest.mark.parametrize(
    ("name", "form"), [("srj", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)]
)
def test_the_w3c_formats_read_back_as_the_same_terms(
    name: str, form: QueryResultsFormat, answer: Answer
) -> None:
    results = parse_query_results(written(name, answer).encode(), format=form)
    assert isinstance(results, QuerySolutions)
    assert [tuple(row[v] for v in answer.variables) for row in results] == list(answer.rows)


@given(answers)
def test_csv_reads_back_as_the_values(answer: Answer) -> None:
    rows = list(csv.reader(io.StringIO(written("csv", answer), newline="")))
    values = [["" if t is None else t.value for t in row] for row in answer.rows]  # type: ignore[union-attr]
    assert rows == [["a", "b"], *values]


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
    assert format_names() == ["csv", "json", "srj", "table", "tsv"]
    assert {format_for_file(Path(f"x.{ending}")) for ending in ("csv", "json", "srj", "tsv")} == set(
        format_names()
    ) - {"table"}
    assert format_for_file(Path("x.docx")) is None
