"""Judgements: which of several contradicting releases is followed, why, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.dates import day
from green_corridors.errors import InvalidDate
from green_corridors.graph import Knowledge, Source
from green_corridors.house import write_turtle

__all__ = ["Judgement", "judgement_text", "judgements_of"]


@dataclass(frozen=True)
class Judgement:
    """A decision on one property of one thing: whose telling is followed, and what was known to be told."""

    iri: NamedNode
    path: Path
    subject: NamedNode
    predicate: NamedNode
    accepts: frozenset[NamedNode]
    weighs: frozenset[NamedNode]
    decided: date
    reason: str


def judgements_of(knowledge: Knowledge) -> list[Judgement]:
    """Return the judgements of a workspace; one that lacks a part, or has it twice, is left out."""
    return [each for source in knowledge.judgements if (each := _judgement(source))]


def _judgement(source: Source) -> Judgement | None:
    facts: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
    for subject, predicate, value in source.triples:
        if subject == source.graph and isinstance(value, NamedNode | Literal):
            facts[predicate].append(value)
    subject, judged = _one(facts[terms.JUDGES]), _one(facts[terms.JUDGED_PROPERTY])
    decided = next((_day(each.value) for each in facts[terms.DECIDED]), None)
    accepts = frozenset(_nodes(facts[terms.ACCEPTS]))
    if not subject or not judged or not decided or not accepts:
        return None
    reason = next((each.value for each in facts[terms.REASON]), "")
    weighs = frozenset(_nodes(facts[terms.WEIGHS]))
    return Judgement(source.graph, source.path, subject, judged, accepts, weighs, decided, reason)


def _nodes(values: list[NamedNode | Literal]) -> Iterator[NamedNode]:
    return (value for value in values if isinstance(value, NamedNode))


def _one(values: list[NamedNode | Literal]) -> NamedNode | None:
    """Return the one node among values, ``None`` if there are none or several."""
    nodes = list(_nodes(values))
    return nodes[0] if len(nodes) == 1 else None


def _day(text: str) -> date | None:
    try:
        return day(text)
    except InvalidDate:
        return None


def judgement_text(judgement: Judgement, prefixes: dict[str, str]) -> str:
    """Return the file of a judgement in house form."""
    iri = judgement.iri
    triples = [
        Triple(iri, terms.RDF_TYPE, terms.JUDGEMENT),
        Triple(iri, terms.JUDGES, judgement.subject),
        Triple(iri, terms.JUDGED_PROPERTY, judgement.predicate),
        Triple(iri, terms.DECIDED, Literal(judgement.decided.isoformat(), datatype=terms.XSD_DATE)),
        Triple(iri, terms.REASON, Literal(judgement.reason, language="en")),
        *(Triple(iri, terms.ACCEPTS, release) for release in judgement.accepts),
        *(Triple(iri, terms.WEIGHS, release) for release in judgement.weighs),
    ]
    return write_turtle(triples, prefixes, iri.value)
