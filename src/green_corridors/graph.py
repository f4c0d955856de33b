"""The knowledge of a workspace: its background, its releases and judgements, and what follows from each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.axioms import Axioms, axioms_of
from green_corridors.computed import terms_end
from green_corridors.inference import Closed, refuse_axioms
from green_corridors.parts import Part, Row, Rows
from green_corridors.reading import Document, decode, read, read_bytes
from green_corridors.rule_reading import read_rule
from green_corridors.sources import (
    ByProperty,
    Release,
    Source,
    by_property,
    judgement_of,
    refuse_copy,
    release_of,
)
from green_corridors.tables import Combined, MemoryTable
from green_corridors.workspace import Workspace, stamp

if TYPE_CHECKING:
    from green_corridors.compiled import Compiled

__all__ = ["Knowledge", "assemble", "background_graphs", "load", "prefixes_of"]

ONTOLOGY, REGISTER = NamedNode(terms.HOME + "ontology"), terms.HOME + "register/"


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Everything a workspace says: the background, true of every dataset, and the releases."""

    #: What this knowledge is kept in, if it is.
    compiled: ClassVar[Compiled | None] = None

    workspace: Workspace
    prefixes: dict[str, str]
    ontology: tuple[Source, ...]
    register: tuple[Source, ...]
    alignments: tuple[Source, ...]
    releases: tuple[Release, ...]
    judgements: tuple[Source, ...] = ()
    _tables: dict[str, Rows] = field(default_factory=dict, init=False, repr=False)
    _follows: dict[NamedNode, frozenset[Triple]] = field(default_factory=dict, init=False, repr=False)
    _told: dict[NamedNode | None, ByProperty] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def background(self) -> frozenset[Triple]:
        """The triples of ontology, vocabularies and register."""
        return frozenset(triple for source in (*self.ontology, *self.register) for triple in source.triples)

    @cached_property
    def derived(self) -> frozenset[object]:
        """The properties whose facts are inferred or computed, never typed."""
        return frozenset(t.subject for t in self.ontology[0].triples if t.object == terms.DERIVED_PROPERTY)

    @cached_property
    def bodies(self) -> Mapping[object, tuple[NamedNode, ...]]:
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
    def _by_graph(self) -> dict[object, Release]:
        return {release.graph: release for release in self.releases}

    def release(self, graph: object) -> Release | None:
        """Return the release that a term names, if it names one."""
        return self._by_graph.get(graph)

    @cached_property
    def axioms(self) -> Axioms:
        """The axioms of the ontology.

        Raises:
            UnsupportedAxiom: one is of a kind that is not supported.
        """
        return axioms_of(triple for source in self.ontology for triple in source.triples)

    @cached_property
    def closed(self) -> Closed:
        """The background with all that follows from it by the axioms and the rules of the ontology.

        Raises:
            BrokenQuery: a rule is not a valid CONSTRUCT query.
            UnsupportedAxiom: the register says what only an ontology may say.
            LimitExceeded: more follows than may follow from one source.
        """
        rules = [read_rule(decode(path, read_bytes(path)), path.stem) for path in self.workspace.rules]
        for source in self.register:
            refuse_axioms(source.triples, source.path.name)
        return Closed(self.axioms, rules, self.background)

    def follows(self, release: Release) -> frozenset[Triple]:
        """Return what a release adds to what follows from the background, the ends of terms too.

        Raises:
            UnsupportedAxiom: the release says what only an ontology may say.
            LimitExceeded: more follows than may follow from one source.
        """
        if release.graph not in self._follows:
            refuse_axioms(release.triples, release.path.name)
            follows = self.closed.of(release.triples, release.path.name)
            told = by_property(follows, release.by_property)
            ends = terms_end((*told.get(terms.CONCLUDED, ()), *told.get(terms.TERM, ())))
            self._follows[release.graph] = frozenset(follows | ends)
        return self._follows[release.graph]

    def told(self, release: Release | None = None) -> ByProperty:
        """Return what a release, or the background, states and what follows from it, by property."""
        graph = release.graph if release else None
        if graph not in self._told:
            self._told.clear()  # one release is worked upon at a time
            self._told[graph] = (
                by_property(self.follows(release), release.by_property)
                if release
                else by_property((*self.background, *self.closed.follows))
            )
        return self._told[graph]

    def forget(self, release: Release) -> None:
        """Let go what follows from a release, where releases come one after the other."""
        self._follows.pop(release.graph, None)
        self._told.clear()

    def inferred(self, release: Release) -> Iterator[Triple]:
        """Yield the triples of a release's inferred graph, which itself says from what it is inferred."""
        yield from self.follows(release)
        yield Triple(release.inferred_graph, terms.INFERRED_FROM, release.graph)

    def table(self, part: Part) -> Rows:
        """Return the table of a part, made when it is first asked for."""
        if part.name not in self._tables:
            told: dict[str, dict[str, Any]] = defaultdict(dict)
            for who, (key, value) in self._telling(part):
                told[key][who] = value
            self._tables[part.name] = Combined(part, MemoryTable(told.items()))
        return self._tables[part.name]

    def _telling(self, part: Part) -> Iterator[tuple[str, Row]]:
        """Yield the rows of a part with who tells each."""
        yield from (("", row) for row in part.of_background(self))
        for release in self.releases:
            yield from ((release.graph.value, row) for row in part.of_release(release, self))
        for judgement in self.judgements:
            yield from ((judgement.graph.value, row) for row in part.of_judgement(judgement, self))
        for path in self.workspace.queries:
            yield from ((f"question:{path.stem}", row) for row in part.of_question(path, self))
        if part.derived:
            origin, derive = part.derived
            for key, value in self.table(origin).rows():
                yield from ((key, row) for row in derive(key, value))

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
    releases = [release_of(read(path)) for path in workspace.releases]
    judgements = [read(path) for path in workspace.judgements]
    known = assemble(workspace, background, releases, judgements)
    found: dict[NamedNode, Source] = {}
    for source in (*releases, *known.judgements):
        refuse_copy(source, found)
    for release in releases:
        _ = release.known_from
    return known


def assemble(
    workspace: Workspace,
    background: Mapping[Path, Document],
    releases: Iterable[Release],
    judgements: Iterable[Document] = (),
) -> Knowledge:
    """Put documents that are read already together; the graph of a judgement is named by its base."""
    core = Source(ONTOLOGY, tuple(background[path] for path in workspace.ontology))

    def each(home: str, paths: Iterable[Path]) -> tuple[Source, ...]:
        return tuple(Source(NamedNode(home + path.stem), (background[path],)) for path in paths)

    return Knowledge(
        workspace=workspace,
        prefixes=prefixes_of(core.triples),
        ontology=(core, *each(terms.VOCABULARY, workspace.vocabularies)),
        register=each(REGISTER, workspace.register),
        alignments=each(terms.HOME + "alignment/", workspace.alignments),
        releases=tuple(releases),
        judgements=tuple(judgement_of(document) for document in judgements),
    )


def background_graphs(workspace: Workspace) -> list[NamedNode]:
    """Return the names of the graphs of ontology, vocabularies and register."""
    vocabularies = [NamedNode(terms.VOCABULARY + path.stem) for path in workspace.vocabularies]
    return [ONTOLOGY, *vocabularies, *(NamedNode(REGISTER + path.stem) for path in workspace.register)]


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
