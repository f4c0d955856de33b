"""``gsc names``: which things may be the same."""

from __future__ import annotations

from typing import Any

import click
from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term
from green_corridors.candidates import Candidate, candidates
from green_corridors.commands._options import (
    WORKSPACE,
    format_of,
    knowledge_of,
    write_answer,
    writing,
)
from green_corridors.errors import InvalidParameter
from green_corridors.names import Entity, Names
from green_corridors.traits import COMPARED, COMPARED_WORDS
from green_corridors.workspace import Workspace


@click.group(
    name="names",
    help="""Find things that may be the same.

\b
Examples:
  gsc names check --help
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
data/register where two things are not one.

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
@writing
def check(things: tuple[str, ...], everything: bool, exit_code: bool, **options: Any) -> int:
    """List candidates."""
    knowledge = knowledge_of(options["workspace"])
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
