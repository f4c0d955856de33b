"""The formats of answers, one module each; the folder is the list.

A format module has ``write(answer, labels, out)``: ``labels`` is ``None`` where the terms themselves are
wanted, as the W3C formats demand. ``ENDINGS`` names the file endings it is guessed from. A format that can
hold only some forms of answer (rows, true or false, a graph) refuses the others and names one that fits.
"""

from __future__ import annotations

import importlib
from typing import IO, TYPE_CHECKING, Protocol, cast

from green_corridors.answers import Answer, Labels
from green_corridors.folders import modules_in

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Format", "format_for_file", "format_named", "format_names"]


class Format(Protocol):
    """What a format module offers."""

    ENDINGS: tuple[str, ...]

    def write(self, answer: Answer, labels: Labels | None, out: IO[str]) -> None:
        """Write an answer to ``out``."""


def format_names() -> list[str]:
    """Return the names of the formats, sorted."""
    return modules_in(__path__)


def format_named(name: str) -> Format:
    """Return the format of a name in ``format_names()``."""
    return cast(Format, importlib.import_module(f"{__name__}.{name}"))


def format_for_file(path: Path) -> str | None:
    """Guess the format from a file's ending."""
    return next((name for name in format_names() if path.suffix in format_named(name).ENDINGS), None)
