"""What several report formats tell in the same way: a finding's line, its title, and findings by file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from green_corridors.escapes import visible
from green_corridors.findings import Finding, Report

__all__ = ["by_file", "cut", "document", "line_of", "place_of", "title_of"]


def place_of(report: Report, finding: Finding) -> str:
    """Return a finding's ``path:line:column``, safe to show."""
    return visible(f"{report.shown(finding.place.path)}:{finding.place.line}:{finding.place.column}")


def line_of(report: Report, finding: Finding) -> str:
    """Return ``path:line:column: severity rule: message`` on one line, which problem matchers can read."""
    told = f"{finding.severity} {finding.rule}: {finding.message}"
    return f"{place_of(report, finding)}: {visible(told)}"


def title_of(report: Report, finding: Finding) -> str:
    """Return the code of a finding's rule and its name, as far as it is known."""
    rule = report.rules.get(finding.rule)
    return visible(f"{finding.rule} {rule.name}" if rule else finding.rule)


def by_file(report: Report, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return findings by the path they stand in, as a person would name it; the order stays as it is told."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(report.shown(finding.place.path), []).append(finding)
    return found


def cut(text: str, most: int) -> str:
    """Return a text that is no longer than ``most``; what is cut off is marked."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def document(value: Any) -> str:
    """Return a JSON document that is read by people too: no escapes but for what could steer a terminal.

    ``visible`` writes such characters as JSON does, so nothing is lost.
    """
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(visible(line) for line in lines) + "\n"
