"""``gsc ask``: a curated question, by its name or in words; each question file makes its own command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.asking import ask
from green_corridors.citations import Citations, cited
from green_corridors.commands._options import (
    CITE,
    UNJUDGED,
    format_of,
    knowledge_of,
    limiting,
    limits_of,
    selecting,
    selection_of,
    tell_disputes,
    write_answer,
    writing,
)
from green_corridors.conflicts import conflicts_of
from green_corridors.dates import day
from green_corridors.disputes import disputed
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.origins import Origins
from green_corridors.questions import Parameter, Question, load_questions, question_named
from green_corridors.sparql import bind, concepts_in
from green_corridors.store import open_graph
from green_corridors.validity import NO, Validity
from green_corridors.wording import understand
from green_corridors.workspace import find_workspace

HELP = """Ask a curated question, by name or in words; without words, list the questions.

\b
Examples:
  gsc ask
  gsc ask which ports have a GSC with Los Angeles
  gsc ask corridor-partners "Los Angeles"
  gsc ask corridor-partners USLAX --known-at 2023-03-31 --format json
  gsc ask corridor-partners --help
"""


class Ask(click.Command):
    """The command that becomes, when a question is named, the command of that question."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the context of the question that the arguments name, else of asking in words."""
        question, rest = self._named(args)
        if question is None:
            return super().make_context(info_name, args, parent, **extra)
        own = command_of(question)
        return own.make_context(f"{info_name} {question.name}", rest, parent, **extra)

    def _named(self, args: list[str]) -> tuple[Question | None, list[str]]:
        """Return the question named first among the words, and the arguments without its name.

        A name of one word may begin a sentence: it is a name only with as many words as it has parameters.
        """
        probe = click.Context(
            self, ignore_unknown_options=True, allow_extra_args=True, resilient_parsing=True
        )
        values, _, _ = self.make_parser(probe).parse_args(list(args))
        words = values["words"] if isinstance(values["words"], tuple) else ()
        if not words:
            return None, args
        questions = load_questions(find_workspace(self._workspace(values)))
        question = questions.get(words[0])
        options = any(word.startswith("-") for word in words)
        if question is None or (
            "-" not in question.name and not options and len(words) - 1 > len(question.parameters)
        ):
            return None, args
        at = args.index(words[0])
        return question, [*args[:at], *args[at + 1 :]]

    def _workspace(self, values: dict[str, Any]) -> Path | None:
        """Return the workspace that the arguments or the environment name."""
        option = next(param for param in self.params if param.name == "workspace")
        named = values.get("workspace") or option.value_from_envvar(click.Context(self))
        return Path(str(named)) if named else None


def _complete_question(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a question, as the first word."""
    if ctx.params.get("words"):
        return []
    questions = load_questions(find_workspace(ctx.params.get("workspace")))
    named = [question for question in questions.values() if question.name.startswith(incomplete)]
    return [CompletionItem(question.name, help=question.summary) for question in named]


def answering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options every question has."""
    show = click.option(
        "--show-query", is_flag=True, help="Print the SPARQL with its values instead of asking it."
    )
    on = click.option(
        "--on", metavar="DATE", help="What held on that day; leaves out what certainly did not."
    )
    origins = click.option(
        "--origins", is_flag=True, help="Count the independent origins that state each row, as a column."
    )
    return selecting(on(UNJUDGED(writing(limiting(CITE(origins(show(function))))))))


@click.command(cls=Ask, name="ask", help=HELP)
@click.argument("words", nargs=-1, shell_complete=_complete_question)
@answering
def command(words: tuple[str, ...], **options: Any) -> None:
    """Ask in words, or list the questions."""
    knowledge = knowledge_of(options["workspace"])
    questions, names = load_questions(knowledge.workspace), Names(knowledge)
    if not words:
        write_answer(_listed(questions), Labels(knowledge, names), format_of(options), options["output"])
        return
    if len(words) == 1 and "-" in words[0] and " " not in words[0]:
        question_named(questions, words[0])
    understood = understand(" ".join(words), questions, names)
    values = understood.values
    if options["on"] and "on" in {parameter.name for parameter in understood.question.parameters}:
        values = {**values, "on": options["on"]}
    if not options["quiet"]:
        click.echo(f"understood as: {replace(understood, values=values).command}", err=True)
    options["known_at"] = options["known_at"] or understood.known_at
    answer(understood.question, values, knowledge, names, options)


def command_of(question: Question) -> click.Command:
    """Return the command of a question: its parameters as arguments and as options, its help, its example."""

    def run(**options: Any) -> None:
        values = {
            p.name: given
            for p in question.parameters
            if (given := options[p.name] or options[f"{p.name}_option"])
        }
        knowledge = knowledge_of(options["workspace"])
        answer(question, values, knowledge, Names(knowledge), options)

    params: list[click.Parameter] = [
        click.Argument([p.name], required=False, metavar=f"[{p.name.upper()}]", shell_complete=_completer(p))
        for p in question.parameters
    ]
    params += [
        click.Option(
            [f"--{p.name}", f"{p.name}_option"],
            metavar=p.type.upper(),
            help=p.description + (f"  [default: {p.default}]" if p.default else ""),
            shell_complete=_completer(p),
        )
        for p in question.parameters
    ]
    own = {p.name for p in question.parameters}
    shared = [param for param in command.params if isinstance(param, click.Option) and param.name not in own]
    return click.Command(question.name, callback=run, params=[*params, *shared], help=_help(question))


def _help(question: Question) -> str:
    wordings = "\n".join(f"  gsc ask {pattern}" for pattern in question.patterns[:3])
    description = f"{question.summary}.\n\n{question.description}"
    return f"{description}\n\n\b\nExample:\n  {question.usage()}\n\n\b\nIn words:\n{wordings}\n"


def _completer(
    parameter: Parameter,
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return the completion of a parameter: the slugs of the things of its type."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        names = Names(knowledge_of(ctx.params.get("workspace")))
        things = [entity for entity in names.entities.values() if parameter.type in ("thing", entity.kind)]
        slugs = [(entity.iri.value.rpartition("/")[2], entity.label) for entity in things]
        return [
            CompletionItem(slug, help=label) for slug, label in slugs if slug.startswith(incomplete.lower())
        ]

    return complete


def answer(
    question: Question, values: dict[str, str], knowledge: Knowledge, names: Names, options: dict[str, Any]
) -> None:
    """Answer a question with its values and write the answer."""
    selection = selection_of(options["known_at"], options["sources"])
    bindings = question.bindings(values, names, datetime.now(UTC).date().isoformat())
    query = bind(question.text, bindings)
    if options["show_query"]:
        click.echo(query, nl=False)
        return
    labels = Labels(knowledge, names)
    graph = open_graph(knowledge)
    found = ask(graph, query, selection, limits_of(options))
    if options["origins"]:
        found = counted(found, Origins(knowledge), [*bindings.values(), *concepts_in(question.text)])
    if options.get("on") and "on" not in values:
        found = held(found, Validity(knowledge, day(options["on"]), offices="offices" in question.tags))
    marked = disputed(
        found,
        conflicts_of(graph, selection),
        bindings.values(),
        labels,
        judged=not options["unjudged"],
    )
    if not options["quiet"]:
        tell_disputes(marked, names)
    found = marked.answer
    if options["cite"]:
        found = cited(found, Citations(knowledge, labels))
    shown = None if options["labelled"] is False else labels
    write_answer(found, shown, format_of(options), options["output"])


def held(found: Answer, validity: Validity) -> Answer:
    """Return the rows that held on a day, or of which it cannot be told, with that verdict as a column."""
    judged = [(row, validity.of(row)) for row in found.rows]
    rows = tuple((*row, Literal(verdict)) for row, verdict in judged if verdict != NO)
    return Answer((*found.variables, "holds"), rows)


def counted(found: Answer, origins: Origins, about: Collection[Term]) -> Answer:
    """Return the rows with the number of independent origins that state each, as a column."""
    counts = [origins.count(row, about) for row in found.rows]
    told = [None if n is None else Literal(str(n), datatype=terms.XSD_INTEGER) for n in counts]
    rows = tuple((*row, count) for row, count in zip(found.rows, told, strict=True))
    return Answer((*found.variables, "origins"), rows)


def _listed(questions: dict[str, Question]) -> Answer:
    """Return the questions as rows: name, summary, example."""
    rows = [
        (Literal(question.name), Literal(question.summary), Literal(question.usage()))
        for question in questions.values()
    ]
    return Answer(("question", "summary", "example"), tuple(rows))
