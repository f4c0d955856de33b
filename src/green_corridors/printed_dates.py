"""Dates as a running text prints them, each with what it says in EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate
from green_corridors.words import MONTHS

__all__ = ["PrintedDate", "printed_dates"]

NAMED = "|".join(rf"{name.title()}|{name[:3].title()}\b\.?" for name in MONTHS) + r"|Sept\b\.?"
DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])"
NTH = r"(?:st|nd|rd|th)?"

#: A form of date is a pattern with year, month and day, as far as it prints them; the fullest form first.
#: 03/16/2023 is none: it is a day in March to some and no day to others.
FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d\d?)\s?[月월](?:\s?(?P<day>\d\d?)\s?[日일])?",
        rf"\b{DAY.format('day')}{NTH}(?: of)? (?P<month>{NAMED}),? (?P<year>\d{{4}})\b",
        rf"\b(?P<month>{NAMED}) {DAY.format('day')}{NTH},? (?P<year>\d{{4}})\b",
        rf"\b(?P<month>{NAMED}),? (?P<year>\d{{4}})\b",
        rf"\b(?P<month>{NAMED}) {DAY.format('day')}{NTH}\b(?!\d)",
        rf"\b{DAY.format('day')}{NTH}(?: of)? (?P<month>{NAMED})(?!\w)",
        r"\b(?:[Ii]n|[Ss]ince|[Oo]f|[Uu]ntil|[Bb]y|[Dd]uring|[Ff]rom) (?P<year>(?:19|20)\d\d)\b(?!-)",
    )
)


@dataclass(frozen=True)
class PrintedDate:
    """A date in a text; ``edtf`` has ``XXXX`` for a year that is not printed."""

    start: int
    end: int
    printed: str
    edtf: str


def printed_dates(text: str) -> list[PrintedDate]:
    """Return the dates of a text with single spaces, in its order; a day that no calendar has is none."""
    found: list[PrintedDate] = []
    taken = bytearray(len(text))
    for form in FORMS:
        for date in map(_date, form.finditer(text)):
            if date and not any(taken[date.start : date.end]):
                found.append(date)
                taken[date.start : date.end] = b"\1" * (date.end - date.start)
    return sorted(found, key=lambda date: date.start)


def _date(match: re.Match[str]) -> PrintedDate | None:
    parts = match.groupdict()
    start = match.start("year") if len(parts) == 1 else match.start()
    edtf = "-".join(_parts(parts))
    try:
        bounds(edtf.replace("XXXX", "2024"))
    except InvalidDate:
        return None
    return PrintedDate(start, match.end(), match.string[start : match.end()], edtf)


def _parts(parts: dict[str, str | None]) -> Iterator[str]:
    yield parts.get("year") or "XXXX"
    if month := parts.get("month"):
        number = next((n for n, name in enumerate(MONTHS, 1) if month[:3].lower() == name[:3]), month)
        yield f"{int(number):02}"
    if day := parts.get("day"):
        yield f"{int(day):02}"
