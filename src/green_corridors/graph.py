"""The knowledge of a workspace as sources: one named graph for each file of facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from green_corridors import terms
from green_corridors.dates import bounds, day
from green_corridors.errors import BrokenRelease, InvalidDate
from green_corridors.reading import Document, read
from green_corridors.workspace import Workspace

__all__ = ["Knowledge", "Release", "Source", "in_graph", "load", "load_release", "prefixes_of"]


def in_graph(triples: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
    """Yield triples as quads of a graph."""
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


@dataclass(frozen=True)
class Source:
    """A named graph and the documents whose exact triples it holds."""

    graph: NamedNode
    documents: tuple[Document, ...]

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The triples of all its documents, in the order of the files."""
        return tuple(triple for document in self.documents for triple in document.triples)

    def quads(self) -> Iterator[Quad]:
        """Yield its triples as quads of its graph."""
        return in_graph(self.triples, self.graph)

    @property
    def path(self) -> Path:
        """The file of the source, the first where it has several."""
        return self.documents[0].path


@dataclass(frozen=True)
class Release(Source):
    """The graph of one release; ``known_from`` is the first day by which it certainly existed."""

    known_from: date

    @property
    def slug(self) -> str:
        """The last part of the release's address, by which people name it."""
        return self.graph.value.rpartition("/")[2]

    @property
    def inferred_graph(self) -> NamedNode:
        """The graph of what follows from this release."""
        return NamedNode(self.graph.value + "/inferred")


@dataclass(frozen=True)
class Knowledge:
    """Everything a workspace says: the background, true of every dataset, and the releases."""

    workspace: Workspace
    prefixes: dict[str, str]
    ontology: tuple[Source, ...]
    register: tuple[Source, ...]
    alignments: tuple[Source, ...]
    releases: tuple[Release, ...]

    @cached_property
    def background(self) -> frozenset[Triple]:
        """The triples of ontology, vocabularies and register."""
        return frozenset(triple for source in (*self.ontology, *self.register) for triple in source.triples)

    @cached_property
    def derived(self) -> frozenset[object]:
        """The properties whose facts are inferred or computed, never typed."""
        return frozenset(t.subject for t in self.ontology[0].triples if t.object == terms.DERIVED_PROPERTY)

    @cached_property
    def bodies(self) -> dict[object, tuple[NamedNode, ...]]:
        """The bodies that act for each port by the register, sorted."""
        found: dict[object, set[NamedNode]] = defaultdict(set)
        for source in self.register:
            for triple in source.triples:
                if triple.predicate in (terms.ACTS_FOR, terms.OPERATES) and isinstance(
                    triple.subject, NamedNode
                ):
                    found[triple.object].add(triple.subject)
        return {port: tuple(sorted(bodies, key=str)) for port, bodies in found.items()}

    @cached_property
    def shapes(self) -> tuple[Document, ...]:
        """The documents of the shapes, read when first needed."""
        return tuple(read(path) for path in self.workspace.shapes)

    @property
    def documents(self) -> Iterator[Document]:
        """Every Turtle document of the workspace."""
        for source in (*self.sources(), *self.alignments):
            yield from source.documents
        yield from self.shapes

    def sources(self) -> Iterator[Source]:
        """Yield every source of the dataset: ontology, register, releases; not the alignments."""
        yield from self.ontology
        yield from self.register
        yield from self.releases


def load(workspace: Workspace) -> Knowledge:
    """Read a workspace.

    Raises:
        UnreadableFile, SyntaxProblem: a file cannot be read or parsed.
        BrokenRelease: a release file does not hold exactly one release with usable dates.
    """
    core = Source(NamedNode(terms.HOME + "ontology"), tuple(read(path) for path in workspace.ontology))
    return Knowledge(
        workspace=workspace,
        prefixes=prefixes_of(core.triples),
        ontology=(core, *_each(terms.VOCABULARY, workspace.vocabularies)),
        register=_each(terms.HOME + "register/", workspace.register),
        alignments=_each(terms.HOME + "alignment/", workspace.alignments),
        releases=tuple(_distinct(load_release(path) for path in workspace.releases)),
    )


def _each(home: str, paths: Iterable[Path]) -> tuple[Source, ...]:
    """Read each file as a source of its own, named after the file."""
    return tuple(Source(NamedNode(home + path.stem), (read(path),)) for path in paths)


def _distinct(releases: Iterable[Release]) -> list[Release]:
    """Refuse two files for one release."""
    found: dict[str, Release] = {}
    for release in releases:
        other = found.setdefault(release.graph.value, release)
        if other is not release:
            raise BrokenRelease(
                release.path, f"{release.graph} stands in {other.path.name} too; give each its own slug"
            )
    return list(found.values())


def load_release(path: Path) -> Release:
    """Read one release file.

    Raises:
        UnreadableFile, SyntaxProblem: the file cannot be read or parsed.
        BrokenRelease: it does not hold exactly one ``gsc:Release``, or a date of it is none.
    """
    document = read(path)
    subjects = {
        t.subject for t in document.triples if t.predicate == terms.RDF_TYPE and t.object == terms.RELEASE
    }
    if len(subjects) != 1:
        raise BrokenRelease(
            path, f"holds {len(subjects)} subjects of type gsc:Release; a release file has exactly one"
        )
    subject = subjects.pop()
    if not isinstance(subject, NamedNode):
        raise BrokenRelease(path, "the release has no address; write “@base” and “<> a gsc:Release”")
    return Release(subject, (document,), _known_from(path, subject, document.triples))


def _known_from(path: Path, release: NamedNode, triples: tuple[Triple, ...]) -> date:
    """Return the last day the release may first have been published: by then it certainly existed."""
    days = []
    try:
        for triple in triples:
            if triple.subject == release and isinstance(triple.object, Literal):
                if triple.predicate == terms.PUBLISHED and (latest := bounds(triple.object.value).latest):
                    days.append(latest)
                elif triple.predicate == terms.RETRIEVED:
                    days.append(day(triple.object.value))
    except InvalidDate as error:
        raise BrokenRelease(path, str(error)) from error
    if not days:
        raise BrokenRelease(path, "gsc:retrieved is missing, so no day is known by which it existed; add it")
    return min(days)


def prefixes_of(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the prefixes an ontology declares with ``sh:declare`` (SHACL, 5.2.1), sorted by name."""
    prefix: dict[object, str] = {}
    namespace: dict[object, str] = {}
    for triple in triples:
        if isinstance(triple.object, Literal):
            if triple.predicate == terms.SH_PREFIX:
                prefix[triple.subject] = triple.object.value
            elif triple.predicate == terms.SH_NAMESPACE:
                namespace[triple.subject] = triple.object.value
    return {
        name: namespace[node]
        for node, name in sorted(prefix.items(), key=lambda item: item[1])
        if node in namespace
    }
