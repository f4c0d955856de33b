"""Read RDF files strictly: regular files of UTF-8 text, bounded in size and nesting, parsed to the letter."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from pyoxigraph import Quad, QuadParser, RdfFormat, Triple, parse

from green_corridors.errors import InvalidParameter, SyntaxProblem, UnreadableFile

__all__ = [
    "ENDINGS",
    "MAX_BYTES",
    "MAX_NESTING",
    "Document",
    "Quads",
    "address_of",
    "decode",
    "format_of",
    "read",
    "read_bytes",
    "read_quads",
]

MAX_BYTES = 50_000_000
MAX_NESTING = 500

#: The format that each file ending says.
ENDINGS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
}

#: The engine drops a relative IRI of JSON-LD in silence; with this base it is seen.
NO_BASE = "x-no-base://none/"
RELATIVE = "a relative IRI cannot be resolved; write it in full, or give a base (--base IRI)"

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


@dataclass(frozen=True, eq=False)
class Document:
    """One parsed file: its triples with their exact lexical forms, in the order of the file."""

    path: Path
    text: str
    triples: tuple[Triple, ...]
    prefixes: dict[str, str]
    base: str | None


@dataclass(frozen=True, eq=False)
class Quads:
    """The quads of a file in any RDF format, with their exact lexical forms, and its prefixes."""

    path: Path
    quads: tuple[Quad, ...]
    prefixes: dict[str, str]


def read_bytes(path: Path) -> bytes:
    """Return the content of a regular file of at most ``MAX_BYTES``.

    Raises:
        UnreadableFile: the file is missing, is no regular file, is too large or may not be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(f"{path}: this is not a regular file; name a file")
        if status.st_size > MAX_BYTES:
            raise UnreadableFile(f"{path}: the file is larger than {MAX_BYTES // 1_000_000} MB; split it")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise UnreadableFile(f"{path}: cannot be read ({reason}); check the name and the rights") from error


def decode(path: Path, content: bytes) -> str:
    """Return UTF-8 ``content`` as text; ``path`` is named in the error.

    Raises:
        SyntaxProblem: the bytes are not UTF-8, or the text holds a NUL or starts with a byte order mark.
    """
    text = _utf8(path, content)
    if "\0" in text:
        line = _line(text, text.index("\0"))
        raise SyntaxProblem(path, "a NUL character does not belong here; remove it", line)
    return text


def _utf8(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SyntaxProblem(path, "this is not UTF-8; save the file as UTF-8", line) from error
    if text.startswith("\ufeff"):
        raise SyntaxProblem(path, "a byte order mark does not belong here; remove it", 1)
    return text


def read(path: Path) -> Document:
    """Parse one Turtle file.

    Raises:
        UnreadableFile: the file cannot be read.
        SyntaxProblem: the file is not valid UTF-8 or not valid Turtle, with the line and column.
    """
    text = decode(path, read_bytes(path))
    _refuse_nesting(path, text, TURTLE_TOKENS)
    parser = parse(text, format=RdfFormat.TURTLE, without_named_graphs=True)
    triples = tuple(quad.triple for quad in _parsed(path, parser, RdfFormat.TURTLE))
    return Document(path, text, triples, dict(parser.prefixes), parser.base_iri)


def read_quads(path: Path, base: str | None = None) -> Quads:
    """Parse one file in the RDF format that its ending says; nothing outside the file is read.

    Raises:
        UnreadableFile: the file cannot be read, or its ending says no format.
        SyntaxProblem: the file is not valid UTF-8, not valid in its format, nests more than ``MAX_NESTING``
            deep, has a DOCTYPE or a context that is not in the file, or has a relative IRI and no base.
        InvalidParameter: ``base`` is no absolute IRI.
    """
    form = format_of(path)
    text = _utf8(path, read_bytes(path))
    _refuse(path, text, form)
    try:
        parser = parse(text, format=form, base_iri=base or (NO_BASE if form == RdfFormat.JSON_LD else None))
    except ValueError as error:
        raise InvalidParameter(f"the base “{base}” is no absolute IRI; write it with its scheme") from error
    quads = tuple(_parsed(path, parser, form))
    if base is None and form == RdfFormat.JSON_LD and any("<x-no-base:" in str(quad) for quad in quads):
        raise SyntaxProblem(path, RELATIVE)
    return Quads(path, quads, dict(parser.prefixes))


def format_of(path: Path) -> RdfFormat:
    """Return the RDF format that a file's ending says.

    Raises:
        UnreadableFile: it says none.
    """
    if form := ENDINGS.get(path.suffix.lower()):
        return form
    raise UnreadableFile(f"{path}: its ending says no RDF format; let it end with {' '.join(ENDINGS)}")


def address_of(path: Path, base: str) -> str:
    """Return the IRI of a file: its path as given, resolved against a base (RFC 3986, 5.2).

    Raises:
        InvalidParameter: ``base`` is no absolute IRI, or nothing can be resolved against it.
    """
    reference = quote(path.as_posix(), safe="/~!$&'()*+,;=@")
    try:
        quad = next(parse(f"<{reference}> a <x:x> .", format=RdfFormat.TURTLE, base_iri=base))
    except (ValueError, SyntaxError) as error:
        raise InvalidParameter(
            f"no file has an address under the base “{base}”; write one such as http://e.example/"
        ) from error
    return str(quad.subject).strip("<>")


def _parsed(path: Path, parser: QuadParser, form: RdfFormat) -> Iterator[Quad]:
    try:
        yield from parser
    except SyntaxError as error:
        said = str(error.msg)
        message = re.sub(r"^Parser error at [^:]*: ", "", said)
        if "No scheme found in an absolute IRI" in said:
            raise SyntaxProblem(path, RELATIVE, error.lineno, error.offset) from error
        raise SyntaxProblem(
            path, f"{message}; mend the {form.name} here", error.lineno, error.offset
        ) from error


def _refuse(path: Path, text: str, form: RdfFormat) -> None:
    """Refuse what is dangerous to parse, in the terms of each format."""
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
            line = _line(text, token.start())
            raise SyntaxProblem(path, "a DOCTYPE can define entities without end; leave it out", line)
        if depth > MAX_NESTING:
            line = _line(text, token.start())
            raise SyntaxProblem(path, f"this nests more than {MAX_NESTING} deep; make it flatter", line)


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


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
