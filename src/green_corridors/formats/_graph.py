"""A graph as a document, written by the exports."""

from __future__ import annotations

import re

from pyoxigraph import Triple

from green_corridors.answers import Answer
from green_corridors.errors import InvalidParameter
from green_corridors.exports import export_named
from green_corridors.portions import portions_from


def document(answer: Answer, name: str) -> str:
    """Return the document of a graph in an export format; equal graphs give equal documents.

    Raises:
        InvalidParameter: the answer is no graph, or the format has no place for one of its terms.
    """
    answer.expect(name, "graph")
    triples = answer.triples
    if name == "jsonld" and any(isinstance(triple.object, Triple) for triple in triples):
        raise InvalidParameter("a triple term has no place in jsonld; use --format turtle or ntriples")
    pieces = export_named(name).write(portions_from(triples), _used(answer.prefixes, triples))
    return b"".join(pieces).decode()


def _used(prefixes: dict[str, str], triples: list[Triple]) -> dict[str, str]:
    """Return the prefixes that shorten something and could not be taken for the scheme of an IRI."""
    iris = {iri for triple in triples for iri in re.findall(r"<([^<>]*)>", str(triple))}
    schemes = {iri.partition(":")[0] for iri in iris}
    return {
        name: namespace
        for name, namespace in sorted(prefixes.items())
        if name and name not in schemes and any(iri.startswith(namespace) for iri in iris)
    }
