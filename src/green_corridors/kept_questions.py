"""The questions of a workspace, their headers read once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from green_corridors.answers import selects_all
from green_corridors.binding import Group
from green_corridors.errors import BrokenInput
from green_corridors.parts import Part, Row, Rows, Tabled
from green_corridors.question import Parameter, Question

if TYPE_CHECKING:
    from pathlib import Path

    from green_corridors.graph import Knowledge

__all__ = ["BROKEN", "QUESTIONS", "question_of", "questions_of"]


def questions_of(knowledge: Tabled) -> Mapping[str, Question]:
    """Return every question of a workspace by name, as they are kept.

    Raises:
        BrokenQuestion: a header is wrong, with its file and line.
    """
    rows = knowledge.table(QUESTIONS)
    if rows.get(BROKEN) is None:
        return _Kept(rows)
    from green_corridors.questions import load_questions

    return load_questions(knowledge.workspace)  # it says what is wrong


class _Kept(Mapping[str, Question]):
    """Questions whose headers are read already."""

    def __init__(self, rows: Rows):
        self._rows = rows

    def __getitem__(self, name: str) -> Question:
        if (about := self._rows.get(name)) is None:
            raise KeyError(name)
        return question_of(about)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._rows.rows())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def question_of(about: dict[str, Any]) -> Question:
    """Return the question that a row says."""
    return Question(**{**about, "parameters": tuple(Parameter(**each) for each in about["parameters"])})


def _of_question(path: Path, _: Knowledge) -> list[Row]:
    """Tell what a question says, or that one cannot be read."""
    from green_corridors.questions import load_question

    try:
        question = load_question(path)
    except BrokenInput:
        return [(BROKEN, True)]
    about = dict(vars(question))
    about["parameters"] = [vars(parameter) for parameter in question.parameters]
    about["groups"] = _groups(question.text)
    return [(question.name, about)]


def _groups(text: str) -> tuple[Group, ...] | None:
    """Return the groups of a text in which values are bound, if it is a SELECT that is known to be safe."""
    from green_corridors.sparql import groups_of, refuse_excess, refuse_network, tokens

    try:
        refuse_excess(text)
        refuse_network(text)
    except BrokenInput:
        return None  # who asks is told
    forms = {token.text.upper() for token in tokens(text) if token.kind == "word"}
    if forms & {"ASK", "CONSTRUCT", "DESCRIBE", "FROM"} or selects_all(text):
        return None
    return tuple((after, outermost, tuple(sorted(names))) for after, outermost, names in groups_of(text))


#: The row that is there if some question cannot be read; no file has this name.
BROKEN = ""
#: The questions, read.
QUESTIONS = Part("questions", of_question=_of_question)
