"""The command line: one lazily imported module per command, and the one place where errors become words."""

from __future__ import annotations

import importlib
import os
import signal
import sys

import click

from green_corridors import __version__, commands
from green_corridors.errors import GreenCorridorsError
from green_corridors.folders import modules_in


class Commands(click.Group):
    """The commands are the modules of ``green_corridors.commands``; each is imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return modules_in(commands.__path__)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found = importlib.import_module(f"{commands.__name__}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None


EXAMPLES = """\b
Examples:
  gsc ask which ports have a GSC with Los Angeles
  gsc ask corridor-partners "Los Angeles" --known-at 2023-03-31
  gsc show "Gene Seroka"
"""


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=f"Ask the knowledge graph of green shipping corridors; every fact leads to a source.\n\n{EXAMPLES}",
)
@click.version_option(__version__, prog_name="gsc")
def gsc() -> None:
    """Hold the commands."""


def _not_swallowed(lost: sys.UnraisableHookArgs) -> None:
    """Interrupt once more where Ctrl-C came in a callback, in which Python drops every exception."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        import threading

        threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
    else:
        sys.__unraisablehook__(lost)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with the exit code of what happened.

    0 done, 1 findings, 2 usage, 3 input broken, 4 outside world, 130 interrupted.
    """
    before, sys.unraisablehook = sys.unraisablehook, _not_swallowed
    try:
        code = gsc.main(args=arguments, prog_name="gsc", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        help_command = f"{error.ctx.command_path} --help" if error.ctx else "gsc --help"
        click.echo(f"gsc: {error.format_message().rstrip('.')}; {help_command} tells more", err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except GreenCorridorsError as error:
        click.echo(f"gsc: {error}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("gsc: interrupted", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        click.echo(f"gsc: {error.filename or 'output'}: {(error.strerror or str(error)).lower()}", err=True)
        code = 3
    finally:
        sys.unraisablehook = before
    sys.exit(code if isinstance(code, int) else 0)
