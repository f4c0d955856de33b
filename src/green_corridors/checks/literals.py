"""Well-typed literals: XSD by rdflib, EDTF by the bounds of dates."""

from __future__ import annotations

from collections.abc import Iterator

import rdflib
from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.places import line_of_triple


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each literal whose text is not in the space of its datatype."""
    for document in knowledge.documents:
        for triple in document.triples:
            if isinstance(triple.object, Literal) and (wrong := fault(triple.object)):
                line = line_of_triple(document, triple)
                yield Finding("literal", "violation", wrong, document.path, line, str(triple.subject))


def fault(literal: Literal) -> str | None:
    """Return what is wrong with a literal, or ``None``."""
    if literal.datatype == terms.EDTF_DATATYPE:
        try:
            bounds(literal.value)
        except InvalidDate as error:
            return str(error)
        return None
    if literal.datatype.value.startswith(terms.XSD) and not literal.language:
        same = rdflib.Literal(literal.value, datatype=literal.datatype.value, normalize=False)
        if same.ill_typed:
            kind = literal.datatype.value.removeprefix(terms.XSD)
            return f"“{literal.value}” is no xsd:{kind}; mend the value or its datatype"
    return None
