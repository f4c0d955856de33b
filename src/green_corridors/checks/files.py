"""File names: a release file is called by the earliest day it can have been published and its slug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge, Release


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each release file whose name or folder does not fit its content."""
    for release in knowledge.releases:
        wanted = _name(release)
        if wanted and not release.path.match(str(Path("releases") / wanted)):
            message = f"the file should be called {wanted} by its date and slug; rename it"
            yield Finding("file-name", "violation", message, release.path, 1, str(release.graph))


def _name(release: Release) -> str | None:
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
