"""RDF/XML: one graph, the union of all; which release states a fact is lost."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad, RdfFormat

from green_corridors.exports._engine import serialized, union

MEDIA_TYPE = "application/rdf+xml"
ENDINGS = (".rdf", ".xml")


def write(quads: Sequence[Quad], prefixes: dict[str, str]) -> bytes:
    """Return the document."""
    return serialized(union(quads), RdfFormat.RDF_XML, prefixes)
