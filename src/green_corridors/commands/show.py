"""``gsc show``: everything about one thing, with the release of each fact."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from green_corridors.answers import Labels
from green_corridors.commands._options import knowledge_of, selecting, selection_of, write_answer, writing
from green_corridors.names import Names
from green_corridors.show import facts_about


@click.command(
    name="show",
    help="""Show everything the graph says about one thing, with the release of each fact.

NAME is a name, a UN/LOCODE, a Wikidata id, a CURIE or an IRI. A port stands for itself before its city and
its authority; say organization:port-of-los-angeles for the body.

\b
Examples:
  gsc show "Gene Seroka"
  gsc show USLAX
  gsc show "Port Optimizer" --format json
""",
)
@click.argument("name", nargs=-1, required=True)
@selecting
@writing
def command(
    name: tuple[str, ...],
    workspace: Path | None,
    known_at: str | None,
    sources: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    quiet: bool,
) -> None:
    """Show one thing."""
    selection = selection_of(known_at, sources)
    knowledge = knowledge_of(workspace)
    names = Names(knowledge)
    labels = Labels(knowledge, names)
    text = " ".join(name)
    entity = names.resolve(text)
    if not quiet:
        others = [names.curie(other.iri) for other in names.candidates(text) if other != entity]
        also = f"; also called so: {', '.join(others)}" if others else ""
        click.echo(f"{entity.label}, {entity.kind} {names.curie(entity.iri)}{also}", err=True)
    if format_name is None and output is None and sys.stdout.isatty():
        format_name = "card"
    write_answer(facts_about(entity.iri, knowledge, selection, labels), labels, format_name, output)
