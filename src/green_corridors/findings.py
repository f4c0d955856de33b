"""Findings: what a check has to say, where it stands, and how to mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = [
    "SEVERITIES",
    "Finding",
    "Place",
    "Related",
    "Report",
    "Rule",
    "finding_from",
    "place_from",
    "text_from",
]

#: From worst to mildest: wrong, incomplete, advice (as in SHACL).
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of a file; lines and columns count code points from 1, the end is the first place after it.

    A place without ``end_line`` and ``end_column`` is known by its beginning only.
    """

    path: Path
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Related:
    """Another place that belongs to a finding, and what stands there."""

    place: Place
    message: str


@dataclass(frozen=True)
class Rule:
    """What can be found: a stable code, the severity it has, its name, and the text that explains it.

    ``broken`` marks input that cannot be used at all: such a finding ends a run with exit code 3.
    ``place`` is where the rule itself is written, such as the line of a shape.
    """

    code: str
    severity: str
    name: str
    explanation: str
    broken: bool = False
    place: Place | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, incomplete or could be better.

    ``message`` says what is wrong, ``repair`` what to do (empty where nobody can say). ``focus``,
    ``property`` and ``value`` are RDF terms as a file would write them, empty where there is none.
    """

    rule: str
    severity: str
    message: str
    place: Place
    repair: str = ""
    focus: str = ""
    property: str = ""
    value: str = ""
    related: tuple[Related, ...] = field(default=())

    @cached_property
    def order(self) -> tuple[int, Place, str, str, str, str]:
        """The order findings are told in: the worst first, then by place."""
        start = Place(self.place.path, self.place.line, self.place.column)
        return SEVERITIES.index(self.severity), start, self.rule, self.message, self.focus, self.value

    @cached_property
    def text(self) -> str:
        """The message and the repair as one line."""
        return f"{self.message}: {self.repair}" if self.repair else self.message

    def as_data(self, root: Path) -> dict[str, Any]:
        """Return plain data, for JSON, that ``finding_from`` reads, with paths relative to a folder."""
        return {
            **{name: getattr(self, name) for name in TEXTS},
            "place": _place_data(self.place, root),
            "related": [[_place_data(each.place, root), each.message] for each in self.related],
        }

    def fingerprint(self, root: Path) -> str:
        """Return 32 hexadecimal digits that stay the same when the finding moves to another line."""
        path = self.place.path
        shown = path.relative_to(root) if path.is_relative_to(root) else path
        told = self.value or ("" if self.focus else self.message)
        parts = (self.rule, shown.as_posix(), self.focus, self.property, told)
        return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()[:32]


TEXTS = ("rule", "severity", "message", "repair", "focus", "property", "value")


def _place_data(place: Place, root: Path) -> list[Any]:
    path = place.path.relative_to(root) if place.path.is_relative_to(root) else place.path
    return [path.as_posix(), place.line, place.column, place.end_line, place.end_column]


def text_from(data: object) -> str:
    """Return what is a text.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(data, str):
        raise TypeError("a text was expected")
    return data


def place_from(data: Sequence[Any], root: Path) -> Place:
    """Return the place that ``as_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError: it did not write this.
    """
    path, line, column, *end = data
    if len(end) != 2 or not all(type(number) is int and number > 0 for number in (line, column)):
        raise ValueError("a place was expected")
    if not all(number is None or type(number) is int for number in end):
        raise TypeError("a place was expected")
    return Place(root / text_from(path), line, column, *end)


def finding_from(data: Mapping[str, Any], root: Path) -> Finding:
    """Return the finding that ``as_data`` wrote.

    Raises:
        LookupError, TypeError, ValueError: it did not write this.
    """
    related = tuple(
        Related(place_from(place, root), text_from(message)) for place, message in data["related"]
    )
    texts = {name: text_from(data[name]) for name in TEXTS}
    SEVERITIES.index(texts["severity"])
    return Finding(**texts, place=place_from(data["place"], root), related=related)


@dataclass(frozen=True)
class Report:
    """What one run of the checks found.

    ``findings`` are in the order they are told. ``rules`` has every rule that could have been broken, by its
    code. ``checked`` says in a few words what was checked, ``silenced`` counts the findings that an exception
    or a baseline took out.
    """

    root: Path
    findings: tuple[Finding, ...]
    rules: Mapping[str, Rule]
    checked: str
    silenced: int = 0

    def shown(self, path: Path) -> str:
        """Return a path as a person would name it: relative to the root where it lies in it."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity, from worst to mildest."""
        return {each: sum(f.severity == each for f in self.findings) for each in SEVERITIES}

    @property
    def broken(self) -> bool:
        """Whether some input could not be used at all."""
        return any(
            finding.rule in self.rules and self.rules[finding.rule].broken for finding in self.findings
        )
