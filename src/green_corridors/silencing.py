"""Exceptions: a finding that a file silences by name, with a reason and for a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.dates import day
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding, Place, Rule, place_from, text_from
from green_corridors.house import write_term
from green_corridors.places import place_of
from green_corridors.reading import Document

__all__ = ["RULES", "Exempt", "exempt_from", "exempts_in", "silence"]

EXPIRED = Rule(
    "exception-expired",
    "warning",
    "an exception whose time is over",
    "An exception silences a finding until the day it names, so that nobody forgets why it was made. "
    "From that day on the finding is told again.",
)
UNUSED = Rule(
    "exception-unused",
    "warning",
    "an exception that silences nothing",
    "The finding it was made for is gone, or its rule or its subject is misspelt.",
)
UNKNOWN = Rule(
    "exception-unknown-rule",
    "violation",
    "an exception of a rule that does not exist",
    "An exception names the code of one rule, as a finding shows it.",
)
RULES = (EXPIRED, UNUSED, UNKNOWN)


@dataclass(frozen=True)
class Exempt:
    """One ``gsc:Exception``: the rule and the subject whose finding it silences before a day."""

    rule: str
    focus: str
    expires: date | None
    node: str
    place: Place
    rule_place: Place
    expires_place: Place

    def as_data(self, root: Path) -> list[Any]:
        """Return plain data, for JSON, that ``exempt_from`` reads, with paths relative to a folder."""
        places = [self.place, self.rule_place, self.expires_place]
        told = [
            [p.path.relative_to(root).as_posix(), p.line, p.column, p.end_line, p.end_column] for p in places
        ]
        return [self.rule, self.focus, self.expires and self.expires.isoformat(), self.node, *told]

    def silences(self, finding: Finding) -> bool:
        """Tell whether a finding is the one that is excepted."""
        same = finding.rule == self.rule and finding.place.path == self.place.path
        return same and finding.focus in (self.focus, "")


def exempt_from(data: list[Any], root: Path) -> Exempt:
    """Return the exception that ``as_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError: it did not write this.
    """
    rule, focus, expires, node, *places = data
    until = None if expires is None else date.fromisoformat(expires)
    own, of_rule, of_day = (place_from(place, root) for place in places)
    return Exempt(text_from(rule), text_from(focus), until, text_from(node), own, of_rule, of_day)


def exempts_in(document: Document) -> Iterator[Exempt]:
    """Yield the exceptions that a document states, one for each subject it names."""
    nodes = dict.fromkeys(
        t.subject for t in document.triples if t.predicate == terms.RDF_TYPE and t.object == terms.EXCEPTION
    )
    for node in nodes:
        about: dict[NamedNode, list[Triple]] = {}
        for triple in document.triples:
            if triple.subject == node:
                about.setdefault(triple.predicate, []).append(triple)
        rules, ends = about.get(terms.EXCEPTS_RULE, []), about.get(terms.EXPIRES, [])
        for subject in about.get(terms.EXCEPTS, []):
            for rule in rules[:1]:
                yield Exempt(
                    rule=_text(rule),
                    focus=write_term(subject.object, document.prefixes, document.base),
                    expires=_day(_text(ends[0])) if ends else None,
                    node=write_term(node, document.prefixes, document.base),
                    place=place_of(document, node) or Place(document.path),
                    rule_place=place_of(document, *rule) or Place(document.path),
                    expires_place=place_of(document, *(ends or [rule])[0]) or Place(document.path),
                )


def _text(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, Literal) else ""


def _day(text: str) -> date | None:
    """Return the day an exception expires; ``None`` for what is no day, which is another rule's business."""
    try:
        return day(text)
    except InvalidDate:
        return None


def silence(
    findings: Collection[Finding],
    exempts: Iterable[Exempt],
    rules: Mapping[str, Rule],
    today: date,
    *,
    complete: bool = True,
) -> tuple[list[Finding], set[Finding]]:
    """Return the findings that remain, those about the exceptions added, and those that were silenced.

    An exception without a day that can be read silences nothing. Where not all was checked (``complete``),
    none is said to be unused.
    """
    silenced: set[Finding] = set()
    own: list[Finding] = []
    for exempt in exempts:
        meant = {finding for finding in findings if exempt.silences(finding)}
        if exempt.rule not in rules or rules[exempt.rule].broken:
            message = f"no rule that can be excepted has the code “{exempt.rule}”"
            own.append(
                _finding(UNKNOWN, exempt.rule_place, message, "copy the code from the finding", exempt)
            )
        elif not meant and complete:
            message = f"{exempt.rule} is not broken by {exempt.focus} in this file"
            own.append(_finding(UNUSED, exempt.place, message, "remove the exception", exempt))
        elif exempt.expires and exempt.expires <= today:
            message = f"the exception ended on {exempt.expires}"
            repair = "mend what it excepts, or give it a new reason and a new day"
            own.append(_finding(EXPIRED, exempt.expires_place, message, repair, exempt))
        elif exempt.expires:
            silenced |= meant
    return [finding for finding in findings if finding not in silenced] + own, silenced


def _finding(rule: Rule, place: Place, message: str, repair: str, exempt: Exempt) -> Finding:
    return Finding(rule.code, rule.severity, message, place, repair, exempt.node, value=exempt.rule)
