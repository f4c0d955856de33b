"""Check any RDF files against any shapes, with the place of every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode, Triple

from green_corridors import checks
from green_corridors.blank_nodes import BlankNodes
from green_corridors.checks import imports, literals, shapes
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenShapes, NothingChecked, UnreadableFile
from green_corridors.findings import Finding, Report, Rule
from green_corridors.placing import READING_RULES, finding_of
from green_corridors.reading import Document, survey
from green_corridors.terms import SH

__all__ = ["Conformance", "check_files"]

Result = TypeVar("Result")
#: The engine takes a millisecond and more for each prefix; without them its messages have whole addresses.
MAX_PREFIXES = 1000
RULES = (*READING_RULES, *imports.RULES, *literals.RULES, *shapes.RULES)


@dataclass(frozen=True)
class Conformance:
    """What a check of files gave: the findings, and the standard report where shapes were used."""

    report: Report
    triples: tuple[Triple, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Answer:
    """What the contained process sends back."""

    findings: tuple[tuple[Rule, Finding], ...]
    triples: tuple[Triple, ...]
    judged: int


def check_files(
    files: Sequence[Path],
    shape_files: Sequence[Path] = (),
    ontology_files: Sequence[Path] = (),
    *,
    root: Path,
    base: str | None = None,
    limits: Limits | None = None,
) -> Conformance:
    """Check the syntax and the literals of RDF files, and whether their union holds to shapes.

    The union of all graphs is validated, together with the ontology, which tells the hierarchy of classes.
    ``base`` is what relative IRIs are resolved against. The validation runs in a contained process.

    Raises:
        UnreadableFile: a file is missing or is no RDF.
        NothingChecked: the shapes target nothing in the data, or there are no shapes in the shape files.
        LimitExceeded: the validation needs more than the limits allow.
        InvalidParameter: ``base`` is no absolute IRI.
    """
    findings: list[Finding] = []
    apart = BlankNodes()

    def parsed(paths: Iterable[Path]) -> tuple[Document, ...]:
        found = (_read(path, base, findings) for path in paths)
        return tuple(replace(each, quads=tuple(apart.apart(each.quads))) for each in found if each)

    data, ontology, shape_documents = parsed(files), parsed(ontology_files), parsed(shape_files)
    documents = (*data, *ontology, *shape_documents)
    described = {triple.subject for document in documents for triple in document.triples}
    for document in documents:
        findings += [*literals.findings(document), *imports.findings(document, described)]
    counted = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    rules = {rule.code: rule for rule in RULES}
    if not shape_files or any(rules[finding.rule].broken for finding in findings):
        return Conformance(_report(root, findings, rules, counted))
    _refuse_no_shapes(shape_documents)
    _refuse_triple_terms((*data, *ontology))
    limits = replace(limits or Limits(), what="the check")
    findings += _contained(partial(_faults, shape_documents), limits)
    if any(rules[finding.rule].broken for finding in findings):
        return Conformance(_report(root, findings, rules, counted))
    work = partial(_validate, data, ontology, shape_documents)
    try:
        answer = _contained(work, limits)
    except BrokenShapes as error:
        return Conformance(_report(root, [*findings, *shapes.broken(error, shape_documents)], rules, counted))
    if not answer.judged:
        raise NothingChecked(
            "the shapes target nothing in the data, so nothing was checked; compare what sh:targetClass, "
            "sh:targetNode, sh:targetSubjectsOf and sh:targetObjectsOf name with the data"
        )
    rules |= {rule.code: rule for rule, _ in answer.findings}
    findings += [finding for _, finding in answer.findings]
    counted += f" against {len(shape_files)} of shapes"
    prefixes = _prefixes((*shape_documents, *data))
    return Conformance(_report(root, findings, rules, counted), answer.triples, prefixes)


def _read(path: Path, base: str | None, findings: list[Finding]) -> Document | None:
    try:
        found = survey(path, base)
    except UnreadableFile as error:
        findings.append(finding_of(error, path))
        return None
    if isinstance(found, Document):
        return found
    findings += [finding_of(problem, path) for problem in found]
    return None


def _prefixes(documents: Sequence[Document]) -> dict[str, str]:
    """Return the prefixes that documents use, unless they are too many for the engine to learn in good time.

    The last document that has a prefix says what it means.
    """
    used = {
        term.value[: max(term.value.rfind(mark) for mark in "#/:") + 1]
        for document in documents
        for quad in document.quads
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, NamedNode)
    }
    every = {name: home for document in documents for name, home in document.prefixes.items()}
    found = {name: home for name, home in every.items() if home in used}
    return found if len(found) <= MAX_PREFIXES else {}


def _refuse_no_shapes(documents: Sequence[Document]) -> None:
    if not any(triple.predicate.value.startswith(SH) for each in documents for triple in each.triples):
        named = ", ".join(str(document.path) for document in documents)
        raise NothingChecked(
            f"{named}: there are no shapes, so nothing was checked; name a file that has some"
        )


def _refuse_triple_terms(documents: Iterable[Document]) -> None:
    for document in documents:
        if any(isinstance(quad.object, Triple) for quad in document.quads):
            said = "it has triple terms of RDF 1.2, which SHACL 1.0 cannot judge; leave --shapes out"
            raise UnreadableFile(f"{document.path}: {said}")


def _report(root: Path, findings: Iterable[Finding], rules: dict[str, Rule], checked: str) -> Report:
    ordered = sorted(set(findings), key=lambda each: (*each.order, each.focus, each.value))
    return Report(root, tuple(ordered), rules, checked)


def _faults(shape_documents: tuple[Document, ...]) -> list[Finding]:
    return list(shapes.of_shapes(shape_documents))


def _contained(work: Callable[[], Result], limits: Limits) -> Result:
    """Run a validation where it can be stopped; what it may import is loaded before, for it opens no file."""
    checks.load_all()
    return contained(work, limits)


def _validate(
    data: tuple[Document, ...], ontology: tuple[Document, ...], shape_documents: tuple[Document, ...]
) -> _Answer:
    """Validate the union of the data and the ontology.

    Raises:
        BrokenShapes: a shape fails while it is used.
    """
    from green_corridors.bridge import rdf_graph
    from green_corridors.shape_findings import ShapeRules, findings_of
    from green_corridors.validation import Shapes, bind, report_graph

    documents = (*data, *ontology)
    triples = (triple for document in shape_documents for triple in document.triples)
    compiled = Shapes(triples, _prefixes(shape_documents))
    graph = rdf_graph(dict.fromkeys(triple for document in documents for triple in document.triples))
    bind(graph, _prefixes(documents))
    run = compiled.run(graph)
    found = findings_of(run.results(), documents, ShapeRules(shape_documents))
    return _Answer(tuple(found), tuple(report_graph(run)), run.judged)
