"""What held on a day: yes, no, or it cannot be told; an imprecise date gives no more than it says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from green_corridors import terms
from green_corridors.answers import Term
from green_corridors.dates import Bounds, bounds, end_of_term
from green_corridors.evidence import Told, tellings, value
from green_corridors.graph import Knowledge

__all__ = ["CANNOT_BE_TOLD", "NO", "YES", "Validity"]

YES, NO, CANNOT_BE_TOLD = "yes", "no", "cannot be told"

#: The dates by which a thing had come about, the most telling first.
BEGINNINGS = (terms.SIGNED, terms.CONCLUDED, terms.AS_OF, terms.START_DATE)
#: What a fact stands or falls with.
OCCASIONS = (terms.UNDER, terms.PARTICIPATES_IN)


class Validity:
    """The verdicts of a workspace on what held on a day."""

    def __init__(self, knowledge: Knowledge, day: date, *, offices: bool = False):
        self._told = tellings(knowledge)
        self._day = day
        self._offices = offices

    def of(self, row: Iterable[Term]) -> str:
        """Return whether what a row says held on the day.

        ``no`` is certain, ``yes`` is certain; where a date is too imprecise or an agreement has no stated
        term, it cannot be told. An office is told for the day of its release only.
        """
        row = [term for term in row if term is not None]
        verdicts = [
            self._subject(told, subject)
            for term in row
            if (told := self._told(term))
            for subject in told.subjects_of(row)
        ]
        return both(verdict for verdict in verdicts if verdict)

    def _subject(self, told: Told, subject: object) -> str | None:
        """Return the verdict on one subject of a release, ``None`` for what has no time of its own."""
        facts = told.facts[subject]
        if terms.TERM in facts or self._begun(told, subject) is not None:
            return both(filter(None, (self._begun(told, subject), self._not_ended(told, subject))))
        occasion = next((facts[term][0] for term in OCCASIONS if term in facts), None)
        if self._offices and terms.JOB_TITLE in facts:
            published = bounds(value(told.facts[told.release.graph].get(terms.PUBLISHED)) or "/")
            exact = published.earliest == published.latest == self._day
            return YES if exact else CANNOT_BE_TOLD
        if occasion is not None:
            ended = self._not_ended(told, occasion) if terms.UNDER in facts else None
            return both(filter(None, (self._begun(told, occasion) or CANNOT_BE_TOLD, ended)))
        if terms.GIST in facts and subject != told.release.graph:
            return self._reached(value(told.facts[told.release.graph].get(terms.PUBLISHED)))
        return None

    def _begun(self, told: Told, subject: object) -> str | None:
        """Return whether a thing had come about by the day, ``None`` if it has no date."""
        facts = told.facts[subject]
        text = next((value(facts[term]) for term in BEGINNINGS if term in facts), "")
        return self._reached(text) if text else None

    def _reached(self, text: str) -> str:
        span = bounds(text)
        if span.earliest and span.earliest > self._day:
            return NO
        return YES if span.latest and span.latest <= self._day else CANNOT_BE_TOLD

    def _not_ended(self, told: Told, subject: object) -> str | None:
        """Return whether an agreement’s term had not run out, ``None`` for what is no agreement."""
        facts = told.facts[subject]
        begun = value(facts.get(terms.SIGNED)) or value(facts.get(terms.CONCLUDED))
        if not begun:
            return None
        end = end_of_term(begun, value(facts[terms.TERM])) if terms.TERM in facts else None
        span = bounds(end) if end else Bounds(None, None, uncertain=False)
        if span.latest and span.latest < self._day:
            return NO
        return YES if span.earliest and span.earliest >= self._day else CANNOT_BE_TOLD


def both(verdicts: Iterable[str]) -> str:
    """Return the verdict on things that must all hold."""
    verdicts = list(verdicts)
    if NO in verdicts:
        return NO
    return YES if verdicts and set(verdicts) == {YES} else CANNOT_BE_TOLD
