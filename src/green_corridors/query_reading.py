"""Read the text of a SPARQL query lexeme by lexeme: its terms and its paths.

What is read here is known to be a valid query; what this reader does not know it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, NoReturn

__all__ = ["Lexeme", "QueryReader", "Step", "Unreadable", "lexemes"]

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

LEXEME = re.compile(
    r"""(?P<space>(?:\s+|\#[^\n]*)+)
    |(?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:%](?:[\w.:%-]*[\w:%-])?)?)
    |(?P<word>[^\W\d_]\w*)
    |(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>(?:\d+\.\d+|\.\d+|\d+)(?:[eE][+-]?\d+)?)
    |(?P<mark>\^\^|.)""",
    re.VERBOSE | re.DOTALL,
)


class Unreadable(Exception):
    """A query that is not understood here."""


class Lexeme(NamedTuple):
    """A piece of a query: its kind, its text, where it begins and ends."""

    kind: str
    text: str
    start: int
    end: int


class Step(NamedTuple):
    """A step of a path: its text, whether it runs backwards.

    ``apart``: all its predicates stand in the background alone; ``loose``: it may be no step at all.
    """

    text: str
    backwards: bool
    apart: bool
    loose: bool = False


class QueryReader:
    """A place in the lexemes of a query, from which its terms and paths are read.

    ``background`` tells of the IRI of a predicate whether it stands in the background alone.
    """

    def __init__(self, text: str, prefixes: Mapping[str, str], background: Callable[[str], bool]):
        self._text, self._prefixes, self._background = text, dict(prefixes), background
        self._lexemes = [lexeme for lexeme in lexemes(text) if lexeme.kind != "space"]
        self._at = 0

    @property
    def _next(self) -> Lexeme:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else Lexeme("end", "", 0, 0)

    def _is(self, *words: str) -> bool:
        lexeme = self._next
        return lexeme.kind in ("word", "mark") and lexeme.text.upper() in words

    def _take(self, *words: str) -> Lexeme:
        """Go on to the lexeme after this one; with ``words`` it must be one of them."""
        lexeme = self._next
        if lexeme.kind == "end" or (words and not self._is(*words)):
            self._refuse()
        self._at += 1
        return lexeme

    def _refuse(self) -> NoReturn:
        raise Unreadable(self._next.text)

    def _skip(self, opening: str, closing: str) -> None:
        """Go past what is in brackets, in which nothing is looked for in the store."""
        self._take(opening)
        while not self._is(closing):
            if self._is(opening):
                self._skip(opening, closing)
            else:
                self._take()
        self._take()

    def _at_verb(self) -> bool:
        return self._next.kind in ("variable", "iri", "name") or self._is("A", "^", "!", "(")

    def _term(self) -> str:
        """Read a variable, an IRI or a literal."""
        lexeme = self._take()
        if lexeme.kind == "string":
            if self._next.kind == "tag":
                return lexeme.text + self._take().text
            if self._is("^^"):
                return lexeme.text + self._take().text + self._take().text
            return lexeme.text
        if lexeme.kind == "mark" and lexeme.text in "+-" and self._next.kind == "number":
            return lexeme.text + self._take().text
        boolean = lexeme.kind == "word" and lexeme.text in ("true", "false")
        if not boolean and lexeme.kind not in ("variable", "iri", "name", "number"):
            self._at -= 1
            self._refuse()
        return lexeme.text

    def _path(self) -> list[Step]:
        """Read a verb: a variable, or a path whose steps are looked for one by one."""
        if self._next.kind == "variable":
            return [Step(self._take().text, backwards=False, apart=False)]
        first, steps, simple = self._at, [], True
        while True:
            backwards = self._is("^")
            if backwards:
                self._take()
            begin = self._at
            plain = self._element()
            simple = simple and plain
            apart = plain and self._stands_apart(self._lexemes[begin])
            steps.append(Step(self._between(begin), backwards, apart))
            if self._is("|"):
                simple = False
            elif not self._is("/"):
                break
            self._take()
        if simple:
            return steps
        if not all(self._stands_apart(lexeme) for lexeme in self._lexemes[first : self._at]):
            self._refuse()
        return [Step(self._between(first), backwards=False, apart=True, loose=True)]

    def _between(self, first: int) -> str:
        return self._text[self._lexemes[first].start : self._lexemes[self._at - 1].end]

    def _element(self) -> bool:
        """Read an element of a path, and tell whether it is one predicate."""
        lexeme = self._take()
        plain = lexeme.kind in ("iri", "name") or (lexeme.kind == "word" and lexeme.text == "a")
        if lexeme.text == "(":
            self._at -= 1
            self._skip("(", ")")
        elif not plain:
            self._at -= 1
            self._refuse()
        if self._is("?", "*", "+"):
            self._take()
            return False
        return plain

    def _stands_apart(self, lexeme: Lexeme) -> bool:
        """Tell whether a lexeme of a path is no predicate, or one of the background alone."""
        if lexeme.kind == "mark":
            return lexeme.text != "!"
        return self._background(self._iri(lexeme))

    def _iri(self, lexeme: Lexeme) -> str:
        if lexeme.kind == "iri":
            return lexeme.text[1:-1]
        if lexeme.kind == "word":
            return RDF_TYPE
        prefix, _, local = lexeme.text.partition(":")
        if prefix not in self._prefixes or "%" in local:
            self._refuse()
        return self._prefixes[prefix] + local


def lexemes(text: str) -> Iterator[Lexeme]:
    """Yield the lexemes of a query, space and comments too."""
    for match in LEXEME.finditer(text):
        yield Lexeme(match.lastgroup or "mark", match[0], match.start(), match.end())
