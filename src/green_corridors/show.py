"""Everything about one thing: each fact with the release that states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.graph import Knowledge, Release, Source
from green_corridors.store import Selection, inferred_by_release

__all__ = ["facts_about"]

#: What the heading says already, and the tie of any kind, which each narrower tie says better.
HIDDEN = (terms.RDF + "type", terms.SKOS + "prefLabel", terms.GSC + "partner")


def facts_about(thing: NamedNode, knowledge: Knowledge, selection: Selection, labels: Labels) -> Answer:
    """Return what each selected source says of a thing, as rows of fact, value and release.

    What another thing says of it is told from that side (“party of”). A fact that is a node of its own, such
    as a participation, stands in one row: its kind, and all it says. The ties that follow from a release
    stand last, with that release.
    """
    rows: list[tuple[Term, ...]] = []
    releases = selection.of(knowledge)
    for source in (*knowledge.ontology, *knowledge.register, *releases):
        rows += [(Literal(fact), value, _origin(source)) for fact, value in _facts(thing, source, labels)]
    for release, follows in inferred_by_release(knowledge, releases):
        for triple in sorted(follows, key=str):
            tie = triple.predicate in knowledge.derived and triple.predicate.value not in HIDDEN
            if release and tie and triple.subject == thing:
                rows.append((Literal(labels.of(triple.predicate)), triple.object, release.graph))
    return Answer(("fact", "value", "release"), tuple(dict.fromkeys(rows)))


def _origin(source: Source) -> Term:
    return source.graph if isinstance(source, Release) else Literal("register")


def _facts(thing: NamedNode, source: Source, labels: Labels) -> Iterable[tuple[str, Term]]:
    """Yield the facts of one source: those of the thing itself first, then those that name it."""
    about: dict[object, list[Triple]] = defaultdict(list)
    naming: dict[object, list[Triple]] = defaultdict(list)
    for triple in source.triples:
        about[triple.subject].append(triple)
        if triple.object == thing:
            naming[triple.subject].append(triple)
    for triple in about[thing]:
        if triple.predicate.value not in HIDDEN and not isinstance(triple.object, BlankNode | Triple):
            yield labels.of(triple.predicate), triple.object
    for subject, triples in naming.items():
        if isinstance(subject, NamedNode) and "#" in subject.value:
            if not _is_passage(about[subject]):
                yield _kind(about[subject], labels), Literal(_told(about[subject], thing, labels))
        elif isinstance(subject, NamedNode):
            yield from ((f"{labels.of(triple.predicate)} of", subject) for triple in triples)


def _is_passage(triples: list[Triple]) -> bool:
    return any(triple.object == NamedNode(terms.GSC + "Passage") for triple in triples)


def _kind(triples: list[Triple], labels: Labels) -> str:
    return next(
        (labels.of(triple.object) for triple in triples if triple.predicate == terms.RDF_TYPE), "fact"
    )


def _told(triples: list[Triple], thing: NamedNode, labels: Labels) -> str:
    """Return a node's own facts in one line, those that name the thing itself left out."""
    told: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        if triple.predicate != terms.RDF_TYPE and triple.object != thing:
            told[labels.of(triple.predicate)].append(labels.of(triple.object))
    return "; ".join(f"{fact}: {', '.join(values)}" for fact, values in told.items())
