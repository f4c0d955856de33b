"""Tab-separated values: labels, or terms as in SPARQL 1.1 Query Results TSV."""

from __future__ import annotations

import re
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term

ENDINGS = (".tsv",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write a header line and one line per row; without ``labels`` exactly W3C's format."""
    mark = "" if labels else "?"
    print("\t".join(mark + variable for variable in answer.variables), file=out)
    for row in answer.rows:
        print("\t".join(_plain(labels.of(term)) if labels else _term(term) for term in row), file=out)


def _plain(text: str) -> str:
    """Keep a value on its line and in its column."""
    return " ".join(text.split()) if any(c in text for c in "\t\n\r") else text


def _term(term: Term) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        plain = term.datatype == terms.XSD_INTEGER and re.fullmatch(r"[+-]?[0-9]+", term.value)
        return term.value if plain else _quoted(str(term))
    if isinstance(term, NamedNode | BlankNode):
        return str(term)
    return f"<<( {_quoted(str(term))} )>>"


def _quoted(text: str) -> str:
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
