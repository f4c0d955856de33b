"""RDF terms of pyoxigraph as rdflib's and back, with their exact lexical forms."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH

__all__ = ["SHACL_TERMS", "Term", "ox_term", "rdf_graph", "rdf_term"]

#: It logs each literal it cannot convert, with a traceback; such literals are found before (``xsd``).
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

#: rdflib lists no name that is a keyword of Python.
KEYWORDS = {"and", "class", "in", "not", "or"}
#: The local names of SHACL's vocabulary, with its advanced features.
SHACL_TERMS = frozenset(str(term).removeprefix(str(SH)) for term in dir(SH)) | KEYWORDS

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
RdfTerm = rdflib.URIRef | rdflib.BNode | rdflib.Literal


def rdf_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph with their exact lexical forms."""
    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        graph.add((rdf_term(subject), rdf_term(predicate), rdf_term(value)))
    return graph


def rdf_term(term: object) -> RdfTerm:
    """Return a pyoxigraph term as rdflib's, with its exact lexical form.

    Raises:
        TypeError: it is a triple term of RDF 1.2, which rdflib does not know.
    """
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value.endswith("XMLSchema#string") else term.datatype.value
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a boolean that is none, which has been found before
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"no RDF 1.1 term: {term}")


def ox_term(term: object) -> Term:
    """Return an rdflib term as pyoxigraph's."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(term.datatype) if term.datatype else None)
    raise TypeError(f"no RDF 1.1 term: {term}")
