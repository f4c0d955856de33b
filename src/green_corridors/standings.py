"""Where each quad of a Turtle, TriG, N-Triples or N-Quads text stands, in the order the parser gives them.

pyoxigraph tells no positions. This walks the tokens of a text that it has accepted, and states for each quad
the stretches of its subject, its predicate and its object. The order is the parser's: what one token
completes comes last completed first, and a string without a suffix is complete at the token after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Span", "Standing", "standings"]

BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
CHARS = f"{BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
#: The tokens of the Turtle family (RDF 1.1 Turtle, 6.5), of which a valid text has no others.
TOKEN = rf"""[ \t\r\n]+|\#[^\n\r]*+
    |(?P<string>\"{{3}}(?:[^"\\]++|\\.|"(?!""))*+\"{{3}}|'{{3}}(?:[^'\\]++|\\.|'(?!''))*+'{{3}}
        |"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')
    |(?P<term><(?:[^\x00-\x20<>"{{}}|^`\\]++|\\[uU][0-9A-Fa-f]+)*+>
        |_:[{BASE}_0-9](?:[{CHARS}]|\.(?=\.*[{CHARS}]))*+
        |(?:[{BASE}](?:[{CHARS}]|\.(?=[{CHARS}.]*:))*+)?:(?:[{CHARS}:%]|\\.|\.(?=\.*[{CHARS}:%\\]))*+
        |[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+))
    |(?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<mark>\^\^|[.;,\[\](){{}}])
    |(?P<word>[A-Za-z]+)
    |(?P<other>.)"""
#: How many tokens belong to a directive of SPARQL's form, which has no dot at its end.
DIRECTIVES = {"prefix": 2, "base": 1, "version": 1}


class Span(NamedTuple):
    """A stretch of text by its offsets; the end is exclusive."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class Standing(NamedTuple):
    """Where the parts of one quad stand."""

    subject: Span
    predicate: Span
    object: Span


class _Token(NamedTuple):
    kind: str
    text: str
    span: Span


class _Unknown(Exception):
    """A token of a newer Turtle, whose quads are not told apart here."""


@dataclass
class _Frame:
    """An open statement, bracket or list: whose predicates or items are being read."""

    kind: str
    subject: Span
    outer: _Frame | None = None
    expects: str = "verb"
    predicate: Span = NOWHERE
    items: int = 0
    #: Which of the completed quads names this list as its object; its end is known only when it closes.
    named_by: int | None = None


@dataclass
class _Walk:
    """The state of one walk: the open frames, a string that may have a suffix, what is complete so far."""

    tokens: list[_Token]
    frames: list[_Frame] = field(default_factory=list)
    string: tuple[_Frame, Span] | None = None
    complete: list[tuple[int, int, Standing]] = field(default_factory=list)

    def emit(self, at: int, frame: _Frame, value: Span) -> None:
        self.complete.append((at, -len(self.complete), Standing(frame.subject, frame.predicate, value)))


def standings(text: str) -> list[Standing] | None:
    """Return where each quad of a valid text stands, in the parser's order.

    ``None`` where the text uses RDF 1.2's triple terms, reifiers or annotations.
    """
    found = (
        _Token(match.lastgroup, match[0], Span(*match.span()))
        for match in re.compile(TOKEN, re.VERBOSE | re.DOTALL).finditer(text)
        if match.lastgroup
    )
    walk = _Walk(list(found))
    try:
        at = 0
        while at < len(walk.tokens):
            at = _step(walk, at)
    except _Unknown:
        return None
    return [standing for _, _, standing in sorted(walk.complete, key=lambda each: each[:2])]


def _step(walk: _Walk, at: int) -> int:
    """Read the token at a position and return the next position."""
    token = walk.tokens[at]
    if token.kind == "other" or token.text in ("{|", "|}"):
        raise _Unknown
    if walk.string and (after := _suffix(walk, *walk.string, at)):
        return after
    if not walk.frames:
        return _open_statement(walk, at)
    frame = walk.frames[-1]
    if frame.kind == "list":
        return _item(walk, frame, at)
    if frame.expects == "object":
        frame.expects = "end"
        return _object(walk, frame, at)
    return _between(walk, frame, at)


def _suffix(walk: _Walk, frame: _Frame, span: Span, at: int) -> int | None:
    """Complete the string before: with its language or datatype, or as it is (``None``)."""
    walk.string = None
    token = walk.tokens[at]
    if token.kind == "at":
        walk.emit(at, frame, Span(span.start, token.span.end))
        return at + 1
    if token.text == "^^":
        walk.emit(at + 1, frame, Span(span.start, walk.tokens[at + 1].span.end))
        return at + 2
    walk.emit(at, frame, span)
    return None


def _open_statement(walk: _Walk, at: int) -> int:
    """Read a directive, the name of a graph, or the subject of a statement."""
    token = walk.tokens[at]
    if token.kind == "at":
        return next(n for n in range(at, len(walk.tokens)) if walk.tokens[n].text == ".") + 1
    if token.kind == "word" or token.text in (".", "{", "}"):
        return at + 1 + DIRECTIVES.get(token.text.lower(), 0)
    after, subject = at + 1, token.span
    if token.text in "[(" and _closes(walk, at):
        after, subject = at + 2, Span(token.span.start, walk.tokens[at + 1].span.end)
    elif token.text in "[(":
        statement = _Frame("statement", subject)
        inner = _Frame("brackets", subject) if token.text == "[" else _Frame("list", subject)
        inner.predicate = token.span
        walk.frames += [statement, inner]
        return after
    if after < len(walk.tokens) and walk.tokens[after].text == "{":
        return after
    walk.frames.append(_Frame("statement", subject))
    return after


def _closes(walk: _Walk, at: int) -> bool:
    """Tell whether the bracket at a position is closed at once."""
    return at + 1 < len(walk.tokens) and walk.tokens[at + 1].text in "])"


def _object(walk: _Walk, frame: _Frame, at: int) -> int:
    """Read an object: complete its quad, or open the bracket or list that it begins with."""
    token = walk.tokens[at]
    if token.text in ("[", "(") and token.kind == "mark":
        if _closes(walk, at):
            walk.emit(at + 1, frame, Span(token.span.start, walk.tokens[at + 1].span.end))
            return at + 2
        kind = "brackets" if token.text == "[" else "list"
        walk.frames.append(_Frame(kind, token.span, outer=frame, predicate=token.span))
    elif token.kind == "string":
        walk.string = (frame, token.span)
    else:
        walk.emit(at, frame, token.span)
    return at + 1


def _between(walk: _Walk, frame: _Frame, at: int) -> int:
    """Read what stands between verbs and objects: a verb, a separator, an end, or the graph of N-Quads."""
    token = walk.tokens[at]
    if token.text == "," and frame.expects == "end":
        frame.expects = "object"
    elif token.text == ";":
        frame.expects = "verb"
    elif token.text in (".", "}"):
        walk.frames.pop()
    elif token.text == "]":
        walk.frames.pop()
        if frame.outer:
            walk.emit(at, frame.outer, Span(frame.subject.start, token.span.end))
    elif frame.expects == "verb":
        frame.predicate = token.span
        frame.expects = "object"
    return at + 1


def _item(walk: _Walk, frame: _Frame, at: int) -> int:
    """Read an item of a list, or its end; each item is a cell with ``rdf:first`` and ``rdf:rest``."""
    token = walk.tokens[at]
    if token.text == ")":
        walk.emit(at, frame, token.span)
        walk.frames.pop()
        if frame.named_by is not None:
            order = walk.complete[frame.named_by]
            whole = order[2]._replace(object=Span(frame.predicate.start, token.span.end))
            walk.complete[frame.named_by] = (*order[:2], whole)
        return at + 1
    if frame.items:
        walk.emit(at, frame, token.span)
        frame.subject = token.span
    elif frame.outer:
        frame.named_by = len(walk.complete)
        walk.emit(at, frame.outer, frame.predicate)
    frame.items += 1
    return _object(walk, frame, at)
