"""The questions and answers that the texts allow, each asked through the command line."""

from __future__ import annotations

import csv
import json
import shlex

import pytest

from tests.conftest import ROOT, run_gsc

with (ROOT / "tests" / "competency.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_large_enough_and_has_no_row_twice() -> None:
    assert len(ROWS) >= 500
    assert len({row["question"] + row["columns"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row["question"] for row in ROWS])
def test_the_answer_is_what_the_texts_say(row: dict[str, str]) -> None:
    run = run_gsc("ask", *shlex.split(row["question"]), "--format", "json")
    assert run.code == 0, run.err
    columns = row["columns"].split(",")
    found = {tuple(each[column] or "" for column in columns) for each in json.loads(run.out)}
    wanted = {
        tuple(cell.strip() for cell in line.split(" ; "))
        for line in row["answer"].split(" | ")
        if line.strip()
    }
    assert found == wanted, row["evidence"]
