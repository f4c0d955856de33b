"""``gsc export``: the graph as a document for other linked-data tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from green_corridors.commands._options import OUTPUT, knowledge_of, output_file, selecting, selection_of
from green_corridors.commands._progress import Progress
from green_corridors.exports import export_for_file, export_named, export_names
from green_corridors.extract import extracted
from green_corridors.portions import united, watched


@click.command(
    name="export",
    help="""Write the graph as one document for other linked-data tools.

trig, nquads and jsonld keep one named graph for each release; turtle, ntriples and rdfxml are their union.

\b
Examples:
  gsc export --format trig -o corridors.trig
  gsc export -o known.nq --known-at 2023-03-31
""",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(export_names()),
    help="The format  [default: by the ending of -o, else turtle]",
)
@click.option("--inferred", is_flag=True, help="Add what follows from each release, in graphs of its own.")
@click.option("--alignments", is_flag=True, help="Add the alignments with other ontologies.")
@OUTPUT
@selecting
def command(
    format_name: str | None,
    inferred: bool,
    alignments: bool,
    output: Path | None,
    known_at: str | None,
    sources: tuple[str, ...],
    **options: Any,
) -> None:
    """Export the graph."""
    selection = selection_of(known_at, sources)
    knowledge = knowledge_of(options)
    export = export_named(format_name or (export_for_file(output) if output else None) or "turtle")
    portions = extracted(knowledge, selection, with_inferred=inferred, with_alignments=alignments)
    with output_file(output) as out:
        if export.UNION:
            with Progress("read") as progress:
                portions = united(watched(portions, progress))
        with Progress("written") as progress:
            for piece in export.write(watched(portions, progress), knowledge.prefixes):
                out.write(piece.decode())
    sys.stdout.flush()
