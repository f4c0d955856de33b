"""The lexical and value spaces of XML Schema's datatypes, by elementpath (XML Schema 1.1 part 2)."""

from __future__ import annotations

from typing import Any

from elementpath.datatypes import builtin_atomic_types
from pyoxigraph import Literal

from green_corridors import terms

__all__ = ["takes_no_time", "well_typed"]

#: Python turns no longer text into a number; so many digits are judged by their form alone.
MAX_DIGITS = 4000
#: Any text is an IRI reference to XML Schema; whether an IRI is valid is the parser's business.
ANY_TEXT = ("string", "anyURI")


def well_typed(literal: Literal) -> bool:
    """Tell whether the text of a literal is in the space of its datatype; an unknown one allows any text."""
    name = literal.datatype.value.removeprefix(terms.XSD)
    kind: Any = builtin_atomic_types.get(f"xs:{name}")
    if kind is None or name in ANY_TEXT or not literal.datatype.value.startswith(terms.XSD):
        return True
    if not kind.is_valid(literal.value):
        return False
    if len(literal.value) > MAX_DIGITS:
        return True
    try:
        make = getattr(kind, "fromstring", kind)
        make(literal.value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def takes_no_time(duration: Literal) -> bool:
    """Tell whether an ``xsd:duration`` is zero or negative; what is no duration takes some time."""
    if not well_typed(duration) or duration.datatype.value != terms.XSD + "duration":
        return False
    length: Any = builtin_atomic_types["xs:duration"]
    found = length.fromstring(duration.value)
    return bool(found.months <= 0 and found.seconds <= 0)
