"""Imports: none is followed, so each is told that names what is not there."""

from __future__ import annotations

from collections.abc import Container, Iterator

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.placing import finding
from green_corridors.reading import Document

IMPORT = Rule(
    "import",
    "info",
    "an import that is not followed",
    "Nothing is read but the files named and the workspace, and nothing is fetched. So owl:imports brings "
    "nothing in.",
)
RULES = (IMPORT,)


def of_document(context: Context, document: Document) -> Iterator[Finding]:
    """Yield each import of a file of the workspace; in the ontology it is an axiom without support."""
    ontology = (each for source in context.knowledge.ontology for each in source.documents)
    if document not in ontology:
        yield from findings(document, context.described)


def findings(document: Document, described: Container[object]) -> Iterator[Finding]:
    """Yield each import of a document that brings in what no file describes."""
    for triple in dict.fromkeys(document.triples):
        if triple.predicate == terms.IMPORTS and triple.object not in described:
            said = f"{write_term(triple.object, document.prefixes, document.base)} is not imported"
            yield finding(
                IMPORT, document, triple, said, "give a copy of it as a file, or leave the import out"
            )
