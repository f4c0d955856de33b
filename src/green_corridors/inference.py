"""What follows from a source: a closure under the ontology's axioms and its CONSTRUCT rules.

The axioms are the OWL 2 RL rules prp-dom, prp-rng, prp-symp, prp-trp, prp-spo1 and cax-sco
(https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules). An axiom of another
kind is an error, never silently ignored; disjointness implies no new fact, ``gsc check`` holds it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple

from green_corridors import terms
from green_corridors.dates import bounds, end_of_term
from green_corridors.errors import BrokenQuery, UnsupportedAxiom

__all__ = ["Axioms", "axioms_of", "closure", "dates_of"]

Node = NamedNode

SUPPORTED = {
    terms.OWL + name
    for name in (
        "AllDisjointClasses",
        "Class",
        "DatatypeProperty",
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
    for subject, predicate, value in triples:
        for term in (predicate, value):
            if (
                isinstance(term, NamedNode)
                and term.value.startswith(terms.OWL)
                and term.value not in SUPPORTED
            ):
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


def closure(axioms: Axioms, rules: Iterable[str], given: Iterable[Triple]) -> set[Triple]:
    """Return the triples that follow from ``given`` and are not in it.

    ``rules`` are SPARQL CONSTRUCT queries; axioms and rules are applied in turn until nothing new follows.
    A rule that makes new nodes would not end; rules may only connect what is there.

    Raises:
        BrokenQuery: a rule is not a valid CONSTRUCT query.
    """
    rules = list(rules)
    known = set(given)
    asserted = frozenset(known)
    store = Store()
    fresh = known
    while fresh:
        fresh = fresh | _apply_axioms(axioms, known, fresh)
        store.extend(Quad(*triple) for triple in fresh)
        fresh = {triple for rule in rules for triple in _construct(store, rule) if triple not in known}
        known |= fresh
    return known - asserted


def _construct(store: Store, rule: str) -> Iterator[Triple]:
    try:
        results = store.query(rule)
    except SyntaxError as error:
        raise BrokenQuery(f"a rule of the ontology is not valid SPARQL: {error.msg}") from error
    if not isinstance(results, QueryTriples):
        raise BrokenQuery("a rule of the ontology is no CONSTRUCT query; rules construct triples")
    yield from results


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


def terms_end(known: Iterable[Triple]) -> set[Triple]:
    """Return when the terms of agreements end: ``gsc:concluded`` and ``gsc:term`` give ``gsc:termEnds``."""
    concluded: dict[object, list[str]] = defaultdict(list)
    lengths: dict[object, list[str]] = defaultdict(list)
    for subject, predicate, value in known:
        if isinstance(value, Literal):
            if predicate == terms.CONCLUDED:
                concluded[subject].append(value.value)
            elif predicate == terms.TERM:
                lengths[subject].append(value.value)
    return {
        Triple(agreement, terms.TERM_ENDS, Literal(end, datatype=terms.EDTF_DATATYPE))  # type: ignore[arg-type]
        for agreement, texts in lengths.items()
        for length in texts
        for begin in concluded[agreement]
        if (end := end_of_term(begin, length))
    }


def dates_of(triples: Iterable[Triple]) -> set[Triple]:
    """Describe every EDTF literal as a ``gsc:Date`` with its bounds, so that SPARQL can compare it.

    Raises:
        InvalidDate: a literal of the EDTF datatype is no EDTF date.
    """
    texts = {
        value.value
        for _, _, value in triples
        if isinstance(value, Literal) and value.datatype == terms.EDTF_DATATYPE
    }
    return {triple for text in texts for triple in _date(text)}


def _date(text: str) -> Iterator[Triple]:
    span = bounds(text)
    node = NamedNode(
        terms.ID + "date/" + text.replace("/", "--").replace("?", "_uncertain").replace("%", "_doubtful")
    )
    yield Triple(node, terms.RDF_TYPE, terms.DATE)
    yield Triple(node, terms.HAS_EDTF, Literal(text, datatype=terms.EDTF_DATATYPE))
    yield Triple(
        node, terms.UNCERTAIN, Literal("true" if span.uncertain else "false", datatype=terms.XSD_BOOLEAN)
    )
    for term, bound in ((terms.EARLIEST, span.earliest), (terms.LATEST, span.latest)):
        if bound:
            yield Triple(node, term, Literal(bound.isoformat(), datatype=terms.XSD_DATE))
