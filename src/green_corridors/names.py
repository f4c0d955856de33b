"""Names: which thing a person means, and how a thing is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, ValuesView
from functools import cached_property

from pyoxigraph import NamedNode

from green_corridors.errors import AmbiguousName, UnknownName
from green_corridors.naming import ACTING, CALLED, CORES, KINDS, THINGS, TIES, core, fold
from green_corridors.parts import Part, Rows, Tabled

__all__ = ["KINDS", "Entity", "Names", "Tie", "fold", "nearest"]


class Entity:
    """A named thing with its kind (as in ``KINDS``), its preferred label and its other names."""

    __slots__ = ("iri", "kind", "label", "names")

    def __init__(self, iri: NamedNode, kind: str, label: str, names: frozenset[str] = frozenset()):
        self.iri, self.kind, self.label, self.names = iri, kind, label, names

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entity) and self.iri == other.iri

    def __hash__(self) -> int:
        return hash(self.iri)

    def __repr__(self) -> str:
        return f"Entity({self.iri.value!r}, {self.kind!r}, {self.label!r})"


class Tie:
    """An agreement or a corridor: its classes, its ends with the ports they act for, the dates told of it."""

    __slots__ = ("classes", "dates", "ends", "entity", "joined")

    def __init__(
        self, entity: Entity, classes: Iterable[str], joined: Iterable[Iterable[str]], dates: Iterable[str]
    ):
        self.entity, self.classes, self.dates = entity, frozenset(classes), frozenset(dates)
        self.joined = frozenset(frozenset(end) for end in joined)
        #: All that stands at an end.
        self.ends: frozenset[str] = frozenset().union(*self.joined)


class Entities(Mapping[str, Entity]):
    """Every named thing by its IRI, sorted."""

    def __init__(self, rows: Rows):
        self._rows = rows

    def __getitem__(self, iri: str) -> Entity:
        if (row := self._rows.get(iri)) is None:
            raise KeyError(iri)
        return _entity(iri, row)

    def __iter__(self) -> Iterator[str]:
        return (iri for iri, _ in self._rows.rows())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> ValuesView[Entity]:
        """Return the things themselves."""
        return _Things(self)

    def each(self) -> Iterator[Entity]:
        """Yield the things themselves."""
        return (_entity(*row) for row in self._rows.rows())


class _Things(ValuesView[Entity]):
    """The things themselves, each read once."""

    def __init__(self, entities: Entities):
        super().__init__(entities)
        self._entities = entities

    def __iter__(self) -> Iterator[Entity]:
        return self._entities.each()


def _entity(iri: str, row: tuple[str, str, list[str]]) -> Entity:
    kind, label, names = row
    return Entity(NamedNode(iri), kind, label, frozenset(names))


class Names:
    """The index of names of a workspace, from the register and from the releases."""

    def __init__(self, knowledge: Tabled):
        self.knowledge = knowledge

    @cached_property
    def entities(self) -> Entities:
        """Every named thing by its IRI, sorted."""
        return Entities(self.knowledge.table(THINGS))

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """Every agreement and corridor with its parties, the ports they act for, and its endpoints."""
        return tuple(self._tie(*row) for row in self.knowledge.table(TIES).rows() if row[0] in self.entities)

    def tie(self, iri: str) -> Tie | None:
        """Return the agreement or the corridor of an address."""
        told = self.knowledge.table(TIES).get(iri)
        return self._tie(iri, told) if told and iri in self.entities else None

    def _tie(self, iri: str, told: list[list[str]]) -> Tie:
        classes, ends, dates = told
        acting = self.knowledge.table(ACTING)
        return Tie(self.entities[iri], classes, ([end, *(acting.get(end) or ())] for end in ends), dates)

    def _called(self, part: Part, key: str) -> list[Entity]:
        """Return the things that are called so, by folded names or by their cores."""
        return [self.entities[iri] for iri in self.knowledge.table(part).get(key) or ()]

    def candidates(self, text: str, kind: str = "thing") -> list[Entity]:
        """Return the things of a kind that bear a name, an identifier, a CURIE or an IRI."""
        if "/" in text or ":" in text:
            direct = self.entities.get(self.expand(text.strip("<> ")))
            if direct:
                return [direct] if _fits(direct, kind) else []
        folded = fold(text)
        for part, key in ((CALLED, folded), (CORES, core(folded))):
            if found := [entity for entity in self._called(part, key) if _fits(entity, kind)]:
                return found
        return []

    def beginning(self, start: str, kind: str) -> list[Entity]:
        """Return the things of a kind that have a name which begins so, when it is folded, sorted."""
        found = {iri for _, iris in self.knowledge.table(CALLED).starting(start) for iri in iris}
        return [entity for iri in sorted(found) if _fits(entity := self.entities[iri], kind)]

    def expand(self, text: str) -> str:
        """Return a CURIE as the address that it stands for; any other text as it is."""
        prefix, colon, local = text.partition(":")
        namespace = self.knowledge.prefixes.get(prefix)
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
        for prefix, namespace in self.knowledge.prefixes.items():
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


def _fits(entity: Entity, kind: str) -> bool:
    return kind in ("thing", entity.kind) or (kind == "place" and entity.kind == "port")
