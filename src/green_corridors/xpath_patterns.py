"""Regular expressions of XPath, which SHACL uses, in the words of Python's.

Where the two differ in silence: ``$`` of Python also stands before a last line break, and pyshacl knows of
the flags only ``i`` and ``m`` (XQuery and XPath Functions 3.1, 5.6).
"""

from __future__ import annotations

import re

import rdflib
from rdflib.namespace import SH

__all__ = ["in_python", "rewrite"]

PIECES = re.compile(r"\\.|\[(?:[^\]\\]|\\.)*\]|\$|\s|.", re.DOTALL)


def rewrite(shapes: rdflib.Graph) -> None:
    """Rewrite every ``sh:pattern`` of a shapes graph in place."""
    for shape, pattern in list(shapes.subject_objects(SH.pattern)):
        flags = str(shapes.value(shape, SH.flags) or "")
        if isinstance(pattern, rdflib.Literal):
            shapes.set((shape, SH.pattern, rdflib.Literal(in_python(str(pattern), flags))))


def in_python(pattern: str, flags: str = "") -> str:
    """Return an expression with which Python finds what XPath finds with ``pattern`` and ``flags``."""
    words = []
    for piece in PIECES.findall(pattern):
        if piece == "$" and "m" not in flags:
            words.append(r"\Z")
        elif not ("x" in flags and piece.isspace()):
            words.append(piece)
    return ("(?s)" if "s" in flags else "") + "".join(words)
