"""The manners of the command line: data to stdout, one clear line for what is wrong, the right exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from green_corridors.commands import _progress
from green_corridors.commands._progress import Progress
from green_corridors.questions import Question
from tests.conftest import ROOT, run_gsc

COMMANDS = sorted(p.stem for p in (ROOT / "src/green_corridors/commands").glob("[!_]*.py"))
#: What the latest release that tells of each corridor of Los Angeles says.
STAGES = {
    "Port of Guangzhou": "agreed",
    "Port of Nagoya": "established",
    "Port of Shanghai": "initiated",
    "Port of Singapore": "agreed",
    "Port of Tokyo": "established",
    "Port of Yokohama": "established",
}


def partners(*options: str) -> list[dict[str, str]]:
    run = run_gsc("ask", "corridor-partners", "Los Angeles", "--format", "json", *options)
    assert run.code == 0, run.err
    rows: list[dict[str, str]] = json.loads(run.out)
    return rows


def test_the_main_question_gives_one_row_for_each_partner_with_its_latest_stage() -> None:
    rows = partners()
    assert {row["port"]: row["stage"] for row in rows} == STAGES
    assert len(rows) == len(STAGES)
    assert [key for key in rows[0] if not key.endswith("Iri")] == [
        "port",
        "stage",
        "date",
        "corridor",
        "release",
    ]
    assert rows[0]["portIri"].startswith("https://w3id.org/green-corridors/id/port/")


def test_known_at_gives_what_releases_published_by_then_said() -> None:
    rows = {row["port"]: row["stage"] for row in partners("--known-at", "2023-03-31")}
    assert rows == {
        "Port of Shanghai": "established",
        "Port of Singapore": "established",
        "Port of Tokyo": "agreed",
        "Port of Yokohama": "agreed",
    }


def test_a_release_without_a_date_counts_from_the_day_it_was_read() -> None:
    before, after = (
        {
            row["release"]
            for row in json.loads(run_gsc("ask", "releases", "-f", "json", "--known-at", day).out)
        }
        for day in ("2026-11-20", "2026-11-21")
    )
    assert before < after
    assert after - before == {
        "Pacific Maritime Magazine, 2023-03-18/..",
        "Shenzhen CIMC Intelligent Technology, 2022-01/..",
    }


@pytest.mark.parametrize("name", ["portnews-tokyo-yokohama-mous", "release:portnews-tokyo-yokohama-mous"])
def test_source_restricts_to_the_named_release(name: str) -> None:
    assert {row["releaseIri"].rpartition("/")[2] for row in partners("--source", name)} == {
        "portnews-tokyo-yokohama-mous"
    }


@pytest.mark.parametrize(
    "name", ["LA", "la", "Los Angeles", "Port of LA", "USLAX", "Q1308991", "port:los-angeles"]
)
def test_every_name_of_a_port_finds_it(name: str) -> None:
    assert (
        run_gsc("ask", "corridor-partners", name).out
        == run_gsc("ask", "corridor-partners", "Los Angeles").out
    )


def test_asking_in_words_says_on_stderr_how_it_was_understood() -> None:
    quoted = run_gsc("ask", "which ports have a GSC with Los Angeles")
    unquoted = run_gsc("ask", "which", "ports", "have", "a", "GSC", "with", "Los", "Angeles")
    assert quoted == unquoted
    assert quoted.err == 'understood as: gsc ask corridor-partners "Port of Los Angeles"\n'
    assert quoted.out == run_gsc("ask", "corridor-partners", "Port of Los Angeles").out


def test_a_sentence_may_begin_with_the_name_of_a_question() -> None:
    run = run_gsc("ask", "agreements", "of", "Guangzhou")
    assert run.code == 0
    assert run.err == 'understood as: gsc ask agreements-of "Port of Guangzhou"\n'


def test_quiet_says_nothing_but_the_answer() -> None:
    assert run_gsc("ask", "-q", "which ports have a GSC with Los Angeles").err == ""


def test_ask_alone_lists_every_question() -> None:
    listed = [line.split("\t")[0] for line in run_gsc("ask").out.splitlines()[1:]]
    assert listed == sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "corridor-partners", "Atlantis"], 2, "no port is called “Atlantis”; the nearest are"),
        (["ask", "corridor-partners", "Los Angles"], 2, "“Port of Los Angeles”"),
        (["ask", "coridor-parters"], 2, "the nearest are corridor-partners"),
        (["ask", "corridor-partners"], 2, 'for example gsc ask corridor-partners "Los Angeles"'),
        (["ask", "corridor-partners", "Tokyo", "Nagoya"], 2, "unexpected extra argument (Nagoya)"),
        (["ask", "which ports have a GSC with Atlantis"], 2, "no port is called “atlantis”"),
        (["ask", "how is the weather"], 2, "no question has these words; the nearest are: gsc ask"),
        (["ask", "corridor-partners", "Tokyo", "--known-at", "2023-02-30"], 2, "“2023-02-30” is no date"),
        (["ask", "corridor-partners", "Tokyo", "--source", "nobody"], 2, "no release is called “nobody”"),
        (["show", "Nobody Anybody"], 2, "no thing in the graph is called"),
        (["show", "Los Angeles memorandum"], 2, "the nearest are"),
        (["query", "SELECT * { ?s foo:bar ?o }"], 3, "the prefix “foo:” is not known (line 1, column 15)"),
        (["query", "SELECT * WHERE { ?s ?p"], 3, "not valid SPARQL (line 1"),
        (["query", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], 3, "SERVICE is refused"),
        (["query", "no-such-file.rq"], 3, "no-such-file.rq: cannot be read (no such file or directory)"),
        (
            ["ask", "--workspace", "no-such-folder"],
            3,
            "no workspace, ontology/, data/, shapes/, queries/ is missing",
        ),
        (["query", " "], 3, "the query is empty"),
        (["fmt", "no-such-file.ttl"], 3, "cannot be read"),
        (["export", "-o", "no-such-folder/x.ttl"], 3, "no such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_input_gets_one_clear_line_and_its_exit_code(
    arguments: list[str], code: int, said: str
) -> None:
    run = run_gsc(*arguments)
    assert (run.code, run.out) == (code, "")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_an_ambiguous_name_lists_its_candidates() -> None:
    run = run_gsc("ask", "agreement-participants", "Port of Los Angeles")
    assert run.code == 2
    ambiguous = run_gsc("show", "Tokyo MOU")
    assert ambiguous.code == 2


@pytest.mark.parametrize("arguments", [["ask", "-x"], ["nonsense"], ["ask", "--format", "xlsx", "releases"]])
def test_wrong_options_are_usage_errors(arguments: list[str]) -> None:
    assert run_gsc(*arguments).code == 2


def test_a_broken_turtle_file_is_named_with_its_line(spoil: Callable[[str, str, str], Path]) -> None:
    folder = spoil("data/releases/2023/*portnews*.ttl", 'gsc:language "en" ;', 'gsc:language "en ;')
    for command in (["ask", "releases"], ["show", "Tokyo"], ["export"]):
        run = run_gsc(*command, "--workspace", str(folder))
        assert (run.code, run.out) == (3, "")
        assert "portnews-tokyo-yokohama-mous.ttl:" in run.err
        assert run.err.count("\n") == 1


def test_the_workspace_is_found_by_option_variable_and_upwards(
    copied_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in copied_workspace.glob("data/releases/2023/*.ttl"):
        path.unlink()
    expected = run_gsc("ask", "releases", "-w", str(copied_workspace)).out
    assert len(expected.splitlines()) == 3
    monkeypatch.setenv("GSC_WORKSPACE", str(copied_workspace))
    assert run_gsc("ask", "releases").out == expected
    monkeypatch.delenv("GSC_WORKSPACE")
    monkeypatch.chdir(copied_workspace / "data")
    assert run_gsc("ask", "releases").out == expected


def test_query_knows_the_prefixes_and_reads_files_and_stdin(tmp_path: Path) -> None:
    query = "SELECT ?port WHERE { ?port a gsc:Port } ORDER BY ?port"
    (tmp_path / "ports.rq").write_text(query)
    outputs = {
        run_gsc("query", query).out,
        run_gsc("query", str(tmp_path / "ports.rq")).out,
        run_gsc("query", "-", stdin=query).out,
    }
    assert len(outputs) == 1
    assert outputs.pop().splitlines()[0] == "?port"


def test_query_sees_releases_as_named_graphs() -> None:
    query = "SELECT DISTINCT ?release WHERE { GRAPH ?release { corridor:oakland-yokohama a gsc:Corridor } }"
    rows = json.loads(run_gsc("query", query, "-f", "json").out)
    assert {row["release"] for row in rows} == {
        "Green Marine, 2023-10?/..",
        "Pacific Maritime Magazine, 2023-10-20?/..",
    }
    assert len(rows) == 3
    assert json.loads(run_gsc("query", query, "-f", "json", "--known-at", "2023-03-31").out) == []


def test_show_tells_each_fact_with_its_release() -> None:
    run = run_gsc("show", "Gene", "Seroka", "-f", "json")
    rows = json.loads(run.out)
    assert run.err == "Gene Seroka, person person:gene-seroka\n"
    assert all(row["release"] for row in rows)
    told = [row["value"] for row in rows if row["release"] == "Asia Cargo News, 2022-11-14"]
    assert any("role: signatory" in value and "port executive director" in value for value in told)


def test_show_takes_a_port_before_its_city_and_body_and_says_so() -> None:
    run = run_gsc("show", "Los Angeles")
    assert run.code == 0
    assert run.err.startswith("Port of Los Angeles, port port:los-angeles; also called so: ")
    assert "place:los-angeles" in run.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_teaches_by_examples_that_run(name: str, tmp_path: Path) -> None:
    text = run_gsc(name, "--help").out
    examples = [line.strip() for line in text.splitlines() if line.strip().startswith("gsc ")]
    assert examples
    for example in examples:
        if "question.rq" in example or "\\" in example:
            continue
        run = (
            subprocess.run(
                ["bash", "-c", f'PATH="{Path(sys.executable).parent}:$PATH"; cd "{tmp_path}"; {example}'],
                capture_output=True,
                text=True,
                check=False,
                env=dict(os.environ, GSC_WORKSPACE=str(ROOT)) if "data/" not in example else None,
                cwd=ROOT,
            )
            if "data/" not in example
            else subprocess.run(
                ["bash", "-c", f'PATH="{Path(sys.executable).parent}:$PATH"; {example}'],
                capture_output=True,
                text=True,
                check=False,
                cwd=ROOT,
            )
        )
        assert run.returncode == 0, (example, run.stderr)


def test_output_to_a_file_guesses_the_format_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    for ending in ("csv", "json", "tsv", "srj"):
        run = run_gsc("ask", "releases", "-o", str(tmp_path / f"out.{ending}"))
        assert (run.code, run.out) == (0, "")
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))) == 52
    assert len(list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))) == 53
    before = (tmp_path / "out.csv").read_bytes()
    assert run_gsc("ask", "corridor-partners", "Atlantis", "-o", str(tmp_path / "out.csv")).code == 2
    assert (tmp_path / "out.csv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.json", "out.srj", "out.tsv"]


def test_a_closed_pipe_is_no_error() -> None:
    gsc = Path(sys.executable).parent / "gsc"
    run = subprocess.run(
        ["bash", "-c", f"{gsc} export -f nquads | head -1"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_fmt_changes_layout_only_and_check_tells_without_changing(
    spoil: Callable[[str, str, str], Path],
) -> None:
    folder = spoil(
        "data/register/people.ttl",
        ' ;\n    skos:prefLabel "Gene Seroka"@en',
        "; skos:prefLabel 'Gene Seroka'@en",
    )
    path = folder / "data/register/people.ttl"
    changed = path.read_text(encoding="utf-8")
    run = run_gsc("fmt", "--check", "-w", str(folder))
    assert run.code == 1
    assert "data/register/people.ttl: not in house form" in run.out
    assert path.read_text(encoding="utf-8") == changed
    assert run_gsc("fmt", "-w", str(folder)).code == 0
    mended = changed.replace("; skos:prefLabel 'Gene Seroka'@en", ' ;\n    skos:prefLabel "Gene Seroka"@en')
    assert path.read_text(encoding="utf-8") == mended
    assert run_gsc("fmt", "--check", "-w", str(folder)).code == 0


def test_a_question_is_a_command_with_its_own_options_help_and_example(
    questions: dict[str, Question],
) -> None:
    for name, question in questions.items():
        run = run_gsc("ask", name, "--help")
        assert run.code == 0
        assert run.out.startswith(f"Usage: gsc ask {name} [OPTIONS]")
        assert question.usage() in " ".join(run.out.split())
        for parameter in question.parameters:
            assert f"--{parameter.name} " in run.out


def test_a_parameter_can_be_an_argument_or_an_option() -> None:
    assert (
        run_gsc("ask", "corridor-partners", "--port", "LA").out
        == run_gsc("ask", "corridor-partners", "LA").out
    )


def test_show_query_prints_sparql_that_runs_and_gives_the_same_rows(tmp_path: Path) -> None:
    text = run_gsc("ask", "corridor-partners", "LA", "--show-query").out
    assert "VALUES ?_port_iri { <https://w3id.org/green-corridors/id/port/los-angeles> }" in text
    (tmp_path / "shown.rq").write_text(text, encoding="utf-8")
    shown = run_gsc("query", str(tmp_path / "shown.rq"), "-f", "json")
    assert shown.out == run_gsc("ask", "corridor-partners", "LA", "-f", "json").out


def test_a_new_question_file_is_a_new_command(copied_workspace: Path) -> None:
    text = (copied_workspace / "queries" / "releases.rq").read_text(encoding="utf-8")
    (copied_workspace / "queries" / "all-sources.rq").write_text(text, encoding="utf-8")
    run = run_gsc("ask", "all-sources", "-w", str(copied_workspace))
    assert run.code == 0
    assert run.out == run_gsc("ask", "releases", "-w", str(copied_workspace)).out


@pytest.mark.parametrize(
    ("line", "word", "wanted"),
    [
        ("gsc ", 1, "ask"),
        ("gsc ask corridor-p", 2, "corridor-partners"),
        ("gsc ask corridor-partners los", 3, "los-angeles"),
        ("gsc ask corridor-partners --por", 3, "--port"),
        ("gsc ask signed-by gene", 3, "gene-seroka"),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_a_shell_completes_commands_questions_options_and_names(
    shell: str, line: str, word: int, wanted: str
) -> None:
    current = line.split(" ")[-1]
    environment = {
        "_GSC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": current if shell == "fish" else str(word),
    }
    gsc = Path(sys.executable).parent / "gsc"
    run = subprocess.run(
        [gsc], capture_output=True, text=True, check=False, env={**os.environ, **environment}, cwd=ROOT
    )
    assert wanted in run.stdout.replace(",", " ").split(), run.stderr


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_the_completion_script_of_a_shell_is_printed(shell: str) -> None:
    assert "_GSC_COMPLETE" in run_gsc("completion", shell).out


def test_a_history_marks_where_releases_disagree(spoil: Callable[[str, str, str], Path]) -> None:
    tokyo = ["ask", "corridor-history", "Los Angeles–Tokyo green shipping corridor", "-f", "json"]
    assert {row["disagrees"] for row in json.loads(run_gsc(*tokyo).out)} == {None}
    folder = spoil(
        "data/releases/2023/*pacific*.ttl",
        '"2023-03-11/2023-03-18"^^edtf:EDTF ;\n    gsc:corridor corridor:los-angeles-tokyo',
        '"2024"^^edtf:EDTF ;\n    gsc:corridor corridor:los-angeles-tokyo',
    )
    told = {row["release"]: row["disagrees"] for row in json.loads(run_gsc(*tokyo, "-w", str(folder)).out)}
    assert told["Balitang Marino, 2023-10-26?"] == "Pacific Maritime Magazine, 2023-03-18/.."
    assert told["Pacific Maritime Magazine, 2023-03-18/.."] == "Balitang Marino, 2023-10-26?"
    assert told["PortNews, 2023-03-17"] is None


def test_a_card_tells_the_sections_of_a_thing_with_its_sources() -> None:
    text = run_gsc("show", "tokyo", "-f", "card").out
    headings = [line for line in text.splitlines() if line.isupper()]
    assert headings == ["IDENTITY", "TIES", "CORRIDORS", "AGREEMENTS", "TIMELINE"]
    assert "sister port: Port of Los Angeles  [Port of Los Angeles, 2019/..; Pacific" in text
    assert "UN/LOCODE: JPTYO  [register]" in text


def test_an_option_chooses_between_labels_and_terms() -> None:
    terms = run_gsc("ask", "corridor-partners", "Tokyo", "--terms", "-f", "csv").out
    assert terms.splitlines()[1].startswith("https://w3id.org/green-corridors/id/port/los-angeles,")
    query = "SELECT ?port WHERE { ?port a gsc:Port } ORDER BY ?port LIMIT 1"
    assert (
        run_gsc("query", query, "-f", "csv").out
        == "port\r\nhttps://w3id.org/green-corridors/id/port/auckland\r\n"
    )
    assert run_gsc("query", query, "-f", "csv", "--labels").out == "port\nPort of Auckland\n"


def test_a_file_gets_the_same_json_as_standard_output(tmp_path: Path) -> None:
    query = "SELECT ?port WHERE { ?port a gsc:Port } ORDER BY ?port"
    assert run_gsc("query", query, "-o", str(tmp_path / "ports.json")).code == 0
    assert (tmp_path / "ports.json").read_text(encoding="utf-8") == run_gsc("query", query, "-f", "json").out


def test_show_gives_machines_the_triples_of_a_thing() -> None:
    turtle = run_gsc("show", "Gene Seroka", "-f", "turtle").out
    assert "gsc:participant person:gene-seroka" in turtle
    assert 'gsc:jobTitle "Port Executive Director"' in turtle
    assert run_gsc("show", "Gene Seroka", "-f", "jsonld").code == 0


def test_long_work_tells_count_rate_and_time_left_and_that_it_finishes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_progress, "PATIENCE", 0.0)
    monkeypatch.setattr(_progress, "PAUSE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress("compiled") as progress:
        progress(1, 4)
        progress(4, 4)
    first, second, cleared = capsys.readouterr().err.split("\r")[1:]
    assert re.fullmatch(r"compiled 1 of 4, \d+/s, \d+ s left\x1b\[K", first)
    assert second == "compiled 4 of 4, finishing\x1b[K"
    assert cleared == "\x1b[K"
    with Progress("compiled", quiet=True) as progress:
        progress(1, 4)
    assert capsys.readouterr().err == ""
