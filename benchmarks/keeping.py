"""Where the compiled store of a workspace lies."""

from __future__ import annotations

from pathlib import Path

from green_corridors.compiled import Compiled, home_of

__all__ = ["store_of"]


def store_of(compiled: Compiled) -> Path:
    """Return the folder of the engine's files of the newest generation of a compiled workspace.

    Raises:
        FileNotFoundError: nothing is kept.
    """
    stores = sorted(home_of(compiled.workspace).folder.glob("*/store"), key=lambda path: path.stat().st_mtime)
    if not stores:
        raise FileNotFoundError(f"{compiled.workspace.root}: no store of it is kept")
    return stores[-1]
