"""The formats the graph is exported in, one module each; the folder is the list.

An export module has ``MEDIA_TYPE``, ``ENDINGS``, ``UNION``, which says whether it writes the union of all
graphs, and ``write(portions, prefixes)``, which yields the document in pieces. The portions are sorted and
keep their lexical forms, so two exports are byte-identical.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from green_corridors.folders import modules_in
from green_corridors.portions import Portions

__all__ = ["Export", "export_for_file", "export_named", "export_names"]


class Export(Protocol):
    """What an export module offers."""

    MEDIA_TYPE: str
    ENDINGS: tuple[str, ...]
    UNION: bool

    def write(self, portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
        """Yield the document in pieces that end with whole characters."""


def export_names() -> list[str]:
    """Return the names of the export formats, sorted."""
    return modules_in(__path__)


def export_named(name: str) -> Export:
    """Return the export of a name in ``export_names()``."""
    return cast(Export, importlib.import_module(f"{__name__}.{name}"))


def export_for_file(path: Path) -> str | None:
    """Guess the export format from a file's ending."""
    return next((name for name in export_names() if path.suffix in export_named(name).ENDINGS), None)
