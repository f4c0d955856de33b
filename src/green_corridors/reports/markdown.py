"""A page for a comment on a pull request: counts first, then the findings of each file, folded."""

from __future__ import annotations

from typing import IO

from green_corridors.findings import Report
from green_corridors.reports import summary
from green_corridors.reports._pages import page

#: The most characters of a comment on GitHub are 65,536; something may stand around the page.
LIMIT = 65_000


def write(report: Report, out: IO[str]) -> None:
    """Write the findings as GitHub-flavoured Markdown, short enough for one comment."""
    out.write(page(report, summary(report), limit=LIMIT, size=len, link=_none))


def _none(path: str, line: int) -> str:
    return ""
