from __future__ import annotations

import io
import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from green_corridors.errors import BrokenInput
from green_corridors.findings import Finding, Place, Related, Report, Rule
from green_corridors.reports import default_name, fingerprints, report_named, report_names, summary
from green_corridors.reports._excerpt import excerpt

RULES = {
    "GSC-L01": Rule("GSC-L01", "violation", "ill-typed literal", "A literal must fit its datatype."),
    "GSC-S02": Rule("GSC-S02", "warning", "missing date", "An agreement has a date."),
    "GSC-H03": Rule("GSC-H03", "info", "house form", "Files are in house form."),
    "GSC-X04": Rule("GSC-X04", "violation", "never broken", "Nobody breaks this rule."),
}

TURTLE = """\
@prefix ex: <https://example.org/> .

ex:agreement
\tex:signed "2023-02-30"^^xsd:date ;
\tex:title "环保航运走廊" .
"""


def report_of(*findings: Finding, root: Path, silenced: int = 0) -> Report:
    told = tuple(sorted(findings, key=lambda finding: finding.order))
    return Report(root, told, RULES, "2 releases and 1 shape file", silenced)


def written(name: str, report: Report) -> str:
    out = io.StringIO()
    report_named(name).write(report, out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    path = tmp_path / "data" / "a b.ttl"
    path.parent.mkdir()
    path.write_text(TURTLE, encoding="utf-8")
    bad = Finding(
        "GSC-L01",
        "violation",
        "“2023-02-30” is no date",
        Place(path, 4, 12, 4, 34),
        "write a day that the calendar has",
        focus="ex:agreement",
        property="ex:signed",
        value='"2023-02-30"^^xsd:date',
        related=(Related(Place(tmp_path / "shapes" / "s.ttl", 7), "the shape that asks for it"),),
    )
    missing = Finding("GSC-S02", "warning", "it has no date", Place(path, 3, 1, 3, 13), focus="ex:agreement")
    advice = Finding("GSC-H03", "info", "not in house form", Place(path), "run gsc fmt")
    return report_of(bad, missing, advice, root=tmp_path, silenced=3)


def test_the_folder_is_the_list_of_formats() -> None:
    assert report_names() == ["github", "json", "junit", "markdown", "sarif", "text"]


def test_github_is_the_format_where_github_runs_it_and_text_elsewhere() -> None:
    assert default_name({"GITHUB_ACTIONS": "true"}) == "github"
    assert default_name({"GITHUB_ACTIONS": "false"}) == default_name({}) == "text"


def test_the_summary_counts_what_was_found_and_silenced(report: Report, tmp_path: Path) -> None:
    assert summary(report) == (
        "2 releases and 1 shape file checked: 1 violation, 1 warning, 1 info, 3 silenced"
    )
    assert summary(report_of(root=tmp_path)) == "2 releases and 1 shape file checked: nothing found"


@pytest.mark.parametrize("name", report_names())
def test_the_same_report_gives_the_same_text(name: str, report: Report) -> None:
    assert written(name, report) == written(name, report)
    assert "\x1b" not in written(name, report)


def test_text_shows_the_place_the_repair_and_what_belongs_to_it(report: Report) -> None:
    assert written("text", report) == (
        """\
data/a b.ttl:4:12: violation GSC-L01: “2023-02-30” is no date
    4 |     ex:signed "2023-02-30"^^xsd:date ;
      |               ^^^^^^^^^^^^^^^^^^^^^^
  help: write a day that the calendar has
  note: shapes/s.ttl:7: the shape that asks for it

data/a b.ttl:3:1: warning GSC-S02: it has no date
    3 | ex:agreement
      | ^^^^^^^^^^^^

data/a b.ttl:1:1: info GSC-H03: not in house form
    1 | @prefix ex: <https://example.org/> .
      | ^
  help: run gsc fmt
"""
    )


def test_text_without_a_finding_is_empty(tmp_path: Path) -> None:
    assert written("text", report_of(root=tmp_path)) == ""


def test_text_wraps_the_repair_to_the_width_but_keeps_an_address_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    address = "https://example.org/" + "long/" * 10
    repair = f"{'write another word ' * 5}{address}"
    gone = Finding("GSC-H03", "info", "m" * 80, Place(tmp_path / "gone.ttl", 3, 2), repair)
    first, *rest = written("text", report_of(gone, root=tmp_path)).splitlines()
    assert first == f"gone.ttl:3:2: info GSC-H03: {'m' * 80}"
    assert rest[0].startswith("  help: write another word")
    assert all(line.startswith(" " * 8) for line in rest[1:])
    assert {len(line) <= 40 for line in rest[:-1]} == {True}
    assert rest[-1].strip() == address


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colours_are_for_a_terminal_that_wants_them(
    report: Report, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    plain = written("text", report)
    master, slave = os.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        report_named("text").write(report, terminal)
        terminal.flush()
        seen = ""
        while not seen.endswith("run gsc fmt\n"):
            seen += os.read(master, 65536).decode().replace("\r\n", "\n")
    os.close(master)
    assert ("\x1b[1;31mviolation\x1b[0m" in seen) == coloured
    assert ("\x1b" in seen) == coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", seen) == plain


def cells(text: str) -> list[str]:
    """Return one entry for each cell that a terminal fills, by the width that Unicode says."""
    filled: list[str] = []
    for character in text:
        if unicodedata.combining(character):
            filled[-1] += character
        elif unicodedata.east_asian_width(character) in "WF":
            filled += [character, ""]
        else:
            filled.append(character)
    return filled


@pytest.mark.parametrize(
    ("line", "place", "marked"),
    [
        ("plain text", (7, 1, 11), "text"),
        ("\t\tafter tabs", (3, 1, 8), "after"),
        ("a\tb", (2, 1, 3), "    "),
        ("环保航运走廊 here", (3, 1, 5), "航运"),
        ("环保航运走廊 here", (8, 1, 12), "here"),
        ("cafe\u0301 au lait", (1, 1, 6), "cafe\u0301"),
        ("cafe\u0301 au lait", (7, 1, 9), "au"),
        ("ｆｕｌｌ한글\tab", (8, 1, 10), "ab"),
        ("a\x1b[31mred", (2, 1, 7), "\\u001b[31m"),
        ("a\u202eb c", (5, 1, 6), "c"),
        ("no end given", (4, None, None), "e"),
        ("empty", (3, 1, 3), "p"),
        ("on and on", (4, 2, 3), "and on…"),
        ("past", (5, 1, 9), " "),
        ("far past", (90, None, None), " "),
    ],
)
def test_the_carets_stand_under_the_very_columns(
    line: str, place: tuple[int, int | None, int | None], marked: str
) -> None:
    column, end_line, end_column = place
    shown = excerpt(line, Place(Path("f"), 1, column, end_line, end_column), 80)
    under = [*cells(shown.line), " "]
    where = [number for number, mark in enumerate(shown.carets) if mark == "^"]
    told = "".join(under[where[0] : where[-1] + 1]) + "…" * shown.carets.endswith("…")
    assert told == marked
    assert shown.carets == " " * where[0] + "^" * len(where) + "…" * shown.carets.endswith("…")


@pytest.mark.parametrize("filling", ["a", "走", "e\u0301", "\t", "\x1b"])
@pytest.mark.parametrize(("before", "after"), [(0, 5000), (5000, 0), (5000, 5000), (20, 20)])
@pytest.mark.parametrize("width", [20, 40, 79])
def test_a_long_line_is_clipped_around_the_place(filling: str, before: int, after: int, width: int) -> None:
    line = filling * before + "HERE" + filling * after
    start = len(filling) * before + 1
    shown = excerpt(line, Place(Path("f"), 1, start, 1, start + 4), width)
    assert max(len(cells(shown.line)), len(shown.carets)) <= width
    under = shown.carets.index("^")
    assert "".join(cells(shown.line)[under : under + 4]) == "HERE"
    assert shown.carets.strip() == "^^^^"


def test_a_stretch_wider_than_the_terminal_is_marked_as_going_on() -> None:
    shown = excerpt("x" * 500, Place(Path("f"), 1, 3, 1, 400), 40)
    assert len(shown.carets) <= 40
    assert shown.carets.endswith("^…")


@pytest.mark.parametrize("content", [b"\xff\xfe broken", b"one\r\nt\0wo \x1b[2J\r\nthree", b""])
def test_bytes_that_are_no_text_are_shown_without_harm(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f.ttl").write_bytes(content)
    finding = Finding("GSC-L01", "violation", "bad", Place(tmp_path / "f.ttl", 2, 3))
    told = written("text", report_of(finding, root=tmp_path))
    assert told.startswith("f.ttl:2:3: violation GSC-L01: bad\n")
    assert re.search(r"[\x00-\x09\x0b-\x1f]", told) is None
    assert ("t\\u0000wo \\u001b[2J" in told) == (b"two" in content.replace(b"\0", b""))


def test_json_holds_everything_and_is_read_back_as_a_baseline(report: Report) -> None:
    told = json.loads(written("json", report))
    assert told["version"] == 1
    assert told["checked"] == "2 releases and 1 shape file"
    assert told["counts"] == {"violation": 1, "warning": 1, "info": 1}
    assert told["silenced"] == 3
    assert told["findings"][0] == {
        "rule": "GSC-L01",
        "severity": "violation",
        "message": "“2023-02-30” is no date",
        "repair": "write a day that the calendar has",
        "path": "data/a b.ttl",
        "line": 4,
        "column": 12,
        "endLine": 4,
        "endColumn": 34,
        "focus": "ex:agreement",
        "property": "ex:signed",
        "value": '"2023-02-30"^^xsd:date',
        "fingerprint": report.findings[0].fingerprint(report.root),
        "related": [
            {"path": "shapes/s.ttl", "line": 7, "column": 1, "message": "the shape that asks for it"}
        ],
    }
    assert told["findings"][2]["endLine"] is None


@pytest.mark.parametrize("name", ["json", "sarif"])
def test_a_baseline_is_read_from_both_formats(name: str, report: Report) -> None:
    found = {finding.fingerprint(report.root) for finding in report.findings}
    assert len(found) == 3
    assert fingerprints(written(name, report)) == found
    assert fingerprints(written(name, report_of(root=report.root))) == set()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        '"version"',
        "{}",
        '{"version": 1}',
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": {"a": 1}}',
        '{"version": 1, "findings": [{"fingerprint": 3}]}',
        '{"version": 1, "findings": [{"fingerprint": []}]}',
        '{"version": "2.1.0", "runs": [{"results": [{"ruleId": "x"}]}]}',
        '{"version": "2.1.0", "runs": null}',
        "[" * 200_000,
        "9" * 10_000,
    ],
    ids=lambda text: text[:40] or "empty",
)
def test_a_baseline_of_another_kind_is_refused_with_the_repair(text: str) -> None:
    with pytest.raises(BrokenInput, match=r"^old\.json.*; write one with gsc check --format json") as caught:
        fingerprints(text, "old.json")
    assert "\n" not in str(caught.value)
