"""The pages that the program writes: the questions with real answers, and the rules with their cases.

``python -m green_corridors.manual`` writes them again into ``docs/``; a test holds that they are up to date.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from green_corridors import checks, proof, silencing, terms
from green_corridors.answers import Labels
from green_corridors.asking import ask
from green_corridors.checking import rules_of
from green_corridors.escapes import markdown
from green_corridors.findings import Rule
from green_corridors.formats.markdown import write
from green_corridors.graph import Knowledge, load
from green_corridors.names import Names
from green_corridors.placing import READING_RULES
from green_corridors.questions import Question, load_questions
from green_corridors.reading import read
from green_corridors.store import Graph, open_graph
from green_corridors.workspace import Workspace, find_workspace

__all__ = ["PAGES", "questions_page", "rules_page"]

#: The day for which questions with a date of today are shown.
TODAY = "2026-11-22"
#: How many rows of an answer are shown.
SHOWN = 12
QUESTIONS = """# Questions

Every question of the graph, with how it is asked, what it needs and what it answers over the releases of
today. Ask by name or in words; every question also takes `--known-at`, `--on`, `--source`, `--cite`,
`--format` and `--show-query`. This page is written by `python -m green_corridors.manual`.
"""
RULES = """# Rules

Every rule that `gsc check` and `gsc sources check` can find broken, under the code that a finding shows.
A violation is wrong, a warning is incomplete, an info is advice. `gsc check --explain CODE` tells a rule of
`gsc check` in a terminal. [Checking](checking.md) says how findings are told, silenced and passed on. This
page is written by `python -m green_corridors.manual`.
"""


def questions_page(knowledge: Knowledge) -> str:
    """Return the page of a workspace’s questions in Markdown."""
    questions, names, graph = load_questions(knowledge.workspace), Names(knowledge), open_graph(knowledge)
    labels = Labels(knowledge, names)
    contents = [
        f"- [{question.name}](#{question.name}): {question.summary}" for question in questions.values()
    ]
    sections = [_section(question, graph, names, labels) for question in questions.values()]
    return "\n".join([QUESTIONS, *contents, "", *sections])


def _section(question: Question, graph: Graph, names: Names, labels: Labels) -> str:
    out = io.StringIO()
    answer = ask(graph, question.bound(question.example, names, TODAY))
    write(replace(answer, rows=answer.rows[:SHOWN]), labels, out)
    if len(answer.rows) > SHOWN:
        out.write(f"\nThese are the first {SHOWN} of {len(answer.rows)} rows.\n")
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


def rules_page(knowledge: Knowledge) -> str:
    """Return the page of all rules in Markdown; the anchor of a rule is its code in lower case."""
    workspace = knowledge.workspace
    cases = _cases(workspace)
    groups = _groups(workspace)
    contents = [f"- [{title}](#{_anchor(title)}): {len(rules)}" for title, rules in groups.items()]
    sections = [
        "\n".join([f"## {title}", "", *(_rule(rule, workspace, cases) for rule in rules)])
        for title, rules in groups.items()
    ]
    return "\n".join([RULES, *contents, "", *sections]).rstrip("\n") + "\n"


def _groups(workspace: Workspace) -> dict[str, list[Rule]]:
    """Return the rules under the titles of their sections; no title may pass for the code of a rule."""
    built_in = {rule.code for rule in (*READING_RULES, *silencing.RULES)} | checks.rules().keys()
    groups = {
        "Whether a file can be read": list(READING_RULES),
        "What the checks look for": [rule for _, rule in sorted(checks.rules().items())],
        "Exceptions to rules": list(silencing.RULES),
        "Passages and pages of sources": list(proof.RULES),
    }
    for code, rule in sorted(rules_of(workspace).items()):
        if code not in built_in and rule.place:
            groups.setdefault(f"The shapes of {rule.place.path.stem}", []).append(rule)
    return groups


def _rule(rule: Rule, workspace: Workspace, cases: Mapping[str, Path]) -> str:
    told = [f"**{markdown(rule.name)}** ({rule.severity}). {markdown(rule.explanation)}", ""]
    if rule.place:
        told += [f"Written in {_link(rule.place.path, workspace)}.", ""]
    if case := cases.get(rule.code):
        told += [f"Failing case{'s' if case.is_dir() else ''}: {_link(case, workspace)}.", ""]
    return "\n".join([f"### {rule.code}", "", *told])


def _link(path: Path, workspace: Workspace) -> str:
    return f"[{workspace.shown(path)}](../{workspace.shown(path)})"


def _cases(workspace: Workspace) -> dict[str, Path]:
    """Return the failing cases by the codes of rules: a folder of them, or for a shape one file."""
    home = workspace.root / "tests" / "cases"
    found = {path.name: path for path in home.iterdir() if path.is_dir()}
    for path in workspace.shapes:
        for triple in read(path).triples:
            if triple.predicate == terms.IDENTIFIER:
                shape = str(getattr(triple.subject, "value", "")).removeprefix(terms.SHAPES)
                found[str(getattr(triple.object, "value", ""))] = home / "shapes" / f"{shape}.ttl"
    return found


def _anchor(title: str) -> str:
    """Return the anchor that GitHub gives a heading of plain words."""
    return title.lower().replace(" ", "-")


#: The pages by the names of their files in ``docs/``.
PAGES: dict[str, Callable[[Knowledge], str]] = {"questions.md": questions_page, "rules.md": rules_page}


def _write(knowledge: Knowledge, names: Iterable[str]) -> None:
    for name in names:
        path = knowledge.workspace.root / "docs" / name
        path.write_text(PAGES[name](knowledge), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    _write(load(find_workspace()), PAGES)
