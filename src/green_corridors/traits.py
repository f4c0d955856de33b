"""What all sources tell of named things, by which it can be judged whether two of them are one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.axioms import Hierarchy, axioms_of
from green_corridors.dates import Bounds, bounds
from green_corridors.errors import InvalidDate
from green_corridors.graph import Knowledge
from green_corridors.names import KINDS, Names, fold
from green_corridors.sources import Release, Source

__all__ = ["COMPARED", "COMPARED_WORDS", "MADE", "Office", "Things", "metres"]

#: The kinds of things that may be one; a release is a page, and a page is known by its address.
COMPARED = tuple(kind for kind in KINDS if kind not in ("release", "topic", "thing"))
COMPARED_WORDS = f"{', '.join(COMPARED[:-1])} or {COMPARED[-1]}"
AGENTS = (terms.AGENT, terms.PARTICIPANT, terms.SPEAKER)
MADE = (terms.SIGNED, terms.CONCLUDED)
#: More days than any date has that is not as vague as a year.
MONTH = 32
#: The mean radius of the earth in metres.
EARTH = 6_371_000


@dataclass(frozen=True)
class Office:
    """For which body a person appears, and the words of the title as printed, folded."""

    body: str
    words: frozenset[str]


class Things:
    """The named things of a workspace, and what each source says of them."""

    def __init__(self, knowledge: Knowledge, names: Names):
        self._knowledge = knowledge
        self.entities = {iri: each for iri, each in names.entities.items() if each.kind in COMPARED}
        self._facts: dict[str, dict[NamedNode, list[tuple[Source, object]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._related: set[frozenset[str]] = set()
        self._told: dict[str, set[NamedNode]] = defaultdict(set)
        for source in knowledge.sources():
            self._learn(source)

    def _learn(self, source: Source) -> None:
        for subject, predicate, value in source.triples:
            one, other = (getattr(term, "value", "") for term in (subject, value))
            known = [iri for iri in (one, other) if iri in self.entities]
            if one in self.entities:
                self._facts[one][predicate].append((source, value))
            if len(known) == 2 and one != other and predicate != terms.DIFFERENT_FROM:
                self._related.add(frozenset(known))
            if isinstance(source, Release):
                for iri in known:
                    self._told[iri].add(source.graph)

    def values(self, iri: str, *properties: NamedNode) -> frozenset[str]:
        """Return the values of properties of a thing, by all sources."""
        return frozenset(
            str(getattr(term, "value", "")) for each in properties for _, term in self._facts[iri][each]
        )

    def by_source(self, iri: str, name: NamedNode) -> set[frozenset[str]]:
        """Return the values of a property of a thing as each source tells them."""
        told: dict[Source, set[str]] = defaultdict(set)
        for source, term in self._facts[iri][name]:
            told[source].add(str(getattr(term, "value", "")))
        return {frozenset(values) for values in told.values()}

    def names(self, iri: str) -> list[str]:
        """Return the names of a thing as written, each once, the preferred ones first."""
        told = self._facts[iri]
        found = [term for each in (terms.PREF_LABEL, terms.ALT_LABEL) for _, term in told[each]]
        return list(dict.fromkeys(term.value for term in found if isinstance(term, Literal)))

    def ports(self, iri: str) -> frozenset[str]:
        """Return the ports that a body acts for."""
        return self.values(iri, terms.ACTS_FOR, terms.OPERATES)

    def port_of(self, iri: str) -> str:
        """Return the port that a body acts for, or the body itself where it acts for none or for several."""
        ports = self.ports(iri)
        return next(iter(ports)) if len(ports) == 1 else iri

    def label(self, iri: str) -> str:
        """Return the label of a thing."""
        return self.entities[iri].label if iri in self.entities else iri

    def position(self, iri: str) -> tuple[float, float] | None:
        """Return latitude and longitude of a place in degrees."""
        told = [sorted(self.values(iri, each)) for each in (terms.LATITUDE, terms.LONGITUDE)]
        try:
            return float(told[0][0]), float(told[1][0])
        except (IndexError, ValueError):  # an ill-typed number is another rule’s business
            return None

    def dates(self, iri: str, *properties: NamedNode) -> set[Bounds]:
        """Return the bounds of the dates that are told of a thing."""
        found = set()
        for text in self.values(iri, *properties):
            try:
                found.add(bounds(text))
            except InvalidDate:
                continue  # another rule’s business
        return found

    def narrowest(self, iri: str, name: NamedNode) -> tuple[date, date] | None:
        """Return the first and last day of the most precise date of a thing, if one is within some month."""
        spans = [
            (each.earliest, each.latest)
            for each in self.dates(iri, name)
            if each.earliest and each.latest and (each.latest - each.earliest).days < MONTH
        ]
        return min(spans, key=lambda span: (span[1] - span[0], span), default=None)

    def related(self, one: str, other: str) -> bool:
        """Tell whether some source states a fact between two things: nothing is so related to itself."""
        return frozenset((one, other)) in self._related

    def told_together(self, one: str, other: str) -> set[NamedNode]:
        """Return the releases that tell of both things."""
        return self._told[one] & self._told[other]

    def comparable(self, one: str, other: str) -> bool:
        """Tell whether two things are of one kind; a city and a country are two kinds of places."""
        kinds = {self.entities[iri].kind for iri in (one, other)}
        return len(kinds) == 1 and (kinds != {"place"} or self.alike_in_class(one, other))

    def classes(self, iri: str) -> frozenset[NamedNode]:
        """Return the narrowest classes of a thing as told: without those above another of them."""
        told = {term for _, term in self._facts[iri][terms.RDF_TYPE] if isinstance(term, NamedNode)}
        return frozenset(each for each in told if not any(each in self._above.above(other) for other in told))

    def alike_in_class(self, one: str, other: str) -> bool:
        """Tell whether two things share a narrowest class, or one is only told as of a class above."""
        ours, theirs = self.classes(one), self.classes(other)
        above = {kind for each in (*ours, *theirs) for kind in self._above.above(each)}
        return bool(ours & theirs) or ours <= above or theirs <= above

    @cached_property
    def _above(self) -> Hierarchy:
        return axioms_of(t for source in self._knowledge.ontology for t in source.triples).superclasses

    @cached_property
    def offices(self) -> dict[str, set[Office]]:
        """The offices in which persons appear."""
        found: dict[str, set[Office]] = defaultdict(set)
        for release in self._knowledge.releases:
            for node in _nodes(release):
                who = [t for name in AGENTS for t in node[name]]
                titles = [t.value for t in node[terms.JOB_TITLE] if isinstance(t, Literal)]
                bodies = [t.value for t in node[terms.ON_BEHALF_OF] if isinstance(t, NamedNode)]
                for person in who if titles else ():
                    found[str(getattr(person, "value", ""))] |= {
                        Office(body, frozenset(fold(title).split())) for body in bodies for title in titles
                    }
        return found


def _nodes(release: Release) -> Iterator[dict[NamedNode, list[object]]]:
    """Yield the values of each subject of a release by property."""
    facts: dict[object, dict[NamedNode, list[object]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in release.triples:
        facts[subject][predicate].append(value)
    yield from facts.values()


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two positions in degrees along the sphere, in metres."""
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, each)) for each in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))
