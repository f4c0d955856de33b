"""The axioms of an ontology, each as a rule or as an exclusion; an axiom of any other kind is refused.

The rules are those of OWL 2 RL with their names there: cax-sco, cax-eqc, prp-spo1, prp-eqp, prp-dom, prp-rng,
prp-symp, prp-inv, prp-trp, prp-spo2 (https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules).
The exclusions are cax-dw, cax-adc, prp-pdw, prp-adp, prp-irp and prp-asyp; and prp-fp, which here is one too:
two values of a functional property contradict each other, for two addresses are two things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import BlankNode, NamedNode, Triple

from green_corridors import terms
from green_corridors.errors import UnsupportedAxiom
from green_corridors.rules import MAX_BODY, Pattern, Rule

__all__ = ["Axioms", "Exclusion", "Fault", "Hierarchy", "axioms_of", "is_axiom", "read_axioms"]

RULES = {
    terms.SUBCLASS_OF: "subclass",
    terms.EQUIVALENT_CLASS: "equivalent classes",
    terms.SUBPROPERTY_OF: "sub-property",
    terms.EQUIVALENT_PROPERTY: "equivalent properties",
    terms.INVERSE_OF: "inverse",
    terms.DOMAIN: "domain",
    terms.RANGE: "range",
}
PAIRS = {terms.DISJOINT_WITH: "disjoint classes", terms.PROPERTY_DISJOINT_WITH: "disjoint properties"}
KINDS = {
    terms.SYMMETRIC: "symmetric",
    terms.TRANSITIVE: "transitive",
    terms.FUNCTIONAL: "functional",
    terms.IRREFLEXIVE: "irreflexive",
    terms.ASYMMETRIC: "asymmetric",
}
GROUPS = {
    terms.ALL_DISJOINT_CLASSES: "disjoint classes",
    terms.ALL_DISJOINT_PROPERTIES: "disjoint properties",
}
#: What reads both ends of a fact as things, and so means nothing for a property whose values are literals.
OF_THINGS = (
    *(terms.RANGE, terms.INVERSE_OF, terms.CHAIN),
    *(terms.SYMMETRIC, terms.TRANSITIVE, terms.IRREFLEXIVE, terms.ASYMMETRIC),
)
#: What says nothing from which a fact could follow.
DECLARATIONS = {
    *(
        terms.OWL + name
        for name in ("Class", "DatatypeProperty", "ObjectProperty", "Ontology", "versionInfo")
    ),
    *(terms.RDFS + name for name in ("label", "comment", "seeAlso", "isDefinedBy")),
}
AXIOMS = {*RULES, *PAIRS, *KINDS, *GROUPS, terms.CHAIN, terms.MEMBERS}
SUPPORTED = {*DECLARATIONS, *(term.value for term in AXIOMS)}
SCHEMA = (terms.OWL, terms.RDFS)
BUILT_IN = (terms.OWL, terms.RDFS, terms.RDF, terms.XSD)

#: A term of an axiom, and what is wrong with it, in words that go on after the term.
Fault = tuple[NamedNode, str]


class Hierarchy(dict[object, dict[NamedNode, Triple]]):
    """The classes or properties directly above each, with the axiom that says so."""

    def above(self, term: object) -> set[NamedNode]:
        """Return all that is above a term, itself left out."""
        found, ahead = set[NamedNode](), list(self.get(term, ()))
        while ahead:
            if (each := ahead.pop()) not in found:
                found.add(each)
                ahead.extend(self.get(each, ()))
        return {each for each in found if each != term}

    def put(self, below: NamedNode, above: NamedNode, axiom: Triple) -> None:
        """Add a link."""
        self.setdefault(below, {}).setdefault(above, axiom)


@dataclass(frozen=True)
class Exclusion:
    """Classes or properties of which no thing, or no pair of things, may have two; or one such property."""

    kind: str
    members: tuple[NamedNode, ...]
    axiom: Triple


@dataclass(frozen=True)
class Axioms:
    """The axioms of an ontology: what follows, what is excluded, and its two hierarchies."""

    rules: list[Rule] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    superclasses: Hierarchy = field(default_factory=Hierarchy)
    superproperties: Hierarchy = field(default_factory=Hierarchy)


def is_axiom(triple: Triple) -> bool:
    """Tell whether a triple says something of terms that only an ontology may say.

    All terms of OWL and RDFS count but labels and notes: ``owl:sameAs`` in data would have to be acted upon.
    """
    return _is_schema(triple.object if triple.predicate == terms.RDF_TYPE else triple.predicate)


@lru_cache(maxsize=4096)
def _is_schema(term: object) -> bool:
    return (
        isinstance(term, NamedNode)
        and term.value.startswith(SCHEMA)
        and term.value not in DECLARATIONS
        # The one says nothing of a term and is found by a check of its own; from the other nothing follows.
        and term not in (terms.IMPORTS, terms.DIFFERENT_FROM)
    )


def axioms_of(triples: Iterable[Triple]) -> Axioms:
    """Collect the axioms of an ontology.

    Raises:
        UnsupportedAxiom: there is an axiom that the closure does not implement.
    """
    axioms, faults = read_axioms(triples)
    for triple, (term, said) in faults.items():
        raise UnsupportedAxiom(f"{triple.subject}: {term} {said}; say it as a rule in ontology/rules")
    return axioms


def read_axioms(triples: Iterable[Triple]) -> tuple[Axioms, dict[Triple, Fault]]:
    """Collect the axioms of an ontology, and what is wrong with those that cannot be used."""
    reader = _Reader(list(triples))
    reader.read()
    return reader.axioms, reader.faults


class _Reader:
    """The axioms read so far, and the lists and literals of the ontology."""

    def __init__(self, triples: list[Triple]):
        self.triples = triples
        self.axioms = Axioms()
        self.faults: dict[Triple, Fault] = {}
        self.first = {t.subject: t.object for t in triples if t.predicate == terms.RDF_FIRST}
        self.rest = {t.subject: t.object for t in triples if t.predicate == terms.RDF_REST}
        self.types = {(t.subject, t.object) for t in triples if t.predicate == terms.RDF_TYPE}
        self.with_members = {t.subject for t in triples if t.predicate == terms.MEMBERS}

    def read(self) -> None:
        for triple in self.triples:
            fault = self._fault(triple)
            if fault:
                self.faults[triple] = fault
            elif triple.predicate in AXIOMS:
                self._axiom(triple)
            elif triple.predicate == terms.RDF_TYPE and triple.object in KINDS:
                self._of_property(KINDS[triple.object], triple.subject, triple)  # type: ignore[index,arg-type]

    def _fault(self, triple: Triple) -> Fault | None:
        """Return why a triple is no axiom that can be used, if it is one."""
        subject, predicate, value = triple
        for term in (predicate, value):
            if isinstance(term, NamedNode) and term.value.startswith(SCHEMA) and term.value not in SUPPORTED:
                return term, "is not supported by inference"
        axiom = value if predicate == terms.RDF_TYPE else predicate
        if axiom not in AXIOMS or not isinstance(axiom, NamedNode):
            return None
        if axiom in GROUPS:
            return None if subject in self.with_members else (axiom, "names no members")
        ends: list[object] = [subject] if axiom == value else [subject, value]
        if predicate in (terms.CHAIN, terms.MEMBERS):
            members = self._list(value)
            ends = [subject, *members] if members and predicate == terms.CHAIN else members
        if not ends or not all(
            isinstance(end, NamedNode) and not end.value.startswith(BUILT_IN) for end in ends
        ):
            return axiom, "is supported between classes or properties with addresses of their own only"
        return self._misfit(axiom, subject, ends)

    def _misfit(self, axiom: NamedNode, subject: object, ends: list[object]) -> Fault | None:
        if axiom in OF_THINGS and any((end, terms.DATATYPE_PROPERTY) in self.types for end in ends[:1]):
            return axiom, "says nothing of a property whose values are literals"
        if axiom == terms.MEMBERS and not any((subject, group) in self.types for group in GROUPS):
            return axiom, "is supported for disjoint classes and disjoint properties only"
        if len(ends) > MAX_BODY and axiom == terms.CHAIN:
            return axiom, f"has more than {MAX_BODY} properties"
        return None

    def _list(self, head: object) -> list[object]:
        """Return the members of a list; none where it is broken or a circle."""
        members: list[object] = []
        seen: set[object] = set()
        while isinstance(head, BlankNode) and head in self.first and head not in seen:
            seen.add(head)
            members.append(self.first[head])
            head = self.rest.get(head)
        return members if head == terms.RDF_NIL else []

    def _axiom(self, triple: Triple) -> None:
        subject, predicate, value = triple
        if predicate in RULES:
            self._rules(predicate, subject, value, triple)
        elif predicate in PAIRS:
            self._exclude(PAIRS[predicate], (subject, value), triple)
        elif predicate == terms.CHAIN:
            body = tuple((f"x{n}", each, f"x{n + 1}") for n, each in enumerate(self._list(value)))
            self._rule("chain", ("x0", subject, body[-1][2]), body, triple)  # type: ignore[arg-type]
        else:
            kind = next(kind for group, kind in GROUPS.items() if (subject, group) in self.types)
            self._exclude(kind, self._list(value), triple)

    def _rules(self, predicate: NamedNode, one: NamedNode, other: NamedNode, axiom: Triple) -> None:
        """Add the one or two rules of an axiom that links two terms."""
        kind = RULES[predicate]
        if predicate in (terms.SUBCLASS_OF, terms.EQUIVALENT_CLASS):
            for below, above in self._ways(predicate == terms.EQUIVALENT_CLASS, one, other):
                self.axioms.superclasses.put(below, above, axiom)
                self._rule(kind, ("x", terms.RDF_TYPE, above), (("x", terms.RDF_TYPE, below),), axiom)
        elif predicate in (terms.SUBPROPERTY_OF, terms.EQUIVALENT_PROPERTY):
            for below, above in self._ways(predicate == terms.EQUIVALENT_PROPERTY, one, other):
                self.axioms.superproperties.put(below, above, axiom)
                self._rule(kind, ("x", above, "y"), (("x", below, "y"),), axiom)
        elif predicate == terms.INVERSE_OF:
            for this, that in self._ways(True, one, other):
                self._rule(kind, ("y", that, "x"), (("x", this, "y"),), axiom)
        else:
            end = "x" if predicate == terms.DOMAIN else "y"
            self._rule(kind, (end, terms.RDF_TYPE, other), (("x", one, "y"),), axiom)

    @staticmethod
    def _ways(both: bool, one: NamedNode, other: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
        yield one, other
        if both and one != other:
            yield other, one

    def _of_property(self, kind: str, prop: NamedNode, axiom: Triple) -> None:
        if kind == "symmetric":
            self._rule(kind, ("y", prop, "x"), (("x", prop, "y"),), axiom)
        elif kind == "transitive":
            self._rule(kind, ("x", prop, "z"), (("x", prop, "y"), ("y", prop, "z")), axiom)
        else:
            self._exclude(kind, (prop,), axiom)

    def _rule(self, kind: str, head: Pattern, body: tuple[Pattern, ...], axiom: Triple) -> None:
        self.axioms.rules.append(Rule(kind, (head,), body, axiom=axiom))

    def _exclude(self, kind: str, members: Iterable[object], axiom: Triple) -> None:
        self.axioms.exclusions.append(Exclusion(kind, tuple(members), axiom))  # type: ignore[arg-type]
