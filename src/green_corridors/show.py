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

#: The sections of a card, in their order.
SECTIONS = (
    "identity",
    "facts",
    "ties",
    "corridors",
    "stages",
    "agreements",
    "duties",
    "people",
    "appearances",
    "claims",
    "mentions",
)
#: The section of a fact by its property, seen from the thing that is named, or by the class of its node.
SECTION_OF = {
    "party": "agreements",
    "plannedCorridor": "agreements",
    "follows": "agreements",
    "endpoint": "corridors",
    "Milestone": "stages",
    "Commitment": "duties",
    "Claim": "claims",
    "Participation": "people",
    "Statement": "people",
    "participant": "appearances",
    "speaker": "appearances",
    "claimedBy": "claims",
}


#: How a property reads from its value’s side, where “… of” would not do.
SEEN_FROM_THERE = {
    "actsFor": "body that acts for it",
    "operates": "operator",
    "locatedIn": "place in it",
    "city": "port",
    "country": "place in it",
    "unitOf": "unit",
    "follows": "followed by",
    "signedDuring": "agreement signed during it",
    "signedAt": "agreement signed here",
    "heldIn": "event held here",
}


def facts_about(thing: NamedNode, knowledge: Knowledge, selection: Selection, labels: Labels) -> Answer:
    """Return what each selected source says of a thing, as rows of section, fact, value and release.

    What another thing says of it is told from that side (“party of”). A fact that is a node of its own, such
    as a participation, stands in one row: its kind, and all it says. For a port, the agreements of the bodies
    that act for it belong to it too. The ties that follow from a release stand with that release.
    """
    rows: list[tuple[Term, ...]] = []
    releases = selection.of(knowledge)
    for source in (*knowledge.ontology, *knowledge.register, *releases):
        for section, fact, value in _facts(thing, source, labels):
            rows.append((Literal(section), Literal(fact), value, _origin(source)))
    for release, follows in inferred_by_release(knowledge, releases):
        for triple in sorted(follows, key=str):
            tie = triple.predicate in knowledge.derived and triple.predicate.value not in HIDDEN
            if release and tie and triple.subject == thing:
                section = "facts" if isinstance(triple.object, Literal) else "ties"
                rows.append(
                    (Literal(section), Literal(labels.of(triple.predicate)), triple.object, release.graph)
                )
    for body in _bodies(thing, knowledge):
        party = Literal(f"{labels.of(body)} is party of")
        rows += [
            (Literal("agreements"), party, _node(triple.subject), release.graph)
            for release in releases
            for triple in release.triples
            if triple.object == body and triple.predicate == terms.PARTY
        ]
    rows.sort(key=lambda row: SECTIONS.index(labels.of(row[0])))
    return Answer(("section", "fact", "value", "release"), tuple(dict.fromkeys(rows)))


def _origin(source: Source) -> Term:
    return source.graph if isinstance(source, Release) else Literal("register")


def _bodies(port: NamedNode, knowledge: Knowledge) -> list[NamedNode]:
    """Return the bodies that act for a port by the register, sorted."""
    acting = (terms.ACTS_FOR, terms.OPERATES)
    told = (triple for source in knowledge.register for triple in source.triples)
    return sorted({_node(t.subject) for t in told if t.object == port and t.predicate in acting}, key=str)


def _node(term: object) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"no address: {term}")
    return term


def _facts(thing: NamedNode, source: Source, labels: Labels) -> Iterable[tuple[str, str, Term]]:
    """Yield the facts of one source with their sections: the thing’s own first, then those that name it."""
    about: dict[object, list[Triple]] = defaultdict(list)
    naming: dict[object, list[Triple]] = defaultdict(list)
    for triple in source.triples:
        about[triple.subject].append(triple)
        if triple.object == thing:
            naming[triple.subject].append(triple)
    own = "facts" if isinstance(source, Release) else "identity"
    for triple in about[thing]:
        if triple.predicate.value not in HIDDEN and not isinstance(triple.object, BlankNode | Triple):
            yield own, labels.of(triple.predicate), triple.object
    for subject, triples in naming.items():
        section = _section(about[subject], triples)
        if isinstance(subject, NamedNode) and "#" in subject.value:
            if not _is_passage(about[subject]):
                yield section, _kind(about[subject], labels), Literal(_told(about[subject], thing, labels))
        elif isinstance(subject, NamedNode):
            for triple in triples:
                local = triple.predicate.value.removeprefix(terms.GSC)
                seen = SEEN_FROM_THERE.get(local, f"{labels.of(triple.predicate)} of")
                yield own if own == "identity" else section, seen, subject


def _section(node: list[Triple], naming: list[Triple]) -> str:
    """Return the section of a fact, by the property that names the thing, else by the class of its node."""
    said = [triple.predicate for triple in naming]
    said += [t.object for t in node if t.predicate == terms.RDF_TYPE and isinstance(t.object, NamedNode)]
    locals_ = (term.value.removeprefix(terms.GSC) for term in said)
    return next((SECTION_OF[name] for name in locals_ if name in SECTION_OF), "mentions")


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
