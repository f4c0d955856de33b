"""``gsc ask``: a curated question, by its name or in words; each question file makes its own command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.commands._disputes import marked
from green_corridors.commands._options import (
    CITE,
    UNJUDGED,
    asker_of,
    begin_asking,
    compiled_of,
    format_of,
    limiting,
    limits_of,
    selecting,
    selection_of,
    write_answer,
    writing,
)
from green_corridors.compiled import Compiled
from green_corridors.errors import BrokenInput
from green_corridors.formats import format_named
from green_corridors.kept_questions import questions_of
from green_corridors.names import Names
from green_corridors.question import Parameter, Question
from green_corridors.workspace import find_workspace

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from green_corridors.graph import Knowledge

HELP = """Ask a curated question, by name or in words; without words, list the questions.

\b
Examples:
  gsc ask
  gsc ask which ports have a GSC with Los Angeles
  gsc ask corridor-partners "Los Angeles"
  gsc ask corridor-partners USLAX --known-at 2023-03-31 --format json
  gsc ask corridor-partners --help
"""


#: What the options begin with that say which workspace is asked, and how.
ELSEWHERE = ("-w", "--w", "--no-c")


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

        A name of one word may begin a sentence: it is a name only with as many words as it has parameters. A
        name that comes first and has a hyphen is told at once.
        """
        named = bool(args) and "-" in args[0] and not args[0].startswith("-")
        if named and not any(arg.startswith(ELSEWHERE) for arg in args):
            question = self._questions({"workspace": self._workspace({})}).get(args[0])
            if question:
                return question, args[1:]
        probe = click.Context(
            self, ignore_unknown_options=True, allow_extra_args=True, resilient_parsing=True
        )
        values, _, _ = self.make_parser(probe).parse_args(list(args))
        words = values["words"] if isinstance(values["words"], tuple) else ()
        if not words:
            return None, args
        questions = self._questions({**values, "workspace": self._workspace(values)})
        question = questions.get(words[0])
        options = any(word.startswith("-") for word in words)
        if question is None or (
            "-" not in question.name and not options and len(words) - 1 > len(question.parameters)
        ):
            return None, args
        at = args.index(words[0])
        return question, [*args[:at], *args[at + 1 :]]

    def _questions(self, options: dict[str, Any]) -> Mapping[str, Question]:
        """Return the questions, also where a release is broken, which whoever asks is told of."""
        try:
            compiled = compiled_of(options)
            begin_asking(compiled)
            return questions_of(compiled)
        except BrokenInput:
            from green_corridors.questions import load_questions

            return load_questions(find_workspace(options["workspace"]))

    def _workspace(self, values: dict[str, Any]) -> str | None:
        """Return the workspace that the arguments or the environment name."""
        option = next(param for param in self.params if param.name == "workspace")
        named = values.get("workspace") or option.value_from_envvar(click.Context(self))
        return str(named) if named else None


def _complete_question(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a question, as the first word."""
    from click.shell_completion import CompletionItem

    if ctx.params.get("words"):
        return []
    questions = questions_of(compiled_of(ctx.params))
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
    compiled = compiled_of(options)
    questions, names = questions_of(compiled), Names(compiled)
    if not words:
        write_answer(_listed(questions), Labels(compiled, names), format_of(options), options["output"])
        return
    if len(words) == 1 and "-" in words[0] and " " not in words[0]:
        from green_corridors.questions import question_named

        question_named(questions, words[0])
    from green_corridors.patterns import asked_of
    from green_corridors.wording import understand

    understood = understand(" ".join(words), questions, names, asked_of(compiled, questions))
    values = understood.values
    if options["on"] and "on" in {parameter.name for parameter in understood.question.parameters}:
        values = {**values, "on": options["on"]}
    if not options["quiet"]:
        click.echo(f"understood as: {replace(understood, values=values).command}", err=True)
    options["known_at"] = options["known_at"] or understood.known_at
    answer(understood.question, values, compiled, names, options)


def command_of(question: Question) -> click.Command:
    """Return the command of a question: its parameters as arguments and as options, its help, its example."""

    def run(**options: Any) -> None:
        values = {
            p.name: given
            for p in question.parameters
            if (given := options[p.name] or options[f"{p.name}_option"])
        }
        compiled = compiled_of(options)
        answer(question, values, compiled, Names(compiled), options)

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
        from click.shell_completion import CompletionItem

        names = Names(compiled_of(ctx.params))
        things = [entity for entity in names.entities.values() if parameter.type in ("thing", entity.kind)]
        slugs = [(entity.iri.value.rpartition("/")[2], entity.label) for entity in things]
        return [
            CompletionItem(slug, help=label) for slug, label in slugs if slug.startswith(incomplete.lower())
        ]

    return complete


def answer(
    question: Question, values: dict[str, str], compiled: Compiled, names: Names, options: dict[str, Any]
) -> None:
    """Answer a question with its values and write the answer."""
    selection = selection_of(options["known_at"], options["sources"])
    bindings = question.bindings(values, names, datetime.now(UTC).date().isoformat())
    query = question.with_bindings(bindings)
    if options["show_query"]:
        click.echo(query, nl=False)
        return
    checked = question.groups is not None
    waiting = asker_of(compiled).ask([query], selection, limits_of(options), checked=checked)
    labels, form = Labels(compiled, names), format_of(options)
    format_named(form)
    (found,) = waiting()
    if options["origins"]:
        found = counted(found, compiled, question, bindings.values())
    if options.get("on") and "on" not in values:
        found = held(found, options["on"], compiled.knowledge, offices="offices" in question.tags)
    judged = not options["unjudged"]
    found = marked(found, bindings.values(), compiled, selection, names, labels, options, judged=judged)
    if options["cite"]:
        from green_corridors.citations import Citations, cited

        found = cited(found, Citations(compiled.knowledge, labels))
    shown = None if options["labelled"] is False else labels
    write_answer(found, shown, form, options["output"])


def held(found: Answer, on: str, knowledge: Knowledge, *, offices: bool) -> Answer:
    """Return the rows that held on a day, or of which it cannot be told, with that verdict as a column."""
    from green_corridors.dates import day
    from green_corridors.validity import NO, Validity

    validity = Validity(knowledge, day(on), offices=offices)
    judged = [(row, validity.of(row)) for row in found.rows]
    rows = tuple((*row, Literal(verdict)) for row, verdict in judged if verdict != NO)
    return Answer((*found.variables, "holds"), rows)


def counted(found: Answer, compiled: Compiled, question: Question, asked: Iterable[Term]) -> Answer:
    """Return the rows with the number of independent origins that state each, as a column."""
    from green_corridors.origins import Origins
    from green_corridors.sparql import concepts_in

    origins, about = Origins(compiled.knowledge), [*asked, *concepts_in(question.text)]
    counts = origins.counts(compiled.graph, found.rows, about)
    told = [None if n is None else Literal(str(n), datatype=terms.XSD_INTEGER) for n in counts]
    rows = tuple((*row, count) for row, count in zip(found.rows, told, strict=True))
    return Answer((*found.variables, "origins"), rows)


def _listed(questions: Mapping[str, Question]) -> Answer:
    """Return the questions as rows: name, summary, example."""
    rows = [
        (Literal(question.name), Literal(question.summary), Literal(question.usage()))
        for question in questions.values()
    ]
    return Answer(("question", "summary", "example"), tuple(rows))
