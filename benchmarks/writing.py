"""Turtle in house form, written as text: fast, and one block at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["block", "date", "edtf", "english", "head"]

ID = "https://w3id.org/green-corridors/id/"
VOCABULARY = "https://w3id.org/green-corridors/vocabulary/"
NAMESPACES = {
    **{
        kind: f"{ID}{kind}/"
        for kind in ("agreement", "corridor", "event", "organization", "person", "place", "port")
    },
    **{scheme: f"{VOCABULARY}{scheme}/" for scheme in ("fuel", "kind", "role", "stage", "subject", "topic")},
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "gsc": "https://w3id.org/green-corridors/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LITERAL = re.compile(r'"[^"]*"')
PREFIX = re.compile(r"\b([a-z]+):(?=[A-Za-z0-9])")


def english(text: str) -> str:
    """Write an English text; it has no quotation mark and no control character."""
    return f'"{text}"@en'


def edtf(text: str) -> str:
    """Write an imprecise date."""
    return f'"{text}"^^edtf:EDTF'


def date(text: str) -> str:
    """Write a day."""
    return f'"{text}"^^xsd:date'


def block(
    subject: str, kind: str, facts: Iterable[str], labels: Iterable[str] = (), note: str | None = None
) -> str:
    """Write what is said of a subject: type first, then labels, facts of ``gsc:`` sorted, the note last.

    An empty ``kind`` leaves the type out.
    """
    entries = [f"a {kind}"] if kind else []
    entries += [*labels, *sorted(facts)]
    if note:
        entries.append(f"skos:editorialNote {english(note)}")
    return f"{subject} " + " ;\n    ".join(entries) + " .\n"


def head(base: str | None, blocks: Iterable[str]) -> str:
    """Write the base and the prefixes that the blocks use."""
    text = LITERAL.sub("", "".join(blocks))
    used = sorted(set(PREFIX.findall(re.sub(r"<[^>]*>", "", text))))
    lines = [f"@base <{base}> ."] if base else []
    return "\n".join([*lines, *(f"@prefix {prefix}: <{NAMESPACES[prefix]}> ." for prefix in used), "\n"])
