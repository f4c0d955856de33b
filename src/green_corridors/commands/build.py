"""``gsc build``: compile the workspace now, as every command does when it finds it changed."""

from __future__ import annotations

from pathlib import Path

import click

from green_corridors.commands._options import QUIET, WORKSPACE
from green_corridors.commands._progress import Progress
from green_corridors.workspace import find_workspace


@click.command(
    name="build",
    help="""Compile the workspace: its graphs, what follows from them, and the index of names.

Every command does so itself when files have changed, so this is for the time before somebody waits. Only what
has changed is compiled. What is interrupted goes on next time where it stopped.

\b
Examples:
  gsc build
  gsc build --quiet
""",
)
@WORKSPACE
@QUIET
def command(workspace: Path | None, quiet: bool) -> None:
    """Build the store."""
    from green_corridors.building import build
    from green_corridors.compiled import home_of
    from green_corridors.graph import load
    from green_corridors.store import open_graph

    places = find_workspace(workspace)
    try:
        with Progress("compiled", quiet=quiet) as progress:
            built = build(home_of(places), places, progress)
    except OSError as error:
        open_graph(load(places))
        reason = f"{error.filename or home_of(places).folder}: {(error.strerror or str(error)).lower()}"
        click.echo(f"gsc: nothing is kept ({reason}); every command compiles anew, in memory", err=True)
        return
    if not quiet:
        files = "1 file" if built.compiled == 1 else f"{built.compiled} files"
        resumed = f", {built.resumed} from an interrupted build" if built.resumed else ""
        click.echo(f"gsc: {built.releases} releases; {files} compiled{resumed}", err=True)
