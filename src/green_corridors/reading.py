"""Read RDF files strictly: regular files of UTF-8 text, bounded in size and nesting, parsed to the letter."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Quad, QuadParser, RdfFormat, Triple, parse

from green_corridors.dangers import MAX_NESTING, line_at, refuse_dangers
from green_corridors.errors import (
    EncodingProblem,
    InvalidParameter,
    SyntaxProblem,
    UnreadableFile,
)

__all__ = [
    "ENDINGS",
    "MAX_BYTES",
    "MAX_NESTING",
    "Document",
    "address_of",
    "decode",
    "format_of",
    "read",
    "read_bytes",
    "survey",
]

MAX_BYTES = 50_000_000
MAX_PROBLEMS = 100
MAX_STATEMENTS = 1_000_000
#: A file of a megabyte can repeat a long address, or the prefix of one, in each of its statements.
MAX_CHARACTERS = 200_000_000
LONG = 500

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


@dataclass(frozen=True, eq=False)
class Document:
    """One parsed file: its quads with their exact lexical forms, in the order the parser gives them."""

    path: Path
    text: str
    form: RdfFormat
    quads: tuple[Quad, ...]
    prefixes: dict[str, str]
    base: str | None

    @cached_property
    def triples(self) -> tuple[Triple, ...]:
        """The quads without their graphs."""
        return tuple(quad.triple for quad in self.quads)


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
        line = line_at(text, text.index("\0"))
        raise EncodingProblem(path, "a NUL character does not belong here; remove it", line)
    return text


def _utf8(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise EncodingProblem(path, "this is not UTF-8; save the file as UTF-8", line) from error
    if text.startswith("\ufeff"):
        raise EncodingProblem(path, "a byte order mark does not belong here; remove it", 1)
    return text


def read(path: Path, base: str | None = None) -> Document:
    """Parse one file in the RDF format that its ending says; nothing outside the file is read.

    Raises:
        UnreadableFile: the file cannot be read, or its ending says no format.
        SyntaxProblem: the file is not valid UTF-8, not valid in its format, nests more than ``MAX_NESTING``
            deep, has a DOCTYPE or a context that is not in the file, or has a relative IRI and no base.
        InvalidParameter: ``base`` is no absolute IRI.
    """
    document = survey(path, base)
    if isinstance(document, Document):
        return document
    raise document[0]


def survey(
    path: Path, base: str | None = None, content: bytes | None = None
) -> Document | list[SyntaxProblem]:
    """Parse one file, and where that fails return every problem of its syntax, not only the first.

    ``content`` is what the file holds, where it has been read already.

    Raises:
        UnreadableFile: the file cannot be read, or its ending says no format.
        InvalidParameter: ``base`` is no absolute IRI.
    """
    content = read_bytes(path) if content is None else content
    form = format_of(path)
    try:
        text = _utf8(path, content)
        refuse_dangers(path, text, form)
    except SyntaxProblem as problem:
        return [problem]
    try:
        parser = parse(text, format=form, base_iri=base or (NO_BASE if form == RdfFormat.JSON_LD else None))
    except ValueError as error:
        raise InvalidParameter(f"the base “{base}” is no absolute IRI; write it with its scheme") from error
    quads, problems = _parsed(path, text, parser, form)
    if base is None and form == RdfFormat.JSON_LD and any("<x-no-base:" in str(quad) for quad in quads):
        problems.append(SyntaxProblem(path, RELATIVE))
    return problems or Document(path, text, form, tuple(quads), dict(parser.prefixes), parser.base_iri)


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


def _read_all(path: Path, parser: QuadParser, quads: list[Quad], long: bool) -> None:
    """Add all that a parser gives to ``quads``; where terms may be ``long``, with an eye on their size."""
    size = 0
    for quad in parser:
        quads.append(quad)
        size += len(str(quad)) if long else 0
        if len(quads) > MAX_STATEMENTS:
            raise UnreadableFile(f"{path}: the file has more than {MAX_STATEMENTS:,} statements; split it")
        if size > MAX_CHARACTERS:
            raise UnreadableFile(f"{path}: long addresses are repeated too often; shorten them")


def _parsed(
    path: Path, text: str, parser: QuadParser, form: RdfFormat
) -> tuple[list[Quad], list[SyntaxProblem]]:
    """Return all quads and the errors; after an error the parser goes on with the next statement.

    Where it has two errors for one place, the one it found first, which it tells last, says more.
    """
    quads: list[Quad] = []
    problems: list[SyntaxProblem] = []
    before = -1
    words = chain.from_iterable(line.split() for line in text.splitlines() if len(line) >= LONG)
    long = any(len(word) >= LONG for word in words)
    while len(problems) < MAX_PROBLEMS:
        try:
            _read_all(path, parser, quads, long)
            break
        except SyntaxError as error:
            problem = _problem(path, error, form)
            last = problems[-1] if problems else None
            if last and problem.line and (problem.line, problem.column) == (last.line, last.column):
                problems[-1] = problem
            elif not _follows(problem, problems, found_back=len(quads) > before):
                problems.append(problem)
            before = len(quads)
    return quads, problems


def _follows(problem: SyntaxProblem, earlier: list[SyntaxProblem], *, found_back: bool) -> bool:
    """Tell whether an error only follows from an earlier one.

    It does on the same line; where the parser has found no quad since, so that it is lost still; and where a
    prefix is missing whose declaration is wrong.
    """
    if "has not been declared" in problem.message:
        return any("PREFIX" in each.message for each in earlier)
    return bool(earlier) and (problem.line == earlier[-1].line or not found_back)


def _problem(path: Path, error: SyntaxError, form: RdfFormat) -> SyntaxProblem:
    message = re.sub(r"^Parser error (?:at|between) [^:]*: ", "", str(error.msg))
    relative = "No scheme found in an absolute IRI" in message
    message = RELATIVE if relative else f"{message}; mend the {form.name} here"
    return SyntaxProblem(path, message, error.lineno, error.offset, (error.end_lineno, error.end_offset))
