"""The formats of proofs, one module each; the folder is the list.

A format module has ``write(explanations, out)`` and ``ENDINGS``, the file endings it is guessed from.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol, cast

from green_corridors.why import Explanation

__all__ = ["Format", "proof_format_for_file", "proof_format_named", "proof_format_names"]


class Format(Protocol):
    """What a format module offers."""

    ENDINGS: tuple[str, ...]

    def write(self, explanations: Sequence[Explanation], out: IO[str]) -> None:
        """Write explanations to ``out``."""


def proof_format_names() -> list[str]:
    """Return the names of the formats, sorted."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name[0] != "_")


def proof_format_named(name: str) -> Format:
    """Return the format of a name in ``proof_format_names()``."""
    return cast(Format, importlib.import_module(f"{__name__}.{name}"))


def proof_format_for_file(path: Path) -> str | None:
    """Guess the format from a file's ending."""
    names = proof_format_names()
    return next((name for name in names if path.suffix in proof_format_named(name).ENDINGS), None)
