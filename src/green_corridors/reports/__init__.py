"""The formats of what a check has to say, one module each; the folder is the list.

A format module has ``write(report, out)``. It writes the findings and nothing else. ``summary`` tells how
many there are; the command writes it where it does not mix with them.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import IO, Protocol, cast

from green_corridors.findings import Report
from green_corridors.folders import modules_in
from green_corridors.reports._baseline import fingerprints

__all__ = ["ReportFormat", "default_name", "fingerprints", "report_named", "report_names", "summary"]


class ReportFormat(Protocol):
    """What a format module offers."""

    def write(self, report: Report, out: IO[str]) -> None:
        """Write the findings of a report to ``out``."""


def report_names() -> list[str]:
    """Return the names of the report formats, sorted."""
    return modules_in(__path__)


def report_named(name: str) -> ReportFormat:
    """Return the report format of a name in ``report_names()``."""
    return cast(ReportFormat, importlib.import_module(f"{__name__}.{name}"))


def default_name(environment: Mapping[str, str]) -> str:
    """Return the name of the format for whoever reads here: GitHub's runner or a person."""
    return "github" if environment.get("GITHUB_ACTIONS") == "true" else "text"


def summary(report: Report) -> str:
    """Return one line that says what was checked and how much was found."""
    counts = ", ".join(
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity, number in report.counts().items()
        if number
    )
    silenced = f", {report.silenced} silenced" if report.silenced else ""
    return f"{report.checked} checked: {counts or 'nothing found'}{silenced}"
