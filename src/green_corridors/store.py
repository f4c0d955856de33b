"""The embedded store: every source a named graph, restricted to a selection when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from green_corridors import terms
from green_corridors.computed import dates_of, terms_end
from green_corridors.errors import BrokenQuery, UnknownName
from green_corridors.graph import Knowledge, Release, in_graph, load
from green_corridors.inference import Closed, axioms_of, refuse_axioms
from green_corridors.judgements import Judgement, judgements_of
from green_corridors.reading import decode, read_bytes
from green_corridors.rules import read_rule
from green_corridors.sparql import explain_error, refuse_excess, refuse_network
from green_corridors.workspace import Workspace

__all__ = ["Graph", "Selection", "inferred_quads", "open_graph"]

BACKGROUND_INFERRED = NamedNode(terms.HOME + "register/inferred")
#: The bounds of every date, stated once: the engine counts a triple once for each graph that states it.
DATES = NamedNode(terms.HOME + "dates")


@dataclass(frozen=True)
class Selection:
    """Which releases an answer may rest on: those known at a day, those named; both restrict."""

    known_at: date | None = None
    sources: tuple[str, ...] = ()

    def of(self, knowledge: Knowledge) -> tuple[Release, ...]:
        """Return the selected releases.

        Raises:
            UnknownName: a named source is no release of this workspace.
        """
        wanted = {_find(knowledge, name).graph for name in self.sources}
        return tuple(
            release
            for release in knowledge.releases
            if (not wanted or release.graph in wanted)
            and (self.known_at is None or release.known_from <= self.known_at)
        )

    def judgements(self, knowledge: Knowledge) -> list[Judgement]:
        """Return the judgements that were made by the day."""
        made = judgements_of(knowledge)
        return [each for each in made if self.known_at is None or each.decided <= self.known_at]


def _find(knowledge: Knowledge, name: str) -> Release:
    """Find a release by slug, CURIE, IRI or file name."""
    slug = name.strip("<>").rpartition("/")[2].removeprefix("release:").removesuffix(".ttl")
    for release in knowledge.releases:
        if slug in (release.slug, release.path.stem):
            return release
    slugs = ", ".join(release.slug for release in knowledge.releases) or "none"
    raise UnknownName(f"no release is called “{name}”; the releases are: {slugs}")


@dataclass(frozen=True)
class Graph:
    """The store of a workspace; the default graph of a query is the union of all selected graphs."""

    knowledge: Knowledge
    store: Store

    def __reduce__(self) -> tuple[Callable[[Workspace], Graph], tuple[Workspace]]:
        return _reopened, (self.knowledge.workspace,)

    def query(
        self, text: str, selection: Selection | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Run SPARQL 1.1 over the selected sources; the workspace's prefixes are known in advance.

        Raises:
            BrokenQuery: the text is not valid SPARQL, uses an unknown prefix, or would send a request.
        """
        refuse_excess(text)
        refuse_network(text)
        chosen = self._graphs(selection) if selection and selection != Selection() else None
        try:
            if chosen is None:
                return self.store.query(
                    text, prefixes=self.knowledge.prefixes, use_default_graph_as_union=True
                )
            return self.store.query(
                text, prefixes=self.knowledge.prefixes, default_graph=[*chosen], named_graphs=[*chosen]
            )
        except SyntaxError as error:
            raise BrokenQuery(explain_error(text, str(error))) from error
        except RuntimeError as error:
            raise BrokenQuery(f"{str(error).removeprefix('The ')}; leave it out") from error

    def _graphs(self, selection: Selection) -> list[NamedNode]:
        background = [source.graph for source in (*self.knowledge.ontology, *self.knowledge.register)]
        releases = selection.of(self.knowledge)
        told = [graph for release in releases for graph in (release.graph, release.inferred_graph)]
        judged = [judgement.iri for judgement in selection.judgements(self.knowledge)]
        return [*background, BACKGROUND_INFERRED, DATES, *told, *judged]


@lru_cache(maxsize=2)
def open_graph(knowledge: Knowledge) -> Graph:
    """Fill an in-memory store with the asserted, the inferred and the computed graphs."""
    store = Store()
    for source in knowledge.sources():
        store.extend(source.quads())
    store.extend(inferred_quads(knowledge))
    return Graph(knowledge, store)


def _reopened(workspace: Workspace) -> Graph:
    """Load a graph again, for a worker that cannot inherit it."""
    return open_graph(load(workspace))


def inferred_quads(knowledge: Knowledge, selection: Selection | None = None) -> list[Quad]:
    """Return what follows from the background and from each selected release, and their dates’ bounds."""
    chosen = (selection or Selection()).of(knowledge)
    quads: list[Quad] = []
    dates: set[Triple] = set()
    for release, triples in inferred_by_release(knowledge, chosen):
        graph = release.inferred_graph if release else BACKGROUND_INFERRED
        told = release.triples if release else knowledge.background
        quads += in_graph(triples, graph)
        dates |= dates_of(chain(told, triples))
        if release:
            quads.append(Quad(graph, terms.INFERRED_FROM, release.graph, graph))
    return [*quads, *in_graph(dates, DATES)]


def inferred_by_release(
    knowledge: Knowledge, releases: Iterable[Release] | None = None
) -> Iterator[tuple[Release | None, set[Triple]]]:
    """Yield what follows from the background alone (``None``), then for each release what it adds to that."""
    axioms = axioms_of(triple for source in knowledge.ontology for triple in source.triples)
    rules = [read_rule(decode(path, read_bytes(path)), path.stem) for path in knowledge.workspace.rules]
    for source in knowledge.register:
        refuse_axioms(source.triples, source.path.name)
    closed = Closed(axioms, rules, knowledge.background)
    yield None, set(closed.follows)
    for release in knowledge.releases if releases is None else releases:
        refuse_axioms(release.triples, release.path.name)
        follows = closed.of(release.triples, release.path.name)
        yield release, follows | terms_end((*release.triples, *follows))
