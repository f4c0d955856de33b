"""``gsc names``: which things may be the same, and how two become one."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Any

import click
from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term
from green_corridors.cache import Cache
from green_corridors.candidates import Candidate, candidates
from green_corridors.commands._options import (
    NO_CACHE,
    QUIET,
    WORKSPACE,
    format_of,
    knowledge_of,
    refuse_packaged,
    write_answer,
    writing,
)
from green_corridors.commands._progress import Progress
from green_corridors.errors import InvalidParameter
from green_corridors.folders import cache_folder
from green_corridors.graph import Knowledge, load
from green_corridors.merging import Merge, merge, named_elsewhere, prove
from green_corridors.names import Entity, Names
from green_corridors.replacing import finish, refuse_unfinished, replace_all
from green_corridors.traits import COMPARED, COMPARED_WORDS
from green_corridors.workspace import Workspace, find_workspace


@click.group(
    name="names",
    help="""Find things that may be the same, and make two things one.

\b
Examples:
  gsc names check --help
  gsc names merge --help
""",
)
def command() -> None:
    """Hold the commands on names."""


class Addresses(Labels):
    """Things told by the addresses that can be typed."""

    def of(self, term: Term) -> str:
        """Return a thing as a CURIE, a literal as it is."""
        return self._names.curie(term) if isinstance(term, NamedNode) else super().of(term)


@command.command(
    name="check",
    help="""List things that may be the same, and names that mean two things, with the evidence.

Ports, places, bodies, people, agreements, corridors, events and platforms are compared, each within its
kind; with THINGS only these with all others. What is decided is left out: write owl:differentFrom into
data/register where two things are not one, and run gsc names merge where they are.

\b
Examples:
  gsc names check
  gsc names check "Port of Shanghai" --format json
  gsc names check --all
""",
)
@click.argument("things", nargs=-1, metavar="[THING]...")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Tell also what is decided, and what the graph itself tells apart.",
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if somebody has to decide.")
@WORKSPACE
@NO_CACHE
@writing
def check(things: tuple[str, ...], everything: bool, exit_code: bool, **options: Any) -> int:
    """List candidates."""
    knowledge = knowledge_of(options)
    names = Names(knowledge)
    chosen = {each.iri for text in things for each in _bearers(names, text)}
    found = [each for each in candidates(knowledge, names) if everything or each.open]
    if things:
        found = [each for each in found if chosen & {each.one.iri, each.other.iri}]
    columns = ("finding", "grade", "one", "other", "evidence", *(("decision",) if everything else ()))
    rows = tuple(_row(each, knowledge.workspace)[: len(columns)] for each in found)
    labels = None if options["labelled"] is False else Addresses(knowledge, names)
    write_answer(Answer(columns, rows), labels, format_of(options), options["output"])
    return int(exit_code and any(each.open for each in found))


def _bearers(names: Names, text: str) -> list[Entity]:
    """Return everything that bears a name, for all of it may be meant here."""
    found = [each for each in names.candidates(text) if each.kind in COMPARED]
    if not found:
        kind = names.resolve(text).kind
        raise InvalidParameter(f"“{text}” is a {kind}, which is not compared; name a {COMPARED_WORDS}")
    return found


def _row(candidate: Candidate, workspace: Workspace) -> tuple[Term, ...]:
    decision = candidate.decision
    told = None
    if decision:
        path = workspace.shown(decision.document.path)
        told = Literal(f"{decision.reason} ({path})".strip())
    grade = Literal(candidate.grade) if candidate.grade else None
    evidence = Literal("; ".join(candidate.reasons))
    return Literal(candidate.finding), grade, candidate.one.iri, candidate.other.iri, evidence, told


@command.command(
    name="merge",
    help="""Make two things one: KEEP takes the place of DROP in all data.

The names of DROP become other names of KEEP. Different identifiers, different kinds, a decision that the two
are not one, and whatever would break a rule of gsc check are refused. All files are written, or none; where
the writing itself is interrupted, the same command finishes it.

\b
Examples:
  gsc names merge organization:port-of-singapore organization:mpa --dry-run
""",
)
@click.argument("keep")
@click.argument("drop")
@click.option("--dry-run", is_flag=True, help="Write the changes to stdout, and nothing else.")
@WORKSPACE
@QUIET
def merge_command(keep: str, drop: str, dry_run: bool, workspace: Path | None, quiet: bool) -> None:
    """Merge two things."""
    places = find_workspace(workspace, whole=False)
    refuse_packaged(places, workspace)
    if dry_run:
        refuse_unfinished(places.root)
    elif earlier := finish(places.root):
        click.echo(f"gsc: the {earlier} is finished now; run the command again for another", err=True)
        return
    knowledge = load(places)
    names = Names(knowledge)
    merged = merge(knowledge, names, _one(names, keep), _one(names, drop))
    with Progress("checked", quiet=quiet) as progress:
        prove(merged, knowledge, date.today(), Cache(cache_folder()), progress)
    if dry_run:
        click.echo(_difference(merged, places), nl=False)
    else:
        what = f"merge of {names.curie(merged.drop.iri)} into {names.curie(merged.keep.iri)}"
        replace_all(places.root, merged.changes, what)
    if not quiet:
        _tell(merged, knowledge, names, "would change" if dry_run else "written")


def _one(names: Names, text: str) -> Entity:
    """Return the one thing that bears a name; a port does not stand before its body here."""
    found = names.candidates(text)
    if len(found) > 1:
        raise names.ambiguous(text, found)
    return names.resolve(text)


def _difference(merged: Merge, places: Workspace) -> str:
    """Return the changes as a unified diff."""
    return "".join(
        line
        for path, (old, new) in merged.changes.items()
        for line in difflib.unified_diff(
            old.splitlines(keepends=True),
            new.splitlines(keepends=True),
            f"a/{places.shown(path)}",
            f"b/{places.shown(path)}",
        )
    )


def _tell(merged: Merge, knowledge: Knowledge, names: Names, done: str) -> None:
    """Say on stderr which files change, and which others name the address that goes."""
    for path in merged.changes:
        click.echo(f"{knowledge.workspace.shown(path)}: {done}", err=True)
    for path in named_elsewhere(merged, knowledge, names):
        shown = knowledge.workspace.shown(path)
        click.echo(f"{shown}: still names {names.curie(merged.drop.iri)}; mend it by hand", err=True)
