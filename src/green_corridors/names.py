"""Names: which thing a person means, and how a thing is called."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.errors import AmbiguousName, UnknownName
from green_corridors.graph import Knowledge
from green_corridors.inference import axioms_of

__all__ = ["KINDS", "Entity", "Names", "Tie", "fold", "nearest"]

#: What can be asked for by name: the word in a question's header and the class it stands for.
KINDS = {
    "port": "Port",
    "place": "Place",
    "organization": "Organization",
    "person": "Person",
    "agreement": "Agreement",
    "corridor": "Corridor",
    "event": "Event",
    "platform": "Platform",
    "release": "Release",
    "topic": "Concept",
    "thing": "",
}

#: Words that do not tell a port, its authority and its city apart; the kind asked for does.
FILLERS = re.compile(r"\b(the|port|ports|of|authority)\b")


#: Ligatures and letters with a stroke, which Unicode does not decompose, as plain letters.
LETTERS = str.maketrans({"æ": "ae", "đ": "d", "ð": "d", "ı": "i", "ł": "l", "œ": "oe", "ø": "o", "þ": "th"})


def fold(text: str) -> str:
    """Return a name without case, accents, punctuation and surplus spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.casefold().translate(LETTERS).replace(".", "")
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def core(folded: str) -> str:
    """Return a folded name without the words that every port's name has."""
    return " ".join(FILLERS.sub(" ", folded).split())


@dataclass(frozen=True)
class Entity:
    """A named thing with its kind (as in ``KINDS``), its preferred label and its other names."""

    iri: NamedNode
    kind: str
    label: str
    names: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Tie:
    """An agreement or a corridor: its classes, its ends with the ports they act for, the dates told of it."""

    entity: Entity
    classes: frozenset[str]
    joined: frozenset[frozenset[str]]
    dates: frozenset[str]

    @cached_property
    def ends(self) -> frozenset[str]:
        """All that stands at an end."""
        return frozenset().union(*self.joined)


#: The properties that say what a tie joins, and when it was made.
ENDS = frozenset(NamedNode(terms.GSC + name) for name in ("party", "endpoint"))
MADE = frozenset(NamedNode(terms.GSC + name) for name in ("signed", "concluded"))


class Names:
    """The index of names of a workspace, from the register and from the releases."""

    def __init__(self, knowledge: Knowledge):
        self._knowledge = knowledge

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Every named thing by its IRI, sorted."""
        told = _Told.of(triple for source in self._knowledge.sources() for triple in source.triples)
        axioms = axioms_of(triple for source in self._knowledge.ontology for triple in source.triples)
        found = {}
        for iri, classes in sorted(told.classes.items()):
            every = {name for kind in classes for name in (kind, *axioms.superclasses.above(kind))}
            kind = _kind(iri, every)
            if kind:
                label = min(told.labels[iri], default=iri.rpartition("/")[2])
                names = {label, iri, iri.rpartition("/")[2], *told.names[iri], *told.labels[iri]}
                if kind == "person":
                    names.add(label.rpartition(" ")[2])
                found[iri] = Entity(NamedNode(iri), kind, label, frozenset(names))
        return found

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Every agreement and corridor with its parties, the ports they act for, and its endpoints."""
        triples = [triple for source in self._knowledge.sources() for triple in source.triples]
        axioms = axioms_of(triple for source in self._knowledge.ontology for triple in source.triples)
        acting = {terms.ACTS_FOR} | {
            each for each in axioms.superproperties if terms.ACTS_FOR in axioms.superproperties.above(each)
        }
        told, ports = _Told.of(triples), defaultdict(set)
        ends, dates = defaultdict(set), defaultdict(set)
        for triple in triples:
            subject, predicate, value = str(triple.subject), triple.predicate, triple.object
            if predicate in ENDS and isinstance(value, NamedNode):
                ends[subject].add(value.value)
            elif predicate in acting and isinstance(value, NamedNode):
                ports[subject].add(value.value)
            elif predicate in MADE and isinstance(value, Literal):
                dates[subject].add(value.value)
        return tuple(
            Tie(
                entity,
                frozenset(kind.value.removeprefix(terms.GSC) for kind in told.classes[iri]),
                frozenset(frozenset({end, *ports[f"<{end}>"]}) for end in ends[f"<{iri}>"]),
                frozenset(dates[f"<{iri}>"]),
            )
            for iri, entity in self.entities.items()
            if ends[f"<{iri}>"]
        )

    @cached_property
    def _by_fold(self) -> dict[str, list[Entity]]:
        index: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities.values():
            for name in {fold(name) for name in entity.names} - {""}:
                index[name].append(entity)
        return index

    @cached_property
    def _by_core(self) -> dict[str, list[Entity]]:
        index: dict[str, list[Entity]] = defaultdict(list)
        for name, entities in self._by_fold.items():
            for entity in entities:
                if (short := core(name)) and entity not in index[short]:
                    index[short].append(entity)
        return index

    def candidates(self, text: str, kind: str = "thing") -> list[Entity]:
        """Return the things of a kind that bear a name, an identifier, a CURIE or an IRI."""
        if "/" in text or ":" in text:
            direct = self.entities.get(self.expand(text.strip("<> ")))
            if direct:
                return [direct] if _fits(direct, kind) else []
        folded = fold(text)
        for index, key in ((self._by_fold, folded), (self._by_core, core(folded))):
            if found := [entity for entity in index.get(key, ()) if _fits(entity, kind)]:
                return found
        return []

    def expand(self, text: str) -> str:
        """Return a CURIE as the address that it stands for; any other text as it is."""
        prefix, colon, local = text.partition(":")
        namespace = self._knowledge.prefixes.get(prefix)
        return namespace + local if colon and namespace and not local.startswith("//") else text

    def address(self, text: str) -> NamedNode | None:
        """Return the address that a text is, or for which it stands as a CURIE."""
        try:
            return NamedNode(self.expand(text.strip("<> ")))
        except ValueError:
            return None

    def resolve(self, text: str, kind: str = "thing") -> Entity:
        """Return the one thing of a kind that bears a name.

        Where any thing may be meant, a port stands for itself before its city and its authority.

        Raises:
            UnknownName: nothing bears it; the nearest three names are listed.
            AmbiguousName: several things bear it; they are listed with what to write instead.
        """
        found = self.candidates(text, kind)
        if len(found) == 1:
            return found[0]
        ports = [entity for entity in found if entity.kind == "port"]
        if kind == "thing" and len(ports) == 1:
            return ports[0]
        if found:
            raise self.ambiguous(text, found)
        near = ", ".join(f"“{entity.label}”" for entity in self.nearest(text, kind))
        what = kind if kind != "thing" else "thing in the graph"
        raise UnknownName(f"no {what} is called “{text}”; the nearest are {near or 'none'}")

    def ambiguous(self, text: str, found: Iterable[Entity]) -> AmbiguousName:
        """Return the error that lists the several things a name may mean, with what to write instead."""
        listed = [f"{self.curie(entity.iri)} ({entity.label})" for entity in found]
        return AmbiguousName(f"“{text}” names {len(listed)} things: {'; '.join(listed)}; say one of these")

    def nearest(self, text: str, kind: str = "thing", count: int = 3) -> list[Entity]:
        """Return the things of a kind whose names are most alike, best first."""
        choices = ((e.iri.value, name) for e in self.entities.values() if _fits(e, kind) for name in e.names)
        return [self.entities[iri] for iri in nearest(text, choices)[:count]]

    def curie(self, iri: NamedNode) -> str:
        """Return an IRI as a CURIE where a prefix of the workspace allows one, else in angle brackets."""
        for prefix, namespace in self._knowledge.prefixes.items():
            local = iri.value.removeprefix(namespace)
            if local != iri.value and re.fullmatch(r"\w[\w.-]*", local) and not local.endswith("."):
                return f"{prefix}:{local}"
        return str(iri)


def nearest(text: str, choices: Iterable[tuple[str, str]]) -> list[str]:
    """Return what bears the names that are most alike, best first; ``choices`` are pairs of it and a name."""
    from rapidfuzz import fuzz, process

    folded = {(what, name): fold(name) for what, name in choices}
    scored = process.extract(fold(text), folded, scorer=fuzz.WRatio, limit=None)
    return list(dict.fromkeys(key[0] for _, _, key in sorted(scored, key=lambda hit: (-hit[1], hit[2]))))


@dataclass(frozen=True)
class _Told:
    """What triples say of names, by IRI."""

    classes: dict[str, set[NamedNode]]
    labels: dict[str, set[str]]
    names: dict[str, set[str]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> _Told:
        told = cls(defaultdict(set), defaultdict(set), defaultdict(set))
        for subject, predicate, value in triples:
            if not isinstance(subject, NamedNode):
                continue
            if predicate == terms.RDF_TYPE and isinstance(value, NamedNode):
                told.classes[subject.value].add(value)
            elif predicate in (terms.PREF_LABEL, terms.TITLE) and isinstance(value, Literal):
                told.labels[subject.value].add(value.value)
            elif predicate in (terms.ALT_LABEL, terms.UNLOCODE) and isinstance(value, Literal):
                told.names[subject.value].add(value.value)
            elif predicate == terms.EXACT_MATCH and isinstance(value, NamedNode):
                told.names[subject.value] |= {value.value, value.value.rpartition("/")[2]}
        return told


def _kind(iri: str, classes: set[NamedNode]) -> str | None:
    """Return the narrowest kind of a thing, or ``None`` for what is not asked for by name."""
    if iri.startswith(terms.VOCABULARY):
        return (
            iri.removeprefix(terms.VOCABULARY).partition("/")[0]
            if "/" in iri.removeprefix(terms.VOCABULARY)
            else None
        )
    names = {kind.value.removeprefix(terms.GSC) for kind in classes}
    return next((kind for kind, name in KINDS.items() if name in names and "#" not in iri), None)


def _fits(entity: Entity, kind: str) -> bool:
    return kind in ("thing", entity.kind) or (kind == "place" and entity.kind == "port")
