"""Do something again whenever a file has changed.

The times and sizes of the files are looked at: this works on every platform and on network folders, and a
workspace has so few files that looking takes a few milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import click

from green_corridors.errors import GreenCorridorsError
from green_corridors.workspace import Workspace, stamp

__all__ = ["watch"]

#: Seconds between two looks.
PAUSE = 0.2


def watch(work: Callable[[], int], places: Workspace, others: Iterable[Path]) -> int:
    """Work now and after each change of the workspace or of other files, until interrupted."""
    others = list(others)
    seen: object = None
    while True:
        now = stamp([*places.files, *others])
        if now != seen:
            seen = now
            _once(work)
        time.sleep(PAUSE)


def _once(work: Callable[[], int]) -> None:
    """Work, between two lines by which an editor knows that a check begins and ends."""
    click.echo("gsc: checking", err=True)
    try:
        work()
    except GreenCorridorsError as error:
        click.echo(f"gsc: {error}", err=True)
    click.echo(f"gsc: checked at {datetime.now():%H:%M:%S}; waiting for a change, Ctrl-C ends", err=True)
