"""RDF/XML: one graph, the union of all; which release states a fact is lost."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import RdfFormat

from green_corridors.exports._engine import serialized
from green_corridors.portions import Portions

MEDIA_TYPE = "application/rdf+xml"
ENDINGS = (".rdf", ".xml")
UNION = True

FOOT = b"</rdf:RDF>"


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the document, some subjects at a time."""
    head = serialized([], RdfFormat.RDF_XML, prefixes).removesuffix(FOOT)
    yield head
    for portion in portions:
        triples = (quad.triple for quad in portion.quads())
        yield serialized(triples, RdfFormat.RDF_XML, prefixes).removeprefix(head).removesuffix(FOOT)
    yield FOOT
