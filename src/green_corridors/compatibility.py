"""When two values that releases tell can both be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate

__all__ = ["Compatibility", "exclusive_classes"]


def _none(_: object) -> Collection[object]:
    return ()


@dataclass(frozen=True)
class Compatibility:
    """What a comparison must know: the wholes of a thing, all of them, and which classes exclude a class."""

    wholes: Callable[[object], Collection[object]] = _none
    exclusive: Callable[[NamedNode], Collection[object]] = _none

    def agree(self, one: object, other: object) -> bool:
        """Tell whether two values of a functional property can both be true.

        Imprecise dates can if some day lies within both. A place, or a body, can be told as the larger one it
        belongs to. Everything else must be equal.
        """
        if isinstance(one, Literal) and isinstance(other, Literal):
            both_dates = one.datatype == other.datatype == terms.EDTF_DATATYPE
            return _overlap(one.value, other.value) if both_dates else one == other
        return one == other or other in self.wholes(one) or one in self.wholes(other)

    def covers(self, one: Iterable[object], other: Iterable[object]) -> bool:
        """Tell whether a list names everything that another names, perhaps by the whole it belongs to."""
        return all(any(self.agree(each, part) for each in one) for part in other)

    def exclude(self, one: Iterable[object], other: Iterable[object]) -> bool:
        """Tell whether a class of one set is disjoint with a class of the other."""
        classes = set(other)
        nodes = (each for each in one if isinstance(each, NamedNode))
        return any(classes & {*self.exclusive(each)} for each in nodes)


def _overlap(one: str, other: str) -> bool:
    """Tell whether two EDTF dates have a day in common; one that is no date contradicts nothing."""
    try:
        first, second = bounds(one), bounds(other)
    except InvalidDate:
        return True
    starts = [each.earliest for each in (first, second) if each.earliest]
    ends = [each.latest for each in (first, second) if each.latest]
    return not starts or not ends or max(starts) <= min(ends)


def exclusive_classes(triples: Iterable[Triple]) -> dict[NamedNode, set[str]]:
    """Return which classes exclude each class, by the lists of ``owl:AllDisjointClasses``."""
    lists: dict[object, dict[object, object]] = defaultdict(dict)
    heads: list[object] = []
    for triple in triples:
        if triple.predicate in (terms.RDF_FIRST, terms.RDF_REST):
            lists[triple.subject][triple.predicate] = triple.object
        elif triple.predicate == terms.MEMBERS:
            heads.append(triple.object)
    exclusive: dict[NamedNode, set[str]] = defaultdict(set)
    for head in heads:
        members = list(_items(lists, head))
        for member in members:
            exclusive[member] |= {other.value for other in members if other != member}
    return exclusive


def _items(lists: Mapping[object, Mapping[object, object]], head: object) -> Iterator[NamedNode]:
    seen = set()
    while head != terms.RDF_NIL and head in lists and head not in seen:
        seen.add(head)
        if isinstance(first := lists[head].get(terms.RDF_FIRST), NamedNode):
            yield first
        head = lists[head].get(terms.RDF_REST)
