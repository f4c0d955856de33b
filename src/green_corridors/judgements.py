"""Judgements: which of several contradicting releases is followed, why, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.parts import Part, Row, Tabled

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from green_corridors.graph import Knowledge
    from green_corridors.sources import Source

__all__ = ["JUDGEMENTS", "Judgement", "judgement_text", "judgements_of"]


class Judgement:
    """A decision on one property of one thing: whose telling is followed, and what was known to be told."""

    def __init__(
        self,
        iri: NamedNode,
        path: Path,
        subject: NamedNode,
        predicate: NamedNode,
        accepts: Iterable[NamedNode],
        weighs: Iterable[NamedNode],
        decided: date,
        reason: str,
    ):
        self.iri, self.path, self.subject, self.predicate = iri, path, subject, predicate
        self.accepts, self.weighs = frozenset(accepts), frozenset(weighs)
        self.decided, self.reason = decided, reason


def judgements_of(knowledge: Tabled) -> list[Judgement]:
    """Return the judgements of a workspace; one that lacks a part, or has it twice, is left out."""
    rows = knowledge.table(JUDGEMENTS).rows()
    return [_judgement(iri, about, knowledge) for iri, about in rows if about]


def _judgement(iri: str, about: dict[str, Any], knowledge: Tabled) -> Judgement:
    from datetime import date

    return Judgement(
        NamedNode(iri),
        knowledge.workspace.root / about["path"],
        NamedNode(about["subject"]),
        NamedNode(about["predicate"]),
        map(NamedNode, about["accepts"]),
        map(NamedNode, about["weighs"]),
        date.fromisoformat(about["decided"]),
        about["reason"],
    )


def _of_judgement(source: Source, knowledge: Knowledge) -> list[Row]:
    """Tell what a judgement says; nothing of one that lacks a part, or has it twice."""
    facts: dict[NamedNode, list[NamedNode | Literal]] = {}
    for subject, predicate, value in source.triples:
        if subject == source.graph and isinstance(value, NamedNode | Literal):
            facts.setdefault(predicate, []).append(value)
    subject, judged = _one(facts, terms.JUDGES), _one(facts, terms.JUDGED_PROPERTY)
    decided = next((_day(each.value) for each in facts.get(terms.DECIDED, ())), None)
    accepts = _nodes(facts, terms.ACCEPTS)
    whole = subject and judged and decided and accepts
    about = {
        "path": knowledge.workspace.shown(source.path),
        "subject": subject,
        "predicate": judged,
        "accepts": accepts,
        "weighs": _nodes(facts, terms.WEIGHS),
        "decided": decided,
        "reason": next((each.value for each in facts.get(terms.REASON, ())), ""),
    }
    return [(source.graph.value, about if whole else {})]


def _nodes(facts: dict[NamedNode, list[NamedNode | Literal]], predicate: NamedNode) -> list[str]:
    return [value.value for value in facts.get(predicate, ()) if isinstance(value, NamedNode)]


def _one(facts: dict[NamedNode, list[NamedNode | Literal]], predicate: NamedNode) -> str:
    """Return the one node among values, none if there are none or several."""
    nodes = _nodes(facts, predicate)
    return nodes[0] if len(nodes) == 1 else ""


def _day(text: str) -> str:
    from green_corridors.dates import day
    from green_corridors.errors import InvalidDate

    try:
        return day(text).isoformat()
    except InvalidDate:
        return ""


def judgement_text(judgement: Judgement, prefixes: dict[str, str]) -> str:
    """Return the file of a judgement in house form."""
    from green_corridors.house import write_turtle

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


#: What each judgement says; nothing of one that lacks a part.
JUDGEMENTS = Part("judgements", of_judgement=_of_judgement)
