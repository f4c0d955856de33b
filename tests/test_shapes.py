"""Each rule of the shapes has a failing case that breaks it and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib.namespace import DCTERMS, RDF, SH

from green_corridors.bridge import rdf_graph
from green_corridors.checks import Context, shacl
from green_corridors.graph import Knowledge
from green_corridors.inference import axioms_of
from green_corridors.reading import Document, read
from green_corridors.sources import Release
from green_corridors.terms import ID, SHAPES
from green_corridors.validation import SEVERITY, Shapes
from green_corridors.workspace import Workspace
from tests.cases import Case, cases
from tests.conftest import ROOT

CASES = cases("shapes")
RELEASES = sorted(path.stem for path in (ROOT / "data" / "releases").rglob("*.ttl"))


@pytest.fixture(scope="session")
def shape_documents(workspace: Workspace) -> tuple[Document, ...]:
    return tuple(read(path) for path in workspace.shapes)


@pytest.fixture(scope="session")
def shapes(shape_documents: tuple[Document, ...]) -> rdflib.Graph:
    return rdf_graph(triple for document in shape_documents for triple in document.triples)


def test_every_rule_has_a_case_and_every_case_a_rule(shapes: rdflib.Graph) -> None:
    rules = {str(shape).removeprefix(SHAPES) for shape in shapes.subjects(DCTERMS.identifier)}
    assert len(rules) > 200
    assert {case.path.stem for case in CASES} == rules


def test_every_rule_has_its_own_code_a_severity_and_a_message_that_tells_the_repair(
    shapes: rdflib.Graph,
) -> None:
    codes = list(shapes.objects(None, DCTERMS.identifier))
    assert len(codes) == len(set(codes))
    for shape in shapes.subjects(DCTERMS.identifier):
        assert shapes.value(shape, SH.severity) in SEVERITY
        message = str(shapes.value(shape, SH.message))
        assert len(message.split()) >= 8
        assert message.count(": ") == 1, message


def test_every_class_of_the_data_has_a_shape(knowledge: Knowledge, shapes: rdflib.Graph) -> None:
    targets = {str(target) for target in shapes.objects(None, SH.targetClass)}
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    for source in (*knowledge.register, *knowledge.releases):
        for triple in source.triples:
            if str(triple.predicate).endswith("#type>"):
                kinds = {triple.object, *axioms.superclasses.above(triple.object)}
                assert {str(kind).strip("<>") for kind in kinds} & targets, triple.object


@pytest.fixture(scope="session")
def context(knowledge: Knowledge, shape_documents: tuple[Document, ...]) -> Context:
    return Context(knowledge, shape_documents)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
def test_a_case_breaks_its_own_rule_on_its_line_and_no_other(
    case: Case, context: Context, shapes: rdflib.Graph, tmp_path: Path
) -> None:
    path = tmp_path / "case.ttl"
    path.write_bytes(case.content)
    release = Release(NamedNode(ID + "release/case"), (read(path),))
    found = [(f.rule, f.place.line) for f in shacl.of_release(context, release) if f.place.path == path]
    code = shapes.value(rdflib.URIRef(SHAPES + case.path.stem), DCTERMS.identifier)
    assert found == list(case.expected)
    assert [rule for rule, _ in found] == [str(code)]


Results = Callable[[Iterable[Triple]], set[tuple[object, ...]]]


@pytest.fixture(scope="session")
def results(shape_documents: tuple[Document, ...]) -> Results:
    """Return a function that validates triples against all shapes."""
    compiled = Shapes(triple for document in shape_documents for triple in document.triples)
    return lambda triples: {(r.focus, r.shape, r.value) for r in compiled.run(rdf_graph(triples)).results()}


@pytest.fixture(scope="session")
def of_background(context: Context, results: Results) -> set[tuple[object, ...]]:
    return results(context.background)


@pytest.mark.parametrize("name", RELEASES)
def test_what_a_release_does_not_touch_need_not_be_judged_again_with_it(
    name: str,
    knowledge: Knowledge,
    context: Context,
    results: Results,
    of_background: set[tuple[object, ...]],
) -> None:
    [release] = [release for release in knowledge.releases if release.path.stem == name]
    whole = results(context.background.union(release.triples, context.follows(release)))
    found = [f for f in shacl.of_release(context, release) if f.place.path == release.path]
    assert len(found) == len(whole - of_background)


def test_the_shapes_themselves_are_well_formed(shapes: rdflib.Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        assert isinstance(shape, rdflib.URIRef)
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert isinstance(shape, rdflib.URIRef)
