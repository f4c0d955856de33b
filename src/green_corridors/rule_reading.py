"""How a CONSTRUCT query is read as a rule.

A query whose WHERE clause is no more than triple patterns, ``FILTER(?a != ?b)`` and ``FILTER NOT EXISTS`` of
the like is read in full. Of any other the patterns are read that stand outside of groups, so that it can be
told what is missing; what the query finds is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from green_corridors import terms
from green_corridors.errors import BrokenQuery
from green_corridors.matching import in_order
from green_corridors.rules import (
    MAX_BODY,
    NO_CONSTRUCT,
    Absent,
    Part,
    Pattern,
    Rule,
    Term,
    construct,
    variables_of,
)
from green_corridors.sparql import Token, refuse_network, tokens

__all__ = ["FORMS", "read_rule"]

FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")

Pairs = tuple[tuple[Part, Part], ...]


def read_rule(text: str, name: str = "") -> Rule:
    """Read a CONSTRUCT query as a rule.

    Raises:
        BrokenQuery: it is no CONSTRUCT query, it reaches out, or its template has something other than
            variables, addresses and quoted literals. A template that makes new nodes would never end.
    """
    refuse_network(text)
    next(construct(Store(), text), None)  # the engine says best what is wrong with its grammar
    reader = _Reader(text)
    reader.prologue()
    if not reader.peek("CONSTRUCT"):
        raise BrokenQuery(NO_CONSTRUCT)
    try:
        reader.expect("CONSTRUCT")
        reader.expect("{")
        head = tuple(reader.triples())
        reader.expect("}")
    except _Unread as error:
        raise BrokenQuery(
            "the template of a rule has something other than variables, addresses and quoted literals; "
            "write it out in full, for a rule connects what is there"
        ) from error
    start = reader.start
    try:
        body, unequal, conditions, absent = reader.where()
    except _Unread:
        body, unequal, conditions, absent = (), (), (text[start:].strip(),), ()
    names = variables_of(body)
    bound = variables_of(head) | _compared(unequal) <= names and 0 < len(body) <= MAX_BODY
    read = bound and len(absent) == len(conditions) and all(_readable(each, names) for each in absent)
    absent = tuple(in_order(each, names) for each in absent if read)
    plain = bound and not conditions
    return Rule("rule", head, body, unequal, name, None, "" if plain else text, conditions, absent)


def _compared(unequal: Pairs) -> set[str]:
    return {part for pair in unequal for part in pair if isinstance(part, str)}


def _readable(absent: Absent, around: set[str]) -> bool:
    """Tell whether what must not be there binds all that it compares, with the variables around it."""
    known = around | variables_of(absent.body)
    fits = 0 < len(absent.body) <= MAX_BODY and _compared(absent.unequal) <= known
    return fits and all(_readable(each, known) for each in absent.absent)


class _Unread(Exception):
    """What stands here is none of the little that is read."""


class _Reader:
    """Reads a query from its tokens, one after the other."""

    def __init__(self, text: str):
        self.text = text
        self.left = list(_pieces(text))[::-1]
        self.prefixes: dict[str, str] = {}

    @property
    def start(self) -> int:
        return self.left[-1].start if self.left else len(self.text)

    def peek(self, *words: str) -> bool:
        """Tell whether one of these words or signs is next."""
        return bool(self.left) and self.left[-1].text.upper() in words

    def take(self) -> Token:
        if not self.left:
            raise _Unread
        return self.left.pop()

    def expect(self, word: str) -> None:
        if not self.peek(word):
            raise _Unread
        self.left.pop()

    def prologue(self) -> None:
        """Read what stands before the form; a relative address is never read, so a BASE is left out."""
        while self.left and self.left[-1].text.upper() not in FORMS:
            if self.take().text.upper() == "PREFIX" and len(self.left) > 1:
                name = ""
                while self.left and self.left[-1].kind != "iri":
                    name += self.take().text
                self.prefixes[name.removesuffix(":")] = self.take().text[1:-1] if self.left else ""

    def where(self) -> tuple[tuple[Pattern, ...], Pairs, tuple[str, ...], tuple[Absent, ...]]:
        """Read the WHERE clause: its patterns, what must be unequal, all else as it is written.

        Of what is written so, return too what must not be there, as far as it is no more than that.
        """
        if self.peek("WHERE"):
            self.left.pop()
        group, conditions = self._group()
        if self.left:
            conditions = (*conditions, self.text[self.start :].strip())
        return group.body, group.unequal, conditions, group.absent

    def _group(self) -> tuple[Absent, tuple[str, ...]]:
        """Read a group in braces: its patterns and filters, and all else as it is written."""
        body: list[Pattern] = []
        unequal: list[tuple[Part, Part]] = []
        absent: list[Absent] = []
        conditions: list[str] = []
        self.expect("{")
        while not self.peek("}"):
            if self.peek("."):
                self.left.pop()
            elif self.left and (self.left[-1].kind == "word" or self.peek("{")):
                self._element(unequal, absent, conditions)
            else:
                body += self.triples()
        self.left.pop()
        return Absent(tuple(body), tuple(unequal), tuple(absent)), tuple(conditions)

    def _element(self, unequal: list[tuple[Part, Part]], absent: list[Absent], conditions: list[str]) -> None:
        """Read a filter, a group or whatever else begins with a word or a brace."""
        before, start = list(self.left), self.start
        try:
            unequal += self._filter()
        except _Unread:
            self.left = list(before)
        else:
            return
        with suppress(_Unread):
            absent.append(self._absent())
        self.left = before
        end = self._skip()
        while self.peek("UNION"):
            self.left.pop()
            end = self._skip()
        conditions.append(self.text[start:end])

    def _absent(self) -> Absent:
        """Read ``FILTER NOT EXISTS { … }``, if it has no more than patterns, ``!=`` and others like it."""
        for word in ("FILTER", "NOT", "EXISTS"):
            self.expect(word)
        group, conditions = self._group()
        if len(conditions) != len(group.absent):
            raise _Unread
        return group

    def _filter(self) -> list[tuple[Part, Part]]:
        """Read ``FILTER(?a != ?b && …)``."""
        self.expect("FILTER")
        self.expect("(")
        found = []
        while True:
            left = self.part()
            self.expect("!")
            self.expect("=")
            found.append((left, self.part()))
            if self.peek(")"):
                self.left.pop()
                return found
            self.expect("&")
            self.expect("&")

    def _skip(self) -> int:
        """Pass over the next group in braces or brackets, and return where it ends.

        ``VALUES (…) {…}`` has both; a subquery or a filter by a function is passed over by its brackets.
        """
        values = self.peek("VALUES")
        while True:
            if self.peek("}", "."):
                raise _Unread
            token = self.take()
            if token.text in ("{", "(") and not (values and token.text == "("):
                break
        depth = 1
        while depth:
            token = self.take()
            depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
        return token.start + len(token.text)

    def triples(self) -> Iterator[Pattern]:
        """Yield the triple patterns up to a word or a brace."""
        while self.left and not self.peek("}", "{") and self.left[-1].kind != "word":
            subject = self.part()
            while True:
                verb = self.verb()
                yield subject, verb, self.part()
                while self.peek(","):
                    self.left.pop()
                    yield subject, verb, self.part()
                if not self.peek(";"):
                    break
                while self.peek(";"):
                    self.left.pop()
                if self.peek(".", "}"):
                    break
            if not self.peek("."):
                return
            self.left.pop()

    def verb(self) -> NamedNode:
        if self.left and self.left[-1].text == "a":
            self.left.pop()
            return terms.RDF_TYPE
        part = self.part()
        if not isinstance(part, NamedNode):
            raise _Unread
        return part

    def part(self) -> Part:
        """Read a variable, an address or a quoted literal."""
        token = self.take()
        if token.kind == "variable":
            return token.text[1:]
        if token.kind == "iri":
            return _term(token.text)
        if token.kind == "name":
            return self._name(token)
        if token.kind == "string":
            return self._literal(token)
        raise _Unread

    def _name(self, token: Token) -> NamedNode:
        prefix, _, local = token.text.partition(":")
        escaped = self.left and self.left[-1].text == "\\"
        if prefix not in self.prefixes or escaped or "%" in local:
            raise _Unread
        return NamedNode(self.prefixes[prefix] + local)

    def _literal(self, token: Token) -> Term:
        text = token.text
        if self.peek("@"):
            self.left.pop()
            text += "@" + self.take().text
            while self.peek("-"):
                text += self.take().text + self.take().text
        elif self.peek("^"):
            self.expect("^")
            self.expect("^")
            text += f"^^{self.part()}"
        return _term(text)


def _term(text: str) -> Term:
    """Return the term that a text of Turtle writes."""
    try:
        term: Term = next(parse(f"<x:x> <x:x> {text} .", format=RdfFormat.TURTLE)).object
    except SyntaxError as error:
        raise _Unread from error
    return term


def _pieces(text: str) -> Iterator[Token]:
    """Yield the tokens that mean something; a dot behind a name ends the triple and not the name."""
    for token in tokens(text):
        if token.kind == "comment" or token.text.isspace():
            continue
        if token.kind == "name" and token.text.endswith("."):
            name = token.text.rstrip(".")
            yield Token("name", name, token.start)
            yield Token("other", ".", token.start + len(name))
        else:
            yield token
