"""``gsc conflicts``: what releases contradict each other in, side by side, and how it was judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click
from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term
from green_corridors.commands._options import (
    format_of,
    knowledge_of,
    selecting,
    selection_of,
    write_answer,
    writing,
)
from green_corridors.conflicts import Conflict, Telling, conflicts_of
from green_corridors.disputes import fate
from green_corridors.names import Names
from green_corridors.origins import Origins

COLUMNS = (
    *("thing", "property", "value", "asOf", "release", "origin", "published", "nearness"),
    *("state", "judgement", "reason"),
)


@click.command(
    name="conflicts",
    help="""List what releases contradict each other in: the values side by side, with who tells them.

THING is an agreement, a corridor or whatever is in conflict, or somebody or some port that has to do with it.
One row for each release that tells a value which another excludes. Rows of answers that touch a conflict bear
its state: open, followed or rejected by a judgement, or reopened by a release that it did not weigh.

\b
Examples:
  gsc conflicts
  gsc conflicts Yokohama
  gsc conflicts --state open --format json
  gsc conflicts --omissions "Los Angeles–Shanghai green shipping corridor"
""",
)
@click.argument("thing", nargs=-1)
@click.option(
    "--state", type=click.Choice(["open", "settled", "reopened"]), help="Only conflicts in that state."
)
@click.option("--omissions", is_flag=True, help="Also lists of which one lacks what another names.")
@click.option("--exit-code", is_flag=True, help="End with 1 where a conflict is open or reopened.")
@selecting
@writing
def command(thing: tuple[str, ...], **options: Any) -> None:
    """List the conflicts."""
    selection = selection_of(options["known_at"], options["sources"])
    knowledge = knowledge_of(options)
    names = Names(knowledge)
    labels = Labels(knowledge, names)
    found = conflicts_of(knowledge, selection, omissions=options["omissions"])
    if thing:
        found = [each for each in found if _concerns(each, names.resolve(" ".join(thing)).iri, names)]
    if options["state"]:
        found = [each for each in found if each.state == options["state"]]
    origins = Origins(knowledge)
    rows = [row for each in found for row in _rows(each, origins, labels)]
    shown = None if options["labelled"] is False else labels
    write_answer(Answer(COLUMNS, tuple(rows)), shown, format_of(options), options["output"])
    if not options["quiet"]:
        states = [each.state for each in found]
        told = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(sorted(states)))
        click.echo(
            f"{len(found)} conflict{'' if len(found) == 1 else 's'}{': ' if told else ''}{told}", err=True
        )
    if options["exit_code"] and any(each.state != "settled" for each in found):
        click.get_current_context().exit(1)


def _concerns(conflict: Conflict, thing: NamedNode, names: Names) -> bool:
    """Tell whether a conflict is of a thing, tells it, or is of a tie at whose ends it stands."""
    told = {value for telling in conflict.clashing for value in telling.values}
    tie = names.tie(conflict.subject.value)
    return thing in {conflict.subject, *told} or bool(tie and thing.value in tie.ends)


def _rows(conflict: Conflict, origins: Origins, labels: Labels) -> Iterator[tuple[Term, ...]]:
    """Yield a row for each telling, sorted by value, the nearest to what happened first."""
    judgement = conflict.judgement
    for telling in sorted(conflict.clashing, key=lambda each: _order(each, origins, labels)):
        yield (
            conflict.subject,
            conflict.predicate,
            _value(telling.values, labels),
            Literal(telling.as_of) if telling.as_of else None,
            telling.release,
            origins.of(telling.release),
            origins.published(telling.release),
            origins.nearness(telling.release),
            Literal(fate(conflict, telling)),
            judgement.iri if judgement else None,
            Literal(judgement.reason) if judgement else None,
        )


def _order(telling: Telling, origins: Origins, labels: Labels) -> tuple[str, int, str]:
    return str(_value(telling.values, labels)), origins.rank(telling.release), telling.release.value


def _value(values: Iterable[Term], labels: Labels) -> Term:
    """Return one value as it is, several as one text."""
    several = tuple(values)
    return several[0] if len(several) == 1 else Literal(" + ".join(labels.of(each) for each in several))
