"""The knowledge of a workspace as sources: one named graph for each file of facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from green_corridors import terms
from green_corridors.dates import bounds, day
from green_corridors.errors import BrokenRelease, InvalidDate
from green_corridors.findings import Place
from green_corridors.places import place_of
from green_corridors.reading import Document, read
from green_corridors.workspace import Workspace, stamp

__all__ = [
    "Knowledge",
    "Release",
    "Source",
    "assemble",
    "in_graph",
    "load",
    "prefixes_of",
    "refuse_copy",
    "release_of",
]


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
        return NamedNode(self.graph.value + "/inferred")


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything a workspace says: the background, true of every dataset, and the releases."""

    workspace: Workspace
    prefixes: dict[str, str]
    ontology: tuple[Source, ...]
    register: tuple[Source, ...]
    alignments: tuple[Source, ...]
    releases: tuple[Release, ...]
    judgements: tuple[Source, ...] = ()

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

    def sources(self) -> Iterator[Source]:
        """Yield every source of the dataset: ontology, register, releases, judgements; not the alignments."""
        yield from self.ontology
        yield from self.register
        yield from self.releases
        yield from self.judgements


def load(workspace: Workspace) -> Knowledge:
    """Read a workspace; as long as no file changes, what was read is returned again.

    Raises:
        UnreadableFile, SyntaxProblem: a file cannot be read or parsed.
        BrokenRelease: a release file does not hold exactly one release with usable dates.
    """
    return _load(workspace, stamp(workspace.files))


@lru_cache(maxsize=2)
def _load(workspace: Workspace, moment: object) -> Knowledge:
    """Read a workspace as it is at the moment of a stamp."""
    workspace = workspace.snapshot()
    background = {path: read(path) for path in workspace.background}
    releases = _distinct(release_of(read(path)) for path in workspace.releases)
    for release in releases:
        _ = release.known_from
    judgements = [read(path) for path in workspace.judgements]
    return assemble(workspace, background, releases, judgements)


def assemble(
    workspace: Workspace,
    background: Mapping[Path, Document],
    releases: Iterable[Release],
    judgements: Iterable[Document] = (),
) -> Knowledge:
    """Put documents that are read already together; the graph of a judgement is named by its base."""
    core = Source(NamedNode(terms.HOME + "ontology"), tuple(background[path] for path in workspace.ontology))

    def each(home: str, paths: Iterable[Path]) -> tuple[Source, ...]:
        return tuple(Source(NamedNode(home + path.stem), (background[path],)) for path in paths)

    return Knowledge(
        workspace=workspace,
        prefixes=prefixes_of(core.triples),
        ontology=(core, *each(terms.VOCABULARY, workspace.vocabularies)),
        register=each(terms.HOME + "register/", workspace.register),
        alignments=each(terms.HOME + "alignment/", workspace.alignments),
        releases=tuple(releases),
        judgements=tuple(
            Source(NamedNode(document.base or terms.ID + "judgement/" + document.path.stem), (document,))
            for document in judgements
        ),
    )


def _distinct(releases: Iterable[Release]) -> list[Release]:
    """Refuse two files for one release."""
    found: dict[NamedNode, Release] = {}
    for release in releases:
        refuse_copy(release, found)
    return list(found.values())


def refuse_copy(release: Release, known: dict[NamedNode, Release]) -> None:
    """Add a release to those known by address.

    Raises:
        BrokenRelease: another file holds it already.
    """
    other = known.setdefault(release.graph, release)
    if other is not release:
        place = place_of(release.documents[0], release.graph) or Place(release.path)
        message = f"{release.graph} stands in {other.path.name} too; give each its own slug"
        raise BrokenRelease(release.path, message, place.line, place.column)


def release_of(document: Document) -> Release:
    """Return the release that a document holds.

    Raises:
        BrokenRelease: it does not hold exactly one ``gsc:Release``, named by its base.
    """
    found = dict.fromkeys(
        t.subject for t in document.triples if t.predicate == terms.RDF_TYPE and t.object == terms.RELEASE
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
    days = []
    try:
        for triple in release.triples:
            if triple.subject == release.graph and isinstance(triple.object, Literal):
                if triple.predicate == terms.PUBLISHED and (latest := bounds(triple.object.value).latest):
                    days.append(latest)
                elif triple.predicate == terms.RETRIEVED:
                    days.append(day(triple.object.value))
    except InvalidDate as error:
        raise BrokenRelease(release.path, str(error)) from error
    if not days:
        message = "gsc:retrieved is missing, so no day is known by which it existed; add it"
        raise BrokenRelease(release.path, message)
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
