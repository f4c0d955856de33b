"""Order in time: what comes first is not dated after what follows it, as far as the dates are certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.dates import Bounds, bounds
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding, Rule
from green_corridors.placing import finding
from green_corridors.reading import Document
from green_corridors.sources import Release

ANNOUNCED = Rule(
    "announced-order",
    "warning",
    "an agreement that was announced before it was signed",
    "What is announced before it is signed is expected, not agreed. Either the two dates are mixed up, or "
    "the announcement was of an intent, which is an agreement of its own or none.",
)
TERM = Rule(
    "term-order",
    "violation",
    "a term that ends before it begins",
    "The term of an agreement runs from its conclusion for some time; it cannot be over before it has begun.",
)
EVENT = Rule(
    "event-order",
    "violation",
    "an event that ended before it began",
    "The end of an event is not before its start. Most often the dates are exchanged, or a year is wrong.",
)
RETRIEVED = Rule(
    "retrieved-order",
    "violation",
    "a release that was read before it was published",
    "A page cannot be read before the first day on which it can have been published.",
)
SIGNED = Rule(
    "signed-order",
    "violation",
    "an agreement told as signed before it was",
    "A release that tells of a signature was published on the day of the signature or later. An agreement "
    "that is only expected has no date of signature.",
)
MILESTONE = Rule(
    "milestone-order",
    "violation",
    "a milestone that lies after the reading of its source",
    "A release tells what has happened by the day it was read; what is planned for later is no milestone.",
)
RULES = (ANNOUNCED, TERM, EVENT, RETRIEVED, SIGNED, MILESTONE)

#: Each rule that compares two dates of one subject: the later one's property first.
PAIRS = (
    (ANNOUNCED, (terms.ANNOUNCED,), (terms.SIGNED, terms.CONCLUDED)),
    (EVENT, (terms.END_DATE,), (terms.START_DATE,)),
    (RETRIEVED, (terms.RETRIEVED,), (terms.PUBLISHED,)),
)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each pair of dates of a release that are certainly in the wrong order."""
    for document in release.documents:
        stated = _stated(document)
        for rule, later, earlier in PAIRS:
            for facts in stated.values():
                yield from _pairs(rule, document, _of(facts, later), _of(facts, earlier))
        itself = stated[release.graph]
        published, retrieved = _of(itself, (terms.PUBLISHED,)), _of(itself, (terms.RETRIEVED,))
        for facts in stated.values():
            signed = _of(facts, (terms.SIGNED, terms.CONCLUDED))
            yield from _after(SIGNED, document, signed, published)
            yield from _after(MILESTONE, document, _of(facts, (terms.AS_OF,)), retrieved)
            yield from _terms(document, _of(facts, (terms.TERM,)))


Facts = dict[NamedNode, list[Triple]]


def _stated(document: Document) -> dict[object, Facts]:
    found: dict[object, Facts] = defaultdict(lambda: defaultdict(list))
    for triple in dict.fromkeys(document.triples):
        if isinstance(triple.object, Literal):
            found[triple.subject][triple.predicate].append(triple)
    return found


def _of(facts: Facts, properties: tuple[NamedNode, ...]) -> list[Triple]:
    return [triple for each in properties for triple in facts.get(each, ())]


def _span(triple: Triple) -> Bounds | None:
    """Return the bounds of a date; ``None`` for what is no date, which is another rule's business."""
    try:
        return bounds(triple.object.value) if isinstance(triple.object, Literal) else None
    except InvalidDate:
        return None


def _pairs(rule: Rule, document: Document, later: list[Triple], earlier: list[Triple]) -> Iterator[Finding]:
    """Yield each ``later`` date that is certainly before an ``earlier`` one."""
    for one in later:
        for other in earlier:
            ends, begins = _span(one), _span(other)
            if ends and begins and _before(ends.latest, begins.earliest):
                yield _out_of_order(rule, document, one, other, "before")


def _after(rule: Rule, document: Document, dates: list[Triple], limits: list[Triple]) -> Iterator[Finding]:
    """Yield each date that is certainly after a limit."""
    for one in dates:
        for other in limits:
            begins, ends = _span(one), _span(other)
            if begins and ends and _before(ends.latest, begins.earliest):
                yield _out_of_order(rule, document, one, other, "after")


def _terms(document: Document, lengths: list[Triple]) -> Iterator[Finding]:
    """Yield each term that is over when it begins."""
    from green_corridors.xsd import takes_no_time

    for length in lengths:
        if isinstance(length.object, Literal) and takes_no_time(length.object):
            message = f"a term of {length.object.value} is over when it begins"
            yield finding(TERM, document, length, message, "write its length, such as P3Y")


def _before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _out_of_order(rule: Rule, document: Document, one: Triple, other: Triple, way: str) -> Finding:
    name, than = (f"gsc:{triple.predicate.value.removeprefix(terms.GSC)}" for triple in (one, other))
    message = f"{name} {_text(one)} is {way} {than} {_text(other)}"
    repair = "read both dates again and mend the wrong one"
    return finding(rule, document, one, message, repair, others=[(document, other, f"{than} stands here")])


def _text(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, Literal) else ""
