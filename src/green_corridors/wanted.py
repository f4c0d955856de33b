"""The facts that a person may mean by the names of a subject, a property and a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.errors import AmbiguousName
from green_corridors.graph import Knowledge
from green_corridors.names import KINDS, Names
from green_corridors.vocabulary import Vocabulary

__all__ = ["Wanted", "wanted"]


@dataclass(frozen=True)
class Wanted:
    """What each of three names may mean, the most likely first; ``text`` is that of a literal value.

    ``doubt`` is the error to raise where no reading holds and a name is borne by two things of one kind.
    """

    subjects: tuple[NamedNode, ...]
    predicate: NamedNode
    things: tuple[NamedNode, ...]
    text: str | None
    datatype: NamedNode = terms.XSD_STRING
    doubt: AmbiguousName | None = None

    def beside(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield those of some triples that have the subject and the property, whatever the value."""
        for triple in triples:
            if triple.predicate == self.predicate and triple.subject in self.subjects:
                yield triple

    def among(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Yield those of some triples that may be meant."""
        for triple in self.beside(triples):
            value = triple.object
            if value in self.things or (isinstance(value, Literal) and value.value == self.text):
                yield triple

    def readings(self) -> Iterator[Triple]:
        """Yield every fact that may be meant, also such as nobody states."""
        values: list[NamedNode | Literal] = [*self.things]
        if self.text is not None and not values:
            values.append(Literal(self.text, datatype=self.datatype))
        for subject in self.subjects:
            for value in values:
                yield Triple(subject, self.predicate, value)


def wanted(knowledge: Knowledge, names: Names, words: tuple[str, str, str]) -> Wanted:
    """Return what the names of a subject, a property and a value may mean.

    Where a name is borne by a port, its city and its authority, or by several things of one kind, each is a
    reading.

    Raises:
        UnknownName: a name means nothing here; the nearest three are listed.
        AmbiguousName: several properties or classes bear a name.
    """
    subject, prop, value = words
    vocabulary = Vocabulary(knowledge, names)
    predicate = vocabulary.property(prop)
    subjects, doubt = _things(knowledge, names, subject)
    if predicate == terms.RDF_TYPE:
        return Wanted(subjects, predicate, (vocabulary.class_(value),), None, doubt=doubt)
    if vocabulary.has_literals(predicate):
        return Wanted(subjects, predicate, (), value, _usual_datatype(knowledge, predicate), doubt)
    things, other = _things(knowledge, names, value)
    return Wanted(subjects, predicate, things, None, doubt=doubt or other)


def _things(
    knowledge: Knowledge, names: Names, text: str
) -> tuple[tuple[NamedNode, ...], AmbiguousName | None]:
    """Return the things that a name may mean, ports first; and an error where two of one kind bear it."""
    found = dict.fromkeys(entity for kind in KINDS for entity in names.candidates(text, kind))
    twice = max(Counter(entity.kind for entity in found).values(), default=0) > 1
    doubt = names.ambiguous(text, found) if twice else None
    address = names.address(text)
    told = [address] if address and _is_told(knowledge, address) else []
    things = dict.fromkeys([*told, *(entity.iri for entity in found)]) or [names.resolve(text).iri]
    return tuple(things), doubt


def _is_told(knowledge: Knowledge, address: NamedNode) -> bool:
    """Tell whether some source speaks of a thing that has no name; dates are computed for all sources."""
    if address.value.startswith(terms.ID + "date/"):
        return True
    told = (triple for source in knowledge.sources() for triple in source.triples)
    return any(address in (triple.subject, triple.object) for triple in told)


def _usual_datatype(knowledge: Knowledge, predicate: NamedNode) -> NamedNode:
    """Return the datatype that the values of a property most often have."""
    found = Counter(
        triple.object.datatype
        for source in knowledge.sources()
        for triple in source.triples
        if triple.predicate == predicate and isinstance(triple.object, Literal)
    )
    return found.most_common(1)[0][0] if found else terms.XSD_STRING
