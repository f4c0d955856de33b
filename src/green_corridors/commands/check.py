"""``gsc check``: everything that is wrong, incomplete or could be better in a workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from green_corridors.checks import check_workspace, unreadable
from green_corridors.commands._options import QUIET, WORKSPACE
from green_corridors.findings import SEVERITIES, Finding
from green_corridors.workspace import Workspace, find_workspace

COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


@click.command(
    name="check",
    help="""Check ontology, data, shapes and questions: syntax, terms, literals, SHACL, house form.

Each finding is one line: file, line, severity, rule, what is wrong and how to mend it. Each release is
checked on its own, so releases may contradict each other.

\b
Examples:
  gsc check
  gsc check --quiet
""",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="violation",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@WORKSPACE
@QUIET
def command(fail_on: str, workspace: Path | None, quiet: bool) -> int:
    """Check a workspace."""
    places = find_workspace(workspace)
    if errors := unreadable(places):
        for error in errors:
            click.echo(f"gsc: {error}", err=True)
        return 3
    if not places.releases:
        click.echo(f"gsc: {places.root}: there is no release to check; add one under data/releases", err=True)
        return 3
    found = check_workspace(places)
    for finding in found:
        click.echo(_line(finding, places))
    if not quiet:
        click.echo(_summary(found, places), err=True)
    return int(any(SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) for finding in found))


def _line(finding: Finding, places: Workspace) -> str:
    place = f"{places.shown(finding.path)}:{finding.line}" if finding.line else places.shown(finding.path)
    severity = (
        click.style(finding.severity, fg=COLOURS[finding.severity])
        if sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        else finding.severity
    )
    return f"{place}: {severity} {finding.rule}: {finding.message}"


def _summary(found: list[Finding], places: Workspace) -> str:
    counts = ", ".join(
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity in SEVERITIES
        if (number := sum(finding.severity == severity for finding in found))
    )
    checked = f"{len(places.releases)} releases and {len(places.shapes)} shape files checked"
    return f"{checked}: {counts or 'nothing found'}"
