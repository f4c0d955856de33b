"""Questions: every header can be read, and every query is valid and knows its prefixes."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Store

from green_corridors.errors import BrokenQuestion
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.questions import load_question
from green_corridors.sparql import explain_error


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each question file or rule that cannot be used."""
    for path in knowledge.workspace.queries:
        try:
            load_question(path)
        except BrokenQuestion as error:
            yield Finding("question", "violation", error.message, path, error.line)
    for path in (*knowledge.workspace.queries, *knowledge.workspace.rules):
        text = path.read_text(encoding="utf-8")
        try:
            Store().query(text)
        except SyntaxError as error:
            yield Finding("question", "violation", explain_error(text, str(error)), path)
