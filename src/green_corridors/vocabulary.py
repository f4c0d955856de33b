"""Which property or class a person means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.errors import AmbiguousName, UnknownName
from green_corridors.graph import Knowledge
from green_corridors.names import Names, fold, nearest

__all__ = ["Vocabulary"]

#: How people say that a thing is of a class.
TYPE = ("a", "an", "is", "is a", "type")


class Vocabulary:
    """The properties and classes of a workspace by all their names; ours stand before others."""

    def __init__(self, knowledge: Knowledge, names: Names):
        self._knowledge, self._names = knowledge, names

    def property(self, text: str) -> NamedNode:
        """Return the property that a person means.

        Raises:
            UnknownName: none is called so; the nearest three are listed.
            AmbiguousName: several are called so; they are listed.
        """
        return self._resolved(text, self._properties, "property")

    def class_(self, text: str) -> NamedNode:
        """Return the class that a person means.

        Raises:
            UnknownName: none is called so; the nearest three are listed.
            AmbiguousName: several are called so; they are listed.
        """
        return self._resolved(text, self._classes, "class")

    def local_names(self) -> list[str]:
        """Return the local names of the properties of ours, sorted."""
        return sorted(
            term.value.removeprefix(terms.GSC)
            for term in self._properties
            if term.value.startswith(terms.GSC)
        )

    def has_literals(self, prop: NamedNode) -> bool:
        """Tell whether the values of a property are literals."""
        kinds = {kind for subject, kind in self._types() if subject == prop}
        if kinds & {terms.OBJECT_PROPERTY, terms.DATATYPE_PROPERTY}:
            return terms.DATATYPE_PROPERTY in kinds
        told = (triple for source in self._knowledge.sources() for triple in source.triples)
        return any(triple.predicate == prop and isinstance(triple.object, Literal) for triple in told)

    def declared(self) -> set[NamedNode]:
        """Return the properties that the ontology declares."""
        kinds = (terms.OBJECT_PROPERTY, terms.DATATYPE_PROPERTY)
        found = (subject for subject, kind in self._types() if kind in kinds)
        return {subject for subject in found if isinstance(subject, NamedNode)}

    @cached_property
    def _properties(self) -> dict[NamedNode, set[str]]:
        used = {t.predicate for source in self._knowledge.sources() for t in source.triples}
        names = self._named({*used, *self.declared()})
        names[terms.RDF_TYPE].update(TYPE)
        return names

    @cached_property
    def _classes(self) -> dict[NamedNode, set[str]]:
        used = {
            t.object
            for source in self._knowledge.sources()
            for t in source.triples
            if t.predicate == terms.RDF_TYPE
        }
        declared = {subject for subject, kind in self._types() if kind == NamedNode(terms.OWL + "Class")}
        return self._named({*used, *declared})

    def _types(self) -> Iterator[tuple[object, object]]:
        for source in self._knowledge.ontology:
            for triple in source.triples:
                if triple.predicate == terms.RDF_TYPE:
                    yield triple.subject, triple.object

    def _named(self, found: set[object]) -> dict[NamedNode, set[str]]:
        """Return all names of some terms: label, local name as it is and as words."""
        named = {term: _local_names(term) for term in found if isinstance(term, NamedNode)}
        for source in self._knowledge.ontology:
            for subject, predicate, value in source.triples:
                if predicate == terms.RDFS_LABEL and isinstance(value, Literal) and subject in named:
                    named[subject].add(value.value)
        return defaultdict(set, named)

    def _found(self, text: str, named: dict[NamedNode, set[str]]) -> list[NamedNode]:
        address = self._names.address(text)
        if address and address in named:
            return [address]
        exact = [term for term in named if text in named[term]]
        folded = [term for term in named if fold(text) in map(fold, named[term])]
        found = exact or folded
        return [term for term in found if term.value.startswith(terms.GSC)] or found

    def _resolved(self, text: str, named: dict[NamedNode, set[str]], what: str) -> NamedNode:
        found = self._found(text, named)
        if len(found) == 1:
            return found[0]
        if found:
            listed = "; ".join(sorted(self._names.curie(term) for term in found))
            raise AmbiguousName(f"“{text}” names {len(found)} terms: {listed}; say one of these")
        ours = ((term.value, name) for term, names in named.items() for name in names)
        near = ", ".join(self._names.curie(NamedNode(iri)) for iri in nearest(text, ours)[:3])
        raise UnknownName(f"no {what} is called “{text}”; the nearest are {near}")


def _local_names(term: NamedNode) -> set[str]:
    local = re.split(r"[#/]", term.value)[-1]
    return {local, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()}
