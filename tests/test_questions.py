"""Every question can be asked, has rows, and is answered alike by two engines; a wrong header is refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.query import ResultRow
from rdflib.term import Identifier

from green_corridors.answers import answer_of
from green_corridors.errors import BrokenQuestion, InvalidParameter, UnknownQuestion
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.questions import Question, load_question, question_named
from green_corridors.store import Graph
from tests.conftest import ROOT

QUESTIONS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
TODAY = "2026-11-22"


def test_there_are_questions() -> None:
    assert len(QUESTIONS) >= 18


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_of_a_question_has_rows_and_each_names_its_release(
    name: str, questions: dict[str, Question], graph: Graph, names: Names, knowledge: Knowledge
) -> None:
    question = questions[name]
    answer = answer_of(graph.query(question.bound(question.example, names, TODAY)))
    assert len(answer.rows) >= question.rows > 0
    assert "release" in answer.variables
    column = answer.variables.index("release")
    releases = {release.graph for release in knowledge.releases}
    assert {row[column] for row in answer.rows} <= releases


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_a_summary_a_description_and_wordings(
    name: str, questions: dict[str, Question]
) -> None:
    question = questions[name]
    assert question.summary
    assert len(question.patterns) >= 2
    assert all(parameter.description for parameter in question.parameters)
    assert set(question.example) <= {parameter.name for parameter in question.parameters}


@pytest.fixture(scope="session")
def reference(graph: Graph) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=graph.store.dump(format=RdfFormat.N_QUADS), format="nquads")
    return dataset


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.parametrize("name", QUESTIONS)
def test_two_engines_give_the_same_rows(
    name: str, questions: dict[str, Question], graph: Graph, names: Names, reference: rdflib.Dataset
) -> None:
    query = questions[name].bound(questions[name].example, names, TODAY)
    ours = Counter(tuple(map(text, row)) for row in answer_of(graph.query(query)).rows)
    theirs = Counter(tuple(map(text, row)) for row in reference.query(query) if isinstance(row, ResultRow))
    assert ours == theirs


def text(term: object) -> str:
    """Return a term's own text, whichever library it is of."""
    return (
        ""
        if term is None
        else str(getattr(term, "value", term) if not isinstance(term, Identifier) else term)
    )


HEADER = """#+ summary: All ports
#+ x-gsc:
#+   parameters:
#+     port: {type: port, description: The port}
#+   patterns:
#+     - ports like {port}
#+   example: {port: Tokyo}
PREFIX gsc: <https://w3id.org/green-corridors/ontology#>
SELECT ?x WHERE { ?x gsc:city ?_port_iri }
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("#+ summary", "#+ sumary", 1, "unknown key “sumary”"),
        ("#+ summary: All ports\n", "", 1, "no summary"),
        ("x-gsc:", "x-gsc: [", 2, "YAML"),
        ("example:", "exampel:", 7, "unknown key “exampel”"),
        ("type: port,", "type: harbour,", 4, "needs a type"),
        ("?_port_iri", "?_harbour_iri", 4, "port is not used"),
        (
            "gsc:city ?_port_iri",
            "gsc:city ?_port_iri, ?_other_iri",
            9,
            "?_other_iri is no declared parameter",
        ),
        ("gsc:city", "foo:city", 9, "the prefix “foo:” is not declared"),
        ("like {port}", "like {harbour}", 6, "{harbour}"),
        ("description: The port", "descriptoin: The port", 4, "unknown key “descriptoin”"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    path = tmp_path / "ports-like.rq"
    path.write_text(HEADER)
    assert load_question(path).name == "ports-like"
    path.write_text(HEADER.replace(old, new, 1))
    with pytest.raises(BrokenQuestion) as caught:
        load_question(path)
    assert said in str(caught.value)
    assert caught.value.line == line


def test_a_missing_parameter_is_named_with_an_example(questions: dict[str, Question], names: Names) -> None:
    with pytest.raises(InvalidParameter, match='gsc ask corridor-partners "Los Angeles"'):
        questions["corridor-partners"].bound({}, names, TODAY)


def test_an_unknown_question_gets_the_nearest_three(questions: dict[str, Question]) -> None:
    with pytest.raises(UnknownQuestion, match="corridor-partners"):
        question_named(questions, "coridor-partner")
