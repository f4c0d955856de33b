"""SPARQL Query Results XML (https://www.w3.org/TR/rdf-sparql-XMLres/)."""

from __future__ import annotations

import re
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, NamedNode, Triple

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.errors import InvalidParameter

ENDINGS = (".srx",)

DIRECTION = ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'

#: What no XML 1.0 document can hold (XML, 2.2).
IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write rows, or true or false, with their terms; labels are not part of this format.

    Raises:
        InvalidParameter: a literal holds a character that XML cannot.
    """
    answer.expect("srx", "rows", "truth")
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n')
    if answer.form == "truth":
        out.write(f"  <head/>\n  <boolean>{'true' if answer.truth else 'false'}</boolean>\n")
    else:
        _rows(answer, out)
    out.write("</sparql>\n")


def _rows(answer: Answer, out: IO[str]) -> None:
    out.write("  <head>\n")
    out.writelines(f"    <variable name={quoteattr(name)}/>\n" for name in answer.variables)
    out.write("  </head>\n  <results>\n")
    for row in answer.rows:
        out.write("    <result>\n")
        for name, term in zip(answer.variables, row, strict=True):
            if term is not None:
                out.write(f"      <binding name={quoteattr(name)}>{_term(term)}</binding>\n")
        out.write("    </result>\n")
    out.write("  </results>\n")


def _term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        inner = "".join(f"<{name}>{_term(part)}</{name}>" for name, part in parts.items())
        return f"<triple>{inner}</triple>"
    if term is None:
        raise TypeError("an unbound variable has no term")
    mark = ""
    if term.language:
        mark = f" xml:lang={quoteattr(term.language)}"
        if term.direction:
            mark += f'{DIRECTION} its:dir="{term.direction.value}"'
    elif term.datatype != terms.XSD_STRING:
        mark = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{mark}>{_text(term.value)}</literal>"


def _text(value: str) -> str:
    """Escape text; a carriage return would be read back as a line feed (XML, 2.11)."""
    if found := IMPOSSIBLE.search(value):
        raise InvalidParameter(f"a value holds U+{ord(found[0]):04X}, which XML cannot; use --format srj")
    return escape(value, {"\r": "&#13;"})
