"""``gsc cache``: what is kept between runs, and how to be rid of it."""

from __future__ import annotations

import click

from green_corridors.commands._options import QUIET
from green_corridors.escapes import visible
from green_corridors.folders import cache_folder
from green_corridors.keeping import clear, kept, remove_damaged


@click.command(
    name="cache",
    help="""Show what is kept between runs: the compiled stores of workspaces, and the findings of checks.

One line for each: what it is, its size, its workspace, its folder. Nothing of it is needed: what is missing,
old or damaged is made anew. GSC_CACHE_DIR names another folder for it.

\b
Examples:
  gsc cache
  gsc cache --verify
  gsc cache --clear
""",
)
@click.option("--clear", "clears", is_flag=True, help="Remove all that nobody is using.")
@click.option("--verify", is_flag=True, help="Read all stores, and remove those that are damaged.")
@QUIET
def command(clears: bool, verify: bool, quiet: bool) -> int:
    """Show what is kept, after it is verified or cleared if that is asked for."""
    damaged = remove_damaged() if verify else []
    for path in damaged:
        click.echo(
            f"gsc: {path}: this was damaged; its store is removed and is made anew when needed", err=True
        )
    left = clear() if clears else kept()
    for each in left:
        size = f"{each.size / 1_000_000:.1f} MB"
        click.echo("\t".join([each.what, size, visible(each.workspace), visible(str(each.folder))]))
    if not left and not quiet:
        click.echo(f"gsc: nothing is kept in {cache_folder()}", err=True)
    return int(bool(damaged))
