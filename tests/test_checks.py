"""Checking a workspace: what is told, what is kept, what is silenced, and how a run ends."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from green_corridors.cache import Cache
from green_corridors.checking import check_workspace, rules_of
from green_corridors.workspace import Workspace
from tests.conftest import run_gsc

PORTNEWS = "data/releases/2023/*portnews*.ttl"
CASE = Path(__file__).parent / "cases" / "exception-expired" / "exception-expired.ttl"
Spoil = Callable[[str, str, str], Path]


def test_the_workspace_has_no_violation_and_lacks_only_what_no_source_tells() -> None:
    run = run_gsc("check", "--no-cache", "--format", "json")
    assert run.code == 0
    assert run.err.startswith("gsc: 52 releases and ")
    found = Counter(finding["rule"] for finding in json.loads(run.out)["findings"])
    # Three ports without a position, and six releases whose texts do not show whose account they retell.
    assert found == {"GSC-POR-08": 3, "GSC-POR-09": 3, "GSC-REL-08": 6}


def test_the_first_releases_have_no_finding(copied_workspace: Path) -> None:
    run = run_gsc("check", "-w", str(copied_workspace), "--fail-on", "info")
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("gsc: 5 releases and ")


def test_a_finding_is_told_with_its_place_its_excerpt_and_its_repair(spoil: Spoil) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:agred")
    run = run_gsc("check", "-w", str(folder))
    path = next(folder.glob(PORTNEWS))
    line = 1 + path.read_text(encoding="utf-8")[
        : path.read_text(encoding="utf-8").index("stage:agred")
    ].count("\n")
    shown = path.relative_to(folder).as_posix()
    assert run.code == 1
    assert run.out.startswith(f"{shown}:{line}:15: violation undeclared-term: stage:agred is not declared")
    assert f"{line} |     gsc:stage stage:agred ;" in run.out
    assert "did you mean stage:agreed?" in run.out


def test_only_what_was_found_in_the_files_named_is_told(spoil: Spoil) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:agred")
    wrong, right = next(folder.glob(PORTNEWS)), folder / "data/register/ports.ttl"
    assert run_gsc("check", "-w", str(folder), str(wrong)).code == 1
    run = run_gsc("check", "-w", str(folder), str(right))
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith("gsc: 1 file of 5 releases")


def test_the_first_severity_that_fails_a_run_can_be_chosen(spoil: Spoil) -> None:
    folder = spoil("data/register/people.ttl", "    skos:prefLabel", "  skos:prefLabel")
    assert run_gsc("check", "-w", str(folder)).code == 0
    assert run_gsc("check", "-w", str(folder), "--fail-on", "warning").code == 1


def test_every_broken_file_is_named_not_only_the_first_and_the_others_are_checked(spoil: Spoil) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:agred")
    for path in sorted(folder.glob("data/releases/2022/*.ttl")):
        path.write_text("<> a .\n<http://e.example/a> b .\n", encoding="utf-8")
    run = run_gsc("check", "-w", str(folder))
    assert run.code == 3
    assert run.out.count("violation syntax: ") == 2
    assert "undeclared-term" in run.out


def test_where_the_background_is_broken_only_reading_is_checked(spoil: Spoil) -> None:
    folder = spoil("data/register/ports.ttl", "port:tokyo a", "port:tokyo b a")
    run = run_gsc("check", "-w", str(folder))
    assert run.code == 3
    assert run.out.count("violation") == 1


def test_two_files_for_one_release_are_refused(copied_workspace: Path) -> None:
    path = next(copied_workspace.glob(PORTNEWS))
    (path.parent / "copy.ttl").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert run_gsc("ask", "releases", "-w", str(copied_workspace)).code == 3
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 3
    assert "violation one-release: " in run.out


def test_a_check_of_nothing_fails(copied_workspace: Path) -> None:
    for path in copied_workspace.glob("data/releases/*/*.ttl"):
        path.unlink()
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 3
    assert "there is no release to check" in run.err


def test_two_releases_may_contradict_each_other(spoil: Spoil) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:operational")
    assert run_gsc("check", "-w", str(folder)).code == 0


def test_an_exception_silences_its_finding_until_its_day(copied_workspace: Path, tmp_path: Path) -> None:
    path = copied_workspace / "data/releases/2023/2023-03-17-case.ttl"
    text = "\n".join(line.partition("  # <-")[0] for line in CASE.read_text(encoding="utf-8").splitlines())
    path.write_text(text + "\n", encoding="utf-8")
    workspace = Workspace(copied_workspace)
    before, after = (
        check_workspace(workspace, today=day, cache=Cache(tmp_path / "cache"))
        for day in (date(2019, 12, 31), date(2020, 1, 1))
    )
    assert {f.rule for f in before.findings if f.place.path == path} == set()
    assert {f.rule for f in after.findings} == {"GSC-AGR-03", "exception-expired"}
    assert (before.silenced, after.silenced) == (2, 1)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_baseline_leaves_only_what_is_new(spoil: Spoil, tmp_path: Path, form: str) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:agred")
    baseline = tmp_path / f"baseline.{form}"
    assert run_gsc("check", "-w", str(folder), "-f", form, "-o", str(baseline)).code == 1
    path = next(folder.glob(PORTNEWS))
    path.write_text(
        "\n" + path.read_text(encoding="utf-8").replace("gsc:asOf", "gsc:asof", 1), encoding="utf-8"
    )
    run = run_gsc("check", "-w", str(folder), "--baseline", str(baseline))
    assert run.code == 1
    assert "gsc:asof" in run.out
    assert "stage:agred is" not in run.out


def test_what_is_no_baseline_is_refused(small_workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    run = run_gsc("check", "-w", str(small_workspace), "--baseline", str(tmp_path / "none.json"))
    assert run.code == 3
    assert "no report of gsc check" in run.err


def test_an_unchanged_workspace_is_answered_from_the_cache_and_a_change_is_seen(
    copied_workspace: Path, tmp_path: Path
) -> None:
    workspace, cache = Workspace(copied_workspace), Cache(tmp_path / "cache")
    told: list[tuple[int, int]] = []

    def run() -> list[str]:
        told.clear()
        progress = lambda done, total: told.append((done, total))  # noqa: E731
        report = check_workspace(workspace, today=date(2026, 1, 1), cache=cache, progress=progress)
        return [finding.rule for finding in report.findings]

    assert run() == []
    assert told[-1][0] == told[-1][1] > len(workspace.releases)
    assert run() == []
    assert told == []
    path = next(copied_workspace.glob(PORTNEWS))
    path.write_text(path.read_text(encoding="utf-8").replace("gsc:asOf", "gsc:asof", 1), encoding="utf-8")
    assert "undeclared-term" in run()
    assert len(told) == 2
    again = check_workspace(workspace, today=date(2026, 1, 1), cache=cache)
    anew = check_workspace(workspace, today=date(2026, 1, 1))
    assert again.findings == anew.findings


def test_a_rule_explains_itself_and_an_unknown_one_has_the_nearest() -> None:
    run = run_gsc("check", "--explain", "gsc-agr-03")
    assert run.code == 0
    assert run.out.startswith("GSC-AGR-03: two parties (warning)")
    assert "shapes/agreement.ttl" in run.out
    run = run_gsc("check", "--explain", "undeclared-trem")
    assert run.code == 2
    assert "undeclared-term" in run.err


def test_every_rule_has_a_name_an_explanation_and_a_severity(workspace: Workspace) -> None:
    rules = rules_of(workspace)
    assert len(rules) > 260
    for rule in rules.values():
        assert rule.name
        assert rule.name[-1] != "."
        assert len(rule.explanation.split()) >= 8
        assert rule.severity in ("violation", "warning", "info")


def test_under_github_actions_findings_are_annotations(spoil: Spoil, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:agred")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    run = run_gsc("check", "-w", str(folder))
    assert run.out.startswith("::error file=")
    assert json.loads(run_gsc("check", "-w", str(folder), "-f", "json").out)["counts"]["violation"] == 1


def test_options_that_do_not_go_together_are_refused() -> None:
    for arguments in (["--report", "turtle"], ["--shapes", "shapes/port.ttl"]):
        assert run_gsc("check", *arguments).code == 2
    assert run_gsc("check", "no-such-file.ttl").code == 3
