"""The bounds of imprecise dates (EDTF, ISO 8601-2) and the end of terms."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from time import struct_time

from green_corridors.errors import InvalidDate

__all__ = ["Bounds", "bounds", "day", "end_of_term"]

PLAIN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\??", re.ASCII)
TERM = re.compile(r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?")


@dataclass(frozen=True)
class Bounds:
    """The first and last day a date allows; ``None`` where it is open or unknown on that side."""

    earliest: date | None
    latest: date | None
    uncertain: bool


def day(text: str) -> date:
    """Return the day a user wrote as ``YYYY-MM-DD``.

    Raises:
        InvalidDate: the text is no such day.
    """
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise InvalidDate(f"“{text}” is no date; write it as YYYY-MM-DD, such as 2023-03-31")


@lru_cache(maxsize=4096)
def bounds(text: str) -> Bounds:
    """Return the bounds of an EDTF text; an interval means some day within it.

    Raises:
        InvalidDate: the text is no EDTF date, or its end is before its start.
    """
    found = _plain(text) or _by_library(text)
    if found.earliest and found.latest and found.earliest > found.latest:
        raise InvalidDate(f"“{text}” ends before it begins; turn its two sides round")
    return found


def _plain(text: str) -> Bounds | None:
    """Return the bounds of years, months, days and spans of them; the library takes milliseconds for each."""
    begin, slash, end = text.partition("/")
    sides = [_side(begin), _side(end if slash else begin)]
    if None in sides:
        return None
    return Bounds(sides[0][0], sides[1][1], "?" in text)  # type: ignore[index]


def _side(text: str) -> tuple[date | None, date | None] | None:
    """Return the first and last day of one side of a span; ``None`` for what is not plain."""
    if text == "..":
        return None, None
    match = PLAIN.fullmatch(text)
    if not match:
        return None
    year, month, of_month = (None if part is None else int(part) for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if of_month is None else of_month)
    except ValueError:
        return None
    last_month = month or 12
    last = of_month or calendar.monthrange(first.year, last_month)[1]
    return first, date(first.year, last_month, last)


def _by_library(text: str) -> Bounds:
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        value = parse_edtf(text)
    except EDTFParseException as error:
        raise InvalidDate(
            f"“{text}” is no EDTF date; write it as 2023-03-17, 2023-03, ../2023-03-17 …"
        ) from error
    return Bounds(
        _calendar_day(value.lower_strict()),
        _calendar_day(value.upper_strict()),
        bool(re.search("[?%]", text)),
    )


def _calendar_day(value: struct_time | float) -> date | None:
    """Return a bound as a day; the library gives an open side as an infinity."""
    if not isinstance(value, struct_time) or not 1 <= value.tm_year <= 9999:
        return None
    return date(value.tm_year, value.tm_mon, value.tm_mday)


def end_of_term(concluded: str, term: str) -> str | None:
    """Return when a term ends that runs from an EDTF date, as EDTF; ``None`` if neither side is known.

    ``term`` is an ``xsd:duration`` in years, months and days. The end is as imprecise as the beginning,
    and as uncertain: ``end_of_term("../2023-10-26?", "P3Y")`` is ``"../2026-10-26?"``.

    Raises:
        InvalidDate: the date is no EDTF, or the term is no such duration.
    """
    length = TERM.fullmatch(term)
    if not length or term == "P":
        raise InvalidDate(f"“{term}” is no term; write it as P3Y, P18M or P90D")
    span = bounds(concluded)
    mark = "?" if span.uncertain else ""
    ends = [_later(side, length) for side in (span.earliest, span.latest)]
    if ends[0] == ends[1]:
        return None if ends[0] is None else f"{ends[0]}{mark}"
    return "/".join(f"{end}{mark}" if end else ".." for end in ends)


def _later(start: date | None, length: re.Match[str]) -> date | None:
    """Add a duration to a day; a day the month lacks becomes its last day (XML Schema 1.1, E.3.3)."""
    if start is None:
        return None
    months = start.month - 1 + int(length["months"] or 0)
    year, month = start.year + int(length["years"] or 0) + months // 12, months % 12 + 1
    if year > 9999:
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(start.day, last)) + timedelta(days=int(length["days"] or 0))
