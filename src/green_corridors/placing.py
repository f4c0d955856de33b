"""Findings at the place of a fact, and at the place of an error of reading."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Triple

from green_corridors.errors import (
    BrokenRelease,
    EncodingProblem,
    GreenCorridorsError,
    NestingProblem,
    Placed,
    UnreadableFile,
)
from green_corridors.findings import Finding, Place, Related, Rule
from green_corridors.house import write_term
from green_corridors.places import place_of
from green_corridors.reading import Document

__all__ = ["READING_RULES", "finding", "finding_of"]

SYNTAX = Rule(
    "syntax",
    "violation",
    "a file that is not valid in its format",
    "A file is valid as its ending says: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD. The parser is "
    "strict, so that no other tool reads another graph.",
    broken=True,
)
ENCODING = Rule(
    "encoding",
    "violation",
    "a file that is not plain UTF-8",
    "A file is UTF-8 without a byte order mark.",
    broken=True,
)
NESTING = Rule(
    "nesting",
    "violation",
    "a file that nests too deep",
    "Brackets, lists or elements nest at most 500 deep, so that reading a file takes bounded memory.",
    broken=True,
)
UNREADABLE = Rule(
    "unreadable",
    "violation",
    "a file that cannot be read",
    "A file is a regular file that may be read, of at most 50 MB and a million statements; pipes, folders "
    "and devices are refused.",
    broken=True,
)
ONE_RELEASE = Rule(
    "one-release",
    "violation",
    "a release file that does not hold exactly one release of its own",
    "A file under data/releases describes one release, named by the base of the file, and no other file "
    "describes it too. The name of the release is the name of its graph.",
    broken=True,
)
READING_RULES = (SYNTAX, ENCODING, NESTING, UNREADABLE, ONE_RELEASE)
CODES: dict[type[GreenCorridorsError], Rule] = {
    EncodingProblem: ENCODING,
    NestingProblem: NESTING,
    UnreadableFile: UNREADABLE,
    BrokenRelease: ONE_RELEASE,
}


def finding_of(error: GreenCorridorsError, path: Path) -> Finding:
    """Return an error of reading as a finding."""
    rule = CODES.get(type(error), SYNTAX)
    if isinstance(error, Placed):
        end = error.end if all(error.end) else (None, None)
        place = Place(path, error.line or 1, error.column or 1, *end)
        said = error.message
    else:
        place, said = Place(path), str(error).removeprefix(f"{path}: ")
    message, _, repair = said.rpartition("; ")
    return Finding(rule.code, rule.severity, message or said, place, repair if message else "")


def finding(
    rule: Rule,
    document: Document,
    triple: Triple,
    message: str,
    repair: str,
    others: Iterable[tuple[Document, Triple, str]] = (),
    *,
    at_subject: bool = False,
) -> Finding:
    """Return a finding at the value of a triple, or at its subject.

    ``others`` are related facts, and what to say of each.
    """

    def written(term: object) -> str:
        return write_term(term, document.prefixes, document.base)

    return Finding(
        rule.code,
        rule.severity,
        message,
        place_of(document, *(triple if not at_subject else (triple.subject,))) or Place(document.path),
        repair,
        written(triple.subject),
        written(triple.predicate),
        written(triple.object),
        tuple(
            Related(place, said)
            for other, fact, said in others
            if (place := place_of(other, *fact)) is not None
        ),
    )
