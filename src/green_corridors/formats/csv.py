"""Comma-separated values: labels guarded for spreadsheets, or values as in SPARQL 1.1 Query Results CSV."""

from __future__ import annotations

import csv
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term

ENDINGS = (".csv",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write a header line and one line per row; without ``labels`` exactly W3C's format (with CRLF)."""
    writer = csv.writer(out, lineterminator="\n" if labels else "\r\n")
    writer.writerow(answer.variables)
    for row in answer.rows:
        writer.writerow([_guarded(labels.of(term)) if labels else _value(term) for term in row])


def _value(term: Term) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    if isinstance(term, BlankNode):
        return str(term)
    return "" if term is None else str(term)


def _guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would read as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
