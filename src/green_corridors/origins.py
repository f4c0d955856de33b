"""Whose account a release gives, and how many independent accounts state what a row says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode

from green_corridors import terms
from green_corridors.answers import Term
from green_corridors.asking import ask_all
from green_corridors.evidence import Told, first, tellings
from green_corridors.parts import Part, Row, sorted_told
from green_corridors.sources import Release
from green_corridors.tellings import DECLARED

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.store import Graph

__all__ = ["PASSAGES", "Origins", "near_identical"]

#: What a node is told to be, whether a row repeats it or not: two in different roles are not the same.
DEFINING = (terms.RDF_TYPE, terms.ROLE, terms.STAGE)
#: The part of the passages of the shorter release that two near-identical pages share.
SHARED = 0.5
#: Fewer passages in common than this may be chance.
FEWEST = 3
#: A passage that more releases than this have is a common phrase, and tells nothing of where they come from.
COMMON = 50

#: A subject of a release, ``None`` where it has an address only within it, and what a row repeats of it.
Fact = tuple[object, frozenset[tuple[object, object]]]


class Origins:
    """The origins of the releases of a workspace.

    The origin of a release is the body that it names with ``gsc:origin``. Without one it is the body that a
    near-identical release names, or else the first of all that are near-identical one after the other.
    """

    def __init__(self, knowledge: Knowledge):
        self.knowledge = knowledge
        self._told = tellings(knowledge)

    def _release(self, release: NamedNode) -> Told:
        """Return what a release tells.

        Raises:
            LookupError: it is no release of the workspace.
        """
        told = self._told(release)
        if told is None:
            raise LookupError(release.value)
        return told

    @cached_property
    def of(self) -> Callable[[NamedNode], NamedNode]:
        """What returns the origin of a release."""
        return cache(self._origin)

    def _origin(self, release: NamedNode) -> NamedNode:
        if named := self._named(release):
            return named
        alike, ahead, bodies = {release}, [release], set[NamedNode]()
        while ahead:
            for other in self._alike(ahead.pop()):
                if body := self._named(other):
                    bodies.add(body)
                elif other not in alike:
                    alike.add(other)
                    ahead.append(other)
        return min(bodies or alike, key=str)

    def _named(self, release: NamedNode) -> NamedNode | None:
        """Return the body that a release names as its origin."""
        origin = first(self._release(release).facts[release].get(terms.ORIGIN))
        return origin if isinstance(origin, NamedNode) else None

    def _alike(self, release: NamedNode) -> Iterator[NamedNode]:
        """Yield the releases that are near-identical with a release."""
        bearing = self.knowledge.table(PASSAGES)
        own = _passages(self._release(release).release)
        bearers = (bearing.get(passage) or () for passage in own)
        shared = Counter(NamedNode(each) for found in bearers if len(found) <= COMMON for each in found)
        for other, count in shared.items():
            if other != release and _alike(count, len(own), len(_passages(self._release(other).release))):
                yield other

    def nearness(self, release: NamedNode) -> Term:
        """Return how near a release stands to those whose account it gives, where it is recorded."""
        return first(self._release(release).facts[release].get(terms.NEARNESS))

    def rank(self, release: NamedNode) -> int:
        """Return the ``gsc:rank`` of the nearness of a release; one without is last."""
        ranks = self.knowledge.table(DECLARED).get("ranks") or {}
        return int(ranks.get(str(self.nearness(release)), len(ranks) + 1))

    def published(self, release: NamedNode) -> Term:
        """Return when a release was published, as it is known."""
        return first(self._release(release).facts[release].get(terms.PUBLISHED))

    def counts(
        self, graph: Graph, rows: Iterable[Iterable[Term]], about: Iterable[Term] = ()
    ) -> list[int | None]:
        """Return how many independent origins state what each row says; ``None`` for one without a release.

        ``about`` is what was asked about. A release states a row if it says the same of the same things; what
        has an address only within a release is the same if all that the row repeats of it is. The row’s own
        dates of releases are left out.

        Raises:
            LimitExceeded: there are too many rows to find what states them.
        """
        asked = tuple(about)
        stated = [self._stated([term for term in (*row, *asked) if term is not None]) for row in rows]
        patterns = dict.fromkeys(_pattern(fact) for row in stated for facts in row.values() for fact in facts)
        answers = ask_all(graph, list(patterns))
        naming = {
            pattern: {each for (each,) in answer.rows if isinstance(each, NamedNode) and self._told(each)}
            for pattern, answer in zip(patterns, answers, strict=True)
        }
        return [self._count(row, naming) if row else None for row in stated]

    def _stated(self, row: list[Term]) -> dict[NamedNode, list[Fact]]:
        """Return what a row says of what each release that it names says."""
        told = [found for term in row if (found := self._told(term))]
        return {each.release.graph: self._facts(each, row) for each in told}

    def _count(self, stated: dict[NamedNode, list[Fact]], naming: Mapping[str, set[NamedNode]]) -> int:
        may_state: set[NamedNode] = set()
        for facts in stated.values():
            found = [naming[_pattern(fact)] for fact in facts]
            may_state |= set.intersection(*found) if found else set()
        alternatives = list(stated.values())
        stating = {each for each in may_state if self._states(self._release(each), alternatives)}
        return len({self.of(release) for release in stating | stated.keys()})

    def _facts(self, told: Told, row: list[Term]) -> list[Fact]:
        """Return what the row repeats of each subject of a release; ``None`` as subject where it is local."""
        itself, known = told.release.graph, set(row)
        found: list[Fact] = []
        for subject in told.subjects_of(row):
            if subject != itself:
                said = {
                    (property, value)
                    for property, values in told.facts[subject].items()
                    for value in values
                    if value in known or property in DEFINING
                }
                local = isinstance(subject, NamedNode) and subject.value.startswith(itself.value + "#")
                found.append((None if local else subject, frozenset(said)))
        return found

    def _states(self, told: Told, alternatives: list[list[Fact]]) -> bool:
        return any(facts and all(self._says(told, *fact) for fact in facts) for facts in alternatives)

    def _says(self, told: Told, subject: object, said: frozenset[tuple[object, object]]) -> bool:
        subjects = told.facts if subject is None else (subject,)
        return any(
            each in told.facts
            and all(value in told.facts[each].get(property, ()) for property, value in said)  # type: ignore[call-overload]
            for each in subjects
        )


def _pattern(fact: Fact) -> str:
    """Return the query for the graphs that say the most telling value of a fact."""
    subject, said = fact
    ordered = sorted(said, key=lambda each: (each[0] in DEFINING, str(each)))
    property, value = ordered[0] if ordered else ("?property", "?value")
    start = subject if isinstance(subject, NamedNode) else "?subject"
    end = "?value" if isinstance(value, BlankNode) else value
    return f"SELECT DISTINCT ?graph {{ GRAPH ?graph {{ {start} {property} {end} }} }}"


def near_identical(releases: Iterable[Release]) -> list[tuple[Release, Release]]:
    """Return the pairs of releases whose passages are mostly the same, by their first and last words."""
    words = {release: _passages(release) for release in releases}
    bearing: dict[str, list[Release]] = {}
    for release, passages in words.items():
        for passage in passages:
            bearing.setdefault(passage, []).append(release)
    few = (bearers for bearers in bearing.values() if len(bearers) <= COMMON)
    shared = Counter(pair for bearers in few for pair in combinations(bearers, 2))
    return [pair for pair, count in shared.items() if _alike(count, *(len(words[each]) for each in pair))]


def _alike(shared: int, *passages: int) -> bool:
    """Tell whether two releases with so many passages share enough of them."""
    return shared >= FEWEST and shared >= SHARED * min(passages)


def _passages(release: Release) -> frozenset[str]:
    """Return the first and the last words of each passage of a release."""
    ends: dict[object, dict[object, str]] = {}
    words = (terms.FIRST_WORDS, terms.LAST_WORDS)
    for each in words:
        for triple in release.by_property.get(each, ()):
            ends.setdefault(triple.subject, {})[each] = str(triple.object)
    return frozenset("\n".join(each.get(word, "") for word in words) for each in ends.values())


def _of_release(release: Release, _: Knowledge) -> Iterator[Row]:
    return ((passage, release.graph.value) for passage in _passages(release))


#: The releases that have each passage.
PASSAGES = Part("passages", sorted_told, of_release=_of_release)
