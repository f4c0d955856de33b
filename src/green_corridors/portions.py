"""Facts in portions, graph by graph, so that memory need not hold all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from green_corridors.lines import in_quads, lines_of
from green_corridors.sorting import SortedLines

__all__ = ["Portion", "Portions", "portion_of", "portions_from", "united", "watched"]

#: About so many bytes of lines are a portion of what has no graphs.
SIZE = 1_000_000


@dataclass(frozen=True)
class Portion:
    """All facts of a graph, or some that have none, as sorted lines of canonical N-Triples."""

    text: bytes
    graph: NamedNode | None = None

    @property
    def quads_text(self) -> bytes:
        """The facts as lines of canonical N-Quads."""
        return in_quads(self.text, self.graph) if self.graph else self.text

    def quads(self) -> Iterator[Quad]:
        """Yield the facts as quads of their graph."""
        return parse(self.quads_text, format=RdfFormat.N_QUADS)


@dataclass(frozen=True)
class Portions:
    """Portions sorted by the names of their graphs, and how many there are at most.

    ``blank`` are all facts whose subject is a blank node. They stand in the portions too, but who nests them
    needs them before.
    """

    number: int
    each: Callable[[], Iterator[Portion]]
    blank: tuple[Triple, ...] = ()

    def __iter__(self) -> Iterator[Portion]:
        return self.each()


def portion_of(lines: Iterable[bytes], graph: NamedNode | None = None) -> Portion:
    """Return lines without ends, in any order, as a portion."""
    return Portion(b"".join(line + b"\n" for line in sorted(lines)), graph)


def portions_from(triples: Iterable[Triple]) -> Portions:
    """Return triples that have no graph as one portion."""
    found = set(triples)
    portion = portion_of(lines_of(found))
    blank = tuple(triple for triple in found if isinstance(triple.subject, BlankNode))
    return Portions(1, lambda: iter([portion]), blank)


def united(portions: Portions) -> Portions:
    """Return the union of all graphs, in portions that have all facts of their subjects.

    It lies in a temporary file, and may be gone through more than once, by one reader at a time.
    """
    lines, size = SortedLines(), 0
    for portion in portions:
        lines.add(portion.text)
        size += len(portion.text)
    return Portions(size // SIZE + 1, partial(_by_size, lines), portions.blank)


def _by_size(lines: Iterable[bytes]) -> Iterator[Portion]:
    found: list[bytes] = []
    size = 0
    for line in lines:
        if size >= SIZE and line.partition(b" ")[0] != found[-1].partition(b" ")[0]:
            yield Portion(b"".join(found))
            found, size = [], 0
        found.append(line)
        size += len(line)
    if found:
        yield Portion(b"".join(found))


def watched(portions: Portions, progress: Callable[[int, int], None]) -> Portions:
    """Return portions that tell, after each, how many are done, of how many."""

    def each() -> Iterator[Portion]:
        for done, portion in enumerate(portions, 1):
            yield portion
            progress(done, portions.number)

    return Portions(portions.number, each, portions.blank)
