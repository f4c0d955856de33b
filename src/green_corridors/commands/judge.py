"""``gsc judge``: settle a conflict, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from pyoxigraph import NamedNode

from green_corridors import terms
from green_corridors.commands._options import (
    NO_CACHE,
    QUIET,
    WORKSPACE,
    knowledge_of,
    output_file,
    refuse_packaged,
)
from green_corridors.conflicts import Conflict, conflicts_of
from green_corridors.dates import day
from green_corridors.errors import InvalidParameter
from green_corridors.judgements import Judgement, judgement_text
from green_corridors.names import Names
from green_corridors.selection import Selection


@click.command(
    name="judge",
    help="""Settle a conflict: write a judgement that says whose telling is followed, and why.

THING is what is in conflict, as gsc conflicts shows it. Answers then follow the releases named with --accept
and say so. All releases that tell of it today count as weighed; one that comes later opens the conflict
again, and judging anew replaces the judgement. It is written to data/judgements.

\b
Examples:
  gsc judge "Los Angeles–Yokohama memorandum of understanding" --accept city-of-yokohama-los-angeles-mou \\
    --reason "The party’s own page gives the day." --output -
""",
)
@click.argument("thing", nargs=-1, required=True)
@click.option(
    "--property", "name", metavar="NAME", help="Which of several conflicts of THING, such as stage."
)
@click.option("--accept", required=True, multiple=True, metavar="RELEASE", help="Whom to follow; repeatable.")
@click.option("--reason", required=True, help="Why, in one English sentence of your own.")
@click.option(
    "--decided", metavar="DATE", default=lambda: datetime.now(UTC).date().isoformat(), help="[default: today]"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here instead; - is stdout.")
@WORKSPACE
@NO_CACHE
@QUIET
def command(
    thing: tuple[str, ...],
    name: str | None,
    accept: tuple[str, ...],
    reason: str,
    decided: str,
    output: Path | None,
    **options: Any,
) -> None:
    """Write a judgement."""
    knowledge = knowledge_of(options)
    if output is None:
        refuse_packaged(knowledge.workspace, options["workspace"], "name a folder with -w, or -o")
    names = Names(knowledge)
    found = conflicts_of(knowledge, omissions=True)
    conflict = _one(found, names.resolve(" ".join(thing)).iri, name, names)
    accepted = frozenset(release.graph for release in Selection(sources=accept).of(knowledge))
    _hold_told(conflict, accepted, names)
    slug = f"{conflict.subject.value.rpartition('/')[2]}-{_local(conflict.predicate).lower()}"
    folder = knowledge.workspace.root / "data" / "judgements"
    judgement = Judgement(
        iri=conflict.judgement.iri if conflict.judgement else NamedNode(f"{terms.ID}judgement/{slug}"),
        path=conflict.judgement.path if conflict.judgement else folder / f"{slug}.ttl",
        subject=conflict.subject,
        predicate=conflict.predicate,
        accepts=accepted,
        weighs=frozenset(telling.release for telling in conflict.tellings),
        decided=day(decided),
        reason=reason,
    )
    target = output or judgement.path
    if output is None:
        folder.mkdir(exist_ok=True)
    with output_file(target) as out:
        out.write(judgement_text(judgement, knowledge.prefixes))
    if not options["quiet"] and str(target) != "-":
        click.echo(f"{knowledge.workspace.shown(target)}: written; gsc check holds it", err=True)


def _local(predicate: NamedNode) -> str:
    return predicate.value.replace("/", "#").rpartition("#")[2]


def _one(found: Sequence[Conflict], thing: NamedNode, name: str | None, names: Names) -> Conflict:
    """Return the one conflict of a thing, or of a property of it.

    Raises:
        InvalidParameter: there is none, or there are several.
    """
    own = [each for each in found if each.subject == thing]
    meant = [each for each in own if name in (None, _local(each.predicate), names.curie(each.predicate))]
    if len(meant) == 1:
        return meant[0]
    there = ", ".join(_local(each.predicate) for each in own)
    if not own:
        raise InvalidParameter(f"{names.curie(thing)} is in no conflict; gsc conflicts lists what is")
    raise InvalidParameter(f"{names.curie(thing)} is in conflict in {there}; say one of them with --property")


def _hold_told(conflict: Conflict, accepted: frozenset[NamedNode], names: Names) -> None:
    """Hold that the releases to be followed tell of the conflict, and do not exclude each other.

    Raises:
        InvalidParameter: they do not.
    """
    telling = {each.release for each in conflict.tellings}
    if silent := sorted(accepted - telling, key=str):
        known = ", ".join(each.value.rpartition("/")[2] for each in sorted(telling, key=str))
        raise InvalidParameter(f"{names.curie(silent[0])} does not tell of it; these do: {known}")
    for pair in conflict.clashes:
        if {conflict.tellings[number].release for number in pair} <= accepted:
            raise InvalidParameter(
                "two of the releases to be followed exclude each other; accept one of them"
            )
