"""Well-typed literals: XSD by elementpath, EDTF by the bounds of dates."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.dates import bounds
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding, Rule
from green_corridors.placing import finding
from green_corridors.reading import Document

LITERAL = Rule(
    "literal",
    "violation",
    "a literal that is not in the space of its datatype",
    "The text of a typed literal is one that its datatype allows (XML Schema 1.1 part 2; EDTF level 1). "
    "Other tools drop, rewrite or misread it without a word.",
)
RULES = (LITERAL,)

#: How much of a value a message shows.
MAX_SHOWN = 80


def of_document(context: Context, document: Document) -> Iterator[Finding]:
    """Yield a finding for each ill-typed literal."""
    return findings(document)


def findings(document: Document) -> Iterator[Finding]:
    """Yield a finding for each ill-typed literal of any document."""
    for triple in dict.fromkeys(document.triples):
        if isinstance(triple.object, Literal) and (wrong := fault(triple.object)):
            yield finding(LITERAL, document, triple, *wrong)


def fault(literal: Literal) -> tuple[str, str] | None:
    """Return what is wrong with a literal and how to mend it, or ``None``."""
    if literal.datatype == terms.EDTF_DATATYPE:
        try:
            bounds(literal.value)
        except InvalidDate as error:
            message, _, repair = str(error).partition("; ")
            return message.replace(literal.value, _clipped(literal.value)), repair
    elif literal.datatype.value.startswith(terms.XSD) and literal.datatype != terms.XSD_STRING:
        from green_corridors.xsd import well_typed

        if not well_typed(literal):
            kind = literal.datatype.value.removeprefix(terms.XSD)
            return f"“{_clipped(literal.value)}” is no xsd:{kind}", "mend the value or its datatype"
    return None


def _clipped(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
