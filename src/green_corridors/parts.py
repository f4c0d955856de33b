"""Parts: what is derived from the sources of a workspace and kept in a table beside its store.

A part tells rows of a key and a value for the background, and for each release, judgement and question on its
own; or it derives rows from those of an earlier part. What is told under one key is combined when it is read.
So after a change only what has changed is told again. Each part stands in the module that uses it;
``tabling.PARTS`` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from green_corridors.graph import Knowledge
    from green_corridors.sources import Release, Source
    from green_corridors.workspace import Workspace

__all__ = ["PREFIXES", "Part", "Row", "Rows", "Tabled", "first_told", "sorted_told", "united_told"]

#: A key, and a value of plain data, such as ``marshal`` writes.
Row = tuple[str, Any]


class Rows(Protocol):
    """A table: the values by key, in the order of the keys."""

    def get(self, key: str) -> Any | None:
        """Return the value of a key, or ``None``."""

    def rows(self) -> Iterator[Row]:
        """Yield every key with its value."""

    def told(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every key with what is told under it, by who tells it, the background under no name."""

    def starting(self, start: str) -> Iterator[Row]:
        """Yield the keys that begin so, with their values."""


def _nothing(*_: object) -> Iterable[Row]:
    return ()


def first_told(_: str, values: list[Any]) -> Any:
    """Return the first of the values told under one key."""
    return values[0]


def sorted_told(_: str, values: list[str]) -> list[str]:
    """Return the texts told under one key, sorted."""
    return sorted(values)


def united_told(_: str, values: list[list[str]]) -> list[str]:
    """Return the texts of all lists told under one key, each once, sorted."""
    return sorted({text for texts in values for text in texts})


class Part:
    """A part with the name of its table.

    ``combine`` makes one value of a key and those told under it, which come sorted by who tells them, the
    background first; ``None`` leaves the key out. ``of_release`` and the others return what one source tells,
    each key once, with the knowledge of the background, whatever other sources there are. A part that is
    ``derived`` from another tells rows for each key and combined value of that one.
    """

    def __init__(
        self,
        name: str,
        combine: Callable[[str, list[Any]], Any] = first_told,
        *,
        of_background: Callable[[Knowledge], Iterable[Row]] = _nothing,
        of_release: Callable[[Release, Knowledge], Iterable[Row]] = _nothing,
        of_judgement: Callable[[Source, Knowledge], Iterable[Row]] = _nothing,
        of_question: Callable[[Path, Knowledge], Iterable[Row]] = _nothing,
        derived: tuple[Part, Callable[[str, Any], Iterable[Row]]] | None = None,
    ):
        self.name, self.combine, self.derived = name, combine, derived
        self.of_background, self.of_release = of_background, of_release
        self.of_judgement, self.of_question = of_judgement, of_question


class Tabled(Protocol):
    """What has tables: parsed knowledge, which makes them when asked, and a compiled workspace."""

    @property
    def workspace(self) -> Workspace:
        """The workspace it comes from."""

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of the workspace."""

    def table(self, part: Part) -> Rows:
        """Return the table of a part."""


#: The prefixes of the workspace.
PREFIXES = Part("prefixes", of_background=lambda knowledge: knowledge.prefixes.items())
