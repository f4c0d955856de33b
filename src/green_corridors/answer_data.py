"""Answers as plain data and back, so that a child process tells them to its parent at little cost."""

from __future__ import annotations

from functools import cache
from typing import Any

from green_corridors.answers import Answer
from green_corridors.plain_terms import as_plain, term_of

__all__ = ["Data", "answer_from", "as_data"]

#: The parts of an answer, its terms as plain data.
Data = tuple[tuple[str, ...], list[list[Any]], str, dict[str, str]]


def as_data(answer: Answer) -> Data:
    """Return an answer as plain data."""
    rows = [[as_plain(term) for term in row] for row in answer.rows]
    return answer.variables, rows, answer.form, answer.prefixes


def answer_from(data: Data) -> Answer:
    """Return the answer that data tells."""
    variables, rows, form, prefixes = data
    read = cache(term_of)
    return Answer(variables, tuple(tuple(map(read, row)) for row in rows), form, prefixes)  # type: ignore[arg-type]
