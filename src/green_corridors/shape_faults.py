"""What makes a shape unusable, with the place where it shows; pyshacl stops at the first and names none."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import rdflib
from pyoxigraph import NamedNode
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.errors import ReportableRuntimeError
from pyshacl.helper.expression_helper import value_nodes_from_path
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery

from green_corridors.bridge import RdfTerm, Term, ox_term
from green_corridors.errors import GreenCorridorsError
from green_corridors.sparql import refuse_excess, refuse_network, tokens

__all__ = ["LOGGER", "UNUSABLE", "Fault", "first_line", "malformed", "unusable"]

#: pyshacl logs what it also raises.
LOGGER = logging.getLogger("pyshacl")
LOGGER.setLevel(logging.CRITICAL)
LISTS = (SH["in"], SH["or"], SH["and"], SH.xone, SH.languageIn, SH.ignoredProperties)
SHAPES = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
REPEATED = (SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)
NODE_KINDS = (SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral)
#: What pyshacl raises while it reads a shape that is wrong.
UNUSABLE = (
    ReportableRuntimeError,
    RuntimeWarning,
    ValueError,
    TypeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    re.error,
)


@dataclass(frozen=True)
class Fault:
    """What makes a shape unusable, and the property and value where it shows, if they are known.

    ``message`` says what is wrong and, behind the last semicolon, how to mend it.
    """

    shape: Term
    message: str
    predicate: NamedNode | None = None
    value: Term | None = None


def malformed(graph: rdflib.Graph) -> Iterator[Fault]:
    """Yield what is wrong with the form of the shapes in a graph (SHACL, 2.1 to 2.3)."""
    nodes = _sorted(graph.subjects(RDF.type, SH.NodeShape))
    for shape in _sorted([*graph.subjects(RDF.type, SH.PropertyShape), *graph.objects(None, SH.property)]):
        if (shape, None, None) in graph:
            yield from _of_property_shape(graph, shape, shape in nodes)
    for shape in nodes:
        for path in _sorted(graph.objects(shape, SH.path)):
            said = "a node shape has no sh:path; make it a property shape, or remove the path"
            yield _fault(shape, said, SH.path, path)
    yield from _loose_ends(graph)
    yield from _turned_sequences(graph)
    for predicate in (SH.select, SH.ask):
        for shape, text in _pairs(graph, predicate):
            if said := _broken_query(graph, shape, str(text)):
                yield _fault(shape, said, predicate, text)


def _loose_ends(graph: rdflib.Graph) -> Iterator[Fault]:
    """Yield each shape that is named and not described, and each list that is none."""
    for predicate in SHAPES:
        for shape, value in _pairs(graph, predicate):
            if (value, None, None) not in graph:
                said = f"{value.n3()} is no shape that is described; mend the name or add it"
                yield _fault(shape, said, predicate, value)
    for shape, value in _pairs(graph, SH.nodeKind):
        if value not in NODE_KINDS:
            yield _fault(
                shape, f"{value.n3()} is no kind of node; write sh:IRI or the like", SH.nodeKind, value
            )
    for predicate in LISTS:
        for shape, value in _pairs(graph, predicate):
            if value != RDF.nil and (value, RDF.first, None) not in graph:
                said = f"sh:{_local(predicate)} takes a list; write it in round brackets"
                yield _fault(shape, said, predicate, value)
            elif not _ends(graph, value):
                said = f"the list of sh:{_local(predicate)} has no end; write it in round brackets"
                yield _fault(shape, said, predicate, value)


def _ends(graph: rdflib.Graph, item: RdfTerm) -> bool:
    """Tell whether a list comes to its end, each item having one next."""
    seen = set()
    while item != RDF.nil:
        following = list(graph.objects(item, RDF.rest))
        if item in seen or len(following) != 1:
            return False
        seen.add(item)
        item = cast(RdfTerm, following[0])
    return True


def _broken_query(graph: rdflib.Graph, constraint: RdfTerm, text: str) -> str:
    """Return why a query of a shape cannot be used, or nothing (SHACL, 5.2)."""
    try:
        refuse_excess(text)
        refuse_network(text)
    except GreenCorridorsError as error:
        return str(error)
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() in ("FROM", "GRAPH"):
            return f"a shape judges one graph, so {token.text.upper()} is refused; leave it out"
    shape = SimpleNamespace(sg=SimpleNamespace(graph=graph))
    try:
        query = cast(Any, SPARQLQueryHelper)(shape, constraint, text)
        query.collect_prefixes()
        prepareQuery(query.apply_prefixes(text))
    except Exception as error:  # noqa: BLE001 - rdflib raises a bare Exception, too
        return f"the query is not valid SPARQL ({first_line(error)}); mend it"
    return ""


def _turned_sequences(graph: rdflib.Graph) -> Iterator[Fault]:
    """Yield each sequence that is turned round, which pyshacl follows in the wrong order."""
    for path, inner in _pairs(graph, SH.inversePath):
        if _has_sequence(graph, inner):
            said = "a sequence is turned round, which the engine cannot follow; turn round each of its steps"
            yield _fault(path, said, SH.inversePath, inner)


def _has_sequence(graph: rdflib.Graph, path: Any) -> bool:
    """Tell whether a path is a sequence, or repeats one or chooses one."""
    seen, left = set(), [path]
    while left:
        node = left.pop()
        if (node, RDF.first, None) in graph:
            return True
        inner = [each for mark in REPEATED for each in graph.objects(node, mark)]
        for cell in graph.objects(node, SH.alternativePath):
            cells = graph.transitive_objects(cell, RDF.rest)
            inner += [each for member in cells for each in graph.objects(member, RDF.first)]
        left += [each for each in inner if each not in seen]
        seen.update(inner)
    return False


def _of_property_shape(graph: rdflib.Graph, shape: RdfTerm, is_node_shape: bool) -> Iterator[Fault]:
    paths = _sorted(graph.objects(shape, SH.path))
    typed = (shape, RDF.type, SH.PropertyShape) in graph
    if is_node_shape and typed:
        said = "a shape is a node shape and a property shape at once; leave one"
        yield _fault(shape, said, RDF.type, SH.NodeShape)
    elif not paths:
        said = "a property shape has no sh:path; add the property it judges"
        uses = _sorted(graph.subjects(SH.property, shape))
        yield _fault(shape, said) if typed or not uses else _fault(uses[0], said, SH.property, shape)
    elif len(paths) > 1:
        yield _fault(shape, "a property shape has several paths; keep one sh:path", SH.path, paths[-1])
    elif said := _broken_path(graph, paths[0]):
        yield _fault(shape, said, SH.path, paths[0])


def _broken_path(graph: rdflib.Graph, path: RdfTerm) -> str:
    """Return what is wrong with a path, or nothing."""
    if isinstance(path, rdflib.Literal):
        return "a path is never a literal; write the property's IRI"
    try:
        value_nodes_from_path(ShapesGraph(graph, False, LOGGER), SH.Shape, path, rdflib.Graph())
    except UNUSABLE as error:
        return f"the path is malformed ({first_line(error)}); write it as SHACL, 2.3.1 says"
    return ""


def unusable(shape: Shape) -> Iterator[Fault]:
    """Yield the constraints of a shape that cannot be loaded."""
    for parameter, value in _pairs_of(shape):
        if parameter in ALL_CONSTRAINT_PARAMETERS:
            try:
                CONSTRAINT_PARAMETERS_MAP[parameter](shape)
            except UNUSABLE as error:
                said = f"{first_line(error)}; mend the value of sh:{_local(parameter)}"
                yield _fault(shape.node, said, parameter, value)


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says, or its name if it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".").replace(";", ",")


def _fault(
    shape: RdfTerm, said: str, predicate: RdfTerm | None = None, value: RdfTerm | None = None
) -> Fault:
    return Fault(
        ox_term(shape),
        said,
        None if predicate is None else NamedNode(str(predicate)),
        None if value is None else ox_term(value),
    )


def _local(term: RdfTerm) -> str:
    return str(term).rpartition("#")[2]


def _sorted(found: Any) -> list[RdfTerm]:
    return cast(list[RdfTerm], sorted(set(found)))


def _pairs(graph: rdflib.Graph, predicate: RdfTerm) -> list[tuple[RdfTerm, RdfTerm]]:
    return cast(list[tuple[RdfTerm, RdfTerm]], sorted(cast(Any, graph.subject_objects(predicate))))


def _pairs_of(shape: Any) -> list[tuple[RdfTerm, RdfTerm]]:
    return sorted(shape.sg.predicate_objects(shape.node))
