"""The embedded store: every source a named graph, restricted to a selection when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from green_corridors import terms
from green_corridors.errors import BrokenQuery, DamagedStore
from green_corridors.judgements import JUDGEMENTS
from green_corridors.parts import Tabled
from green_corridors.selection import RELEASES, Selection

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.sources import Release
    from green_corridors.workspace import Workspace

__all__ = ["BACKGROUND_INFERRED", "DATES", "Graph", "inferred_by_release", "inferred_quads", "open_graph"]

BACKGROUND_INFERRED = NamedNode(terms.HOME + "register" + terms.INFERRED)
#: The graph of the bounds of dates, which are computed from literals and follow from no source.
DATES = NamedNode(terms.HOME + "dates")
TRUE, FALSE = Literal(True), Literal(False)

Term = NamedNode | BlankNode | Literal | Triple | None
Results = QuerySolutions | QueryBoolean | QueryTriples


class Graph:
    """The store of a workspace; the default graph of a query is the union of all selected graphs."""

    def __init__(self, knowledge: Tabled, open_store: Callable[[], Store]):
        """Take the knowledge, and what opens its store."""
        self.knowledge, self._open = knowledge, open_store
        self.failure: DamagedStore | None = None
        self._chosen: Callable[[str], bool] | None = None

    def __reduce__(self) -> tuple[Callable[[Workspace], Graph], tuple[Workspace]]:
        return _reopened, (self.knowledge.workspace,)

    @cached_property
    def store(self) -> Store:
        """The store itself, opened when it is first asked for."""
        return self._open()

    @property
    def made(self) -> object:
        """What the graph is opened from."""
        return self.knowledge

    @property
    def files(self) -> int:
        """How many files the store opens only when it needs them."""
        return 0

    def begin(self) -> None:
        """Open the store, in a process that answers from it and may open nothing later."""
        _ = self.store, self.knowledge.prefixes

    def prepare(self, selection: Selection) -> None:
        """Open what a selection needs, in such a process."""
        if selection:
            from green_corridors import restricting

            self._chosen = selection.membership(self.knowledge)
            self._chosen(restricting.SELECTED)  # it opens its tables

    def mend(self) -> bool:
        """Make what is damaged anew, and tell whether anything was; what is in memory never is."""
        return False

    def query(self, text: str, selection: Selection | None = None, *, checked: bool = False) -> Results:
        """Run SPARQL 1.1 over the selected sources; the workspace's prefixes are known in advance.

        With ``SELECT *`` over a selection, the solutions may have variables that the query does not name.
        Where a ``failure`` of the store is told after they are read, they are not complete. A text that is
        ``checked`` is known to be small and to reach out to nothing.

        Raises:
            BrokenQuery: the text is not valid SPARQL, uses an unknown prefix, or would send a request.
        """
        if not checked:
            from green_corridors.sparql import refuse_excess, refuse_network

            refuse_excess(text)
            refuse_network(text)
        try:
            return self._restricted(text, selection) if selection else self._ask(self.store, text)
        except SyntaxError as error:
            if checked:
                raise BrokenQuery(str(error)) from error
            from green_corridors.sparql import explain_error

            raise BrokenQuery(explain_error(text, str(error))) from error
        except RuntimeError as error:
            raise BrokenQuery(f"{str(error).removeprefix('The ')}; leave it out") from error

    def _ask(
        self, store: Store, text: str, functions: dict[NamedNode, Callable[..., Term]] | None = None
    ) -> Results:
        return store.query(
            text,
            prefixes=self.knowledge.prefixes,
            use_default_graph_as_union=True,
            custom_functions=functions,
        )

    def _restricted(self, text: str, selection: Selection) -> Results:
        """Ask of the selected graphs: by the query itself, or of a copy of them where it cannot say so."""
        from green_corridors.restricting import SELECTED, Unreadable, restricted

        chosen = self._chosen or selection.membership(self.knowledge)
        self._ask(Store(), text)  # a syntax error is told of the text as it was given
        try:
            text = restricted(text, self.knowledge.prefixes, self.stands_apart)
        except Unreadable:
            return self._ask(self._copied(chosen), text)

        def selected(graph: object) -> Literal:
            try:
                return TRUE if isinstance(graph, NamedNode) and chosen(graph.value) else FALSE
            except DamagedStore as error:
                self.failure = error  # the engine takes any error for false
                raise

        return self._ask(self.store, text, {NamedNode(SELECTED): selected})

    @cached_property
    def stands_apart(self) -> Callable[[str], bool]:
        """What tells whether a predicate stands in the background alone."""
        return cache(self._stands_apart)

    def _stands_apart(self, predicate: str) -> bool:
        # There are many dates, and their graph is of the background.
        where = f"GRAPH ?graph {{ ?subject <{predicate}> ?value }} FILTER(?graph != {DATES})"
        found = self.store.query(f"SELECT DISTINCT ?graph WHERE {{ {where} }}")
        return not any(self._is_told(row[0].value) for row in found)  # type: ignore[union-attr]

    @cached_property
    def _is_told(self) -> Callable[[str], bool]:
        """What tells whether a graph is that of a release, of what follows from it, or of a judgement."""
        return cache(partial(_is_told, self.knowledge))

    def _copied(self, chosen: Callable[[str], bool]) -> Store:
        """Return a store in memory of the graphs that are chosen."""
        copy = Store()
        for graph in self.store.named_graphs():
            if isinstance(graph, NamedNode) and chosen(graph.value):
                copy.extend(self.store.quads_for_pattern(None, None, None, graph))
        return copy


def _is_told(knowledge: Tabled, graph: str) -> bool:
    release = graph.removesuffix(terms.INFERRED)
    return any(
        knowledge.table(part).get(name) is not None
        for part, name in ((RELEASES, release), (JUDGEMENTS, graph))
    )


def open_graph(knowledge: Knowledge) -> Graph:
    """Return the graph of a workspace: of what is kept, or of what is parsed, in memory."""
    return knowledge.compiled.graph if knowledge.compiled else _filled(knowledge)


@lru_cache(maxsize=2)
def _filled(knowledge: Knowledge) -> Graph:
    """Fill an in-memory store with the asserted, the inferred and the computed graphs."""
    store = Store()
    for source in knowledge.sources():
        store.extend(source.quads())
    store.extend(inferred_quads(knowledge))
    return Graph(knowledge, lambda: store)


def _reopened(workspace: Workspace) -> Graph:
    """Load a graph again, for a worker that cannot inherit it."""
    from green_corridors.graph import load

    return open_graph(load(workspace))


def inferred_quads(knowledge: Knowledge) -> Iterator[Quad]:
    """Yield what follows from the background and from each release, and the bounds of all dates."""
    from green_corridors.computed import dates_of
    from green_corridors.sources import in_graph

    yield from in_graph(knowledge.closed.follows, BACKGROUND_INFERRED)
    dates = dates_of(chain(knowledge.background, knowledge.closed.follows))
    for release in knowledge.releases:
        yield from in_graph(knowledge.inferred(release), release.inferred_graph)
        dates |= dates_of(chain(release.triples, knowledge.follows(release)))
    yield from in_graph(dates, DATES)


def inferred_by_release(
    knowledge: Knowledge,
) -> Iterator[tuple[Release | None, frozenset[Triple]]]:
    """Yield what follows from the background alone (``None``), then for each release what it adds to that."""
    yield None, knowledge.closed.follows
    for release in knowledge.releases:
        yield release, knowledge.follows(release)
