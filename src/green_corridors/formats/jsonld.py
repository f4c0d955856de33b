"""JSON-LD of the graph that a CONSTRUCT or DESCRIBE answers, compacted with the prefixes in its context."""

from __future__ import annotations

from typing import IO

from green_corridors.answers import Answer, Labels
from green_corridors.formats._graph import document

ENDINGS = (".jsonld",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write a graph; labels are not part of this format."""
    out.write(document(answer, "jsonld"))
