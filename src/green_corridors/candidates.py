"""Things that may be the same, and things of one name that are not: each two with the evidence, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from green_corridors import terms
from green_corridors.clues import LIKELY, POSSIBLE, Clue, clues
from green_corridors.dates import Bounds
from green_corridors.decisions import Decision, decisions
from green_corridors.graph import Knowledge
from green_corridors.names import Entity, Names
from green_corridors.traits import MADE, Things

__all__ = ["APART", "HOMONYM", "SAME", "Candidate", "candidates"]

#: What two things are found to be; the last is for those who ask for all.
SAME, HOMONYM, APART = FINDINGS = ("may be the same", "one name, two things", "told apart")
#: How much the evidence says that two things are the same.
GRADES = ("strong", "likely", "possible")

#: How many days two dates of one agreement may lie apart, since sources disagree.
DAYS = 31
#: The clues that stand whatever tells two things apart, and the clues that are one name.
CERTAIN = {"identifier", "position"}
NAMES = {"name", "acronym"}


@dataclass(frozen=True)
class Candidate:
    """Two things, the clues that they are one and what tells them apart, in words.

    ``grade`` is empty but for things that may be the same; ``decision`` is there if one was taken.
    """

    one: Entity
    other: Entity
    finding: str
    grade: str
    reasons: tuple[str, ...]
    decision: Decision | None = None

    @property
    def open(self) -> bool:
        """Whether somebody has yet to look at it."""
        return self.decision is None and self.finding != APART


def candidates(knowledge: Knowledge, names: Names) -> list[Candidate]:
    """Return each two things of one kind that may be the same or share a name; also those that are decided.

    What is surest stands first.
    """
    things = Things(knowledge, names)
    taken = {_sorted(each): each for each in decisions(knowledge.sources())}
    known = clues(things)
    told = [pair for pair in taken if pair not in known and all(iri in things.entities for iri in pair)]
    found = [_judged(things, pair, known.get(pair, []), taken.get(pair)) for pair in (*known, *told)]
    return sorted(found, key=_order)


def _sorted(decision: Decision) -> tuple[str, str]:
    one, other = sorted(
        getattr(node, "value", "") for node in (decision.triple.subject, decision.triple.object)
    )
    return one, other


def _order(candidate: Candidate) -> tuple[int, int, str, str]:
    grade = GRADES.index(candidate.grade) if candidate.grade else len(GRADES)
    return FINDINGS.index(candidate.finding), grade, candidate.one.iri.value, candidate.other.iri.value


def _judged(
    things: Things, pair: tuple[str, str], evidence: list[Clue], decision: Decision | None
) -> Candidate:
    """Weigh the clues against what tells two things apart."""
    one, other = (things.entities[iri] for iri in pair)
    apart = tuple(_apart(things, *pair))
    sorts = {clue.sort for clue in evidence}
    words = tuple(clue.words for clue in evidence)
    if (apart and not sorts & CERTAIN) or not sorts - {"acronym"}:
        finding = HOMONYM if sorts & NAMES else APART
        return Candidate(one, other, finding, "", (*words, *apart), decision)
    grade = min(clue.grade for clue in evidence)
    grade = LIKELY if grade == POSSIBLE and len(sorts) > 1 else grade
    return Candidate(one, other, SAME, GRADES[grade], (*words, *apart), decision)


def _apart(things: Things, one: str, other: str) -> Iterator[str]:
    """Yield what tells two things apart, in words."""
    if things.related(one, other):
        yield "but a source states how the one stands to the other"
    for name, what in ((terms.UNLOCODE, "UN/LOCODEs"), (terms.EXACT_MATCH, "matches elsewhere")):
        if _differ(things.values(one, name), things.values(other, name)):
            yield f"but they have different {what}"
    if _differ(things.ports(one), things.ports(other)):
        yield "but they act for different ports"
    for name, what in ((terms.ENDPOINT, "endpoints"), (terms.PARTY, "parties")):
        if _unlike(things.by_source(one, name), things.by_source(other, name)):
            yield f"but they have different {what}"
    if _days_apart(things.dates(one, *MADE), things.dates(other, *MADE)) > DAYS:
        yield "but they were concluded at different times"
    if count := len(things.told_together(one, other)):
        yield f"but {count} release{' tells' if count == 1 else 's tell'} of both"


def _differ(one: Iterable[object], other: Iterable[object]) -> bool:
    """Tell whether both have values and none in common."""
    ours, theirs = set(one), set(other)
    return bool(ours) and bool(theirs) and not ours & theirs


def _unlike(one: set[frozenset[str]], other: set[frozenset[str]]) -> bool:
    """Tell whether no source gives one thing all the values that some source gives the other."""
    return bool(one) and bool(other) and not any(a <= b or b <= a for a in one for b in other)


def _days_apart(one: Iterable[Bounds], other: Iterable[Bounds]) -> int:
    """Return how many days the nearest dates lie apart at least; dates with both bounds tell most."""
    gaps = []
    for ours in _closed(one):
        for theirs in _closed(other):
            first, last = sorted((ours, theirs), key=lambda each: each.earliest or date.min)
            if first.latest and last.earliest:
                gaps.append((last.earliest - first.latest).days)
    return max(0, min(gaps, default=0))


def _closed(dates: Iterable[Bounds]) -> list[Bounds]:
    dates = list(dates)
    return [each for each in dates if each.earliest and each.latest] or dates
