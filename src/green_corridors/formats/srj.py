"""SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/)."""

from __future__ import annotations

import json
from typing import IO, Any

from pyoxigraph import BlankNode, NamedNode, Triple

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term

ENDINGS = (".srj",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write rows, or true or false, with their terms; labels are not part of this format."""
    answer.expect("srj", "rows", "truth")
    document: dict[str, Any] = {"head": {}, "boolean": answer.truth}
    if answer.form == "rows":
        bindings = [
            {name: _term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]
        document = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    json.dump(document, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    if term is None:
        raise TypeError("an unbound variable has no term")
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
        if term.direction:
            found["its:dir"] = term.direction.value
    elif term.datatype != terms.XSD_STRING:
        found["datatype"] = term.datatype.value
    return found
