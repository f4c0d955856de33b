"""Imprecise dates keep their imprecision and never gain a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors.dates import _by_library, _plain, bounds, day, end_of_term
from green_corridors.errors import InvalidDate


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "uncertain"),
    [
        ("2023-03-17", "2023-03-17", "2023-03-17", False),
        ("2023-03", "2023-03-01", "2023-03-31", False),
        ("2024-02", "2024-02-01", "2024-02-29", False),
        ("1987", "1987-01-01", "1987-12-31", False),
        ("2023-10-26?", "2023-10-26", "2023-10-26", True),
        ("2023-03/2024-03", "2023-03-01", "2024-03-31", False),
        ("../2023-03-17", None, "2023-03-17", False),
        ("2023-03-18/..", "2023-03-18", None, False),
        ("../2023-10-26?", None, "2023-10-26", True),
    ],
)
def test_bounds_are_exactly_as_wide_as_the_date(
    text: str, earliest: str | None, latest: str | None, uncertain: bool
) -> None:
    found = bounds(text)
    assert (str(found.earliest) if found.earliest else None) == earliest
    assert (str(found.latest) if found.latest else None) == latest
    assert found.uncertain is uncertain


@pytest.mark.parametrize("text", ["2023-02-30", "March 2023", "2023-13", "2024-03/2023-03", "", "17/03/2023"])
def test_what_is_no_edtf_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidDate):
        bounds(text)


@pytest.mark.parametrize(
    "text", ["2023-02-30", "2023-3-1", "2023", "20230331", "yesterday", "2023-03-31T00:00"]
)
def test_a_day_on_the_command_line_is_written_in_full(text: str) -> None:
    with pytest.raises(InvalidDate, match="YYYY-MM-DD"):
        day(text)


@pytest.mark.parametrize(
    ("concluded", "term", "ends"),
    [
        ("../2023-10-26?", "P3Y", "../2026-10-26?"),
        ("2023-10-24", "P3Y", "2026-10-24"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2023-03", "P18M", "2024-09-01/2024-09-30"),
        ("2023-01-01/..", "P90D", "2023-04-01/.."),
    ],
)
def test_a_term_ends_as_imprecisely_as_it_began(concluded: str, term: str, ends: str) -> None:
    assert end_of_term(concluded, term) == ends


@pytest.mark.parametrize("term", ["three years", "P", "PT5H", ""])
def test_what_is_no_term_is_refused(term: str) -> None:
    with pytest.raises(InvalidDate):
        end_of_term("2023-10-24", term)


@given(st.dates(date(1, 1, 1), date(9000, 1, 1)), st.integers(0, 50), st.integers(0, 30), st.integers(0, 500))
def test_a_term_never_ends_before_it_begins(start: date, years: int, months: int, days: int) -> None:
    ends = end_of_term(start.isoformat(), f"P{years}Y{months}M{days}D")
    assert ends is not None
    assert date.fromisoformat(ends) >= start


@given(
    st.lists(
        st.one_of(
            st.just(".."),
            st.from_regex(r"[0-9]{4}(-[01][0-9](-[0-3][0-9])?)?[?]?", fullmatch=True),
        ),
        min_size=1,
        max_size=2,
    )
)
def test_plain_dates_have_the_bounds_that_the_library_gives(sides: list[str]) -> None:
    text = "/".join(sides)
    plain = _plain(text)
    if plain is not None and sides != [".."]:
        assert plain == _by_library(text)
