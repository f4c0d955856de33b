"""Findings as GitHub-flavoured Markdown: counts, a section for each file, cut where it grows too long."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator

from green_corridors.escapes import github, visible
from green_corridors.findings import Finding, Report
from green_corridors.reports._told import by_file, cut

__all__ = ["page"]

#: Returns the address of a line of a file, or nothing.
Link = Callable[[str, int], str]

HEAD = "| line | severity | rule | what is wrong | what to do |\n| ---: | --- | --- | --- | --- |\n"

#: The most characters of a text in a row.
LONGEST = 1_000

#: What is kept free for the last line, which says how much was cut.
RESERVE = 300


def page(report: Report, summary: str, *, limit: int, size: Callable[[str], int], link: Link) -> str:
    """Return a page of at most ``limit`` as ``size`` measures it; what does not fit is counted at its end.

    Where not even the counts fit, the page is empty.
    """
    parts = [f"### gsc check\n\n{github(summary)}\n\n{_counts(report)}"]
    room, shown = limit - RESERVE - size(parts[0]), 0
    if room < 0:
        return ""
    for path, findings in by_file(report, report.findings).items():
        opening = (
            f"\n<details><summary><code>{html.escape(visible(path))}</code>: {len(findings)}</summary>\n\n"
        )
        closing = "\n</details>\n"
        rows = _fitting(
            (_row(path, finding, link) for finding in findings), room - size(opening + HEAD + closing), size
        )
        if not rows:
            break
        section = opening + HEAD + "".join(rows) + closing
        parts.append(section)
        room -= size(section)
        shown += len(rows)
        if len(rows) < len(findings):
            break
    if left := len(report.findings) - shown:
        parts.append(
            f"\n{left} more are left out here, as the page would be too long; `gsc check` shows all.\n"
        )
    return "".join(parts)


def _counts(report: Report) -> str:
    counts = report.counts()
    if not any(counts.values()):
        return ""
    names = " | ".join(counts)
    numbers = " | ".join(str(number) for number in counts.values())
    return f"| {names} |\n|{' ---: |' * len(counts)}\n| {numbers} |\n"


def _fitting(rows: Iterator[str], room: int, size: Callable[[str], int]) -> list[str]:
    fitting = []
    for row in rows:
        room -= size(row)
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _row(path: str, finding: Finding, link: Link) -> str:
    line = finding.place.line
    address = link(path, line)
    place = f"[{line}]({address})" if address else str(line)
    told = (finding.severity, finding.rule, finding.message, finding.repair)
    return f"| {place} | {' | '.join(github(cut(text, LONGEST)) for text in told)} |\n"
