"""House form: every Turtle file is written as ``gsc fmt`` writes it."""

from __future__ import annotations

from collections.abc import Iterator

from green_corridors.errors import NotHouseForm
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.house import house_form
from green_corridors.reading import Document


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each file that ``gsc fmt`` would change or refuse."""
    for document in knowledge.documents:
        yield from _of(document)


def _of(document: Document) -> Iterator[Finding]:
    try:
        text = house_form(document).text
    except NotHouseForm as error:
        yield Finding("house-form", "violation", error.message, document.path, error.line)
        return
    if text != document.text:
        pairs = zip(text.splitlines(), document.text.splitlines(), strict=False)
        line = next((number for number, (ours, theirs) in enumerate(pairs, 1) if ours != theirs), None)
        yield Finding(
            "house-form", "warning", "the file is not in house form; run gsc fmt", document.path, line
        )
