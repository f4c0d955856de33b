"""Declared terms: what is used is declared, what is referred to exists, nothing derived is typed."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.names import KINDS
from green_corridors.places import line_of_triple


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each use of an undeclared term, unknown thing or derived property."""
    described = {triple.subject for source in knowledge.sources() for triple in source.triples}
    described |= {triple.subject for document in knowledge.shapes for triple in document.triples}
    for document in knowledge.documents:
        for triple in document.triples:
            for term, rule, message in _faults(triple, described):
                line = line_of_triple(document, triple)
                yield Finding(rule, "violation", message, document.path, line, str(term))
            if triple.predicate in knowledge.derived:
                message = f"{_short(triple.predicate)} is derived, never typed; remove it"
                yield Finding(
                    "derived", "violation", message, document.path, line_of_triple(document, triple)
                )


def _faults(triple: Triple, described: Container[object]) -> Iterator[tuple[NamedNode, str, str]]:
    """Yield each term of a triple that is ours and not described, with rule and message."""
    datatype = triple.object.datatype if isinstance(triple.object, Literal) else None
    for term in (triple.predicate, triple.object, datatype):
        if isinstance(term, NamedNode) and term not in described:
            if term.value.startswith((terms.GSC, terms.VOCABULARY, terms.SHAPES)):
                yield term, "undeclared-term", f"{_short(term)} is not declared; mend the word or declare it"
            elif term.value.startswith(terms.ID):
                kind = term.value.removeprefix(terms.ID).partition("/")[0]
                home = "the register" if kind in tuple(KINDS)[:4] else "a release"
                yield (
                    term,
                    "unknown-thing",
                    f"{_short(term)} is not described in {home}; mend the name or add it",
                )


def _short(term: NamedNode) -> str:
    for prefix, home in (
        ("gsc:", terms.GSC),
        ("shape:", terms.SHAPES),
        ("", terms.VOCABULARY),
        ("", terms.ID),
    ):
        if term.value.startswith(home):
            return (prefix + term.value.removeprefix(home)).replace("/", ":", 0 if prefix else 1)
    return str(term)
