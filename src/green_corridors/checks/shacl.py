"""SHACL: each release, together with ontology and register, holds to the shapes.

A release is checked on its own, so that two releases may contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from green_corridors import terms
from green_corridors.errors import BrokenInput
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge, Source
from green_corridors.places import line_of
from green_corridors.reading import Document
from green_corridors.store import inferred_by_release

TARGET_CLASS = ox.NamedNode(str(SH.targetClass))
SEVERITY: dict[object, str] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield the results of validating every release, and the shapes that no class of the ontology has."""
    shapes = rdf_graph(triple for document in knowledge.shapes for triple in document.triples)
    yield from _idle(knowledge)
    background = (*knowledge.ontology, *knowledge.register)
    known = set(knowledge.background)
    for release, follows in inferred_by_release(knowledge):
        if release is None:
            known |= follows
            told, documents = known, _documents(background)
        else:
            told, documents = (
                known.union(release.triples, follows),
                [*release.documents, *_documents(background)],
            )
        yield from validate(rdf_graph(told), shapes, documents)


def _documents(sources: Iterable[Source]) -> list[Document]:
    return [document for source in sources for document in source.documents]


def _idle(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each target class of ours that is not declared: its shape would match nothing."""
    declared = {triple.subject for source in knowledge.ontology for triple in source.triples}
    for document in knowledge.shapes:
        for triple in document.triples:
            target = triple.object
            if triple.predicate != TARGET_CLASS or target in declared or terms.HOME not in str(target):
                continue
            message = f"no class {target} is declared, so this shape matches nothing; mend the name"
            line = line_of(document, str(triple.subject))
            yield Finding("idle-shape", "violation", message, document.path, line)


def validate(data: rdflib.Graph, shapes: rdflib.Graph, documents: list[Document]) -> Iterator[Finding]:
    """Yield the results of a validation, each placed in the document that describes its focus node."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", do_owl_imports=False)
    if not isinstance(report, rdflib.Graph):
        raise BrokenInput(f"the shapes cannot be used: {report}")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        shape = report.value(result, SH.sourceShape)
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
        where, line = _place(documents, _n3(focus), _n3(path), _n3(value))
        yield Finding(
            rule=str(shapes.value(shape, DCTERMS.identifier) or shape).rpartition("#")[2],
            severity=SEVERITY.get(report.value(result, SH.resultSeverity), "violation"),
            message=messages[0] if messages else "a shape is violated",
            path=where,
            line=line,
            focus=str(focus),
        )


def _n3(term: object) -> str:
    return term.n3() if isinstance(term, rdflib.URIRef | rdflib.Literal) else str(term)


def _place(documents: list[Document], focus: str, path: str, value: str) -> tuple[Path, int | None]:
    """Return the file and line of the value, else of the property, else of the focus node."""
    for document in documents:
        for asked in ((focus, path, value), (focus, path, None), (focus, None, None)):
            if line := line_of(document, *asked):
                return document.path, line
    return documents[0].path, 1


def rdf_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph with their exact lexical forms."""
    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        graph.add((_rdf_term(subject), _rdf_term(predicate), _rdf_term(value)))
    return graph


def _rdf_term(term: object) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("XMLSchema#string") else term.datatype.value
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"no RDF 1.1 term: {term}")
