"""What held on a day is told as yes, no or “cannot be told”, never with invented precision."""

from __future__ import annotations

import json

import pytest

from tests.conftest import FROM_FEW, run_gsc


def holds(*arguments: str) -> list[dict[str, str]]:
    run = run_gsc("ask", *arguments, "-f", "json")
    assert run.code == 0, run.err
    rows: list[dict[str, str]] = json.loads(run.out)
    return rows


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        ("2023-10-26", "cannot be told"),
        ("2026-10-26", "cannot be told"),
        ("2026-10-27", "no"),
        ("2026-11-22", "no"),
    ],
)
def test_the_three_years_of_the_guangzhou_memorandum_run_out_as_its_date_allows(
    day: str, in_force: str
) -> None:
    rows = {row["agreement"]: row for row in holds("in-force", "--on", day, *FROM_FEW)}
    assert rows["Los Angeles–Guangzhou memorandum of understanding"]["inForce"] == in_force


@pytest.mark.parametrize(
    ("arguments", "day", "verdicts"),
    [
        (["agreements-of", "Guangzhou"], "2024-01-01", {"cannot be told"}),
        (["agreements-of", "Guangzhou"], "2026-11-22", set()),
        (["signed-by", "Osamu Taki"], "2022-11-13", set()),
        (["signed-by", "Osamu Taki"], "2022-11-14", {"yes"}),
        (["corridor-partners", "Nagoya"], "2023-10-25", {"cannot be told"}),
        (["corridor-partners", "Nagoya"], "2023-10-26", {"yes"}),
        (["statements-by", "Toshiki Yaoka"], "2023-01-01", set()),
        (["duties-of", "Guangzhou Port Authority"], "2026-11-22", set()),
        (["offices", "Osamu Taki"], "2022-11-14", {"yes"}),
        (["offices", "Osamu Taki"], "2023-11-14", {"cannot be told"}),
    ],
)
def test_every_question_can_be_asked_for_a_day(arguments: list[str], day: str, verdicts: set[str]) -> None:
    assert {row["holds"] for row in holds(*arguments, "--on", day, *FROM_FEW)} == verdicts


def test_each_telling_is_judged_by_its_own_dates() -> None:
    rows = holds("in-force", "--on", "2026-10-26")
    told = {
        row["release"]: row["inForce"]
        for row in rows
        if row["agreement"] == "Los Angeles–Guangzhou memorandum of understanding"
    }
    assert told == {
        "Balitang Marino, 2023-10-26?": "cannot be told",
        "Container News, 2023-10-24?/..": "no",
        "PortNews, 2023?/..": "cannot be told",
        "Shipping Digest Taiwan, 2023-10-27": "cannot be told",
    }


def test_the_two_axes_of_time_are_independent() -> None:
    rows = holds("corridor-partners", "Tokyo", "--known-at", "2023-03-31", "--on", "2023-03-17")
    assert [(row["port"], row["stage"], row["holds"]) for row in rows] == [
        ("Port of Los Angeles", "agreed", "yes")
    ]


def test_on_takes_a_whole_day_only() -> None:
    run = run_gsc("ask", "corridor-partners", "Tokyo", "--on", "2023-02-29")
    assert run.code == 2
    assert "“2023-02-29” is no date" in run.err
