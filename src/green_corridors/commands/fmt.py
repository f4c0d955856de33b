"""``gsc fmt``: write Turtle files in house form."""

from __future__ import annotations

from pathlib import Path

import click

from green_corridors.commands._options import QUIET, WORKSPACE, output_file
from green_corridors.errors import GreenCorridorsError
from green_corridors.house import house_form
from green_corridors.reading import read
from green_corridors.workspace import find_workspace


@click.command(
    name="fmt",
    help="""Write Turtle files in house form; without FILES, all of the workspace.

No fact is changed: a file whose comments or blank nodes would be lost is refused and left as it is.

\b
Examples:
  gsc fmt data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl
  gsc fmt --check
""",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file is not in house form."
)
@WORKSPACE
@QUIET
def command(files: tuple[Path, ...], only_check: bool, workspace: Path | None, quiet: bool) -> int:
    """Format files."""
    places = find_workspace(workspace)
    differing, broken = 0, 0
    for path in files or places.turtle:
        try:
            document = read(path)
            text = house_form(document)
        except GreenCorridorsError as error:
            click.echo(f"gsc: {error}", err=True)
            broken = max(broken, error.exit_code)
            continue
        if text == document.text:
            continue
        differing += 1
        if only_check:
            click.echo(f"{places.shown(path)}: not in house form; run gsc fmt {places.shown(path)}")
        else:
            with output_file(path) as out:
                out.write(text)
            if not quiet:
                click.echo(f"{places.shown(path)}: written in house form", err=True)
    return broken or (1 if only_check and differing else 0)
