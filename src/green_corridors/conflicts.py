"""The ledger of conflicts: what releases tell of one thing that cannot all be true, found by declared rules.

The ontology declares them. A property that is an ``owl:FunctionalProperty`` has one value: two releases
contradict each other where their values cannot both be true. A ``gsc:ListedProperty`` is told as one list:
two releases contradict each other where neither list covers the other. Classes in an
``owl:AllDisjointClasses`` exclude each other. Of the stages of a corridor, one of higher ``gsc:rank``
excludes a lower one on a later day. Each release is taken with what follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Literal as OneOf

from pyoxigraph import NamedNode

from green_corridors.answers import Term
from green_corridors.compatibility import Compatibility
from green_corridors.dates import bounds
from green_corridors.judgements import Judgement
from green_corridors.parts import Tabled
from green_corridors.plain_terms import term_of
from green_corridors.selection import Selection
from green_corridors.tellings import DECLARED, TELLINGS, WHOLES, Told

__all__ = ["Conflict", "Ledger", "Telling", "conflicts_of"]

State = OneOf["open", "settled", "reopened"]


@dataclass(frozen=True)
class Telling:
    """What one release tells of one property of one thing.

    ``values`` has one value, or all of a list; ``node`` is what bears the property in the release: the thing
    itself, or a milestone with its day ``as_of``.
    """

    release: NamedNode
    node: NamedNode
    values: tuple[Term, ...]
    as_of: str | None = None


@dataclass(frozen=True)
class Conflict:
    """What releases tell of one property of a thing, of which some cannot be true together.

    ``tellings`` are sorted by release; ``clashes`` are the pairs of their numbers that exclude each other. A
    judgement settles it; a release that tells of it and was not weighed opens it again. ``below`` are the
    properties below the property, by which it may be told.
    """

    subject: NamedNode
    predicate: NamedNode
    tellings: tuple[Telling, ...]
    clashes: frozenset[tuple[int, int]]
    below: frozenset[NamedNode] = frozenset()
    judgement: Judgement | None = None

    @property
    def state(self) -> State:
        """Whether it is open, settled by a judgement, or open again."""
        if self.judgement is None:
            return "open"
        unknown = {telling.release for telling in self.tellings} - self.judgement.weighs
        return "reopened" if unknown else "settled"

    @cached_property
    def clashing(self) -> tuple[Telling, ...]:
        """The tellings that exclude another one."""
        numbers = sorted({number for pair in self.clashes for number in pair})
        return tuple(self.tellings[number] for number in numbers)

    @cached_property
    def disputed(self) -> frozenset[Term]:
        """The values that not all of the clashing tellings have in common."""
        told = [frozenset(telling.values) for telling in self.clashing]
        return frozenset().union(*told) - frozenset.intersection(*told)

    @property
    def rejected(self) -> tuple[Telling, ...]:
        """The tellings that the judgement does not follow: those that one which it accepts excludes."""
        if self.judgement is None or self.state != "settled":
            return ()
        accepted = {n for n, each in enumerate(self.tellings) if each.release in self.judgement.accepts}
        left = {other for pair in self.clashes for other in pair if accepted & ({*pair} - {other})}
        return tuple(self.tellings[number] for number in sorted(left - accepted))


def conflicts_of(
    knowledge: Tabled, selection: Selection | None = None, *, omissions: bool = False
) -> list[Conflict]:
    """Return what the selected releases contradict each other in, sorted by thing and property.

    With ``omissions``, lists of which one lacks what another names are there too. Judgements count from the
    day on which they were made.
    """
    ledger = Ledger(knowledge, selection, omissions=omissions)
    things = (subject for subject, _ in knowledge.table(TELLINGS).rows())
    found = [conflict for subject in things for conflict in ledger.of(subject)]
    return sorted(found, key=lambda each: (each.subject.value, each.predicate.value))


#: The number of the kind of a telling, in the order in which properties are compared.
ORDER = {"one": 0, "list": 1, "class": 2, "stage": 3}


class Ledger:
    """The conflicts of each thing, by what the selected releases tell of it."""

    def __init__(self, knowledge: Tabled, selection: Selection | None = None, *, omissions: bool = False):
        chosen = selection or Selection()
        self._knowledge, self._omissions = knowledge, omissions
        self._judged = {(each.subject, each.predicate): each for each in chosen.judgements(knowledge)}
        self._chosen = chosen.membership(knowledge)
        declared = knowledge.table(DECLARED)
        self._below: dict[str, list[str]] = {**declared.get("listed"), **declared.get("functional")}  # type: ignore[dict-item]
        self._places = {predicate: place for place, predicate in enumerate(self._below)}
        self._ranks: dict[str, int] = declared.get("ranks") or {}
        exclusive: dict[str, list[str]] = declared.get("exclusive") or {}
        self._compatible = Compatibility(
            cache(self._wholes), lambda kind: [NamedNode(each) for each in exclusive.get(kind.value, ())]
        )

    def of(self, subject: str) -> Iterator[Conflict]:
        """Yield the conflicts of a thing; what clashes in a property is not told again for those above it."""
        told: dict[tuple[int, int, str, str], list[Telling]] = defaultdict(list)
        for each in self._knowledge.table(TELLINGS).get(subject) or ():
            kind, predicate, release, *_ = each
            if self._chosen(release):
                told[ORDER[kind], self._places.get(predicate, 0), kind, predicate].append(_telling(each))
        seen: dict[frozenset[tuple[NamedNode, NamedNode]], set[str]] = defaultdict(set)
        for (_, _, kind, predicate), tellings in sorted(told.items()):
            if kind == "class":
                tellings = self._clashing_classes(tellings)
            ordered = tuple(sorted(tellings, key=lambda each: (each.release.value, each.node.value)))
            clashes = frozenset(
                (m, n)
                for (m, one), (n, other) in combinations(enumerate(ordered), 2)
                if one.release != other.release and self._exclude(kind, one, other)
            )
            new = frozenset((ordered[m].release, ordered[n].release) for m, n in clashes)
            below = self._below.get(predicate, [])
            if clashes and not seen[new] & {*below}:
                seen[new].add(predicate)
                thing, property = NamedNode(subject), NamedNode(predicate)
                judgement = self._judged.get((thing, property))
                yield Conflict(thing, property, ordered, clashes, frozenset(map(NamedNode, below)), judgement)

    def _exclude(self, kind: str, one: Telling, other: Telling) -> bool:
        """Tell whether two tellings cannot both be true."""
        if kind == "one":
            return not self._compatible.agree(one.values[0], other.values[0])
        if kind == "list":
            covers = self._compatible.covers
            lacking = [not covers(one.values, other.values), not covers(other.values, one.values)]
            return any(lacking) if self._omissions else all(lacking)
        if kind == "class":
            return self._compatible.exclude(one.values, other.values)
        return self._ranks_differ(one, other)

    def _clashing_classes(self, tellings: Iterable[Telling]) -> list[Telling]:
        """Return of each telling the classes that exclude another one told of the thing."""
        tellings = list(tellings)
        every = {kind for telling in tellings for kind in telling.values}
        found = []
        for each in tellings:
            if values := tuple(kind for kind in each.values if self._compatible.exclude([kind], every)):
                found.append(Telling(each.release, each.node, values))
        return found

    def _ranks_differ(self, one: Telling, other: Telling) -> bool:
        """Tell whether the higher stage was certainly reached before the day of the lower one."""
        low, high = sorted((one, other), key=self._rank)
        reached, later = bounds(high.as_of or "/").latest, bounds(low.as_of or "/").earliest
        return self._rank(low) < self._rank(high) and bool(reached and later and reached < later)

    def _rank(self, telling: Telling) -> int:
        return self._ranks.get(str(telling.values[0]), 0)

    def _wholes(self, part: object) -> Collection[object]:
        """Return all the wholes of a part."""
        rows = self._knowledge.table(WHOLES)
        found: dict[str, None] = {}
        ahead = [part.value] if isinstance(part, NamedNode) else []
        while ahead:
            for whole in rows.get(ahead.pop()) or ():
                if whole not in found and NamedNode(whole) != part:
                    found[whole] = None
                    ahead.append(whole)
        return {NamedNode(whole) for whole in found}


def _telling(told: Told) -> Telling:
    _, _, release, node, values, day = told
    return Telling(NamedNode(release), NamedNode(node), tuple(map(term_of, values)), day)
