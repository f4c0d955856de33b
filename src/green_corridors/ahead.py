"""The store opened ahead: while the command line is still being read, a child process opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from green_corridors.asking import Asker
    from green_corridors.compiled import Compiled
    from green_corridors.workspace import Workspace

__all__ = ["start", "take"]

#: The commands that ask the graph once, and the options with which it cannot be told what they will ask.
COMMANDS = ("ask", "query")
UNTOLD = ("-w", "--workspace", "--no-cache", "-h", "--help", "--show-query", "--data", "--named")

_started: list[tuple[Compiled, Asker]] = []


def start(arguments: Sequence[str]) -> None:
    """Open the store of the workspace that the arguments of a command most likely ask, if it is up to date.

    Whether they do is found out later; a store that was opened in vain is closed with this process.
    """
    if not arguments or arguments[0] not in COMMANDS or any(each.startswith(UNTOLD) for each in arguments):
        return
    from green_corridors.compiled import Compiled
    from green_corridors.errors import GreenCorridorsError
    from green_corridors.workspace import find_workspace

    try:
        compiled = Compiled.current(find_workspace(os.environ.get("GSC_WORKSPACE") or None))
    except GreenCorridorsError:
        return  # the command itself says what is wrong
    if compiled:
        from green_corridors.asking import Asker

        _started.append((compiled, Asker(compiled.graph)))


def take(workspace: Workspace) -> tuple[Compiled, Asker] | None:
    """Return the compiled workspace with who asks it, if it was opened ahead; but once."""
    if _started and _started[0][0].workspace == workspace:
        return _started.pop()
    return None
