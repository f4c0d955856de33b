"""The benchmark of scale measures what it says: each row is there, and all that is compared answers the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import QuerySolutions, Store

from benchmarks import warming
from benchmarks.accounts import release_text
from benchmarks.curve import curve
from benchmarks.keeping import store_of
from benchmarks.scale import (
    KNOWN_AT,
    QUESTIONS,
    STATED,
    Measured,
    asked,
    change,
    cold,
    measure,
    picture,
    row,
    start_table,
    tables,
)
from green_corridors.compiled import Compiled
from green_corridors.kept_questions import questions_of
from green_corridors.names import Names
from green_corridors.selection import Selection
from green_corridors.workspace import Workspace
from tests.conftest import ROOT, run_gsc
from tests.killing import in_child

SIZE = 3
SVG = "{http://www.w3.org/2000/svg}"
SERIES = [
    "bulk_load",
    "export",
    "full build",
    "gsc ask agreement-details",
    "rebuild after one change",
    "… --known-at",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scale")


@pytest.fixture(scope="module")
def found(folder: Path) -> Measured:
    """Measure a tiny corpus once; the surroundings are as before afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("GSC_CACHE_DIR", "GSC_WORKSPACE"):
            patch.setenv(name, "changed by the benchmark")
        return measure(folder, SIZE, 1, peers=False)


def test_everything_is_measured_and_nothing_fails(found: Measured) -> None:
    assert found.faults == {}
    assert found.quads > 3000
    ways = {f"{way} {name}" for name in QUESTIONS for way in ("warm bare", "warm kept", "warm known", "ask")}
    rest = {"build", "bulk_load", "rebuild", "export", "warm", *(f"known {name}" for name in KNOWN_AT)}
    assert set(found.seconds) == ways | rest
    assert all(len(times) == 1 and times[0] > 0 for times in found.seconds.values())
    assert all(peak > 1_000_000 for peak in found.peaks.values())


def test_a_table_has_a_row_for_each_of_them(found: Measured) -> None:
    lines = tables(found).splitlines()
    assert lines[0].startswith(f"| {SIZE} releases, {found.quads:,} quads |")
    assert "fails" not in tables(found)
    first = {line.split(" | ")[0] for line in lines}
    assert {f"| `{name}`" for name in QUESTIONS} <= first
    assert {f"| `{name} --known-at`, process, to it without" for name in KNOWN_AT} <= first
    assert len(lines) == 7 + len(KNOWN_AT) + 3 + len(QUESTIONS)


def test_every_question_has_rows_and_as_many_in_every_way(found: Measured) -> None:
    for name in QUESTIONS:
        bare, kept, known = (found.rows[f"warm {way} {name}"] for way in ("bare", "kept", "known"))
        assert bare == kept > 0, name
        assert known <= kept, name


def test_the_kept_graph_gives_the_rows_of_the_bare_store(found: Measured, folder: Path) -> None:
    questions, day = asked()

    def told() -> str:
        os.environ["GSC_CACHE_DIR"] = str(folder / "cache")
        compiled = Compiled(Workspace(folder / "corpus"))
        graph, bare = compiled.graph, Store.read_only(str(store_of(compiled)))
        names, differ = Names(compiled), []
        for name, values in questions.items():
            text = questions_of(compiled)[name].bound(values, names, day)
            one = bare.query(text, prefixes=compiled.prefixes, use_default_graph_as_union=True)
            two = graph.query(text)
            three = graph.query(text, Selection(date(9999, 1, 1)))
            assert isinstance(one, QuerySolutions)
            rows = sorted(str(solution) for solution in one)
            differ += [name] * (not rows)
            for other in (two, three):
                assert isinstance(other, QuerySolutions)
                differ += [name] * (sorted(map(str, other)) != rows)
        return json.dumps(differ)

    assert in_child(told) == "[]"


def test_what_is_asked_is_told_by_the_first_release() -> None:
    questions, day = asked()
    text = release_text(0)[1]
    assert set(questions) == set(QUESTIONS)
    assert all(tuple(questions[name]) == needs for name, needs in QUESTIONS.items())
    assert f'"{day}' in text
    for values in questions.values():
        for value in values.values():
            assert value.rpartition("/")[2] in text


def test_each_round_changes_one_line_of_a_release_to_another(tmp_path: Path) -> None:
    path, texts = tmp_path / "release.ttl", [release_text(0)[1]]
    path.write_text(texts[0], encoding="utf-8")
    for turn in range(3):
        change(path, turn)
        texts.append(path.read_text(encoding="utf-8"))
        pairs = zip(texts[-2].splitlines(), texts[-1].splitlines(), strict=True)
        assert [one.split()[0] for one, two in pairs if one != two] == ["gsc:retrieved"]


def test_what_fails_is_told_and_has_no_figure(capsys: pytest.CaptureFixture[str]) -> None:
    some = Measured(5)
    some.time("wrong", sys.executable, "-c", "raise SystemExit(3)")
    some.time("right", sys.executable, "-c", "print('done')")
    assert some.faults == {"wrong": "ended with 3"}
    assert capsys.readouterr().err == "scale: wrong, 5 releases: ended with 3\n"
    assert row("title", some, "wrong", "right", "1 or less") == "| title | fails | | 1 or less |"
    assert row("title", some, "right", "right", "").split(" | ")[2] == "1"


def test_a_ratio_is_the_median_of_those_of_the_rounds() -> None:
    some = Measured(5, seconds={"one": [2.0, 9.0, 40.0], "two": [1.0, 3.0, 4.0]})
    assert (some.median("one"), some.ratio("one", "two")) == (9.0, 3.0)


def test_the_median_of_each_way_leaves_out_the_first_time() -> None:
    store, calls = Store(), []

    def work(way: str) -> object:
        calls.append(way)
        return store.query("SELECT ?x { VALUES ?x { 1 2 } }")

    told = warming.compare({"a": partial(work, "a"), "b": partial(work, "b")}, 2)
    assert calls == ["a", "b"] * 3
    assert (told["a rows"], told["b rows"]) == (2, 2)
    assert 0 < told["a"] < 10


def test_the_store_of_a_workspace_is_the_newest_one_or_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_workspace: Path
) -> None:
    monkeypatch.setenv("GSC_CACHE_DIR", str(tmp_path))
    compiled = Compiled(Workspace(small_workspace))
    assert compiled.generation
    assert store_of(compiled) == compiled.generation.folder / "store"
    shutil.rmtree(tmp_path / "stores")
    with pytest.raises(FileNotFoundError, match="no store of it is kept"):
        store_of(compiled)


def test_a_curve_is_a_picture_with_each_line_named() -> None:
    lines = {"<one> & two": [(1.0, 1.0), (10.0, 10.0), (100.0, 100.0)], "flat": [(1.0, 2.0), (100.0, 2.0)]}
    root = ET.fromstring(curve(lines, "releases", "seconds"))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {*lines, "releases", "seconds", "1", "10", "100"} <= set(texts)
    assert root.findtext(f"{SVG}title") == "seconds by releases"
    circles = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in root.iter(f"{SVG}circle")]
    assert len(circles) == 5
    flat, rising = (
        (sorted(circles[:2]), circles[2:]) if circles[0][1] == circles[1][1] else (circles[3:], circles[:3])
    )
    assert flat[0][1] == flat[1][1]
    (x1, y1), (x2, y2), (x3, y3) = rising
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    assert y1 > y3


def test_the_picture_has_every_series(found: Measured) -> None:
    larger = Measured(10 * SIZE, seconds={name: [9.0] for name in found.seconds})
    root = ET.fromstring(picture([found, larger]))
    texts = [str(text.text) for text in root.iter(f"{SVG}text")]
    assert sorted(text for text in texts if text in SERIES) == SERIES
    assert len(list(root.iter(f"{SVG}circle"))) == 2 * len(SERIES)


def test_the_script_of_rdflib_gives_the_rows_of_the_command(tmp_path: Path) -> None:
    answer = json.loads(run_gsc("ask", *STATED, "--terms", "-f", "srj").out)
    names = answer["head"]["vars"]
    wanted = [[row.get(name, {}).get("value") for name in names] for row in answer["results"]["bindings"]]
    (tmp_path / "query.rq").write_text(run_gsc("ask", *STATED, "--show-query").out, encoding="utf-8")
    script = subprocess.run(
        [sys.executable, ROOT / "benchmarks/rdflib_script.py", tmp_path / "query.rq"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert sorted(map(json.loads, script.stdout.splitlines()), key=str) == sorted(wanted, key=str)
    assert len(wanted) > 5


def test_the_cold_start_compares_answers_with_as_many_rows(
    tmp_path: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GSC_WORKSPACE", "none")
    (tmp_path / "cache").symlink_to(cache_folder)
    start = cold(1, tmp_path)
    assert start.faults == {}
    assert start.rows["rdflib"] == start.rows["ask stated"] > 5
    assert len(start.seconds["click"]) == len(start.seconds["ask"]) == len(start.seconds["rdflib"]) == 10
    lines = start_table(start).splitlines()
    assert len(lines) == 4
    assert "fails" not in "".join(lines)
