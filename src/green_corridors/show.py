"""Everything about one thing: each fact with the release that states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.asking import ask
from green_corridors.citations import Citations, CitedAnswer
from green_corridors.graph import Knowledge
from green_corridors.kept_questions import questions_of
from green_corridors.selection import Selection
from green_corridors.sources import Release, Source
from green_corridors.store import open_graph
from green_corridors.terms import INFERRED

__all__ = ["facts_about", "graph_about"]

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
    "timeline",
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
    terms.DIFFERENT_FROM.value: "different from",
}


#: What is said of a thing, the facts of its own by property and value for each graph.
Said = dict[str, list[tuple[NamedNode, Term]]]

SAID = f"""
SELECT DISTINCT ?graph ?property ?value
WHERE {{
  {{ GRAPH ?graph {{ $thing ?property ?value }} }}
  UNION {{ GRAPH ?graph {{ ?subject ?any $thing }} }}
  UNION {{ VALUES ?body {{ $bodies }} GRAPH ?graph {{ ?agreement {terms.PARTY} ?body }} }}
}}
"""


@dataclass(frozen=True)
class Fact:
    """One line of a card, and the node that states it."""

    section: str
    fact: str
    value: Term
    release: Term
    node: Term

    @property
    def row(self) -> tuple[Term, ...]:
        """The line as a row of section, fact, value and release."""
        return Literal(self.section), Literal(self.fact), self.value, self.release


def facts_about(
    thing: NamedNode,
    knowledge: Knowledge,
    selection: Selection,
    labels: Labels,
    citations: Citations | None = None,
) -> Answer:
    """Return what each selected source says of a thing, as rows of section, fact, value and release.

    What another thing says of it is told from that side (“party of”). A fact that is a node of its own, such
    as a participation, stands in one row: its kind, and all it says. For a port, the agreements of the bodies
    that act for it and its timeline belong to it too. The ties that follow from a release stand with that
    release. With ``citations`` each row is cited.
    """
    said = _said(thing, knowledge, selection)
    releases = _releases(said, knowledge)
    facts = [
        Fact(section, fact, value, _origin(source), node)
        for source in (*knowledge.ontology, *knowledge.register, *releases)
        for section, fact, value, node in _facts(thing, source, labels)
    ]
    facts += _ties(thing, knowledge, said, labels)
    facts += _agreements(thing, knowledge, releases, labels)
    facts += _timeline(thing, knowledge, selection, labels)
    facts.sort(key=lambda fact: SECTIONS.index(fact.section))
    distinct = {fact.row: fact for fact in facts}
    answer = Answer(("section", "fact", "value", "release"), tuple(distinct))
    if citations is None:
        return answer
    found = tuple(citations.of((*fact.row, thing, fact.node)) for fact in distinct.values())
    return CitedAnswer(**vars(answer), citations=found)


def graph_about(thing: NamedNode, knowledge: Knowledge, selection: Selection) -> Answer:
    """Return the triples of a thing, those that name it, and all of the nodes that do, as a graph."""
    releases = _releases(_said(thing, knowledge, selection), knowledge)
    sources = (*knowledge.ontology, *knowledge.register, *releases)
    told = [triple for source in sources for triple in source.triples]
    naming = {t.subject for t in told if t.object == thing and "#" in str(t.subject)} | {thing}
    rows = tuple((t.subject, t.predicate, t.object) for t in told if t.subject in naming or t.object == thing)
    return Answer(("subject", "predicate", "object"), rows, "graph", knowledge.prefixes)


def _said(thing: NamedNode, knowledge: Knowledge, selection: Selection) -> Said:
    """Return what is said of a thing, by graph, and which graphs name it, or a body that acts for it."""
    bodies = " ".join(map(str, knowledge.bodies.get(thing, ())))
    query = SAID.replace("$thing", str(thing)).replace("$bodies", bodies)
    said: Said = {}
    for graph, predicate, value in ask(open_graph(knowledge), query, selection).rows:
        facts = said.setdefault(_node(graph).value, [])
        if isinstance(predicate, NamedNode):
            facts.append((predicate, value))
    return said


def _releases(said: Said, knowledge: Knowledge) -> list[Release]:
    """Return the releases among graphs, in the order of their files."""
    found = (knowledge.release(NamedNode(graph)) for graph in said)
    return sorted((release for release in found if release), key=lambda release: release.path)


def _ties(thing: NamedNode, knowledge: Knowledge, said: Said, labels: Labels) -> Iterator[Fact]:
    """Yield what follows from each release in derived properties."""
    releases = (knowledge.release(NamedNode(graph.removesuffix(INFERRED))) for graph in said)
    for release in sorted({release for release in releases if release}, key=lambda release: release.path):
        for predicate, value in sorted(said.get(release.inferred_graph.value, ()), key=str):
            if predicate in knowledge.derived and predicate.value not in HIDDEN:
                section = "facts" if isinstance(value, Literal) else "ties"
                yield Fact(section, labels.of(predicate), value, release.graph, thing)


def _agreements(
    port: NamedNode, knowledge: Knowledge, releases: Iterable[Release], labels: Labels
) -> Iterator[Fact]:
    """Yield the agreements of the bodies that act for a port."""
    for body in knowledge.bodies.get(port, ()):
        for release in releases:
            for triple in release.triples:
                if triple.object == body and triple.predicate == terms.PARTY:
                    agreement = _node(triple.subject)
                    yield Fact(
                        "agreements", f"{labels.of(body)} is party of", agreement, release.graph, agreement
                    )


def _timeline(thing: NamedNode, knowledge: Knowledge, selection: Selection, labels: Labels) -> Iterator[Fact]:
    """Yield the dated happenings of a port, by the question that tells them where the workspace has it."""
    question = questions_of(knowledge).get("timeline-of")
    if question is None or not thing.value.startswith(terms.ID + "port/"):
        return
    query = question.with_bindings({"_port_iri": thing})
    for date, happening, about, stage, release in ask(open_graph(knowledge), query, selection).rows:
        told = Literal(
            " ".join(filter(None, (f"{labels.of(happening)}:", labels.of(about), labels.of(stage))))
        )
        yield Fact("timeline", labels.of(date), told, release, about)


def _origin(source: Source) -> Term:
    return source.graph if isinstance(source, Release) else Literal("register")


def _node(term: object) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise TypeError(f"no address: {term}")
    return term


def _facts(thing: NamedNode, source: Source, labels: Labels) -> Iterable[tuple[str, str, Term, NamedNode]]:
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
            yield own, labels.of(triple.predicate), triple.object, thing
    for subject, triples in naming.items():
        section = _section(about[subject], triples)
        if isinstance(subject, NamedNode) and "#" in subject.value:
            if not _is_passage(about[subject]):
                told = Literal(_told(about[subject], thing, labels))
                yield section, _kind(about[subject], labels), told, subject
        elif isinstance(subject, NamedNode):
            for triple in triples:
                local = triple.predicate.value.removeprefix(terms.GSC)
                seen = SEEN_FROM_THERE.get(local, f"{labels.of(triple.predicate)} of")
                yield own if own == "identity" else section, seen, subject, subject


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
