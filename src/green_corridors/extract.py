"""What is exported of a workspace: its selected graphs in order, with canonical blank nodes (RDFC-1.0).

The names of blank nodes depend on each other, so memory holds all facts that have one. It holds the bounds of
dates, too, which are one graph; of all else one graph at a time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Triple

from green_corridors.blank_nodes import BlankNodes
from green_corridors.computed import DATES as DATE_TEXTS
from green_corridors.computed import date_of
from green_corridors.errors import DamagedStore, Died
from green_corridors.graph import Knowledge, background_graphs
from green_corridors.lines import BLANK, BLANK_INFERRED, Kept, Lines, Parsed, lines_of, plain_lines, unnamed
from green_corridors.portions import Portion, Portions, portion_of
from green_corridors.selection import RELEASES, Selection
from green_corridors.sorting import Sorter
from green_corridors.store import BACKGROUND_INFERRED, DATES, Graph
from green_corridors.streaming import streamed
from green_corridors.terms import INFERRED

__all__ = ["extracted", "from_store"]

#: Lines by graph.
ByGraph = dict[str, list[bytes]]


def extracted(
    knowledge: Knowledge, selection: Selection, *, with_inferred: bool, with_alignments: bool
) -> Portions:
    """Return the graphs to export, sorted; they may be gone through once.

    Raises:
        UnknownName: a named source is no release of this workspace.
    """
    selects, about = selection.selects(knowledge), knowledge.table(RELEASES).get

    def selected(source: str) -> bool:
        told = about(source)
        return told is None or selects(source, told)

    own: ByGraph = {}
    blank = _blank_lines(knowledge, selected, with_inferred)
    if with_inferred:
        own[DATES.value] = lines_of(chain.from_iterable(map(date_of, _dates(knowledge, selected))))
    for source in knowledge.alignments if with_alignments else ():
        graph = source.graph.value
        own[graph], blank[graph] = plain_lines(source.triples), dict(unnamed([(graph, source.triples)]))
    named = _named(blank)
    names, number = Sorter(), 0
    for graph in chain(own, _graphs(knowledge, selection, with_inferred)):
        names.add(f"<{graph}>", "", None)  # sorted as N-Quads has them
        number += 1

    def portions(lines: Lines) -> Iterator[Portion]:
        for name, _ in names.grouped():
            graph = name[1:-1]
            found = own[graph] if graph in own else lines.of(graph)
            yield portion_of({*found, *named.get(graph, ())}, NamedNode(graph))

    return Portions(number, partial(_read, knowledge, portions), _blank(named))


def _graphs(knowledge: Knowledge, selection: Selection, with_inferred: bool) -> Iterator[str]:
    """Yield the names of the graphs of files, and of what follows from them."""
    yield from (graph.value for graph in background_graphs(knowledge.workspace))
    if with_inferred:
        yield BACKGROUND_INFERRED.value
    for release in selection.releases(knowledge):
        yield release
        if with_inferred:
            yield release + INFERRED


def _dates(knowledge: Knowledge, selected: Callable[[str], bool]) -> Iterator[str]:
    """Yield the texts of the dates that the background or a selected release tells."""
    for text, told in knowledge.table(DATE_TEXTS).told():
        if any(map(selected, told)):
            yield text


def _blank_lines(
    knowledge: Knowledge, selected: Callable[[str], bool], with_inferred: bool
) -> dict[str, ByGraph]:
    """Return the lines with blank nodes or triple terms, by the release or by the background, ``""``."""
    found: dict[str, ByGraph] = defaultdict(dict)
    releases = knowledge.table(RELEASES)
    for part in (BLANK, BLANK_INFERRED) if with_inferred else (BLANK,):
        for graph, lines in knowledge.table(part).rows():
            source = graph.removesuffix(INFERRED)
            if selected(source):
                found[source if releases.get(source) else ""][graph] = lines
    return found


def _named(unnamed: dict[str, ByGraph]) -> ByGraph:
    """Return lines in which the blank nodes of all sources have canonical names."""
    nodes, dataset = BlankNodes("n"), Dataset()
    for source in sorted(unnamed):
        lines = b"".join(line for graph in unnamed[source].values() for line in graph)
        shared = {BlankNode(name.decode()) for name in re.findall(rb"_:(b\d+)", lines)}
        graphs = unnamed[source].items()
        quads = chain.from_iterable(portion_of(lines, NamedNode(graph)).quads() for graph, lines in graphs)
        for quad in nodes.apart(quads, {node: node for node in shared}):
            dataset.add(quad)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    triples: dict[str, list[Triple]] = defaultdict(list)
    for quad in dataset:
        triples[quad.graph_name.value].append(quad.triple)
    return {graph: lines_of(facts) for graph, facts in triples.items()}


def _blank(lines: ByGraph) -> tuple[Triple, ...]:
    """Return the facts whose subject is a blank node, each once."""
    found = {line for graph in lines.values() for line in graph if line.startswith(b"_:")}
    return tuple(quad.triple for quad in portion_of(found).quads())


def _read(knowledge: Knowledge, portions: Callable[[Lines], Iterator[Portion]]) -> Iterator[Portion]:
    """Yield portions of what is parsed, or of the store that is kept."""
    if knowledge.compiled is None:
        yield from portions(Parsed(knowledge))
        return
    graph = knowledge.compiled.graph

    def told() -> Iterator[bytes]:
        for portion in portions(Kept(knowledge, graph)):
            yield (portion.graph.value if portion.graph else "").encode() + b"\n" + portion.text

    for message in from_store(graph, told):
        name, _, text = message.partition(b"\n")
        yield Portion(text, NamedNode(name.decode()))


def from_store(graph: Graph, work: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    """Yield what ``work`` yields, each time the same, in a child process that has the store open.

    A store that proves damaged is made anew, and what comes behind the last item is yielded from that one.

    Raises:
        DamagedStore: what is damaged cannot be made anew.
        Died: the child has died, and nothing is damaged.
    """

    def opened(done: int) -> Iterator[bytes]:
        graph.begin()
        try:
            yield from islice(work(), done, None)
        except OSError as error:
            said = f"the store cannot be read ({error}); “gsc cache --clear” removes it"
            raise DamagedStore(said) from error

    graph.mend()  # nearly all of it will be read, and the engine does not look at its checksums
    done = 0
    while True:
        made = graph.made
        try:
            for item in streamed(partial(opened, done), "reading the store"):
                done += 1
                yield item
        except (DamagedStore, Died):
            if not graph.mend() and graph.made is made:
                raise
        else:
            return
