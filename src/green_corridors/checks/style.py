"""House form: every Turtle file is written as ``gsc fmt`` writes it, and called by what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate, NotHouseForm
from green_corridors.findings import Finding, Place, Rule
from green_corridors.house import house_form
from green_corridors.reading import Document
from green_corridors.sources import Release

HOUSE = Rule(
    "house-form",
    "warning",
    "a file that is not in house form",
    "Every Turtle file has one form, so that a change of facts is a change of lines and nothing else: sorted "
    "prefixes and subjects, one value a line, no comments, LF. “gsc fmt” writes it.",
)
NAME = Rule(
    "file-name",
    "violation",
    "a release file that is not called by its date and slug",
    "A release is found by its file: data/releases/<year>/<date>-<slug>.ttl, with the earliest date written "
    "in gsc:published and the last part of the address of the release.",
)
RULES = (HOUSE, NAME)


def of_document(context: Context, document: Document) -> Iterator[Finding]:
    """Yield a finding where ``gsc fmt`` would change or refuse a file."""
    try:
        text = house_form(document)
    except NotHouseForm as error:
        message, _, repair = error.message.partition("; ")
        place = Place(document.path, error.line or 1, error.column or 1)
        yield Finding(HOUSE.code, HOUSE.severity, message, place, repair)
        return
    if text != document.text:
        theirs, ours = document.text.split("\n"), text.split("\n")
        pairs = zip(ours, theirs, strict=False)
        same = min(len(ours), len(theirs))
        line = next((n for n, (one, other) in enumerate(pairs, 1) if one != other), same)
        message = "the file is not in house form from here on"
        yield Finding(HOUSE.code, HOUSE.severity, message, Place(document.path, line), "run gsc fmt")


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield a finding where the name or folder of a release does not fit its content."""
    wanted = wanted_name(release)
    if wanted and not release.path.match(str(Path("releases") / wanted)):
        message = f"the file is not called {wanted}, as its date and slug ask"
        yield Finding(NAME.code, NAME.severity, message, Place(release.path), "rename it", "<>")


def wanted_name(release: Release) -> str | None:
    """Return the path under data/releases that a release's content asks for."""
    for triple in release.triples:
        if (
            triple.subject == release.graph
            and triple.predicate == terms.PUBLISHED
            and isinstance(triple.object, Literal)
        ):
            try:
                bounds(triple.object.value)
            except InvalidDate:
                return None
            written = re.match(r"\d{4}(-\d\d){0,2}", triple.object.value)
            date = written[0] if written else "undated"
            return f"{date[:4] if written else 'undated'}/{date}-{release.slug}.ttl"
    return None
