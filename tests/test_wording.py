"""Questions in words are understood as they are meant, or refused, or asked back; never answered wrongly."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.query import ResultRow

from green_corridors.answers import answer_of
from green_corridors.errors import (
    AmbiguousName,
    AmbiguousQuestion,
    BrokenQuestion,
    UnknownName,
    UnknownQuestion,
)
from green_corridors.names import Names
from green_corridors.questions import Question, load_question
from green_corridors.store import Graph
from green_corridors.wording import understand
from green_corridors.words import plain_words, stem
from tests.conftest import ROOT, run_gsc

with (ROOT / "tests" / "wording.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))

TODAY = "2026-11-22"


def outcome(words: str, questions: dict[str, Question], names: Names) -> str:
    try:
        return understand(words, questions, names).command
    except (AmbiguousQuestion, AmbiguousName):
        return "asks back"
    except (UnknownQuestion, UnknownName):
        return "refused"


def test_the_table_has_many_wordings_of_every_question_and_many_out_of_scope() -> None:
    assert len({row["words"] for row in ROWS}) == len(ROWS) >= 220
    assert sum(row["expected"] == "refused" for row in ROWS) >= 40
    asked = {row["expected"].split()[2] for row in ROWS if row["expected"].startswith("gsc ask ")}
    assert len(asked) >= 45


def test_19_of_20_wordings_are_understood_rightly_and_none_is_answered_wrongly(
    questions: dict[str, Question], names: Names
) -> None:
    found = {row["words"]: outcome(row["words"], questions, names) for row in ROWS}
    missed = {row["words"]: found[row["words"]] for row in ROWS if found[row["words"]] != row["expected"]}
    assert {words: got for words, got in missed.items() if got.startswith("gsc ask ")} == {}
    assert len(missed) <= len(ROWS) // 20, missed


def test_every_pattern_of_every_question_is_understood_as_that_question(
    questions: dict[str, Question], names: Names
) -> None:
    values = {
        "port": ("Nagoya", "Tokyo"),
        "organization": ("C40 Cities",),
        "person": ("Kenko Sone",),
        "agreement": ("Los Angeles–Guangzhou memorandum of understanding",),
        "corridor": ("Los Angeles–Tokyo green shipping corridor",),
        "topic": ("drayage trucks",),
        "event": ("California Japan Clean Energy Trade Mission 2023",),
        "platform": ("Port Optimizer",),
        "thing": ("Port Optimizer",),
        "date": ("2024-01-01",),
        "number": ("2023",),
    }
    wrong = {}
    for question in questions.values():
        for pattern in question.patterns:
            seen: Counter[str] = Counter()
            text = pattern.replace("[", "").replace("]", "")
            for parameter in question.parameters:
                if f"{{{parameter.name}}}" in text:
                    kind = parameter.type
                    text = text.replace(f"{{{parameter.name}}}", values[kind][seen[kind]])
                    seen[kind] += 1
            got = outcome(text, questions, names)
            if not got.startswith(f"gsc ask {question.name}"):
                wrong[f"{question.name}: {text}"] = got
    assert wrong == {}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("who signed the agreement between Los Angeles and Tokyo", "agreement:los-angeles-tokyo-mou-2023"),
        ("what is the aim of the LA corridor", "corridor:los-angeles-nagoya"),
        ("which ports have a GSC with Antwerp", "no port is called “antwerp”; the nearest are “Port of"),
        (
            "who signed the MOU between Tokyo and Yokohama",
            "no agreement is “the mou between tokyo and yokohama”",
        ),
        ("how is the weather", "no question has these words; the nearest are: gsc ask"),
        ("how is the weather", "not known here: “weather”"),
    ],
)
def test_what_is_not_understood_is_said_with_what_to_write_instead(words: str, expected: str) -> None:
    run = run_gsc("ask", words)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert expected in run.err


def test_the_command_said_on_stderr_gives_the_same_answer() -> None:
    words = run_gsc("ask", "which ports have a GSC with Los Angeles, as known at 2023-03-31", "-f", "json")
    assert (
        words.err == 'understood as: gsc ask corridor-partners "Port of Los Angeles" --known-at 2023-03-31\n'
    )
    said = ["corridor-partners", "Port of Los Angeles", "--known-at", "2023-03-31"]
    assert words.out == run_gsc("ask", *said, "-f", "json").out
    assert len(json.loads(words.out)) == 4


def test_a_year_leaves_what_was_certainly_concluded_in_it() -> None:
    rows = json.loads(run_gsc("ask", "what did Gene Seroka sign in 2022", "-f", "json").out)
    assert {row["agreement"] for row in rows} == {"Los Angeles–JETRO Los Angeles memorandum of understanding"}
    rows = json.loads(run_gsc("ask", "which agreements were signed in 1987", "-f", "json").out)
    assert {row["agreement"] for row in rows} == {"Los Angeles–Tokyo sister port relationship of 1987"}


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
def test_two_engines_give_the_same_rows_of_a_year(
    questions: dict[str, Question], graph: Graph, names: Names
) -> None:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=graph.store.dump(format=RdfFormat.N_QUADS), format="nquads")
    with_year = [q for q in questions.values() if "year" in {p.name for p in q.parameters}]
    assert len(with_year) >= 8
    for question in with_year[:3]:
        query = question.bound({**question.example, "year": "2023"}, names, TODAY)
        ours = len(answer_of(graph.query(query)).rows)
        assert ours == sum(isinstance(row, ResultRow) for row in dataset.query(query)), question.name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Seroka's L.A.–Tokyo M.O.U.", "seroka la tokyo mou"),
        ("on 31 March 2023", "on 2023-03-31"),
        ("March 3rd, 2023", "2023-03-03"),
        ("who didn’t sign", "who did not sign"),
        ("zero‑emission", "zero emission"),
    ],
)
def test_words_are_made_plain(text: str, words: str) -> None:
    assert " ".join(plain_words(text)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("signed", "signs"),
        ("agreed", "agree"),
        ("parties", "party"),
        ("decarbonisation", "decarbonization"),
        ("planned", "plan"),
        ("harbours", "harbor"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("synonyms", "said"),
    [
        ("synonyms: [a, b]", "synonyms is no mapping"),
        ("synonyms: {ports: harbors}", "no list of words"),
        ("synonyms: {ports: [1]}", "no list of words"),
        ("synonyms: {piers: [docks]}", "piers has synonyms but stands in no pattern"),
        ("synonyms: {ports: [docks], like: [docks]}", "“docks” stands for ports and for like"),
        ("patterns: [ports [like {port}]", "the header is no valid YAML"),
    ],
)
def test_wrong_synonyms_are_refused_with_their_line(
    spoil: Callable[[str, str, str], Path], synonyms: str, said: str
) -> None:
    folder = spoil("queries/sister-ports.rq", "#+ x-gsc:\n", f"#+ x-gsc:\n#+   {synonyms}\n")
    path = folder / "queries" / "sister-ports.rq"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line == "#+   synonyms:")
    end = next(n for n, line in enumerate(lines) if line.startswith("#+   example"))
    text = "\n".join([*lines[:start], *lines[end:]]).replace(
        "#+   patterns:\n", "#+   patterns:\n#+     - ports like {port}\n", 1
    )
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(BrokenQuestion, match=said.replace("(", r"\(")) as caught:
        load_question(path)
    assert caught.value.line is not None
