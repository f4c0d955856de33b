"""Shapes: each can be used, speaks SHACL's words, and targets a class that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.errors import BrokenShapes
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.placing import finding
from green_corridors.reading import Document

IDLE = Rule(
    "idle-shape",
    "violation",
    "a shape that matches nothing",
    "A shape whose target class is declared nowhere judges nothing, and nobody would notice.",
)
BROKEN = Rule(
    "broken-shape",
    "violation",
    "a shape that cannot be used",
    "A shape is formed as SHACL says (sections 2 and 4). An engine stops at a malformed one or, worse, skips "
    "it.",
    broken=True,
)
CONSTRAINT = Rule(
    "unknown-constraint",
    "violation",
    "a term that SHACL does not have",
    "An engine ignores a constraint whose name it does not know, so a misspelt one holds nothing.",
)
RULES = (IDLE, BROKEN, CONSTRAINT)


def of_background(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with the shapes of the workspace."""
    for document in context.shape_documents:
        yield from _idle(context, document)
    for each in _of_shapes(context.shapes, context.shape_documents):
        if not (each.rule == BROKEN.code and _undeclared(context, each)):
            yield each


def of_shapes(documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Yield the misspelt terms of any shapes, and what makes them unusable."""
    from green_corridors.validation import Shapes

    try:
        compiled: object = Shapes(triple for document in documents for triple in document.triples)
    except BrokenShapes as error:
        compiled = error
    return _of_shapes(compiled, documents)


def _of_shapes(compiled: object, documents: tuple[Document, ...]) -> Iterator[Finding]:
    for document in documents:
        yield from _unknown(document)
    if isinstance(compiled, BrokenShapes):
        yield from broken(compiled, documents)


def _undeclared(context: Context, broken: Finding) -> bool:
    """Tell whether a shape is broken because it names one of ours that is declared nowhere."""
    names = {
        write_term(term, document.prefixes)
        for document in context.shape_documents
        for term in _ours(document)
    }
    known = {write_term(term, d.prefixes) for d in context.shape_documents for term in context.described}
    return broken.value in names - known


def _ours(document: Document) -> Iterator[NamedNode]:
    for triple in document.triples:
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(terms.SHAPES):
            yield triple.object


def _idle(context: Context, document: Document) -> Iterator[Finding]:
    for triple in document.triples:
        target = triple.object
        ours = isinstance(target, NamedNode) and target.value.startswith(terms.HOME)
        if triple.predicate == terms.TARGET_CLASS and ours and target not in context.described:
            said = f"no class {write_term(target, document.prefixes)} is declared"
            yield finding(IDLE, document, triple, said, "mend the name or declare it")


def _unknown(document: Document) -> Iterator[Finding]:
    from rapidfuzz import process

    from green_corridors.bridge import SHACL_TERMS

    for triple in dict.fromkeys(document.triples):
        for term in (triple.predicate, triple.object):
            if isinstance(term, NamedNode) and term.value.startswith(terms.SH):
                name = term.value.removeprefix(terms.SH)
                if name not in SHACL_TERMS:
                    near = process.extractOne(name, SHACL_TERMS)[0]
                    message = f"SHACL has no term sh:{name}"
                    yield finding(CONSTRAINT, document, triple, message, f"did you mean sh:{near}?")


def broken(error: BrokenShapes, documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Yield a finding for each fault of the shapes, at the value that shows it, else at the shape."""
    from green_corridors.shape_faults import Fault

    for fault in cast(tuple[Fault, ...], error.faults) or (None,):
        for document in documents:
            if found := _fact(document, fault):
                said = fault.message if fault else str(error)
                message, _, repair = said.rpartition("; ")
                yield finding(BROKEN, document, found, message or said, repair if message else "")
                break


def _fact(document: Document, fault: object) -> Triple | None:
    """Return the triple that shows a fault, else the first of its shape, else the first of all."""
    from green_corridors.shape_faults import Fault

    if not isinstance(fault, Fault):
        return next(iter(document.triples), None)
    about = [triple for triple in document.triples if triple.subject == fault.shape]
    exact = [t for t in about if t.predicate == fault.predicate and t.object == fault.value]
    return next(iter([*exact, *about]), None)
