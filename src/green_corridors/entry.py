"""The first and the last moment of ``gsc``: what makes a short command short."""

from __future__ import annotations

import gc
import os
import sys

from green_corridors.ahead import start

__all__ = ["run"]


def run() -> None:
    """Run the command line, and end the process at once.

    Importing makes no garbage, so none is looked for meanwhile. At the end the system frees everything that
    this process has; Python’s own tidying takes longer than many an answer.
    """
    gc.disable()
    start(sys.argv[1:])
    from green_corridors.cli import main

    gc.freeze()
    gc.enable()
    try:
        main()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 0)
