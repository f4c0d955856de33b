"""Evidence: what one release says of which subject, and which of its facts a row of an answer repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.answers import Term
from green_corridors.graph import Knowledge
from green_corridors.sources import Release

__all__ = ["Told", "first", "tellings", "value"]


class Told:
    """What one release says: its facts by subject, and its passages by what they support."""

    def __init__(self, release: Release, bodies: Mapping[object, Iterable[NamedNode]]):
        self.release = release
        self._bodies = bodies

    @cached_property
    def facts(self) -> dict[object, dict[NamedNode, list[Term]]]:
        """The values of each subject by property."""
        found: dict[object, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.release.triples:
            found[triple.subject][triple.predicate].append(triple.object)
        return found

    @cached_property
    def saying(self) -> dict[object, set[object]]:
        """The subjects that have a value, or are it, for each value; passages left out."""
        found: dict[object, set[object]] = defaultdict(set)
        for triple in self.release.triples:
            if terms.PASSAGE not in self.facts[triple.subject][terms.RDF_TYPE]:
                found[triple.object].add(triple.subject)
                found[triple.subject].add(triple.subject)
        return found

    @cached_property
    def supporting(self) -> dict[object, list[Triple]]:
        """The triples by which passages support each subject."""
        found: dict[object, list[Triple]] = defaultdict(list)
        for triple in self.release.triples:
            if triple.predicate == terms.SUPPORTS:
                found[triple.object].append(triple)
        return found

    def subjects_of(self, row: Iterable[Term]) -> list[object]:
        """Return the fewest subjects that together say what a row says, those that say most first.

        What the release says of itself, such as its date, needs no other subject; it counts only where
        nothing else is said.
        """
        itself = self.release.graph
        said = ((term, self._sayers(term)) for term in row)
        left = [term for term, sayers in said if sayers and itself not in sayers | {term}]
        named, chosen = set(left), []
        while left:
            counts: dict[object, int] = defaultdict(int)
            for term in left:
                for subject in self._sayers(term):
                    counts[subject] += 1
            best = min(counts, key=lambda each: (-counts[each], each not in named, str(each)))
            chosen.append(best)
            left = [term for term in left if best not in self._sayers(term)]
        return chosen or [itself]

    def _sayers(self, term: Term) -> set[object]:
        """Return the subjects that say a term; what is said of a body is said of the port it acts for."""
        bodies = self._bodies.get(term, ())
        return set[object]().union(*(self.saying.get(each, ()) for each in (term, *bodies)))

    def passages_of(self, row: Iterable[Term]) -> list[tuple[str, str, str]]:
        """Return the passages that support what a row says, in the order of the text."""
        found = {}
        for subject in self.subjects_of(row):
            for triple in self.supporting.get(subject, ()):
                facts = self.facts[triple.subject]
                iri = str(triple.subject).strip("<>")
                found[iri] = (iri, value(facts.get(terms.FIRST_WORDS)), value(facts.get(terms.LAST_WORDS)))
        return [found[iri] for iri in sorted(found)]


def tellings(knowledge: Knowledge) -> Callable[[object], Told | None]:
    """Return what finds what a release says by the term that names it; ``None`` for what is no release."""

    @cache
    def told(term: object) -> Told | None:
        release = knowledge.release(term)
        return Told(release, knowledge.bodies) if release else None

    return told


def first(values: list[Term] | None) -> Term:
    """Return the first of some values, if any."""
    return values[0] if values else None


def value(values: list[Term] | None) -> str:
    """Return the text of the first of some values, the empty text if there is none."""
    term = first(values)
    return term.value if isinstance(term, Literal | NamedNode) else ""
