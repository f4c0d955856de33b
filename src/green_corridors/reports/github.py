"""Annotations of GitHub Actions, and a summary of the step.

GitHub shows ten annotations of a kind for each step and drops the others in silence. So where there are more,
the tenth says how many there are and where.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from urllib.parse import quote

from green_corridors.escapes import visible
from green_corridors.findings import SEVERITIES, Finding, Place, Report
from green_corridors.reports import summary
from green_corridors.reports._pages import page
from green_corridors.reports._told import by_file, cut, title_of

LEVELS = {"violation": "error", "warning": "warning", "info": "notice"}

#: How many annotations of one kind GitHub shows for a step.
SHOWN = 10

#: The most bytes of a step's summary; GitHub drops a longer one whole.
LIMIT = 1024 * 1024

#: The most characters of a message and of a repair.
LONGEST = 4_000

#: How many files the last annotation names.
FILES = 20


def write(report: Report, out: IO[str]) -> None:
    """Write workflow commands; append the step's summary to the file that ``GITHUB_STEP_SUMMARY`` names."""
    for severity in SEVERITIES:
        findings = [finding for finding in report.findings if finding.severity == severity]
        kept = findings if len(findings) <= SHOWN else findings[: SHOWN - 1]
        for finding in kept:
            out.write(_command(report, finding.place, severity, title_of(report, finding), _text(finding)))
        if rest := findings[len(kept) :]:
            title = f"{len(rest)} more of this kind"
            start = Place(rest[0].place.path, rest[0].place.line)
            out.write(_command(report, start, severity, title, _where(report, rest)))
    if address := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append(report, Path(address))


def step_summary(report: Report, environment: Mapping[str, str] = os.environ, limit: int = LIMIT) -> str:
    """Return a page in GitHub-flavoured Markdown of fewer than ``limit`` bytes.

    Where ``environment`` says which commit of which repository this is, line numbers are links to it.
    """

    def link(path: str, line: int) -> str:
        names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
        server, repository, commit = (environment.get(name) for name in names)
        if not (server and repository and commit) or Path(path).is_absolute():
            return ""
        file = _from_workspace(report.root / path, path, environment)
        return f"{server}/{repository}/blob/{commit}/{quote(os.fsencode(file))}#L{line}"

    return page(report, summary(report), limit=limit, size=_bytes, link=link)


def _text(finding: Finding) -> str:
    message = cut(visible(finding.message), LONGEST)
    return f"{message}\nhelp: {cut(visible(finding.repair), LONGEST)}" if finding.repair else message


def _append(report: Report, path: Path) -> None:
    written = path.stat().st_size if path.exists() else 0
    with path.open("a", encoding="utf-8") as file:
        file.write(step_summary(report, limit=LIMIT - written))


def _bytes(text: str) -> int:
    return len(text.encode())


def _where(report: Report, findings: list[Finding]) -> str:
    files = [f"{visible(path)} ({len(found)})" for path, found in by_file(report, findings).items()]
    if len(files) > FILES:
        files[FILES:] = [f"and {len(files) - FILES} more files"]
    return f"{', '.join(files)}; gsc check shows all"


def _command(report: Report, place: Place, severity: str, title: str, text: str) -> str:
    told = {
        "file": visible(_file(report, place.path)),
        "line": place.line,
        **dict(_rest(place)),
        "title": title,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in told.items())
    return f"::{LEVELS[severity]} {properties}::{_data(text)}\n"


def _rest(place: Place) -> Iterator[tuple[str, int]]:
    """Yield the columns and the end; GitHub refuses columns where a place has several lines."""
    if place.end_line in (None, place.line):
        yield "col", place.column
        if place.end_column is not None:
            yield "endLine", place.line
            yield "endColumn", place.end_column
    else:
        yield "endLine", place.end_line


def _file(report: Report, path: Path) -> str:
    return _from_workspace(path, report.shown(path), os.environ)


def _from_workspace(path: Path, shown: str, environment: Mapping[str, str]) -> str:
    """Return a path relative to the checkout, which the folder that is checked may be only a part of."""
    workspace = environment.get("GITHUB_WORKSPACE")
    if workspace and path.is_relative_to(workspace):
        return path.relative_to(workspace).as_posix()
    return shown


def _data(text: str) -> str:
    """Escape a message as GitHub's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property as GitHub's own toolkit does."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
