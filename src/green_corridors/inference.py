"""What follows from a source: a closure under the ontology's axioms and its CONSTRUCT rules.

The axioms are the OWL 2 RL rules prp-dom, prp-rng, prp-symp, prp-trp, prp-spo1 and cax-sco
(https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules). An axiom of another
kind is an error, never silently ignored; disjointness implies no new fact, ``gsc check`` holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple

from green_corridors import terms
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenQuery, LimitExceeded, UnsupportedAxiom
from green_corridors.sparql import refuse_excess, refuse_network, tokens

__all__ = ["Axioms", "Closed", "axioms_of", "closure", "rule_fault", "unsupported"]

Node = NamedNode
FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")

SUPPORTED = {
    terms.OWL + name
    for name in (
        "AllDisjointClasses",
        "Class",
        "DatatypeProperty",
        "FunctionalProperty",
        "ObjectProperty",
        "Ontology",
        "SymmetricProperty",
        "TransitiveProperty",
        "members",
        "versionInfo",
    )
}


@dataclass(frozen=True)
class Axioms:
    """The axioms of an ontology, indexed by the term whose use fires them; hierarchies are transitive."""

    superclasses: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    superproperties: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    domains: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    ranges: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    symmetric: set[Node] = field(default_factory=set)
    transitive: set[Node] = field(default_factory=set)


def unsupported(triple: Triple) -> NamedNode | None:
    """Return the term of OWL in a triple that the closure does not implement, if there is one."""
    return next(
        (
            term
            for term in (triple.predicate, triple.object)
            if isinstance(term, NamedNode)
            and term.value.startswith(terms.OWL)
            and term.value not in SUPPORTED
        ),
        None,
    )


def axioms_of(triples: Iterable[Triple]) -> Axioms:
    """Collect the axioms of an ontology.

    Raises:
        UnsupportedAxiom: a term of OWL is used that the closure does not implement.
    """
    axioms = Axioms()
    tables = {
        terms.SUBCLASS_OF: axioms.superclasses,
        terms.SUBPROPERTY_OF: axioms.superproperties,
        terms.DOMAIN: axioms.domains,
        terms.RANGE: axioms.ranges,
    }
    for triple in triples:
        subject, predicate, value = triple
        if term := unsupported(triple):
            raise UnsupportedAxiom(
                f"{subject} uses {term}, which inference does not support; say it as a rule"
            )
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            if predicate in tables:
                tables[predicate][subject].add(value)
            elif predicate == terms.RDF_TYPE and value == terms.SYMMETRIC:
                axioms.symmetric.add(subject)
            elif predicate == terms.RDF_TYPE and value == terms.TRANSITIVE:
                axioms.transitive.add(subject)
    _close(axioms.superclasses)
    _close(axioms.superproperties)
    return axioms


def _close(hierarchy: dict[Node, set[Node]]) -> None:
    """Make a hierarchy transitive in place."""
    for below in list(hierarchy):
        above, ahead = set[Node](), list(hierarchy[below])
        while ahead:
            if (term := ahead.pop()) not in above:
                above.add(term)
                ahead.extend(hierarchy.get(term, ()))
        hierarchy[below] = above - {below}


class Closed:
    """A background with all that follows from it, to which sources are added one at a time.

    Axioms and rules are applied in turn until nothing new follows. A rule that makes new nodes would not end;
    rules may only connect what is there.
    """

    def __init__(self, axioms: Axioms, rules: Iterable[str], given: Iterable[Triple]):
        """Close a background; ``rules`` are SPARQL CONSTRUCT queries.

        Raises:
            BrokenQuery: a rule is not a valid CONSTRUCT query.
        """
        self._axioms, self._rules, self._store = axioms, list(rules), Store()
        for rule in self._rules:
            _refuse(rule)
        stated = frozenset(given)
        self._known: set[Triple] = set()
        self.known = frozenset(self._saturated(stated))
        self.follows = self.known - stated
        self._known = set(self.known)

    def of(self, triples: Iterable[Triple]) -> set[Triple]:
        """Return what follows from the background with some triples, and is in neither."""
        stated = set(triples) - self.known
        added = self._saturated(stated)
        self._known -= added
        for triple in added:
            self._store.remove(Quad(*triple))
        return added - stated

    def _saturated(self, stated: Iterable[Triple]) -> set[Triple]:
        """Add triples and all that follows from them, and return what was added."""
        fresh = set(stated)
        added: set[Triple] = set()
        while fresh:
            self._known |= fresh
            fresh |= _apply_axioms(self._axioms, self._known, fresh)
            self._store.extend(Quad(*triple) for triple in fresh)
            added |= fresh
            found = (triple for rule in self._rules for triple in _construct(self._store, rule))
            fresh = {triple for triple in found if triple not in self._known}
        return added


def closure(axioms: Axioms, rules: Iterable[str], given: Iterable[Triple]) -> set[Triple]:
    """Return the triples that follow from ``given`` and are not in it.

    Raises:
        BrokenQuery: a rule is not a valid CONSTRUCT query.
    """
    return set(Closed(axioms, rules, given).follows)


def _construct(store: Store, rule: str) -> Iterator[Triple]:
    try:
        results = store.query(rule)
    except SyntaxError as error:
        raise BrokenQuery(f"a rule of the ontology is not valid SPARQL: {error.msg}") from error
    if not isinstance(results, QueryTriples):
        raise BrokenQuery("a rule of the ontology is no CONSTRUCT query; rules construct triples")
    yield from results


def rule_fault(rule: str) -> str | None:
    """Return what is wrong with a rule, or ``None``; of a syntax error in the engine's words."""
    try:
        refuse_excess(rule)
        _refuse(rule)
        contained(partial(_try, rule), Limits(what="the rule"))
    except (BrokenQuery, LimitExceeded) as error:
        return str(error)
    return None


def _try(rule: str) -> None:
    """Apply a rule to nothing; one that nests too deeply ends the process."""
    next(_construct(Store(), rule), None)


def _refuse(rule: str) -> None:
    """Refuse a rule that reaches out, or is no CONSTRUCT: the engine gives triples for DESCRIBE, too."""
    refuse_network(rule)
    forms = (token.text.upper() for token in tokens(rule) if token.kind == "word")
    if next((form for form in forms if form in FORMS), "CONSTRUCT") != "CONSTRUCT":
        raise BrokenQuery("a rule of the ontology is no CONSTRUCT query; rules construct triples")


def _apply_axioms(axioms: Axioms, known: set[Triple], fresh: set[Triple]) -> set[Triple]:
    """Add to ``known`` what follows from ``fresh`` by axioms, and return what was new."""
    new: set[Triple] = set()
    links = _links(axioms, known)
    ahead = list(fresh)
    while ahead:
        triple = ahead.pop()
        for found in chain(
            _by_type(axioms, triple), _by_property(axioms, triple), _by_chain(axioms, triple, links)
        ):
            if found not in known:
                known.add(found)
                new.add(found)
                ahead.append(found)
    return new


def _by_type(axioms: Axioms, triple: Triple) -> Iterator[Triple]:
    """Apply cax-sco, prp-dom and prp-rng."""
    subject, predicate, value = triple
    if predicate == terms.RDF_TYPE and isinstance(value, NamedNode):
        yield from (Triple(subject, terms.RDF_TYPE, above) for above in axioms.superclasses.get(value, ()))
    yield from (Triple(subject, terms.RDF_TYPE, kind) for kind in axioms.domains.get(predicate, ()))
    if not isinstance(value, Literal):
        yield from (Triple(value, terms.RDF_TYPE, kind) for kind in axioms.ranges.get(predicate, ()))


def _by_property(axioms: Axioms, triple: Triple) -> Iterator[Triple]:
    """Apply prp-spo1 and prp-symp."""
    subject, predicate, value = triple
    yield from (Triple(subject, above, value) for above in axioms.superproperties.get(predicate, ()))
    if predicate in axioms.symmetric and not isinstance(value, Literal):
        yield Triple(value, predicate, subject)


Links = dict[tuple[Node, bool], dict[object, set[object]]]


def _links(axioms: Axioms, known: set[Triple]) -> Links:
    """Index the transitive properties of ``known`` forwards (``True``) and backwards."""
    links: Links = {(prop, way): defaultdict(set) for prop in axioms.transitive for way in (True, False)}
    for subject, predicate, value in known:
        if predicate in axioms.transitive:
            links[predicate, True][subject].add(value)
            links[predicate, False][value].add(subject)
    return links


def _by_chain(axioms: Axioms, triple: Triple, links: Links) -> Iterator[Triple]:
    """Apply prp-trp and keep the index of links up to date."""
    subject, predicate, value = triple
    if predicate not in axioms.transitive:
        return
    forwards, backwards = links[predicate, True], links[predicate, False]
    forwards[subject].add(value)
    backwards[value].add(subject)
    ends, starts = list(forwards.get(value, ())), list(backwards.get(subject, ()))
    yield from (Triple(subject, predicate, end) for end in ends)  # type: ignore[arg-type]
    yield from (Triple(start, predicate, value) for start in starts)  # type: ignore[arg-type]
