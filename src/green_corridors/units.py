"""Units: the work of compiling one release, judgement or question, whatever others there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import compress, decompress

from pyoxigraph import Quad, RdfFormat, serialize

from green_corridors.errors import GreenCorridorsError
from green_corridors.graph import Knowledge
from green_corridors.lines import in_quads
from green_corridors.parts import Part
from green_corridors.reading import Document, read_bytes, survey
from green_corridors.sources import Release, judgement_of, release_of

__all__ = ["ChangedMeanwhile", "Unit", "as_text", "compiled_unit", "document_of", "packed", "unpacked"]


@dataclass(frozen=True)
class Unit:
    """What one file comes to: who tells it, the rows that it tells for each part, its graphs, packed.

    A row is the name of a part, a key and a value. Who tells it is the address of a release or a judgement,
    or ``question:`` and its name.
    """

    who: str
    rows: list[tuple[str, str, Any]]
    packed: bytes


class ChangedMeanwhile(GreenCorridorsError):
    """A file that has another content than a moment ago."""


def compiled_unit(path: Path, kind: str, digest: str, background: Knowledge, parts: Sequence[Part]) -> Unit:
    """Compile a file whose content has a certain SHA-256; it is a ``release``, ``judgement`` or ``question``.

    Raises:
        UnreadableFile, SyntaxProblem: the file cannot be read or parsed.
        BrokenRelease: it does not hold exactly one release with usable dates.
        ChangedMeanwhile: its content is another.
    """
    if kind == "question":
        rows = [(part.name, *row) for part in parts for row in part.of_question(path, background)]
        return Unit(f"question:{path.stem}", rows, packed(b""))
    document = document_of(path, digest)
    if kind == "judgement":
        judgement = judgement_of(document)
        rows = [(part.name, *row) for part in parts for row in part.of_judgement(judgement, background)]
        return Unit(judgement.graph.value, rows, packed(as_text(judgement.quads())))
    release = release_of(document)
    rows = [(part.name, *row) for part in parts for row in part.of_release(release, background)]
    text = _text(release, background)
    background.forget(release)
    return Unit(release.graph.value, rows, packed(text))


def packed(text: bytes) -> bytes:
    """Return N-Quads as ``unpacked`` reads them: they lie on the disk for a while, and go through pipes."""
    return compress(text, 1)


def unpacked(content: bytes) -> bytes:
    """Return the N-Quads that were packed.

    Raises:
        zlib.error: they are not as they were.
    """
    return decompress(content)


def _text(release: Release, background: Knowledge) -> bytes:
    graphs = ((release.triples, release.graph), (background.inferred(release), release.inferred_graph))
    texts = ((serialize(triples, format=RdfFormat.N_TRIPLES) or b"", graph) for triples, graph in graphs)
    return b"".join(in_quads(text, graph) for text, graph in texts)


def document_of(path: Path, digest: str) -> Document:
    """Parse a file whose content has a certain SHA-256.

    Raises:
        UnreadableFile, SyntaxProblem: the file cannot be read or parsed.
        ChangedMeanwhile: its content is another.
    """
    content = read_bytes(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise ChangedMeanwhile(f"{path}: the file changes while it is read; try again")
    found = survey(path, content=content)
    if not isinstance(found, Document):
        raise found[0]
    return found


def as_text(quads: Iterable[Quad]) -> bytes:
    """Return quads as N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
