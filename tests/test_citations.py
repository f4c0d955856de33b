"""Every row of every question can be traced to a release and to a place in it."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors.answers import Labels, answer_of
from green_corridors.citations import Citations, fragment
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.questions import Question
from green_corridors.store import Graph
from tests.conftest import FROM_FEW, ROOT, run_gsc

QUESTIONS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


@pytest.fixture(scope="session")
def citations(knowledge: Knowledge, names: Names) -> Citations:
    return Citations(knowledge, Labels(knowledge, names))


#: An exception is the curator's word, not the source's; it stands in no passage.
CITED = [name for name in QUESTIONS if name != "exceptions"]


@pytest.mark.parametrize("name", CITED)
def test_every_row_of_a_question_has_a_citation_with_a_passage(
    name: str,
    questions: dict[str, Question],
    graph: Graph,
    names: Names,
    citations: Citations,
    knowledge: Knowledge,
) -> None:
    question = questions[name]
    # Of some pages all that is told of the page itself is told by its address: nothing of it is printed.
    unprinted = {
        release.graph.value
        for release in knowledge.releases
        if name == "releases" and not any(t.object == release.graph for t in release.triples)
    }
    assert len(unprinted) < 4
    for row in answer_of(graph.query(question.bound(question.example, names, "2026-11-22"))).rows:
        found = citations.of(row)
        assert found
        for citation in found:
            assert citation.publisher
            assert citation.published
            assert citation.title
            assert citation.address.startswith("http")
            assert citation.passages or citation.release in unprinted
            assert all(passage.link.startswith(citation.address) for passage in citation.passages)


@pytest.mark.parametrize(
    ("arguments", "column", "value", "first_words"),
    [
        (["corridor-partners", "LA"], "port", "Port of Nagoya", {"洛杉磯港已與新加坡港"}),
        (
            ["sister-ports", "Tokyo"],
            "concluded",
            "1987",
            {"Angeles and Port of Tokyo", "Port of Tokyo, Japan"},
        ),
        (["claims-about", "San Pedro Bay"], "value", "one in nine jobs", {"San Pedro Bay port complex"}),
        (["statements-by", "Hitomi"], "jobTitle", "President and CEO", {"of Los Angeles is our"}),
        (["offices", "Eric Garcetti"], "jobTitle", "Los Angeles Mayor", {"Left to right: Los Angeles"}),
        (
            ["duties-of", "JETRO Los Angeles"],
            "owedTo",
            "Port of Los Angeles",
            {
                "External Trade Organization Los Angeles",
                "JETRO Los Angeles has also",
                "The MoU calls on the",
                "ロサンゼルス港とジェトロ・ロサンゼルス事務所の間で",
            },
        ),
    ],
)
def test_a_row_leads_to_the_passage_that_states_it(
    arguments: list[str], column: str, value: str, first_words: set[str]
) -> None:
    rows = json.loads(run_gsc("ask", *arguments, "--cite", "-f", "json").out)
    found = {
        passage["firstWords"]
        for row in rows
        if row[column] == value
        for citation in row["citations"]
        for passage in citation["passages"]
    }
    assert found == first_words


@given(st.text(min_size=1), st.text(min_size=1))
def test_the_words_of_a_link_never_become_syntax(first: str, last: str) -> None:
    try:
        link = fragment("https://e.example/page", first, last)
    except UnicodeEncodeError:
        return
    directive = link.removeprefix("https://e.example/page#:~:text=")
    assert re.fullmatch(r"[A-Za-z0-9._~%]*,[A-Za-z0-9._~%]*", directive)
    assert [unquote(part) for part in directive.split(",")] == [first, last]


def test_a_link_into_a_page_with_a_fragment_keeps_the_fragment() -> None:
    assert (
        fragment("https://e.example/#part", "a-b", "c & d")
        == "https://e.example/#part:~:text=a%2Db,c%20%26%20d"
    )


def test_a_cited_answer_is_written_in_every_format() -> None:
    for name in ("card", "csv", "json", "markdown", "srj", "srx", "table", "tsv"):
        run = run_gsc("ask", "corridor-partners", "LA", "--cite", "-f", name, *FROM_FEW)
        assert run.code == 0, run.err
        assert "text=Los%20Angeles%20has%20already%20established" in "".join(run.out.split()), name


def test_markdown_has_one_footnote_for_each_citation() -> None:
    text = run_gsc("ask", "corridor-partners", "LA", "--cite", "-f", "markdown", *FROM_FEW).out
    assert (
        set(re.findall(r"\[\^(\d+)\] \|", text))
        == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
        == {"1", "2"}
    )


def test_a_cited_table_numbers_its_sources() -> None:
    text = run_gsc("ask", "corridor-partners", "LA", "--cite", "-f", "table", *FROM_FEW).out
    assert "[1]" in text
    assert "[1] Balitang Marino, 2023-10-26?: Guangzhou and Los Angeles sign" in " ".join(text.split())


@pytest.mark.parametrize(
    "name", ["tokyo", "Gene Seroka", "Port Optimizer", "agreement:los-angeles-guangzhou-mou-2023", "C40"]
)
def test_every_line_of_a_card_that_a_release_tells_has_a_citation(name: str) -> None:
    rows = json.loads(run_gsc("show", name, "--cite", "-f", "json").out)
    told = [row for row in rows if row["release"] != "register"]
    assert told
    for row in told:
        assert [citation["release"] for citation in row["citations"]] == [row["releaseIri"]]
        assert row["citations"][0]["passages"], row


def test_in_a_terminal_a_passage_is_a_link_that_can_be_clicked() -> None:
    from io import StringIO

    from rich.console import Console

    from green_corridors.citations import Citation, Passage
    from green_corridors.formats.table import _note

    out = StringIO()
    link = "https://e.example/#:~:text=a,b"
    citation = Citation(
        "r", "Publisher", "2023", "Title", "https://e.example/", (Passage("p", "a", "b", link),)
    )
    _note(Console(file=out, force_terminal=True, width=80), citation, 1)
    assert f";{link}\x1b\\“a … b”" in out.getvalue()
