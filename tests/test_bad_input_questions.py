"""Questions and rules of strangers: nothing is fetched, nothing ends the program, every fault is a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from green_corridors.terms import GSC
from tests.bad_input import QUERIES, found, gsc, keep_one_release, one_line, silent_socket, sound
from tests.conftest import run_gsc


@pytest.fixture(autouse=True)
def _one_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("GSC_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache-of-bad-input"))


@pytest.fixture
def canary() -> Iterator[str]:
    """Give an address at which nobody may call during the test."""
    with silent_socket() as address:
        yield address


@pytest.fixture
def workspace(copied_workspace: Path) -> Path:
    keep_one_release(copied_workspace)
    return copied_workspace


def test_a_rule_without_end_is_stopped(workspace: Path) -> None:
    endless = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?e)) = STR(?i))"
    rule = f"CONSTRUCT {{ ?a <{GSC}partner> ?f }} WHERE {{ {endless} }}"
    (workspace / "ontology/rules/x.rq").write_text(rule)
    run = gsc("check", "--no-cache", "-w", workspace, "--timeout", "4")
    one_line(run, 3, "simpler")


@pytest.mark.parametrize("name", ["SERVICE", "SERVICE SILENT", "SERVICE behind a comment", "LOAD", "nothing"])
@pytest.mark.parametrize(("folder", "rule"), [("queries", "query"), ("ontology/rules", "rule")])
def test_a_question_or_rule_that_reaches_out_is_a_finding(
    workspace: Path, canary: str, folder: str, rule: str, name: str
) -> None:
    text = QUERIES[name].format(canary).replace("SELECT $this", "CONSTRUCT { ?a ?b ?c }")
    (workspace / folder / "x.rq").write_text(text)
    run = run_gsc("check", "-w", str(workspace), "-f", "json")
    assert (run.code, found(run)) == (1, [(rule, "x.rq")])


@pytest.mark.parametrize("folder", ["queries", "ontology/rules"])
def test_a_question_or_rule_that_names_a_graph_elsewhere_fetches_nothing(
    workspace: Path, canary: str, folder: str
) -> None:
    form = "SELECT ?a" if folder == "queries" else "CONSTRUCT { ?a ?b ?c }"
    (workspace / folder / "x.rq").write_text(
        f"{form} FROM <{canary}> FROM NAMED <{canary}> WHERE {{ ?a ?b ?c }}"
    )
    sound(run_gsc("check", "-w", str(workspace)))


@pytest.mark.parametrize("name", ["brackets", "negations", "unions", "header"])
@pytest.mark.parametrize("folder", ["queries", "ontology/rules"])
def test_a_question_or_rule_that_nests_without_end_is_a_finding(
    workspace: Path, folder: str, name: str
) -> None:
    queries = {
        "brackets": QUERIES["brackets"].format(""),
        "negations": QUERIES["negations"].format(""),
        "unions": "SELECT ?a WHERE { " + " UNION ".join(["{ ?a ?b ?c }"] * 10_000) + " }",
        "header": "#+ summary: " + "[" * 5000 + "\nSELECT ?a WHERE { ?a ?b ?c }",
    }
    text = queries[name]
    if folder == "ontology/rules":
        text = re.sub(r"SELECT \S+", "CONSTRUCT { ?a ?b ?c }", text).replace("?b ?c }", "<x:never> ?c }")
    (workspace / folder / "x.rq").write_text(text)
    run = gsc("check", "--no-cache", "-w", workspace, "-f", "json")
    expected = {"queries": "question" if name == "header" else "query", "ontology/rules": "rule"}[folder]
    harmless = name == "header" and folder == "ontology/rules"  # a rule has no header
    assert found(run) == ([] if harmless else [(expected, "x.rq")])
    assert run.code == (0 if harmless else 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("summary: ", "summary: 2023-99-99 #"),
        ("summary: ", "summary: \x01"),
        ("summary: ", "summary: *unknown #"),
        ("summary: ", "? [summary] #"),
        ("tags: ", "tags: 5 #"),
        ("rows: ", "rows: many #"),
        ("rows: ", "rows: 1" + "0" * 5000 + " #"),
        ("example: ", "example: 5 #"),
        ("patterns:", "patterns: 5\n#+   synonyms:\n#+   x:"),
        ("type: port", "type: [port]"),
        ("{type: port,", "5 #"),
    ],
)
def test_a_header_that_makes_no_sense_is_a_finding(workspace: Path, old: str, new: str) -> None:
    path = workspace / "queries/sister-ports.rq"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    run = run_gsc("check", "-w", str(workspace), "-f", "json")
    assert (run.code, found(run)) == (1, [("question", "sister-ports.rq")])
