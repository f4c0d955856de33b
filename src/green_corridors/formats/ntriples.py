"""N-Triples, sorted, of the graph that a CONSTRUCT or DESCRIBE answers."""

from __future__ import annotations

from typing import IO

from green_corridors.answers import Answer, Labels
from green_corridors.formats._graph import document

ENDINGS = (".nt",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write a graph; labels are not part of this format."""
    out.write(document(answer, "ntriples"))
