"""The page of questions, written from the questions themselves and from real runs.

``python -m green_corridors.manual > docs/questions.md`` writes it again; a test holds that it is up to date.
"""

from __future__ import annotations

import io
import sys

from green_corridors.answers import Labels
from green_corridors.asking import ask
from green_corridors.formats.markdown import write
from green_corridors.graph import Knowledge, load
from green_corridors.names import Names
from green_corridors.questions import Question, load_questions
from green_corridors.store import Graph, open_graph
from green_corridors.workspace import find_workspace

__all__ = ["questions_page"]

#: The day for which questions with a date of today are shown.
TODAY = "2026-11-22"
HEAD = """# Questions

Every question of the graph, with how it is asked, what it needs and what it answers over the releases of
today. Ask by name or in words; every question also takes `--known-at`, `--on`, `--source`, `--cite`,
`--format` and `--show-query`. This page is written by `python -m green_corridors.manual`.
"""


def questions_page(knowledge: Knowledge) -> str:
    """Return the page of a workspace’s questions in Markdown."""
    questions, names, graph = load_questions(knowledge.workspace), Names(knowledge), open_graph(knowledge)
    labels = Labels(knowledge, names)
    contents = [
        f"- [{question.name}](#{question.name}): {question.summary}" for question in questions.values()
    ]
    sections = [_section(question, graph, names, labels) for question in questions.values()]
    return "\n".join([HEAD, *contents, "", *sections])


def _section(question: Question, graph: Graph, names: Names, labels: Labels) -> str:
    out = io.StringIO()
    write(ask(graph, question.bound(question.example, names, TODAY)), labels, out)
    parameters = [
        f"- `{parameter.name}` ({parameter.type}{', optional' if parameter.optional else ''}"
        f"{f', default {parameter.default}' if parameter.default else ''}): {parameter.description}"
        for parameter in question.parameters
    ]
    wordings = [f"- {pattern}" for pattern in question.patterns]
    parts = [f"## {question.name}", "", f"{question.summary}.", "", question.description, ""]
    parts += [*parameters, ""] if parameters else []
    parts += ["In words:", "", *wordings, "", "```sh", question.usage(), "```", "", out.getvalue()]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(questions_page(load(find_workspace())))
