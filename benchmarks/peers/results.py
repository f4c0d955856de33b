"""Answers as peers write them, told apart by their number of rows and a hash of what stands in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from green_corridors.cache import hashed

__all__ = ["Answer", "answer_in"]

STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class Answer:
    """How many rows an answer has, and a hash of them that does not depend on their order."""

    rows: int
    content: str


def answer_in(document: str) -> Answer:
    """Read an answer in the SPARQL 1.1 Query Results JSON Format, or in the JSON of rudof.

    Blank nodes are all alike, since each engine names them in its own way.

    Raises:
        ValueError: it is neither.
    """
    try:
        found = json.loads(document)
        if "solutions" in found:
            rows = [{name: _written(term) for name, term in row.items()} for row in found["solutions"]]
        else:
            rows = [{name: _term(term) for name, term in row.items()} for row in found["results"]["bindings"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no answer in SPARQL results JSON") from error
    told = sorted(json.dumps(row, sort_keys=True) for row in rows)
    return Answer(len(told), hashed(told))


def _term(term: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a term in the one way in which it can be compared: kind, value, datatype, language."""
    if term["type"] == "bnode":
        return ("bnode",)
    if term["type"] == "uri":
        return "uri", term["value"]
    language = term.get("xml:lang", "").lower()
    return "literal", term["value"], "" if language else term.get("datatype", STRING), language


def _written(term: str) -> tuple[str, ...]:
    """Return a term that is written as in N-Triples, in the same way."""
    (quad,) = parse(f"<x:s> <x:p> {term} .", format=RdfFormat.N_TRIPLES)
    found = quad.object
    if isinstance(found, BlankNode):
        return ("bnode",)
    if isinstance(found, NamedNode):
        return "uri", found.value
    if isinstance(found, Literal):
        language = (found.language or "").lower()
        return "literal", found.value, "" if language else found.datatype.value, language
    raise TypeError(f"{term} cannot be compared")
