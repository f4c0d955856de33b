"""One JSON document with everything a report holds; ``gsc check --baseline`` reads it again."""

from __future__ import annotations

from typing import IO, Any

from green_corridors.findings import Finding, Related, Report
from green_corridors.reports._baseline import VERSION
from green_corridors.reports._told import document


def write(report: Report, out: IO[str]) -> None:
    """Write a report; what a finding lacks is an empty text, an unknown end of a place is ``null``."""
    told = {
        "version": VERSION,
        "checked": report.checked,
        "counts": report.counts(),
        "silenced": report.silenced,
        "findings": [_finding(report, finding) for finding in report.findings],
    }
    out.write(document(told))


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "repair": finding.repair,
        "path": report.shown(finding.place.path),
        "line": finding.place.line,
        "column": finding.place.column,
        "endLine": finding.place.end_line,
        "endColumn": finding.place.end_column,
        "focus": finding.focus,
        "property": finding.property,
        "value": finding.value,
        "fingerprint": finding.fingerprint(report.root),
        "related": [_related(report, related) for related in finding.related],
    }


def _related(report: Report, related: Related) -> dict[str, Any]:
    return {
        "path": report.shown(related.place.path),
        "line": related.place.line,
        "column": related.place.column,
        "message": related.message,
    }
