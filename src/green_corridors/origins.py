"""Whose account a release gives, and how many independent accounts state what a row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.answers import Term
from green_corridors.evidence import Told, first
from green_corridors.graph import Knowledge, Release

__all__ = ["Origins", "near_identical"]

#: What a node is told to be, whether a row repeats it or not: two in different roles are not the same.
DEFINING = (terms.RDF_TYPE, terms.ROLE, terms.STAGE)
#: The part of the passages of the shorter release that two near-identical pages share.
SHARED = 0.5
#: Fewer passages in common than this may be chance.
FEWEST = 3
#: A passage that more releases than this have is a common phrase, and tells nothing of where they come from.
COMMON = 50


@dataclass(frozen=True, eq=False)
class Origins:
    """The origins of the releases of a workspace.

    The origin of a release is the body that it names with ``gsc:origin``; without one it is the release
    itself, or the first of the releases with which it is near-identical.
    """

    knowledge: Knowledge

    @cached_property
    def _told(self) -> dict[Term, Told]:
        return {each.graph: Told(each, self.knowledge.bodies) for each in self.knowledge.releases}

    @cached_property
    def _of(self) -> dict[Term, NamedNode]:
        found: dict[Term, NamedNode] = {}
        for told in self._told.values():
            origin = first(told.facts[told.release.graph].get(terms.ORIGIN))
            found[told.release.graph] = origin if isinstance(origin, NamedNode) else told.release.graph
        for one, other in near_identical(self.knowledge.releases):
            same = min(
                (found[one.graph], found[other.graph]), key=lambda each: (each in self._told, str(each))
            )
            replaced = {found[one.graph], found[other.graph]} & set(self._told)
            found = {graph: same if origin in replaced else origin for graph, origin in found.items()}
        return found

    def of(self, release: NamedNode) -> NamedNode:
        """Return the origin of a release."""
        return self._of[release]

    def nearness(self, release: NamedNode) -> Term:
        """Return how near a release stands to those whose account it gives, where it is recorded."""
        return first(self._told[release].facts[release].get(terms.NEARNESS))

    def rank(self, release: NamedNode) -> int:
        """Return the ``gsc:rank`` of the nearness of a release; one without is last."""
        return self._ranks.get(self.nearness(release), len(self._ranks) + 1)

    @cached_property
    def _ranks(self) -> dict[Term, int]:
        triples = (triple for source in self.knowledge.ontology for triple in source.triples)
        return {
            triple.subject: int(triple.object.value)
            for triple in triples
            if triple.predicate == terms.RANK and isinstance(triple.object, Literal)
        }

    def published(self, release: NamedNode) -> Term:
        """Return when a release was published, as it is known."""
        return first(self._told[release].facts[release].get(terms.PUBLISHED))

    def count(self, row: Iterable[Term], about: Iterable[Term] = ()) -> int | None:
        """Return how many independent origins state what a row says; ``None`` for a row without a release.

        ``about`` is what was asked about. A release states a row if it says the same of the same things; what
        has an address only within a release is the same if all that the row repeats of it is. The row’s own
        dates of releases are left out.
        """
        row = [term for term in (*row, *about) if term is not None]
        stated = [told for term in row if (told := self._told.get(term))]
        if not stated:
            return None
        facts = [self._facts(told, row) for told in stated]
        origins = {self._of[told.release.graph] for told in self._told.values() if self._states(told, facts)}
        return len(origins | {self._of[told.release.graph] for told in stated})

    def _facts(self, told: Told, row: list[Term]) -> list[tuple[object, frozenset[tuple[object, object]]]]:
        """Return what the row repeats of each subject of a release; ``None`` as subject where it is local."""
        itself, known = told.release.graph, set(row)
        found: list[tuple[object, frozenset[tuple[object, object]]]] = []
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

    def _states(
        self, told: Told, alternatives: list[list[tuple[object, frozenset[tuple[object, object]]]]]
    ) -> bool:
        return any(facts and all(self._says(told, *fact) for fact in facts) for facts in alternatives)

    def _says(self, told: Told, subject: object, said: frozenset[tuple[object, object]]) -> bool:
        subjects = told.facts if subject is None else (subject,)
        return any(
            each in told.facts
            and all(value in told.facts[each].get(property, ()) for property, value in said)  # type: ignore[call-overload]
            for each in subjects
        )


def near_identical(releases: Iterable[Release]) -> list[tuple[Release, Release]]:
    """Return the pairs of releases whose passages are mostly the same, by their first and last words."""
    words = {release: _passages(release) for release in releases}
    bearing: Mapping[tuple[str, str], list[Release]] = _bearing(words)
    shared: dict[tuple[Release, Release], int] = defaultdict(int)
    for bearers in (each for each in bearing.values() if len(each) <= COMMON):
        for number, one in enumerate(bearers):
            for other in bearers[number + 1 :]:
                shared[one, other] += 1
    return [
        pair
        for pair, count in shared.items()
        if count >= FEWEST and count >= SHARED * min(len(words[each]) for each in pair)
    ]


def _passages(release: Release) -> frozenset[tuple[str, str]]:
    """Return the first and the last words of each passage of a release."""
    ends: dict[object, dict[object, str]] = defaultdict(dict)
    for subject, predicate, value in release.triples:
        if predicate in (terms.FIRST_WORDS, terms.LAST_WORDS):
            ends[subject][predicate] = str(value)
    return frozenset(
        (each.get(terms.FIRST_WORDS, ""), each.get(terms.LAST_WORDS, "")) for each in ends.values()
    )


def _bearing(words: Mapping[Release, frozenset[tuple[str, str]]]) -> dict[tuple[str, str], list[Release]]:
    found: dict[tuple[str, str], list[Release]] = defaultdict(list)
    for release, passages in words.items():
        for passage in passages:
            found[passage].append(release)
    return found
