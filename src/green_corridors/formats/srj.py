"""SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""

from __future__ import annotations

import json
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term

ENDINGS = (".srj",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer with its terms; labels are not part of this format."""
    bindings = [
        {name: _binding(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    document = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    json.dump(document, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype != terms.XSD_STRING:
            found["datatype"] = term.datatype.value
        return found
    return {"type": "literal", "value": str(term)}
