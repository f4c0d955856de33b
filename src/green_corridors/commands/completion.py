"""``gsc completion``: the script that makes a shell complete questions, parameters and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "fish", "zsh")


@click.command(
    name="completion",
    help="""Print the script that completes commands, questions, options and names in a shell.

\b
Examples:
  gsc completion bash
  gsc completion fish
""",
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print a completion script."""
    found = get_completion_class(shell)
    root = ctx.find_root().command
    if found is None:
        raise click.UsageError(f"{shell} is not known; choose one of {', '.join(SHELLS)}")
    click.echo(found(root, {}, "gsc", "_GSC_COMPLETE").source())
