"""Rules: what follows from what, and how a CONSTRUCT query is read as one.

A query whose WHERE clause is no more than triple patterns and ``FILTER(?a != ?b)`` is read in full. Of any
other the patterns are read that stand outside of groups, so that it can be told what is missing; what the
query finds is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, RdfFormat, Store, Triple, parse

from green_corridors import terms
from green_corridors.errors import BrokenQuery
from green_corridors.sparql import Token, refuse_network, tokens

__all__ = ["FORMS", "Part", "Pattern", "Rule", "Term", "construct", "parts_of", "read_rule", "variables_of"]

Term = NamedNode | BlankNode | Literal | Triple
#: A variable by its name, or a term.
Part = str | Term
Pattern = tuple[Part, NamedNode, Part]

#: A longer body is left to the engine; it is matched with one call inside another for each pattern.
MAX_BODY = 50
FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")
NO_CONSTRUCT = "a rule of the ontology is no CONSTRUCT query; rules construct triples"


@dataclass(frozen=True)
class Rule:
    """What follows (``head``) where all of ``body`` holds.

    ``kind`` is the kind of the axiom, or “rule”; ``name`` that of the rule, ``axiom`` the triple that states
    it. A rule that patterns alone cannot say has its ``query``, and in ``conditions`` what else that asks.
    """

    kind: str
    head: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    unequal: tuple[tuple[Part, Part], ...] = ()
    name: str = ""
    axiom: Triple | None = None
    query: str = ""
    conditions: tuple[str, ...] = ()


def parts_of(pattern: Pattern) -> tuple[Part, Part]:
    """Return the subject and the object of a pattern."""
    return pattern[0], pattern[2]


def variables_of(patterns: tuple[Pattern, ...]) -> set[str]:
    """Return the names of the variables of some patterns."""
    return {part for pattern in patterns for part in parts_of(pattern) if isinstance(part, str)}


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
        body, unequal, conditions = reader.where()
    except _Unread:
        body, unequal, conditions = (), (), (text[start:].strip(),)
    bound = variables_of(body) >= variables_of(head) | {p for pair in unequal for p in pair if type(p) is str}
    plain = body and bound and not conditions and len(body) <= MAX_BODY
    return Rule("rule", head, body, unequal, name, None, "" if plain else text, conditions)


def construct(store: Store, text: str) -> Iterator[Triple]:
    """Yield what a CONSTRUCT query finds, some of it perhaps more than once.

    Raises:
        BrokenQuery: it is not valid SPARQL, or no CONSTRUCT query.
    """
    try:
        results = store.query(text)
    except SyntaxError as error:
        raise BrokenQuery(f"a rule of the ontology is not valid SPARQL: {error.msg}") from error
    if not isinstance(results, QueryTriples):
        raise BrokenQuery(NO_CONSTRUCT)
    yield from results


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

    def where(self) -> tuple[tuple[Pattern, ...], tuple[tuple[Part, Part], ...], tuple[str, ...]]:
        """Read the WHERE clause: its patterns, what must be unequal, and all else as it is written."""
        body: list[Pattern] = []
        unequal: list[tuple[Part, Part]] = []
        conditions: list[str] = []
        if self.peek("WHERE"):
            self.left.pop()
        self.expect("{")
        while not self.peek("}"):
            if self.peek("."):
                self.left.pop()
            elif self.left and (self.left[-1].kind == "word" or self.peek("{")):
                self._element(unequal, conditions)
            else:
                body += self.triples()
        self.left.pop()
        if self.left:
            conditions.append(self.text[self.start :].strip())
        return tuple(body), tuple(unequal), tuple(conditions)

    def _element(self, unequal: list[tuple[Part, Part]], conditions: list[str]) -> None:
        """Read a filter, a group or whatever else begins with a word or a brace."""
        before, start = list(self.left), self.start
        try:
            unequal += self._filter()
        except _Unread:
            self.left = before
            end = self._skip()
            while self.peek("UNION"):
                self.left.pop()
                end = self._skip()
            conditions.append(self.text[start:end])

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
