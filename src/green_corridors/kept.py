"""The knowledge of a compiled workspace, of which only the files that are asked for are parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from green_corridors.graph import Knowledge, assemble
from green_corridors.naming import BODIES
from green_corridors.reading import Document, read
from green_corridors.selection import RELEASES
from green_corridors.sources import Release, Source, judgement_of

if TYPE_CHECKING:
    from green_corridors.compiled import Compiled
    from green_corridors.parts import Part, Rows

__all__ = ["KeptKnowledge"]


class KeptRelease(Release):
    """A release whose file is parsed when something of it is asked for."""

    def __init__(self, graph: NamedNode, path: Path, known: str):
        for name, value in (("graph", graph), ("_path", path), ("_known", known)):
            object.__setattr__(self, name, value)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The file, parsed."""
        return (read(self.path),)

    @property
    def path(self) -> Path:
        """The file of the release."""
        return self._path  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def known_from(self) -> date:
        """The first day by which the release certainly existed."""
        return date.fromisoformat(self._known)  # type: ignore[attr-defined]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptRelease) and self.graph == other.graph

    def __hash__(self) -> int:
        return hash(self.graph)


class KeptKnowledge(Knowledge):
    """The knowledge of a compiled workspace."""

    _kept: Compiled

    def __init__(self, compiled: Compiled):
        given = {
            "workspace": compiled.workspace,
            "prefixes": compiled.prefixes,
            "compiled": compiled,
            "_kept": compiled,
            "_tables": {},
            "_follows": {},
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @cached_property
    def _background(self) -> Knowledge:
        """The files of the background, parsed."""
        return assemble(self.workspace, {path: read(path) for path in self.workspace.background}, ())

    @cached_property
    def ontology(self) -> tuple[Source, ...]:
        """The ontology and the vocabularies."""
        return self._background.ontology

    @cached_property
    def register(self) -> tuple[Source, ...]:
        """The register."""
        return self._background.register

    @cached_property
    def alignments(self) -> tuple[Source, ...]:
        """The alignments with other ontologies."""
        return self._background.alignments

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """Every release, in the order of the files."""
        rows = sorted(self.table(RELEASES).rows(), key=lambda row: row[1]["path"].split("/"))
        return tuple(self._release(*row) for row in rows)

    @cached_property
    def bodies(self) -> Mapping[object, tuple[NamedNode, ...]]:
        """The bodies that act for each port by the register, sorted."""
        return _Bodies(self.table(BODIES))

    def release(self, graph: object) -> Release | None:
        """Return the release that a term names, if it names one."""
        about = self.table(RELEASES).get(graph.value) if isinstance(graph, NamedNode) else None
        return self._release(graph.value, about) if isinstance(graph, NamedNode) and about else None

    def _release(self, iri: str, about: dict[str, Any]) -> Release:
        return KeptRelease(NamedNode(iri), self.workspace.root / about["path"], about["known"])

    @cached_property
    def judgements(self) -> tuple[Source, ...]:
        """Every judgement, in the order of the files."""
        return tuple(judgement_of(read(path)) for path in self.workspace.judgements)

    def table(self, part: Part) -> Rows:
        """Return the table of a part."""
        return self._kept.table(part)


class _Bodies(Mapping[object, tuple[NamedNode, ...]]):
    """The bodies that act for each port."""

    def __init__(self, rows: Rows):
        self._rows = rows

    def __getitem__(self, port: object) -> tuple[NamedNode, ...]:
        if (bodies := self._rows.get(str(port))) is None:
            raise KeyError(port)
        return tuple(NamedNode(iri) for iri in bodies)

    def __iter__(self) -> Iterator[object]:
        return (NamedNode(port[1:-1]) for port, _ in self._rows.rows())

    def __len__(self) -> int:
        return sum(1 for _ in self)
