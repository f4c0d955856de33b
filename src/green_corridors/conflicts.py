"""The ledger of conflicts: what releases tell of one thing that cannot all be true, found by declared rules.

The ontology declares them. A property that is an ``owl:FunctionalProperty`` has one value: two releases
contradict each other where their values cannot both be true. A ``gsc:ListedProperty`` is told as one list:
two releases contradict each other where neither list covers the other. Classes in an
``owl:AllDisjointClasses`` exclude each other. Of the stages of a corridor, one of higher ``gsc:rank``
excludes a lower one on a later day. Each release is taken with what follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode, Quad, Triple

from green_corridors import terms
from green_corridors.answers import Term
from green_corridors.compatibility import WHOLES, Compatibility, compatibility_of
from green_corridors.dates import bounds
from green_corridors.judgements import Judgement
from green_corridors.store import Graph, Selection

__all__ = ["Conflict", "Telling", "conflicts_of"]

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

    @property
    def clashing(self) -> tuple[Telling, ...]:
        """The tellings that exclude another one."""
        numbers = sorted({number for pair in self.clashes for number in pair})
        return tuple(self.tellings[number] for number in numbers)

    @property
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
    graph: Graph, selection: Selection | None = None, *, omissions: bool = False
) -> list[Conflict]:
    """Return what the selected releases contradict each other in, sorted by thing and property.

    With ``omissions``, lists of which one lacks what another names are there too. Judgements count from the
    day on which they were made.
    """
    chosen = selection or Selection()
    releases = {release.graph for release in chosen.of(graph.knowledge)}
    judged = {(each.subject, each.predicate): each for each in chosen.judgements(graph.knowledge)}
    found = [
        replace(conflict, judgement=judged.get((conflict.subject, conflict.predicate)))
        for conflict in _found(_Tellings(graph, releases, omissions))
    ]
    return sorted(found, key=lambda each: (each.subject.value, each.predicate.value))


def _found(told: _Tellings) -> Iterator[Conflict]:
    """Yield the conflicts; what clashes in a property is not told again for those above it."""
    seen: dict[tuple[NamedNode, frozenset[tuple[NamedNode, NamedNode]]], set[NamedNode]] = defaultdict(set)
    for predicate, tellings, exclude in told.all():
        for subject, told_of in tellings.items():
            ordered = tuple(sorted(told_of, key=lambda each: (each.release.value, each.node.value)))
            clashes = frozenset(
                (m, n)
                for (m, one), (n, other) in combinations(enumerate(ordered), 2)
                if one.release != other.release and exclude(one, other)
            )
            new = frozenset((ordered[m].release, ordered[n].release) for m, n in clashes)
            below = told.below(predicate)
            if clashes and not seen[subject, new] & below:
                seen[subject, new].add(predicate)
                yield Conflict(subject, predicate, ordered, clashes, below)


Told = dict[NamedNode, list[Telling]]
Exclude = Callable[[Telling, Telling], bool]


class _Tellings:
    """What the releases of a graph tell, by property and thing, with when two tellings exclude each other."""

    def __init__(self, graph: Graph, releases: set[NamedNode], omissions: bool):
        self._graph, self._omissions = graph, omissions
        self._of = {each: each for each in releases} | {
            release.inferred_graph: release.graph
            for release in graph.knowledge.releases
            if release.graph in releases
        }
        lists = (terms.RDF_FIRST, terms.RDF_REST, terms.MEMBERS)
        wanted = (quad for term in (*WHOLES, *lists) for quad in self._quads(term))
        self._compatible: Compatibility = compatibility_of(
            Triple(quad.subject, quad.predicate, quad.object) for quad in wanted
        )

    def all(self) -> Iterator[tuple[NamedNode, Told, Exclude]]:
        """Yield the tellings of each property that can conflict, a property before those above it."""
        functional, listed = self._declared(terms.FUNCTIONAL), self._declared(terms.LISTED_PROPERTY)
        for predicate in sorted(functional, key=lambda each: (-len(self._above(each)), each.value)):
            yield predicate, self._single(predicate), self._differ
        for predicate in sorted(listed, key=str):
            yield predicate, self._lists(predicate), self._lists_differ
        yield terms.RDF_TYPE, self._kinds(), self._exclude
        yield terms.STAGE, self._stages(), self._ranks_differ

    def below(self, predicate: NamedNode) -> frozenset[NamedNode]:
        """Return the properties below one."""
        quads = self._graph.store.quads_for_pattern(None, terms.SUBPROPERTY_OF, predicate, None)
        return frozenset(quad.subject for quad in quads if isinstance(quad.subject, NamedNode))

    def _above(self, predicate: NamedNode) -> list[Quad]:
        return list(self._graph.store.quads_for_pattern(predicate, terms.SUBPROPERTY_OF, None, None))

    def _declared(self, kind: NamedNode) -> set[NamedNode]:
        quads = self._graph.store.quads_for_pattern(None, terms.RDF_TYPE, kind, None)
        return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}

    def _quads(self, predicate: NamedNode, value: NamedNode | None = None) -> Iterator[Quad]:
        return self._graph.store.quads_for_pattern(None, predicate, value, None)

    def _told(self, quads: Iterable[Quad]) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
        """Yield release, subject and value of what releases tell of things with an address of their own."""
        for quad in quads:
            graph = quad.graph_name
            release = self._of.get(graph) if isinstance(graph, NamedNode) else None
            if release is not None and isinstance(quad.subject, NamedNode) and "#" not in quad.subject.value:
                yield release, quad.subject, quad.object

    def _single(self, predicate: NamedNode) -> Told:
        found: dict[NamedNode, dict[tuple[NamedNode, Term], Telling]] = defaultdict(dict)
        for release, subject, value in self._told(self._quads(predicate)):
            found[subject][release, value] = Telling(release, subject, (value,))
        return {subject: list(tellings.values()) for subject, tellings in found.items()}

    def _lists(self, predicate: NamedNode) -> Told:
        found: dict[NamedNode, dict[NamedNode, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for release, subject, value in self._told(self._quads(predicate)):
            found[subject][release].add(value)
        return {
            subject: [
                Telling(release, subject, tuple(sorted(values, key=str))) for release, values in lists.items()
            ]
            for subject, lists in found.items()
        }

    def _kinds(self) -> Told:
        """Return the classes of each thing that exclude another one told of it."""
        exclusive = self._compatible.exclusive
        found: dict[NamedNode, dict[NamedNode, set[NamedNode]]] = defaultdict(lambda: defaultdict(set))
        for kind in exclusive:
            for release, subject, _ in self._told(self._quads(terms.RDF_TYPE, kind)):
                found[subject][release].add(kind)
        clashing: Told = defaultdict(list)
        for subject, told in found.items():
            every = set().union(*told.values())
            for release, kinds in told.items():
                if values := sorted((kind for kind in kinds if exclusive[kind] & every), key=str):
                    clashing[subject].append(Telling(release, subject, tuple(values)))
        return clashing

    def _stages(self) -> Told:
        """Return the milestones of each corridor: their stages and days."""
        store = self._graph.store
        found: Told = defaultdict(list)
        for quad in self._quads(terms.CORRIDOR):
            if quad.graph_name in self._of and isinstance(quad.subject, NamedNode):
                facts = {
                    q.predicate: q.object
                    for q in store.quads_for_pattern(quad.subject, None, None, quad.graph_name)
                }
                day, stage = facts.get(terms.AS_OF), facts.get(terms.STAGE)
                if isinstance(quad.object, NamedNode) and isinstance(day, Literal) and stage is not None:
                    release = self._of[quad.graph_name]  # type: ignore[index]
                    found[quad.object].append(Telling(release, quad.subject, (stage,), day.value))
        return found

    def _differ(self, one: Telling, other: Telling) -> bool:
        return not self._compatible.agree(one.values[0], other.values[0])

    def _lists_differ(self, one: Telling, other: Telling) -> bool:
        covers = self._compatible.covers
        lacking = [not covers(one.values, other.values), not covers(other.values, one.values)]
        return any(lacking) if self._omissions else all(lacking)

    def _exclude(self, one: Telling, other: Telling) -> bool:
        return self._compatible.exclude(one.values, other.values)

    def _ranks_differ(self, one: Telling, other: Telling) -> bool:
        """Tell whether the higher stage was certainly reached before the day of the lower one."""
        low, high = sorted((one, other), key=self._rank)
        reached, later = bounds(high.as_of or "/").latest, bounds(low.as_of or "/").earliest
        return self._rank(low) < self._rank(high) and bool(reached and later and reached < later)

    def _rank(self, telling: Telling) -> int:
        quads = self._graph.store.quads_for_pattern(telling.values[0], terms.RANK, None, None)  # type: ignore[arg-type]
        return next((int(quad.object.value) for quad in quads if isinstance(quad.object, Literal)), 0)
