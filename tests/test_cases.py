"""Each seeded fault is found on its line, under its rule, and nothing else; every format tells the same."""

from __future__ import annotations

import io
import os
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from green_corridors.cache import Cache
from green_corridors.checking import check_workspace, rules_of
from green_corridors.findings import SEVERITIES, Finding, Report
from green_corridors.reports import report_named, report_names
from green_corridors.workspace import Workspace
from tests.cases import Case, cases, folders
from tests.conftest import FEW, JUDGED, ROOT, copy_workspace
from tests.report_readers import WHOLE, Told, github

TODAY = date(2026, 11, 24)
CASES = [case for folder in folders() for case in cases(folder)]


Bench = tuple[Workspace, Cache, frozenset[Finding]]


def _bench(folder: Path, slugs: Collection[str] = FEW, *, releases: str = "*", judged: bool = False) -> Bench:
    """Make a workspace to which cases are added, a cache that knows it without them, and what is found then."""
    copy_workspace(folder, slugs, judged=judged)
    for path in (folder / "data" / "releases").rglob("*.ttl"):
        if not path.match(releases):
            path.unlink()
    workspace, cache = Workspace(folder), Cache(folder / "cache")
    report = check_workspace(workspace, today=TODAY, cache=cache)
    return workspace, cache, frozenset(report.findings)


@pytest.fixture(scope="session")
def benches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bench]:
    """Return a workspace for releases, two for judgements, and one for the background.

    With a fault in the background each release is checked anew, so it has one.
    """
    folder = tmp_path_factory.mktemp("benches")
    return {
        "releases": _bench(folder / "releases"),
        "judgements": _bench(folder / "judgements", JUDGED),
        "judged": _bench(folder / "judged", JUDGED, judged=True),
        "background": _bench(folder / "background", releases=f"*-{FEW[0]}.ttl"),
    }


def bench_of(case: Case) -> str:
    """Return which workspace a case is added to."""
    if case.name.startswith("across-judgement"):
        return "judged"
    folder = case.file.split("/")[1]
    return folder if folder in ("releases", "judgements") and case.file.startswith("data/") else "background"


@pytest.fixture(autouse=True)
def _outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        monkeypatch.delenv(name)


def checked(case: Case, workspace: Workspace, cache: Cache) -> Report:
    """Check the workspace with a case in it, and take the case out again."""
    path = workspace.root / case.file
    fresh = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(case.content)
    try:
        return check_workspace(workspace, today=TODAY, cache=cache)
    finally:
        path.unlink()
        if fresh:
            path.parent.rmdir()


def test_there_are_many_cases_of_every_rule_that_is_no_shape() -> None:
    assert len(CASES) >= 120
    unseen = {"unreadable"}  # a pipe, a folder or a device is no file of this folder
    own = {rule.code for rule in rules_of(Workspace(ROOT)).values() if not rule.code.startswith("GSC-")}
    assert set(folders()) == own - unseen


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_is_found_on_its_line_under_its_rule_and_nothing_else_in_every_format(
    case: Case, benches: dict[str, Bench]
) -> None:
    workspace, cache, before = benches[bench_of(case)]
    report = checked(case, workspace, cache)
    found = sorted(
        (finding.rule, finding.place.line, report.shown(finding.place.path))
        for finding in report.findings
        if finding not in before
    )
    assert found == [(rule, line, case.file) for rule, line in case.expected]
    for name, read in WHOLE.items():
        assert sorted(read(written(name, report))) == sorted(told(report)), name
    annotated, more = github(written("github", report))
    for severity in SEVERITIES:
        every = told(report, severity)
        # GitHub shows ten of a kind; where there are more, the tenth counts them.
        shown = every if len(every) <= 10 else every[:9]
        assert (annotated[severity], more[severity]) == (shown, len(every) - len(shown))


def written(name: str, report: Report) -> str:
    out = io.StringIO()
    report_named(name).write(report, out)
    return out.getvalue()


def told(report: Report, severity: str | None = None) -> list[Told]:
    """Return the rule, the path and the line of each finding, of one severity or of all."""
    return [
        (finding.rule, report.shown(finding.place.path), finding.place.line)
        for finding in report.findings
        if severity in (None, finding.severity)
    ]


def test_every_format_is_read_back() -> None:
    assert report_names() == sorted([*WHOLE, "github"])
