"""SHACL: each release, together with ontology and register, holds to the shapes.

A release is checked on its own, so that two releases may contradict each other. Only what a release touches
is judged again with it; the rest of the background is as it was without it. That holds for shapes whose paths
lead from thing to thing, as ours do: one that led through a literal could join things that no release names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, Literal, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.errors import BrokenShapes
from green_corridors.findings import Finding, Rule
from green_corridors.reading import Document
from green_corridors.sources import Release

#: The rules of SHACL stand in the shapes.
RULES: tuple[Rule, ...] = ()


def of_background(context: Context) -> Iterator[Finding]:
    """Yield the results of validating ontology and register."""
    if not isinstance(context.shapes, BrokenShapes):
        run = context.shapes.run(context.background_graph)
        yield from _findings(context, run.results(), context.background_documents)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield the results of validating one release with the background."""
    told = {t for t in (*release.triples, *context.follows(release)) if t not in context.background}
    yield from _with_background(context, told, release.documents)


def across(context: Context) -> Iterator[Finding]:
    """Yield the results of validating each judgement with the background."""
    for source in context.knowledge.judgements:
        yield from _with_background(context, set(source.triples), source.documents)


def _with_background(context: Context, told: set[Triple], documents: Sequence[Document]) -> Iterator[Finding]:
    """Yield the results for what is told of, validated together with the background."""
    if isinstance(shapes := context.shapes, BrokenShapes):
        return  # found by the checks of shapes
    from green_corridors.bridge import rdf_term

    graph = context.background_graph
    added = [tuple(map(rdf_term, triple)) for triple in told]
    for triple in added:
        graph.add(triple)  # type: ignore[arg-type]
    try:
        blank = any(isinstance(term, BlankNode) for triple in told for term in triple)
        run = shapes.run(graph, None if blank else {rdf_term(term) for term in _touched(told)})
    finally:
        for triple in added:
            graph.remove(triple)  # type: ignore[arg-type]
    yield from _findings(context, run.results(), (*documents, *context.background_documents))


def _touched(told: Iterable[Triple]) -> set[object]:
    """Return the things of which a release says something, and those it names, without classes."""
    things: set[object] = {triple.subject for triple in told}
    for triple in told:
        if triple.predicate != terms.RDF_TYPE and not isinstance(triple.object, Literal):
            things.add(triple.object)
    return things


def _findings(
    context: Context, results: Iterable[object], documents: Sequence[Document]
) -> Iterator[Finding]:
    from green_corridors.shape_findings import ShapeRules, findings_of

    for _, finding in findings_of(results, documents, ShapeRules(context.shape_documents)):  # type: ignore[arg-type]
        yield finding
