"""What GitHub and dashboards read."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from green_corridors.findings import Finding, Place, Report, Rule
from green_corridors.reports import report_named
from green_corridors.reports.github import LIMIT, step_summary
from tests.test_reports import RULES, _outside_of_github, report, report_of, written

__all__ = ["_outside_of_github", "report"]


def many(root: Path, number: int, severity: str = "violation", files: int = 1) -> Report:
    rule = next(code for code, rule in sorted(RULES.items()) if rule.severity == severity)
    return report_of(
        *(
            Finding(rule, severity, f"fault {n}", Place(root / f"{n % files}.ttl", n + 1))
            for n in range(number)
        ),
        root=root,
    )


def test_annotations_are_workflow_commands(report: Report) -> None:
    assert written("github", report).splitlines() == [
        "::error file=data/a b.ttl,line=4,col=12,endLine=4,endColumn=34,title=GSC-L01 ill-typed literal::"
        "“2023-02-30” is no date%0Ahelp: write a day that the calendar has",
        "::warning file=data/a b.ttl,line=3,col=1,endLine=3,endColumn=13,title=GSC-S02 missing date::it has no date",
        "::notice file=data/a b.ttl,line=1,col=1,title=GSC-H03 house form::not in house form%0Ahelp: run gsc fmt",
    ]


def test_annotations_are_escaped_as_githubs_toolkit_does(tmp_path: Path) -> None:
    rules = {"A": Rule("A", "info", "50%, or: so", "")}
    finding = Finding("A", "info", "50%: a,\r\n::error::b%0A", Place(tmp_path / "a,b:c%.ttl"))
    told = written("github", Report(tmp_path, (finding,), rules, "1 file"))
    assert told == (
        "::notice file=a%2Cb%3Ac%25.ttl,line=1,col=1,title=A 50%25%2C or%3A so::"
        "50%25: a,\\u000d\\u000a::error::b%250A\n"
    )


def test_a_place_of_several_lines_has_no_columns_since_github_refuses_them(tmp_path: Path) -> None:
    finding = Finding("GSC-H03", "info", "m", Place(tmp_path / "f", 2, 5, 4, 1))
    assert written("github", report_of(finding, root=tmp_path)).startswith(
        "::notice file=f,line=2,endLine=4,title="
    )


@pytest.mark.parametrize("number", [0, 1, 9, 10])
def test_as_many_annotations_as_github_shows_are_all_written(tmp_path: Path, number: int) -> None:
    lines = written("github", many(tmp_path, number)).splitlines()
    assert [line.rpartition("::")[2] for line in lines] == [f"fault {n}" for n in range(number)]


@pytest.mark.parametrize("number", [11, 30])
def test_the_tenth_annotation_counts_the_others_by_file(tmp_path: Path, number: int) -> None:
    lines = written("github", many(tmp_path, number, files=2)).splitlines()
    assert len(lines) == 10
    whole = many(tmp_path, number, files=2)
    rest = whole.findings[9:]
    counts = Counter(finding.place.path.name for finding in rest)
    where = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    head = f"::error file={rest[0].place.path.name},line={rest[0].place.line},col=1,"
    assert lines[9] == f"{head}title={number - 9} more of this kind::{where}; gsc check shows all"


def test_each_kind_of_annotation_has_its_own_ten(tmp_path: Path) -> None:
    findings = [
        f for severity in ("violation", "warning", "info") for f in many(tmp_path, 12, severity).findings
    ]
    lines = written("github", report_of(*findings, root=tmp_path)).splitlines()
    assert Counter(line.split(" ")[0] for line in lines) == {"::error": 10, "::warning": 10, "::notice": 10}


def test_the_last_annotation_names_twenty_files_at_most(tmp_path: Path) -> None:
    last = written("github", many(tmp_path, 100, files=60)).splitlines()[-1]
    assert last.count(".ttl (") == 20
    assert "and " in last
    assert last.endswith("more files; gsc check shows all")


def test_a_file_is_named_from_the_checkout_that_the_workspace_lies_in(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(report.root.parent))
    assert f"::error file={report.root.name}/data/a b.ttl,line=4" in written("github", report)


def test_the_summary_of_the_step_is_appended_where_github_says(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = report.root / "summary.md"
    file.write_text("before é\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    written("github", report)
    assert file.read_text(encoding="utf-8") == "before é\n" + step_summary(report)


def test_the_summary_of_the_step_counts_and_folds_by_file_and_links_lines(report: Report) -> None:
    environment = {
        "GITHUB_SERVER_URL": "https://example.org",
        "GITHUB_REPOSITORY": "we/ours",
        "GITHUB_SHA": "abc",
        "GITHUB_WORKSPACE": str(report.root.parent),
    }
    told = step_summary(report, environment)
    assert told.startswith(
        "### gsc check\n\n2 releases and 1 shape file checked: 1 violation, 1 warning, 1 info, 3 s"
    )
    assert "| violation | warning | info |\n| ---: | ---: | ---: |\n| 1 | 1 | 1 |\n" in told
    assert "<details><summary><code>data/a b.ttl</code>: 3</summary>\n\n| line |" in told
    link = f"https://example.org/we/ours/blob/abc/{report.root.name}/data/a%20b.ttl#L4"
    assert f"| [4]({link}) | violation | GSC-L01 | “2023-02-30” is no date | write a day" in told


@pytest.mark.parametrize("length", [100, 900, 5000])
def test_the_summary_of_the_step_stays_below_its_limit_and_says_what_is_left_out(
    tmp_path: Path, length: int
) -> None:
    findings = [
        Finding("GSC-L01", "violation", f"{n} " + "走" * length, Place(tmp_path / f"{n % 40}.ttl", n + 1))
        for n in range(12_000)
    ]
    told = step_summary(report_of(*findings, root=tmp_path))
    assert LIMIT * 0.9 < len(told.encode()) < LIMIT
    rows = len(re.findall(r"^\| \d+ \| violation", told, re.MULTILINE))
    assert told.endswith(
        f"\n{12_000 - rows} more are left out here, as the page would be too long; `gsc check` shows all.\n"
    )
    assert told.count("<details>") == told.count("</details>") > 1


def test_a_step_whose_summary_is_full_gets_no_more(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    file = report.root / "summary.md"
    file.write_text("x" * LIMIT, encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    assert written("github", report).count("\n") == 3
    assert file.stat().st_size == LIMIT


def test_a_comment_on_a_pull_request_is_short_enough_for_github(tmp_path: Path) -> None:
    told = written("markdown", many(tmp_path, 5_000, files=3))
    assert 60_000 < len(told) < 65_536
    assert "more are left out here" in told


def test_junit_has_a_failure_for_each_rule_and_resource_that_is_violated(report: Report) -> None:
    root = ElementTree.fromstring(written("junit", report))
    assert root.attrib == {"name": "gsc check", "tests": "3", "failures": "1", "errors": "0"}
    (suite,) = root
    assert suite.get("name") == "data/a b.ttl"
    violation, warning, advice = suite
    assert violation.attrib == {
        "classname": "data/a b.ttl",
        "name": "GSC-L01 ill-typed literal: ex:agreement",
        "file": "data/a b.ttl",
        "line": "4",
    }
    failure = violation.find("failure")
    assert failure is not None
    assert failure.get("type") == "GSC-L01"
    assert failure.text == (
        "data/a b.ttl:4:12: violation GSC-L01: “2023-02-30” is no date\n"
        "  help: write a day that the calendar has\n  note: shapes/s.ttl:7: the shape that asks for it"
    )
    assert [[child.tag for child in case] for case in (warning, advice)] == [["system-out"], ["system-out"]]


def test_junit_groups_the_findings_of_one_rule_and_resource(tmp_path: Path) -> None:
    findings = [
        Finding("GSC-L01", "violation", f"m{n}", Place(tmp_path / "f.ttl", n), focus=focus)
        for n, focus in enumerate(("ex:a", "ex:b", "ex:a"), 1)
    ]
    (suite,) = ElementTree.fromstring(written("junit", report_of(*findings, root=tmp_path)))
    assert [case.get("name", "").rpartition(" ")[2] for case in suite] == ["ex:a", "ex:b"]
    assert [len((case.findtext("failure") or "").split("\n")) for case in suite] == [2, 1]


def test_junit_of_a_clean_run_has_one_case_that_passes(tmp_path: Path) -> None:
    root = ElementTree.fromstring(written("junit", report_of(root=tmp_path)))
    (case,) = root.iter("testcase")
    assert case.get("name") == "2 releases and 1 shape file checked"
    assert list(case) == []
    assert root.get("tests") == "1"


@pytest.mark.parametrize("name", ["github", "markdown", "sarif", "junit", "json", "text"])
def test_a_rule_that_nobody_has_heard_of_is_told_by_its_code(name: str, tmp_path: Path) -> None:
    stranger = Finding("ex:Shape-minCount", "warning", "too few", Place(tmp_path / "f.ttl"))
    told = written(name, Report(tmp_path, (stranger,), {}, "1 file"))
    assert "ex:Shape-minCount" in told.replace("%3A", ":")
    assert callable(report_named(name).write)
