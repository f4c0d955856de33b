"""Read RDF files strictly: regular files of UTF-8 text that parse without leniency."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from green_corridors.errors import SyntaxProblem, UnreadableFile

__all__ = ["MAX_BYTES", "Document", "read", "read_bytes"]

MAX_BYTES = 50_000_000


@dataclass(frozen=True, eq=False)
class Document:
    """One parsed file: its triples with their exact lexical forms, in the order of the file."""

    path: Path
    text: str
    triples: tuple[Triple, ...]
    prefixes: dict[str, str]
    base: str | None


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
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SyntaxProblem(path, "this is not UTF-8; save the file as UTF-8", line) from error
    for mark, name in (("\0", "NUL character"), ("\ufeff", "byte order mark")):
        if mark in text:
            line = text.count("\n", 0, text.index(mark)) + 1
            raise SyntaxProblem(path, f"a {name} does not belong here; remove it", line)
    return text


def read(path: Path) -> Document:
    """Parse one Turtle file.

    Raises:
        UnreadableFile: the file cannot be read.
        SyntaxProblem: the file is not valid UTF-8 or not valid Turtle, with the line and column.
    """
    text = decode(path, read_bytes(path))
    parser = parse(text, format=RdfFormat.TURTLE, without_named_graphs=True)
    try:
        triples = tuple(quad.triple for quad in parser if isinstance(quad, Quad))
    except SyntaxError as error:
        message = (
            str(error.msg).rpartition(": ")[2] if "Parser error at" in str(error.msg) else str(error.msg)
        )
        raise SyntaxProblem(path, f"{message}; mend the Turtle here", error.lineno, error.offset) from error
    return Document(path, text, triples, dict(parser.prefixes), parser.base_iri)
