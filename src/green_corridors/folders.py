"""Folders that are lists: the modules of a package; and where the platform keeps what can be made anew.

Here and in the other modules that every short command imports, ``pathlib`` and ``json`` are imported only
where they are needed: either takes longer than to find a name in the tables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What several files of a workspace are being replaced by, while they are; it stands in the workspace.
JOURNAL = "data/.replacing.json"

__all__ = ["JOURNAL", "cache_folder", "cache_place", "modules_in"]


def modules_in(package: Iterable[str]) -> list[str]:
    """Return the names of the modules in the folders of a package (its ``__path__``), sorted.

    What begins with ``_`` is shared by the others and no part of the list. ``pkgutil`` says the same, but to
    import it takes longer than to answer a question.
    """
    names = (entry.name for folder in package for entry in os.scandir(folder))
    return sorted(name[:-3] for name in names if name.endswith(".py") and name[0] != "_")


def cache_folder() -> Path:
    """Return the folder of the cache."""
    from pathlib import Path

    return Path(cache_place())


def cache_place() -> str:
    """Return where the cache is: what ``GSC_CACHE_DIR`` names, else where the platform keeps caches.

    On Linux this is what the XDG Base Directory Specification says in a line; elsewhere it is looked up.
    """
    if named := os.environ.get("GSC_CACHE_DIR"):
        return named
    if sys.platform == "linux":
        base = os.environ.get("XDG_CACHE_HOME", "")
        return f"{base if base.startswith('/') else os.path.expanduser('~/.cache')}/green-corridors"
    from platformdirs import user_cache_dir

    return user_cache_dir("green-corridors")
