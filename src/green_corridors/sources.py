"""Sources: named graphs with the documents whose triples they hold, and releases, which have a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from green_corridors import terms
from green_corridors.dates import bounds, day
from green_corridors.errors import BrokenRelease, InvalidDate
from green_corridors.findings import Place
from green_corridors.places import place_of
from green_corridors.reading import Document
from green_corridors.terms import INFERRED

__all__ = [
    "Release",
    "Source",
    "by_property",
    "in_graph",
    "judgement_of",
    "refuse_copy",
    "refused_copy",
    "release_of",
]


#: Triples by their property.
ByProperty = dict[NamedNode, list[Triple]]


def in_graph(triples: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
    """Yield triples as quads of a graph."""
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def by_property(triples: Iterable[Triple], before: ByProperty | None = None) -> ByProperty:
    """Return triples by their property, after those ``before``; who needs a few need not look at all."""
    found = {predicate: [*others] for predicate, others in (before or {}).items()}
    for triple in triples:
        found.setdefault(triple.predicate, []).append(triple)
    return found


@dataclass(frozen=True)
class Source:
    """A named graph and the documents whose exact triples it holds."""

    graph: NamedNode
    documents: tuple[Document, ...]

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples of all its documents, in the order of the files."""
        return tuple(triple for document in self.documents for triple in document.triples)

    @cached_property
    def by_property(self) -> ByProperty:
        """Its triples by their property."""
        return by_property(self.triples)

    def quads(self) -> Iterator[Quad]:
        """Yield its triples as quads of its graph."""
        return in_graph(self.triples, self.graph)

    @property
    def path(self) -> Path:
        """The file of the source, the first where it has several."""
        return self.documents[0].path


@dataclass(frozen=True)
class Release(Source):
    """The graph of one release."""

    @cached_property
    def known_from(self) -> date:
        """The first day by which the release certainly existed.

        Raises:
            BrokenRelease: it has no usable date.
        """
        return _known_from(self)

    @property
    def slug(self) -> str:
        """The last part of the release's address, by which people name it."""
        return self.graph.value.rpartition("/")[2]

    @property
    def inferred_graph(self) -> NamedNode:
        """The graph of what follows from this release."""
        return NamedNode(self.graph.value + INFERRED)


def refuse_copy(source: Source, known: dict[NamedNode, Source]) -> None:
    """Add a source to those known by address.

    Raises:
        BrokenRelease: another file holds it already.
    """
    other = known.setdefault(source.graph, source)
    if other is not source:
        raise refused_copy(source.documents[0], source.graph.value, other.path)


def refused_copy(document: Document, address: str, other: Path) -> BrokenRelease:
    """Return the error that another file has the address of a document already."""
    place = place_of(document, NamedNode(address)) or Place(document.path)
    message = f"<{address}> stands in {other.name} too; give each its own slug"
    return BrokenRelease(document.path, message, place.line, place.column)


def release_of(document: Document) -> Release:
    """Return the release that a document holds.

    Raises:
        BrokenRelease: it does not hold exactly one ``gsc:Release``, named by its base.
    """
    found = dict.fromkeys(
        t.subject for t in document.triples if t.object == terms.RELEASE and t.predicate == terms.RDF_TYPE
    )
    subjects = list(found)
    wrong = subjects[1] if len(subjects) > 1 else None
    message = f"holds {len(subjects)} subjects of type gsc:Release; a release file has exactly one"
    if len(subjects) == 1:
        subject = subjects[0]
        if isinstance(subject, NamedNode) and subject.value == document.base:
            return Release(subject, (document,))
        message, wrong = (
            "the release is not the base of its file; write “@base” and “<> a gsc:Release”",
            subject,
        )
    place = (wrong and place_of(document, wrong)) or Place(document.path)
    raise BrokenRelease(document.path, message, place.line, place.column)


def _known_from(release: Release) -> date:
    """Return the last day the release may first have been published: by then it certainly existed."""
    try:
        published = (bounds(text).latest for text in _texts(release, terms.PUBLISHED))
        days = [*filter(None, published), *map(day, _texts(release, terms.RETRIEVED))]
    except InvalidDate as error:
        raise BrokenRelease(release.path, str(error)) from error
    if not days:
        message = "gsc:retrieved is missing, so no day is known by which it existed; add it"
        raise BrokenRelease(release.path, message)
    return min(days)


def _texts(release: Release, predicate: NamedNode) -> Iterator[str]:
    """Yield the literals that a release has for a property."""
    for triple in release.by_property.get(predicate, ()):
        if triple.subject == release.graph and isinstance(triple.object, Literal):
            yield triple.object.value


def judgement_of(document: Document) -> Source:
    """Return the graph of the judgement that a document holds, which is named by its base."""
    return Source(NamedNode(document.base or f"{terms.ID}judgement/{document.path.stem}"), (document,))
