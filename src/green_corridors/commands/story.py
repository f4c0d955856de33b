"""``gsc story``: the network of a port or a body told in Markdown, with a map."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from green_corridors.commands._options import (
    QUIET,
    knowledge_of,
    limiting,
    limits_of,
    output_file,
    selecting,
    selection_of,
)
from green_corridors.dates import day
from green_corridors.errors import InvalidParameter
from green_corridors.names import Names
from green_corridors.stories import centre_named, tell


@click.command(
    name="story",
    help="""Tell of the network of a port or a body in Markdown, with a map.

It tells of corridors, agreements, what happened when, who signed, where sources contradict each other and
what rests on one origin: from the graph alone, each row with marks that lead to the words of its sources.
With -o, the map of the corridors is written beside the page, with the ending .svg.

NAME is a name, a UN/LOCODE, a Wikidata id, a CURIE or an IRI; a port stands before the body that acts for
it.

\b
Examples:
  gsc story "Los Angeles" -o network.md
  gsc story USLAX --known-at 2023-03-31 --on 2023-03-31
  gsc story organization:c40-cities --source engine-los-angeles-shanghai-corridor
  gsc story Yokohama --no-picture -o yokohama.md
""",
)
@click.argument("name", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write to a file, and the map beside it.",
)
@click.option("--picture/--no-picture", default=True, help="Draw the map, or leave it out.")
@click.option("--on", metavar="DATE", help="Judge whether each agreement was in force on that day.")
@selecting
@limiting
@QUIET
def command(
    name: tuple[str, ...], output: Path | None, picture: bool, on: str | None, **options: Any
) -> None:
    """Tell a story."""
    selection = selection_of(options["known_at"], options["sources"])
    judged_on = day(on) if on else None
    knowledge = knowledge_of(options)
    beside = _beside(output) if picture else None
    centre = centre_named(" ".join(name), Names(knowledge))
    link = quote(beside.name) if beside else None
    story = tell(centre, knowledge, selection, limits_of(options), on=judged_on, picture=link)
    if beside and story.picture:
        with output_file(beside) as out:
            out.write(story.picture)
    with output_file(output) as out:
        out.write(story.text)
    if not options["quiet"]:
        for note in story.notes:
            click.echo(f"note: {note}", err=True)


def _beside(output: Path | None) -> Path | None:
    """Return the file of the map: none beside standard output, a device or a pipe.

    Raises:
        InvalidParameter: it would be the file of the story.
    """
    if output is None or str(output) == "-" or (output.exists() and not output.is_file()):
        return None
    beside = output.with_suffix(".svg")
    if beside == output:
        raise InvalidParameter("the map is written beside the story as .svg; name a file such as network.md")
    return beside
