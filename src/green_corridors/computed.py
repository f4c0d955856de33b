"""What is computed from literals: the bounds of imprecise dates, and the ends of terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.dates import bounds, end_of_term
from green_corridors.matching import Facts
from green_corridors.parts import Part, Row
from green_corridors.rules import Rule

__all__ = ["DATES", "date_of", "dates_of", "edtf_texts", "premises_of", "terms_end"]

TERM = Rule("computed", (), (), name="the end of a term")
BOUNDS = Rule("computed", (), (), name="the bounds of a date")


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
    return {triple for text in edtf_texts(triples) for triple in date_of(text)}


def edtf_texts(triples: Iterable[Triple]) -> set[str]:
    """Return the texts of all EDTF literals."""
    return {
        value.value
        for _, _, value in triples
        if isinstance(value, Literal) and value.datatype == terms.EDTF_DATATYPE
    }


def date_of(text: str) -> Iterator[Triple]:
    """Yield what describes an EDTF date.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
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


def premises_of(fact: Triple, facts: Facts) -> Iterator[tuple[Rule, tuple[Triple, ...]]]:
    """Yield from which facts a fact was computed, and what was computed."""
    subject, predicate, _ = fact
    if predicate == terms.TERM_ENDS:
        for _, begin in facts.matching(subject, terms.CONCLUDED, None):
            for _, length in facts.matching(subject, terms.TERM, None):
                both = Triple(subject, terms.CONCLUDED, begin), Triple(subject, terms.TERM, length)
                if fact in terms_end(both):
                    yield TERM, both
    for _, text in facts.matching(subject, terms.HAS_EDTF, None):
        for told in sorted(facts.uses(text), key=str):
            if (
                told.predicate != terms.HAS_EDTF
                and isinstance(text, Literal)
                and fact in set(date_of(text.value))
            ):
                yield BOUNDS, (told,)


def _dates(triples: Iterable[Triple]) -> Iterator[Row]:
    return ((text, 1) for text in edtf_texts(triples))


#: The texts of all dates.
DATES = Part(
    "dates",
    of_background=lambda knowledge: _dates((*knowledge.background, *knowledge.closed.follows)),
    of_release=lambda release, knowledge: _dates((*release.triples, *knowledge.follows(release))),
)
