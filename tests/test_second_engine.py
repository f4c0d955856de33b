"""pyshacl and pyrudof give the same SHACL results, but for the differences listed with their reason.

``second_engine.tsv`` lists them: the case, the engine that differs, whether it finds the result ``also`` or
does ``not``, or ``fails``, the result or error, and why. A difference that is not listed is red, and so is a listed one that is gone.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyrudof
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib.namespace import SH

from green_corridors.bridge import rdf_graph
from green_corridors.checks import Context
from green_corridors.graph import load
from green_corridors.reading import Document, read, survey
from green_corridors.sources import Release
from green_corridors.terms import HOME
from green_corridors.validation import Shapes, report_graph
from green_corridors.workspace import Workspace
from tests.cases import Case, cases, folders
from tests.conftest import ROOT

SHACL = str(SH)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXAMPLE = "https://example.org/conformance#"
CONFORMANCE = sorted((ROOT / "tests" / "conformance").glob("*.ttl"))
DATA_CASES = [
    case
    for folder in (*folders(), "shapes")
    for case in cases(folder)
    if case.file.startswith("data/") and case.file.endswith(".ttl")
]
#: Number and case of the names that ``apart`` makes.
NUMBERED = re.compile(r"([Cc]ase)(\d+)x")
SHORT = {
    EXAMPLE: "ex:",
    HOME: "",
    SHACL: "sh:",
    RDF: "rdf:",
    "http://www.w3.org/2001/XMLSchema#": "xsd:",
}
REPEATED = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}
CORE_PATHS = {"inversePath", "alternativePath", *REPEATED}


class Difference(NamedTuple):
    """A result that an engine finds ``also`` or does ``not`` find, or an error with which it ``fails``."""

    case: str
    engine: str
    finds: str
    result: str


Results = Counter[str]


def listed() -> dict[Difference, str]:
    with (ROOT / "tests" / "second_engine.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert rows[0] == ["case", "engine", "finds", "result", "why"]
    known = {Difference(*row[:4]): row[4] for row in rows[1:]}
    assert len(known) == len(rows) - 1
    return known


KNOWN = listed()


# -- the two engines, each of which writes the standard report


def pyshacl_results(shapes: Iterable[Triple], data: Iterable[Triple]) -> Results:
    return results_of(report_graph(Shapes(shapes).run(rdf_graph(data))))


def pyrudof_results(shapes: Iterable[Triple], data: Iterable[Triple]) -> Results:
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    strict = pyrudof.ReaderMode.Strict
    engine.read_data(n_triples(data), format=pyrudof.RDFFormat.NTriples, reader_mode=strict)
    engine.read_shacl(n_triples(shapes), format=pyrudof.ShaclFormat.NTriples, reader_mode=strict)
    engine.validate_shacl()
    report = engine.serialize_shacl_validation_results(format=pyrudof.ResultShaclValidationFormat.NTriples)
    return results_of(quad.triple for quad in parse(report, RdfFormat.N_TRIPLES))


ENGINES = {"pyshacl": pyshacl_results, "pyrudof": pyrudof_results}


def n_triples(triples: Iterable[Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def results_of(report: Iterable[Triple]) -> Results:
    """Return each result of a report as one line: focus, path, value, shape, component, severity."""
    facts: dict[object, dict[str, object]] = {}
    results = []
    for triple in report:
        facts.setdefault(triple.subject, {})[triple.predicate.value] = triple.object
        if triple.predicate.value == SHACL + "result":
            results.append(triple.object)
    lines = []
    for result in results:
        told = facts[result]
        path = told.get(SHACL + "resultPath")
        parts = [
            shown(told[SHACL + "focusNode"]),
            shown_path(path, facts) if path else "-",
            shown(told[SHACL + "value"]) if SHACL + "value" in told else "-",
            shown(told[SHACL + "sourceShape"]),
            shown(told[SHACL + "sourceConstraintComponent"]).removesuffix("ConstraintComponent"),
            shown(told[SHACL + "resultSeverity"]),
        ]
        lines.append(" ".join(parts))
    return Counter(lines)


def shown(term: object) -> str:
    if isinstance(term, BlankNode):
        return "[]"
    if isinstance(term, NamedNode):
        start = next((start for start in SHORT if term.value.startswith(start)), "")
        return SHORT[start] + term.value.removeprefix(start) if start else str(term)
    assert isinstance(term, Literal)
    text = str(term).replace("\t", "\\t")
    return re.sub(r"\^\^<(.+)>$", lambda found: "^^" + shown(NamedNode(found[1])), text)


def shown_path(path: object, facts: dict[object, dict[str, object]]) -> str:
    if isinstance(path, NamedNode):
        return shown(path)
    ((predicate, value), *more) = facts[path].items()
    if RDF + "first" in facts[path]:
        return "(" + "/".join(shown_path(step, facts) for step in listing(path, facts)) + ")"
    assert not more, facts[path]
    kind = predicate.removeprefix(SHACL)
    if kind == "alternativePath":
        return "(" + "|".join(shown_path(step, facts) for step in listing(value, facts)) + ")"
    inner = shown_path(value, facts)
    return "^" + inner if kind == "inversePath" else inner + REPEATED[kind]


def listing(node: object, facts: dict[object, dict[str, object]]) -> list[object]:
    found = []
    while node in facts:
        found.append(facts[node][RDF + "first"])
        node = facts[node][RDF + "rest"]
    return found


def differences(case: str, engine: str, found: Results, expected: Results) -> Counter[Difference]:
    told = Counter({Difference(case, engine, "also", line): n for line, n in (found - expected).items()})
    return told + Counter(
        {Difference(case, engine, "not", line): n for line, n in (expected - found).items()}
    )


# -- the workspace: its seeded faults, and its own releases


@pytest.fixture(scope="module")
def context(workspace: Workspace) -> Context:
    return Context(load(workspace), tuple(read(path) for path in workspace.shapes))


def shapes_of(context: Context) -> list[Triple]:
    return [triple for document in context.shape_documents for triple in document.triples]


def data_of(context: Context, release: Release) -> set[Triple]:
    """Return what a release is validated in: ontology, register, the release, and what follows."""
    return {*context.background, *release.triples, *context.follows(release)}


def apart(case: Case, number: int) -> Document | None:
    """Read a case with names of its own, so that it can stand in one graph with all others."""
    content = re.sub(rb"[Cc]ase", lambda found: b"%s%dx" % (found[0], number), case.content)
    document = survey(Path(case.file), content=content)
    return document if isinstance(document, Document) else None


def all_cases() -> dict[int, Document]:
    """Return every case that can be parsed, by its number."""
    read_cases = {number: apart(case, number) for number, case in enumerate(DATA_CASES)}
    return {number: document for number, document in read_cases.items() if document}


def with_case(found: Counter[Difference]) -> Counter[Difference]:
    """Return differences with the name of the case they stand in, and without its number."""
    named: Counter[Difference] = Counter()
    for difference, count in found.items():
        number = NUMBERED.search(difference.result)
        case = DATA_CASES[int(number[2])].name if number else difference.case
        named[difference._replace(case=case, result=NUMBERED.sub(r"\1", difference.result))] += count
    return named


def test_no_case_says_anything_of_the_things_of_another(context: Context) -> None:
    owners: dict[object, set[int]] = {}
    background = {triple.subject for triple in context.background}
    for number, document in all_cases().items():
        for triple in document.triples:
            owners.setdefault(triple.subject, set()).add(number)
    assert [name for name, who in owners.items() if len(who) > 1 and name not in background] == []


def test_both_engines_agree_on_every_case_but_for_the_differences_listed(context: Context) -> None:
    documents = all_cases()
    assert len(documents) > 300
    everything = Release(NamedNode(HOME + "id/release/all-cases"), tuple(documents.values()))
    data, shapes = data_of(context, everything), shapes_of(context)
    reference, second = pyshacl_results(shapes, data), pyrudof_results(shapes, data)

    codes = Counter(rule for n in documents for rule, _ in DATA_CASES[n].expected if rule.startswith("GSC-"))
    assert reference.total() >= codes.total() > 200  # the engines have something to agree on
    known = [difference for difference in KNOWN if not difference.case.startswith("conformance/")]
    assert with_case(differences("", "pyrudof", second, reference)) == Counter(known)


def test_both_engines_agree_on_every_release_of_the_workspace(context: Context) -> None:
    shapes = shapes_of(context)
    for release in context.knowledge.releases:
        data = data_of(context, release)
        assert pyrudof_results(shapes, data) == pyshacl_results(shapes, data), release.path


# -- SHACL Core, by files of our own with the results that the standard asks for


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", CONFORMANCE, ids=lambda path: path.stem)
def test_an_engine_gives_the_results_of_the_standard_but_for_the_differences_listed(
    path: Path, engine: str
) -> None:
    triples = read(path).triples
    name = path.relative_to(ROOT / "tests").as_posix()
    try:
        told = differences(name, engine, ENGINES[engine](triples, triples), results_of(triples))
    except pyrudof.InternalError as error:
        told = Counter([Difference(name, engine, "fails", str(error).splitlines()[0])])
    known = [difference for difference in KNOWN if (difference.case, difference.engine) == (name, engine)]
    assert told == Counter(known)


def test_the_files_cover_every_constraint_component_path_and_target_of_shacl_core() -> None:
    triples = [triple for path in CONFORMANCE for triple in read(path).triples]
    components = {str(term).removeprefix(SHACL) for term in dir(SH)}
    outside = {"JSConstraintComponent", "SPARQLConstraintComponent", "ExpressionConstraintComponent"}
    outside |= {"PropertyConstraintComponent"}  # it has no results of its own
    outside |= {"ConstraintComponent", "sourceConstraintComponent"}
    expected = {
        t.object.value.removeprefix(SHACL)
        for t in triples
        if t.predicate.value == SHACL + "sourceConstraintComponent" and isinstance(t.object, NamedNode)
    }
    assert {name for name in components if name.endswith("ConstraintComponent")} - outside == expected
    used = {triple.predicate.value.removeprefix(SHACL) for triple in triples}
    targets = {"targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"}
    assert CORE_PATHS | targets | {"property", "deactivated", "severity", "flags"} <= used


def test_every_difference_names_a_case_and_an_engine_and_has_its_reason() -> None:
    names = {case.name for case in DATA_CASES} | {f"conformance/{path.name}" for path in CONFORMANCE}
    for difference, why in KNOWN.items():
        assert difference.case in names, difference
        assert difference.engine in ENGINES, difference
        assert len(why.split()) > 5, difference
