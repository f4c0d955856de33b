"""Each rule of the shapes has a failing case that breaks it and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from green_corridors.checks import shacl
from green_corridors.graph import Knowledge
from green_corridors.inference import axioms_of, closure
from green_corridors.reading import read
from green_corridors.terms import SHAPES
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "shapes").glob("*.ttl"))


@pytest.fixture(scope="session")
def shapes(knowledge: Knowledge) -> rdflib.Graph:
    return shacl.rdf_graph(triple for document in knowledge.shapes for triple in document.triples)


def test_every_rule_has_a_case_and_every_case_a_rule(shapes: rdflib.Graph) -> None:
    rules = {str(shape).removeprefix(SHAPES) for shape in shapes.subjects(DCTERMS.identifier)}
    assert len(rules) > 200
    assert {case.stem for case in CASES} == rules


def test_every_rule_has_its_own_code_a_severity_and_a_message_that_tells_the_repair(
    shapes: rdflib.Graph,
) -> None:
    codes = list(shapes.objects(None, DCTERMS.identifier))
    assert len(codes) == len(set(codes))
    for shape in shapes.subjects(DCTERMS.identifier):
        assert shapes.value(shape, SH.severity) in shacl.SEVERITY
        assert len(str(shapes.value(shape, SH.message)).split()) >= 8


def test_every_class_of_the_data_has_a_shape(knowledge: Knowledge, shapes: rdflib.Graph) -> None:
    targets = {str(target) for target in shapes.objects(None, SH.targetClass)}
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    for source in (*knowledge.register, *knowledge.releases):
        for triple in source.triples:
            if str(triple.predicate).endswith("#type>"):
                kinds = {triple.object, *axioms.superclasses.get(triple.object, ())}  # type: ignore[arg-type]
                assert {str(kind).strip("<>") for kind in kinds} & targets, triple.object


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_case_breaks_its_own_rule_and_no_other(
    case: Path, knowledge: Knowledge, shapes: rdflib.Graph
) -> None:
    document = read(case)
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    rules = [path.read_text(encoding="utf-8") for path in knowledge.workspace.rules]
    given = knowledge.background.union(document.triples)
    data = shacl.rdf_graph(given | closure(axioms, rules, given))
    found = list(shacl.validate(data, shapes, [document]))
    code = shapes.value(rdflib.URIRef(SHAPES + case.stem), DCTERMS.identifier)
    assert [finding.rule for finding in found] == [str(code)]
    assert found[0].line is not None


def test_the_shapes_themselves_are_well_formed(shapes: rdflib.Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        assert isinstance(shape, rdflib.URIRef)
    for shape in shapes.subjects(RDF.type, SH.PropertyShape):
        assert isinstance(shape, rdflib.URIRef)
