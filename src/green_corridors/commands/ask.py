"""``gsc ask``: a curated question, by its name or in words."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path

import click
from pyoxigraph import Literal

from green_corridors.answers import Answer, Labels, answer_of
from green_corridors.commands._options import knowledge_of, selecting, selection_of, write_answer, writing
from green_corridors.errors import InvalidParameter
from green_corridors.names import Names
from green_corridors.questions import Question, load_questions, question_named
from green_corridors.store import open_graph
from green_corridors.wording import understand


@click.command(
    name="ask",
    help="""Ask a curated question, by name or in words; without words, list the questions.

\b
Examples:
  gsc ask
  gsc ask which ports have a GSC with Los Angeles
  gsc ask corridor-partners "Los Angeles"
  gsc ask corridor-partners USLAX --known-at 2023-03-31 --format json
""",
)
@click.argument("words", nargs=-1)
@selecting
@writing
def command(
    words: tuple[str, ...],
    workspace: Path | None,
    known_at: str | None,
    sources: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    quiet: bool,
) -> None:
    """Answer a question."""
    selection = selection_of(known_at, sources)
    knowledge = knowledge_of(workspace)
    questions, names = load_questions(knowledge.workspace), Names(knowledge)
    labels = Labels(knowledge, names)
    if not words:
        write_answer(_listed(questions), labels, format_name, output)
        return
    question, values = _question(words, questions, names)
    if not quiet and (question.name, *values.values()) != words:
        click.echo(f"understood as: {question.usage(values)}", err=True)
    query = question.bound(values, names, datetime.now(UTC).date().isoformat())
    answer = answer_of(open_graph(knowledge).query(query, selection))
    write_answer(answer, labels, format_name, output)


def _question(
    words: tuple[str, ...], questions: dict[str, Question], names: Names
) -> tuple[Question, dict[str, str]]:
    """Return the question named or worded, with its values; a name of one word may begin a sentence."""
    if words[0] in questions or (len(words) == 1 and "-" in words[0] and " " not in words[0]):
        question, given = question_named(questions, words[0]), words[1:]
        if len(given) <= len(question.parameters):
            return question, {p.name: value for p, value in zip(question.parameters, given, strict=False)}
        if "-" in question.name:
            extra = shlex.join(given[len(question.parameters) :])
            raise InvalidParameter(f"{question.name} does not take {extra}; ask it as {question.usage()}")
    understood = understand(" ".join(words), questions, names)
    return understood.question, understood.values


def _listed(questions: dict[str, Question]) -> Answer:
    """Return the questions as rows: name, summary, example."""
    rows = [
        (Literal(question.name), Literal(question.summary), Literal(question.usage()))
        for question in questions.values()
    ]
    return Answer(("question", "summary", "example"), tuple(rows))
