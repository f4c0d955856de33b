"""Decisions that two things are not one: the graph does not contradict them, and what they name exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.checks.terms import REGISTERED, kind_of
from green_corridors.decisions import decisions
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.placing import finding
from green_corridors.sources import Release, Source

CONTRADICTED = Rule(
    "different-from",
    "violation",
    "a decision that the graph contradicts",
    "owl:differentFrom says that two things are not one. Nothing differs from itself, and two things have no "
    "UN/LOCODE, no Wikidata entry and no other exact match in common.",
)
IDLE = Rule(
    "different-from-nothing",
    "violation",
    "a decision about what nothing describes",
    "A decision of the register may name an agreement, a corridor, an event or a platform, which releases "
    "describe. Where none does, the address is misspelt, or the thing has gone.",
)
RULES = (CONTRADICTED, IDLE)

IDENTIFIERS = (terms.UNLOCODE, terms.EXACT_MATCH)


def of_background(context: Context) -> Iterator[Finding]:
    """Yield each decision of the register that the register contradicts."""
    register = context.knowledge.register
    yield from _contradicted(register, register)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each decision of a release that it or the register contradicts."""
    yield from _contradicted((release,), (*context.knowledge.register, release))


def across(context: Context) -> Iterator[Finding]:
    """Yield each end of a decision of the register that neither the register nor a release describes."""
    told = {triple.subject for release in context.knowledge.releases for triple in release.triples}
    for decision in decisions(context.knowledge.register):
        document, triple = decision.document, decision.triple
        for end in (triple.subject, triple.object):
            elsewhere = end == triple.object and kind_of(end) in REGISTERED  # it is an unknown thing
            if not elsewhere and end not in told and end not in context.described:
                message = f"{write_term(end, document.prefixes, document.base)} is described nowhere"
                repair = "mend the address, or remove the decision"
                yield finding(IDLE, document, triple, message, repair, at_subject=end == triple.subject)


def _contradicted(stating: tuple[Source, ...], knowing: tuple[Source, ...]) -> Iterator[Finding]:
    bearers: dict[object, set[object]] = defaultdict(set)
    for source in knowing:
        for triple in source.triples:
            if triple.predicate in IDENTIFIERS:
                bearers[triple.subject].add(triple.object)
    for decision in decisions(stating):
        document, triple = decision.document, decision.triple
        shared = sorted(bearers[triple.subject] & bearers[triple.object], key=str)
        if triple.subject == triple.object:
            yield finding(
                CONTRADICTED, document, triple, "nothing differs from itself", "name the other thing"
            )
        elif shared:
            what = write_term(shared[0], document.prefixes, document.base)
            message = f"both have {what}, so they are one thing"
            repair = "mend the identifier, or remove the decision and run gsc names merge"
            yield finding(CONTRADICTED, document, triple, message, repair)
