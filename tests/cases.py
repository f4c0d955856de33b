"""Read the seeded faults under ``tests/cases``: what is added to a workspace, and what must be found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "cases"
USUAL = "data/releases/2023/2023-03-17-case.ttl"
MARKER = re.compile(r"  # <- ([\w-]+)$")
DIRECTIVE = re.compile(r"# (?:file: (?P<file>.+)|expect: (?P<rule>[\w-]+) (?P<line>\d+))")


@dataclass(frozen=True)
class Case:
    """One seeded fault: the file it is added as, its bytes, and the rules and lines to be found in it."""

    path: Path
    file: str
    content: bytes
    expected: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        return self.path.relative_to(FOLDER).as_posix()


def cases(folder: str) -> list[Case]:
    """Return the cases of one folder of ``tests/cases``."""
    return [case_of(path) for path in sorted((FOLDER / folder).iterdir()) if path.suffix != ".expect"]


def folders() -> list[str]:
    """Return the folders of rules that are no shapes."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "shapes")


def case_of(path: Path) -> Case:
    """Read one case: directives in its first lines or beside it, markers behind its statements."""
    beside = path.with_suffix(".expect")
    if beside.exists():
        file, expected = _directives(beside.read_text(encoding="utf-8").splitlines())
        return Case(path, file, path.read_bytes(), tuple(expected))
    lines = path.read_bytes().decode().split("\n")
    first = next(number for number, line in enumerate(lines) if not DIRECTIVE.fullmatch(line))
    file, expected = _directives(lines[:first])
    plain = []
    for number, line in enumerate(lines[first:], 1):
        while found := MARKER.search(line):
            expected.append((found[1], number))
            line = line[: found.start()]
        plain.append(line)
    return Case(path, file, "\n".join(plain).encode(), tuple(sorted(expected)))


def _directives(lines: list[str]) -> tuple[str, list[tuple[str, int]]]:
    file, expected = USUAL, []
    for line in lines:
        found = DIRECTIVE.fullmatch(line)
        assert found, line
        if found["file"]:
            file = found["file"]
        else:
            expected.append((found["rule"], int(found["line"])))
    return file, expected
