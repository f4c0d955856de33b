"""SHACL by pyshacl: shapes compiled once, data validated as often as needed, results as plain terms.

pyshacl's own choice of focus nodes also hides the values that nested shapes judge, so the targets are taken
here and each shape is given its focus nodes itself.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox
import rdflib
from pyshacl import shape as pyshacl_shape
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.constraint_component import ConstraintComponent
from pyshacl.constraints.core import logical_constraints, other_constraints, property_pair_constraints
from pyshacl.graph_abstraction import DataGraph
from pyshacl.monkey import apply_patches
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib.namespace import RDF, SH, NamespaceManager

from green_corridors.bridge import RdfTerm, Term, ox_term, rdf_graph
from green_corridors.errors import BrokenShapes
from green_corridors.shape_faults import LOGGER, UNUSABLE, Fault, first_line, malformed, unusable
from green_corridors.xpath_patterns import rewrite

__all__ = ["SEVERITY", "Result", "Run", "Shapes", "bind", "load_all", "report_graph"]

cast(Any, apply_patches)()
#: pyshacl looks each property of a shape up in a list of all constraint parameters, which takes a third of a
#: validation; it takes a set as well.
pyshacl_shape.CONSTRAINT_PARAMS = (  # type: ignore[attr-defined]
    frozenset(ALL_CONSTRAINT_PARAMETERS),
    CONSTRAINT_PARAMETERS_MAP,
)
#: pyshacl describes each result in prose, which nobody here reads: a sixth of a validation.
ConstraintComponent.make_v_result_description = lambda *_, **__: ""  # type: ignore[method-assign]
#: The names that ``BlankNodes`` gives; pyshacl makes up others.
LASTING = re.compile(r"b[0-9]+")


class _InOrder(set[Any]):
    """A set that is gone through in order, so that messages name its members the same in every run."""

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(super().__iter__(), key=lambda each: getattr(each, "node", each)))


for module in (logical_constraints, other_constraints, property_pair_constraints):
    vars(module)["set"] = _InOrder
SEVERITY: dict[object, str] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True)
class Result:
    """One validation result (SHACL, 3.6.2); ``details`` say why a value does not conform to a shape."""

    focus: Term
    path: Term | None
    value: Term | None
    component: str
    shape: Term
    severity: str
    messages: tuple[str, ...]
    details: tuple[Result, ...] = ()


class Shapes:
    """A shapes graph, compiled once."""

    def __init__(self, triples: Iterable[ox.Triple], prefixes: Mapping[str, str] | None = None):
        """Read shapes; the engine's messages are written with ``prefixes``.

        Raises:
            BrokenShapes: they cannot be used; it names every fault.
        """
        self.graph = rdf_graph(triples)
        if prefixes is not None:
            bind(self.graph, prefixes)
        rewrite(self.graph)
        if faults := list(malformed(self.graph)):
            raise BrokenShapes(faults[0].message, faults)
        try:
            self.compiled = ShapesGraph(self.graph, False, LOGGER)
            self._shapes: list[Any] = list(self.compiled.shapes)
            faults = [fault for shape in self._shapes for fault in unusable(shape)]
            self.compiled.custom_constraints  # noqa: B018 - reads the components of the shapes graph itself
        except UNUSABLE as error:
            raise BrokenShapes(first_line(error)) from error
        if faults:
            raise BrokenShapes(faults[0].message, faults)

    def run(self, data: rdflib.Graph, wanted: set[RdfTerm] | None = None) -> Run:
        """Validate a graph; with ``wanted``, only those of its nodes that are among them.

        Raises:
            BrokenShapes: a shape fails while it is used.
        """
        graph, executor = DataGraph.from_rdflib(data), SHACLExecutor()
        reports: list[tuple[Any, ...]] = []
        judged = 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # rdflib's, of ill-typed literals, which are found before
            for shape in self._shapes:
                try:
                    focus: set[RdfTerm] = shape.focus_nodes(graph)
                    focus = focus if wanted is None else focus & wanted
                    judged += len(focus)
                    if focus:
                        reports += shape.validate(executor, graph, focus=sorted(focus))[1]
                except UNUSABLE as error:
                    fault = Fault(ox_term(shape.node), f"{first_line(error)}; mend this shape")
                    raise BrokenShapes(fault.message, [fault]) from error
        return Run(self, judged, reports)


@dataclass(frozen=True)
class Run:
    """What one validation gave: how many focus nodes were judged, and pyshacl's own reports."""

    shapes: Shapes
    judged: int
    reports: list[tuple[Any, ...]]

    def results(self) -> Iterator[Result]:
        """Yield the results as plain terms."""
        for _, node, parts in self.reports:
            told: dict[object, dict[object, list[Any]]] = {}
            for subject, predicate, term in parts:
                term = term[1] if isinstance(term, tuple) else term
                told.setdefault(subject, {}).setdefault(predicate, []).append(term)
            yield _result(told, node)


def _result(told: dict[object, dict[object, list[Any]]], node: object) -> Result:
    facts = told[node]
    path, value = facts.get(SH.resultPath, [None])[0], facts.get(SH.value, [None])[0]
    return Result(
        focus=ox_term(facts[SH.focusNode][0]),
        path=None if path is None else ox_term(path),
        value=None if value is None else ox_term(value),
        component=str(facts[SH.sourceConstraintComponent][0]),
        shape=ox_term(facts[SH.sourceShape][0]),
        severity=SEVERITY.get(facts[SH.resultSeverity][0], "violation"),
        messages=tuple(str(each) for each in sorted(set(facts.get(SH.resultMessage, ())), key=_plain_first)),
        details=tuple(_result(told, each) for each in facts.get(SH.detail, ())),
    )


def _plain_first(message: Any) -> tuple[bool, str, str]:
    """Order messages: those without a language and in English first."""
    language = message.language or ""
    return language.partition("-")[0] not in ("", "en"), language, str(message)


def bind(graph: rdflib.Graph, prefixes: Mapping[str, str]) -> None:
    """Give a graph the prefixes of its documents besides those that rdflib itself knows."""
    graph.namespace_manager = NamespaceManager(graph, bind_namespaces="rdflib")
    for name, home in prefixes.items():
        graph.bind(name, home)


def report_graph(run: Run) -> list[ox.Triple]:
    """Return the standard validation report (SHACL, 3.6), with the same blank nodes in every run."""
    graph, _ = Validator.create_validation_report(run.shapes.compiled, not run.reports, run.reports)
    root = graph.value(None, RDF.type, SH.ValidationReport)
    names = _names(graph, root)
    named = ([names.get(term, term) for term in triple] for triple in graph)
    return sorted((ox.Triple(*map(cast(Any, ox_term), triple)) for triple in named), key=str)


def _names(graph: rdflib.Graph, root: Any) -> dict[object, rdflib.BNode]:
    """Name a blank node and all it leads to, in the order of what is said of them."""
    names: dict[object, rdflib.BNode] = {}
    told = _told(graph, root)
    left = [root]
    while left:
        node = left.pop()
        if isinstance(node, rdflib.BNode) and node not in names:
            names[node] = rdflib.BNode(f"b{len(names) + 1}")
            facts = ((str(p), told.get(o) or str(ox_term(o)), o) for p, o in graph.predicate_objects(node))
            left += [value for _, _, value in sorted(facts, reverse=True)]
    return names


def _told(graph: rdflib.Graph, root: Any) -> dict[object, str]:
    """Return a digest of all that is said of each blank node that one leads to; a circle is cut.

    Blank nodes of data and shapes have names that last from run to run (``BlankNodes``), which count.
    """
    told: dict[object, str] = {}
    opened, left = set(), [root]
    while left:
        node = left[-1]
        facts = [] if node in told else list(graph.predicate_objects(node))
        inner = [o for _, o in facts if isinstance(o, rdflib.BNode) and o not in told and o not in opened]
        opened.add(node)
        left += inner
        if not inner:
            left.pop()
            lines = sorted(
                f"{p} {told.get(o, '') if isinstance(o, rdflib.BNode) else ox_term(o)}" for p, o in facts
            )
            name = str(node) if LASTING.fullmatch(node) else ""
            told.setdefault(node, hashlib.sha256("\0".join([name, *lines]).encode()).hexdigest())
    return told


def load_all() -> None:
    """Load what pyshacl and rdflib import only when they need it, by a small validation that needs it."""
    node, path = ox.NamedNode("x:node"), ox.NamedNode("x:path")
    sh = ox.NamedNode
    constraint, shape = ox.BlankNode(), ox.BlankNode()
    select = ox.Literal("SELECT $this WHERE { $this <x:path> ?value FILTER (?value = 1) }")
    shapes = [
        ox.Triple(shape, sh(str(RDF.type)), sh(str(SH.NodeShape))),
        ox.Triple(shape, sh(str(SH.targetNode)), node),
        ox.Triple(shape, sh(str(SH.sparql)), constraint),
        ox.Triple(constraint, sh(str(SH.select)), select),
    ]
    one = ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    run = Shapes(shapes).run(rdf_graph([ox.Triple(node, path, one)]))
    report_graph(run)
