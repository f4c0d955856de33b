"""Property paths of SHACL (2.3.1): read from shapes, written as in SPARQL, followed to their values.

What is followed is what the documents state, so that every value comes with the place of the last fact that
leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from green_corridors.findings import Place
from green_corridors.places import uses_in, values_in
from green_corridors.reading import Document
from green_corridors.terms import RDF_FIRST, RDF_NIL, RDF_REST, SH

__all__ = ["Facts", "Path", "Step", "first_steps", "follow", "items", "read_path", "write_path"]

#: The values of shapes, by subject and predicate.
Facts = Mapping[object, Mapping[object, Sequence[object]]]

INVERSE, ALTERNATIVE = NamedNode(f"{SH}inversePath"), NamedNode(f"{SH}alternativePath")
REPEATED = {
    NamedNode(f"{SH}zeroOrMorePath"): "*",
    NamedNode(f"{SH}oneOrMorePath"): "+",
    NamedNode(f"{SH}zeroOrOnePath"): "?",
}


@dataclass(frozen=True)
class Step:
    """A property, followed forwards or backwards."""

    predicate: NamedNode
    inverse: bool = False


@dataclass(frozen=True)
class Chain:
    """One path after the other."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Choice:
    """Any of several paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True)
class Repeat:
    """A path that may be taken several times or not at all: ``*``, ``+`` or ``?``."""

    part: Path
    mark: str


Path = Step | Chain | Choice | Repeat


def items(facts: Facts, head: object) -> Iterator[object]:
    """Yield the members of a list."""
    seen = {RDF_NIL, None}
    while head not in seen:
        seen.add(head)  # type: ignore[arg-type]
        cell = facts.get(head, {})
        yield from cell.get(RDF_FIRST, ())
        head = next(iter(cell.get(RDF_REST, ())), None)


def read_path(facts: Facts, term: object, inverse: bool = False) -> Path:
    """Return the path that a term of well-formed shapes is; ``inverse`` turns it round."""
    if isinstance(term, NamedNode):
        return Step(term, inverse)
    told = facts.get(term, {})
    if INVERSE in told:
        return read_path(facts, told[INVERSE][0], not inverse)
    if ALTERNATIVE in told:
        return Choice(tuple(read_path(facts, each, inverse) for each in items(facts, told[ALTERNATIVE][0])))
    for predicate, mark in REPEATED.items():
        if predicate in told:
            return Repeat(read_path(facts, told[predicate][0], inverse), mark)
    parts = tuple(read_path(facts, each, inverse) for each in items(facts, term))
    return Chain(parts[::-1] if inverse else parts)


def write_path(path: Path, write: Callable[[NamedNode], str], within: bool = False) -> str:
    """Return a path as SPARQL writes it; ``within`` another it is put in brackets where it needs them."""
    if isinstance(path, Step):
        return "^" * path.inverse + write(path.predicate)
    if isinstance(path, Repeat):
        return write_path(path.part, write, within=True) + path.mark
    sign = "/" if isinstance(path, Chain) else "|"
    text = sign.join(write_path(part, write, within=True) for part in path.parts)
    return f"({text})" if within else text


def first_steps(path: Path) -> Iterator[Step]:
    """Yield the steps a path may begin with."""
    if isinstance(path, Step):
        yield path
    elif isinstance(path, Repeat):
        yield from first_steps(path.part)
    else:
        for part in path.parts[:1] if isinstance(path, Chain) else path.parts:
            yield from first_steps(part)


def follow(
    path: Path, start: Mapping[object, Place | None], documents: Sequence[Document]
) -> dict[object, Place | None]:
    """Return the nodes that a path leads to, each once, with the place of the first fact that leads to it.

    A node that is reached without a step keeps the place it has in ``start``.
    """
    if isinstance(path, Step):
        return _stepped(path, start, documents)
    if isinstance(path, Chain):
        reached = dict(start)
        for part in path.parts:
            reached = follow(part, reached, documents)
        return reached
    if isinstance(path, Choice):
        chosen: dict[object, Place | None] = {}
        for part in path.parts:
            for node, place in follow(part, start, documents).items():
                chosen.setdefault(node, place)
        return chosen
    found = {} if path.mark == "+" else dict(start)
    frontier = dict(start)
    while frontier:
        stepped = follow(path.part, frontier, documents)
        frontier = {node: place for node, place in stepped.items() if node not in found}
        found |= frontier
        if path.mark == "?":
            break
    return found


def _stepped(
    step: Step, start: Mapping[object, Place | None], documents: Sequence[Document]
) -> dict[object, Place | None]:
    found: dict[object, Place | None] = {}
    stated = uses_in if step.inverse else values_in
    for node in start:
        for document in documents:
            for term, place in stated(document, node, step.predicate):
                found.setdefault(term, place)
    return found
