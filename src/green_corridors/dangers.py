"""Refuse text that is dangerous to parse: nested without end, or in need of what stands elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NoReturn

from pyoxigraph import RdfFormat

from green_corridors.errors import NestingProblem, SyntaxProblem

__all__ = ["MAX_NESTING", "line_at", "refuse_dangers"]

MAX_NESTING = 500

#: What may hold a bracket without opening one is matched first and whole; no alternative backtracks.
TURTLE_TOKENS = re.compile(
    r"""\"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}
        |"(?:[^"\\\n\r]++|\\.)*+"|'(?:[^'\\\n\r]++|\\.)*+'
        |<(?:[^\x00-\x20<>"{}|^`\\]++|\\[uU][0-9A-Fa-f]+)*+>
        |\#[^\n\r]*+|\\.
        |(?P<open><<|[\[({])|(?P<close>>>|[\])}])""",
    re.VERBOSE | re.DOTALL,
)
JSON_TOKENS = re.compile(r'"(?:[^"\\]++|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
XML_TOKENS = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|(?P<doctype>(?i:<!DOCTYPE))|(?P<close></[^>]*+>)
        |<(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+(?:/>|(?P<open>>))""",
    re.VERBOSE | re.DOTALL,
)


def refuse_dangers(path: Path, text: str, form: RdfFormat) -> None:
    """Refuse what is dangerous to parse, in the terms of each format.

    Raises:
        SyntaxProblem: it nests too deeply, has a ``DOCTYPE``, names a context elsewhere, or is no JSON.
    """
    if form == RdfFormat.RDF_XML:
        _refuse_nesting(path, text, XML_TOKENS)
    elif form == RdfFormat.JSON_LD:
        _refuse_nesting(path, text, JSON_TOKENS)
        _refuse_contexts(path, text)
    else:
        _refuse_nesting(path, text, TURTLE_TOKENS)


def _refuse_nesting(path: Path, text: str, tokens: re.Pattern[str]) -> None:
    """Refuse a text whose brackets, or elements in XML, are open too deep, and any ``DOCTYPE``."""
    if tokens is TURTLE_TOKENS and sum(map(text.count, ("[", "(", "{", "<<"))) <= MAX_NESTING:
        return
    depth = 0
    for token in tokens.finditer(text):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "doctype":
            line = line_at(text, token.start())
            raise SyntaxProblem(path, "a DOCTYPE can define entities without end; leave it out", line)
        if depth > MAX_NESTING:
            line = line_at(text, token.start())
            raise NestingProblem(path, f"this nests more than {MAX_NESTING} deep; make it flatter", line)


def _refuse_contexts(path: Path, text: str) -> None:
    """Refuse JSON-LD that names a context which is not in the file."""

    def check(pairs: list[tuple[str, object]]) -> None:
        for key, value in pairs:
            if key in ("@context", "@import"):
                for item in value if isinstance(value, list) else [value]:
                    if isinstance(item, str):
                        _refuse_context(path, text, item)

    try:
        json.loads(text, object_pairs_hook=check, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise SyntaxProblem(path, f"{error.msg}; mend the JSON here", error.lineno, error.colno) from error


def _refuse_context(path: Path, text: str, address: str) -> NoReturn:
    line = next((n for n, line in enumerate(text.splitlines(), 1) if f'"{address}"' in line), None)
    raise SyntaxProblem(
        path, f"the context “{address}” is not in the file and nothing is fetched; write it out here", line
    )


def line_at(text: str, position: int) -> int:
    """Return the line, counted from 1, of a position in a text."""
    return text.count("\n", 0, position) + 1
