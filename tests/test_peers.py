"""Other engines beside pyoxigraph: the same work is asked of each, and what they answer is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.peers import peers_in
from benchmarks.peers.comparing import compare
from benchmarks.peers.processes import run
from benchmarks.peers.reporting import document, table
from benchmarks.peers.results import answer_in
from tests.conftest import ROOT

QUADS = """\
<http://example.org/a> <http://example.org/p> "one" <http://example.org/g> .
<http://example.org/a> <http://example.org/p> "one" <http://example.org/h> .
<http://example.org/b> <http://example.org/p> "two"@en <http://example.org/h> .
"""
ANYWHERE = "SELECT DISTINCT ?s ?o { ?s <http://example.org/p> ?o }"
IN_GRAPHS = "SELECT ?g ?s { GRAPH ?g { ?s <http://example.org/p> ?o } }"
WRONG = "SELECT ?s { ?s"


def answer(*rows: dict[str, dict[str, str]]) -> str:
    return json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": rows}})


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    path = tmp_path / "some.nq"
    path.write_text(QUADS, encoding="utf-8")
    return path


def test_an_answer_is_the_same_in_any_order_and_spelling() -> None:
    plain = answer(
        {"x": {"type": "literal", "value": "a"}, "y": {"type": "bnode", "value": "b0"}},
        {"x": {"type": "literal", "value": "a", "xml:lang": "en-GB"}},
    )
    string = "http://www.w3.org/2001/XMLSchema#string"
    spelled = answer(
        {"x": {"xml:lang": "en-gb", "type": "literal", "value": "a"}},
        {"y": {"type": "bnode", "value": "z"}, "x": {"type": "literal", "value": "a", "datatype": string}},
    )
    assert answer_in(plain) == answer_in(spelled)
    assert answer_in(plain).rows == 2


@pytest.mark.parametrize(
    "other",
    [
        {"type": "uri", "value": "a"},
        {"type": "literal", "value": "b"},
        {"type": "literal", "value": "a", "xml:lang": "en"},
        {"type": "literal", "value": "a", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
    ],
)
def test_another_term_is_another_answer(other: dict[str, str]) -> None:
    one = answer_in(answer({"x": {"type": "literal", "value": "a"}}))
    assert one.content != answer_in(answer({"x": other})).content


def test_the_json_of_rudof_is_read_as_the_standard_one() -> None:
    written = {"x": '"a\\nb"@en', "y": "<http://example.org/a>"}
    own = json.dumps({"solutions": [written, {"x": "_:b0"}], "prefixmap": {}})
    standard = answer(
        {"x": {"type": "bnode", "value": "other"}},
        {
            "x": {"type": "literal", "value": "a\nb", "xml:lang": "en"},
            "y": {"type": "uri", "value": "http://example.org/a"},
        },
    )
    assert answer_in(own) == answer_in(standard)


@pytest.mark.parametrize("document", ["", "no JSON", "[]", "{}", '{"boolean": true}', '{"results": {}}'])
def test_what_is_no_answer_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match=r"no answer in SPARQL|^Expecting value"):
        answer_in(document)


def test_a_process_is_measured_and_what_it_wrote_is_kept() -> None:
    done = run([sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr)"], 60)
    assert (done.out, done.err, done.code, done.fault(60)) == ("out\n", "err\n", 0, "")
    assert done.peak > 1_000_000


def test_the_memory_of_the_benchmark_is_not_counted_as_its_childs() -> None:
    large = bytearray(200_000_000)
    assert run(["true"], 60).peak < len(large)


def test_a_process_that_needs_too_long_is_stopped() -> None:
    done = run([sys.executable, "-c", "import time; time.sleep(600)"], 0.5)
    assert done.stopped
    assert done.fault(0.5) == "stopped after 0.5 s"


def test_the_fault_of_a_process_is_what_it_says_in_one_line() -> None:
    assert run([sys.executable, "-c", "1/0"], 60).fault(60) == "ZeroDivisionError: division by zero"
    assert run([sys.executable, "-c", "raise SystemExit(3)"], 60).fault(60) == "ended with 3"


def test_peers_load_and_answer_and_differences_are_shown(quads: Path, tmp_path: Path) -> None:
    peers = [
        peer for peer in peers_in(tmp_path / "nothing") if peer.name in ("pyoxigraph", "pyrudof", "oxigraph")
    ]
    questions = {"anywhere": ANYWHERE, "in-graphs": IN_GRAPHS, "wrong": WRONG}
    found = compare(peers, quads, questions, 1, 60, tmp_path / "work")
    assert found.cold["anywhere"]["pyrudof"].content == found.cold["anywhere"]["pyoxigraph"].content
    assert found.cold["in-graphs"]["pyoxigraph"].rows == 3
    assert found.cold["wrong"]["pyoxigraph"].fault.startswith("SyntaxError")
    assert not found.warm["anywhere"]["pyoxigraph"].fault
    assert found.warm["wrong"] == {}
    lines = table(found).splitlines()
    assert lines[0].startswith("| some.nq, 3 quads | rows | pyoxigraph ")
    assert next(line for line in lines if line.startswith("| in-graphs, cold | 3 |")).endswith("**0 rows** |")
    assert next(line for line in lines if line.startswith("| wrong, cold |")).endswith("| fault | fault |")
    assert any(line.startswith("- pyrudof answers in-graphs otherwise; it reads all quads") for line in lines)
    assert lines[-1].startswith(
        "- oxigraph is left out: not installed; run “python -m benchmarks.peers install”"
    )
    plain = json.loads(json.dumps(document(found)))
    assert plain["cold"]["anywhere"]["pyoxigraph"]["rows"] == 2
    assert list(plain["left_out"]) == ["oxigraph"]


def test_rdflib_sees_the_union_of_all_graphs(quads: Path, tmp_path: Path) -> None:
    (rdflib,) = (peer for peer in peers_in(tmp_path) if peer.name == "rdflib")
    assert not rdflib.load(quads, tmp_path / "work").fault
    assert [rdflib.ask(tmp_path / "work", text).rows for text in (ANYWHERE, IN_GRAPHS)] == [2, 3]
    warm = rdflib.warm(tmp_path / "work", [ANYWHERE, WRONG, IN_GRAPHS])
    assert [bool(measured.fault) for measured in warm or []] == [False, True, False]


def test_what_is_missing_on_the_command_line_is_told(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.peers",
        "--quads",
        str(tmp_path / "no.nq"),
        "--queries",
        str(ROOT),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith("no.nq: there is no such file\n")
