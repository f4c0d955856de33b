"""Judgements: each is of a conflict that is there, and weighs all the releases that tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.checks._nearest import nearest
from green_corridors.conflicts import Conflict, conflicts_of
from green_corridors.findings import Finding, Rule
from green_corridors.graph import Knowledge
from green_corridors.house import write_term
from green_corridors.judgements import Judgement, judgements_of
from green_corridors.placing import finding
from green_corridors.reading import Document

IDLE = Rule(
    "judgement-idle",
    "warning",
    "a judgement of what is in no conflict",
    "A judgement decides what to follow where releases contradict each other. Of this thing and property "
    "they do not, or no longer: either the names are wrong, or the judgement can go.",
)
REOPENED = Rule(
    "judgement-reopened",
    "warning",
    "a judgement that did not weigh a release",
    "A release that tells of a judged property and was not weighed opens the question again, and answers no "
    "longer follow the judgement. Read it, decide anew, and add it to what the judgement weighs.",
)
RELEASE = Rule(
    "judgement-release",
    "violation",
    "a judgement that names a release which is not there",
    "What a judgement follows and weighs are releases of this graph.",
)
TWICE = Rule(
    "across-judgement",
    "violation",
    "two judgements of one property of one thing",
    "A conflict has one judgement. Which of two would be followed could not be told.",
)
RULES = (IDLE, REOPENED, RELEASE, TWICE)


def across(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with the judgements, given all releases."""
    knowledge = context.knowledge
    if not knowledge.judgements:
        return
    documents = {source.graph: source.documents[0] for source in knowledge.judgements}
    for document in documents.values():
        yield from _unknown(document, knowledge)
    judgements = judgements_of(knowledge)
    conflicts = {(each.subject, each.predicate): each for each in _conflicts(knowledge, judgements)}
    known = {release.graph for release in knowledge.releases}
    first: dict[tuple[NamedNode, NamedNode], Judgement] = {}
    for judgement in judgements:
        key = judgement.subject, judgement.predicate
        document = documents[judgement.iri]
        if first.setdefault(key, judgement) is not judgement:
            message = f"{first[key].path.name} judges the same"
            yield _finding(TWICE, document, judgement, message, "keep one of the two")
        elif key not in conflicts:
            message = "no releases contradict each other in this"
            yield _finding(IDLE, document, judgement, message, "compare it with gsc conflicts, or remove it")
        elif (
            len(judgement.weighs) > 1
            and judgement.weighs <= known
            and (new := _unweighed(conflicts[key], judgement))
        ):
            named = ", ".join(write_term(each, knowledge.prefixes) for each in new)
            message = f"{named} tells of it too and was not weighed"
            yield _finding(REOPENED, document, judgement, message, "decide anew, and add it to gsc:weighs")


def _unweighed(conflict: Conflict, judgement: Judgement) -> list[NamedNode]:
    told = {telling.release for telling in conflict.tellings}
    return sorted(told - judgement.weighs, key=str)


def _conflicts(knowledge: Knowledge, judgements: list[Judgement]) -> list[Conflict]:
    """Return the conflicts of what is judged, from the releases that tell of it alone."""
    judged = {judgement.subject for judgement in judgements}
    telling = tuple(
        release
        for release in knowledge.releases
        if any(triple.subject in judged or triple.object in judged for triple in release.triples)
    )
    return conflicts_of(replace(knowledge, releases=telling), omissions=True)


def _unknown(document: Document, knowledge: Knowledge) -> Iterator[Finding]:
    """Yield each release that a judgement names and that is not there."""
    known = [release.graph.value for release in knowledge.releases]
    for triple in dict.fromkeys(document.triples):
        term = triple.object
        if triple.predicate not in (terms.ACCEPTS, terms.WEIGHS) or not isinstance(term, NamedNode):
            continue
        if term.value.startswith(terms.ID + "release/") and term.value not in known:
            near = nearest(term.value, known)
            meant = near and write_term(NamedNode(near), document.prefixes)
            repair = f"did you mean {meant}?" if meant else "name a release of this graph"
            message = f"there is no {write_term(term, document.prefixes)}"
            yield finding(RELEASE, document, triple, message, repair)


def _finding(rule: Rule, document: Document, judgement: Judgement, message: str, repair: str) -> Finding:
    triple = Triple(judgement.iri, terms.JUDGES, judgement.subject)
    return finding(rule, document, triple, message, repair)
