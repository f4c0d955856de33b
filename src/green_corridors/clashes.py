"""Clashes: facts that one source states or that follow from it, and that the ontology's exclusions forbid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from green_corridors import terms
from green_corridors.axioms import Exclusion
from green_corridors.matching import Facts

__all__ = ["Clash", "Exclusions"]


@dataclass(frozen=True)
class Clash:
    """One or two facts that an exclusion forbids."""

    exclusion: Exclusion
    facts: tuple[Triple, ...]


class Exclusions:
    """The exclusions of an ontology by the properties and classes they are about."""

    def __init__(self, exclusions: Iterable[Exclusion]):
        self._of: dict[object, list[Exclusion]] = defaultdict(list)
        for exclusion in exclusions:
            for member in exclusion.members:
                self._of[member].append(exclusion)

    def facts(self, triples: Iterable[Triple]) -> Facts:
        """Return those of some triples that an exclusion may concern, indexed."""
        return Facts(triple for triple in triples if self._about(triple) in self._of)

    def among(self, facts: Facts, fresh: Iterable[Triple]) -> Iterator[Clash]:
        """Yield the clashes of some facts with all others; both are in ``facts``."""
        for fact in fresh:
            for exclusion in self._of.get(self._about(fact), ()):
                if exclusion.kind == "irreflexive":
                    if fact.subject == fact.object:
                        yield Clash(exclusion, (fact,))
                    continue
                for other in _others(exclusion, fact, facts):
                    yield Clash(exclusion, tuple(sorted((fact, other), key=str)))

    @staticmethod
    def _about(triple: Triple) -> object:
        return triple.object if triple.predicate == terms.RDF_TYPE else triple.predicate


def _others(exclusion: Exclusion, fact: Triple, facts: Facts) -> Iterator[Triple]:
    """Yield the facts with which a fact cannot be true."""
    subject, predicate, value = fact
    if exclusion.kind in ("functional", "disjoint classes"):
        for _, other in facts.matching(subject, predicate, None):
            if other != value and (exclusion.kind == "functional" or other in exclusion.members):
                yield Triple(subject, predicate, other)
    elif exclusion.kind == "asymmetric":
        for start, end in facts.matching(value, predicate, subject):
            yield Triple(start, predicate, end)  # type: ignore[arg-type]
    else:
        for other in {*exclusion.members} - {predicate}:
            if facts.matching(subject, other, value):
                yield Triple(subject, other, value)
