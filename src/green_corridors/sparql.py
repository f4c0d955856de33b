"""The little of SPARQL's grammar that binding and refusing need: its tokens and its groups."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.binding import Group, bound_at
from green_corridors.errors import BrokenQuery, LimitExceeded

__all__ = [
    "Token",
    "bind",
    "concepts_in",
    "explain_error",
    "groups_of",
    "refuse_excess",
    "refuse_network",
    "tokens",
    "used_prefixes",
    "variables",
]

TOKEN = re.compile(
    r"""(?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<comment>\#[^\n]*)
    |(?P<variable>[?$]\w+)
    |(?P<name>[^\W\d_][\w.-]*:[\w%:.-]*|:[\w%:.-]+)
    |(?P<word>[^\W\d]\w*)
    |(?P<open>\{)
    |(?P<close>\})
    |(?P<other>\s+|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of query text: its kind, its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query; strings, IRIs and comments are never mistaken for syntax."""
    for match in TOKEN.finditer(text):
        yield Token(match.lastgroup or "other", match[0], match.start())


def variables(text: str) -> set[str]:
    """Return the names of the variables a query uses, without their mark."""
    return {token.text[1:] for token in tokens(text) if token.kind == "variable"}


def used_prefixes(text: str) -> set[str]:
    """Return the prefixes a query uses in names, declarations left out."""
    declared = re.compile(r"\bPREFIX\s*$", re.IGNORECASE)
    return {
        token.text.partition(":")[0]
        for token in tokens(text)
        if token.kind == "name" and not declared.search(text[: token.start])
    }


@dataclass
class _Group:
    """An open brace: where it ends, the variables directly in it, whether VALUES may stand in it."""

    after: int
    outermost: bool
    data: bool = False
    subselect: bool = False
    variables: set[str] = field(default_factory=set)


def bind(text: str, values: Mapping[str, NamedNode | Literal]) -> str:
    """Bind variables to terms by a ``VALUES`` clause, first in each group that names them."""
    return bound_at(text, values, groups_of(text))


def groups_of(text: str) -> list[Group]:
    """Return the groups of a query’s WHERE clauses in which a VALUES clause may stand first."""
    return [(group.after, group.outermost, group.variables) for group in _groups(text)]


def _groups(text: str) -> list[_Group]:
    """Return the groups of a query's WHERE clauses in which a VALUES clause may stand first."""
    found: list[_Group] = []
    stack: list[_Group] = []
    last, before = "", ""
    for token in tokens(text):
        if token.kind in ("comment", "string", "iri") or token.text.isspace():
            continue
        if token.kind == "open":
            template = last.upper() == "CONSTRUCT" and not stack
            data = before.upper() == "VALUES" or template
            stack.append(_Group(token.start + 1, not stack and not data, data))
        elif token.kind == "close" and stack:
            group = stack.pop()
            if not group.data and not group.subselect:
                found.append(group)
        elif stack and token.kind == "variable":
            stack[-1].variables.add(token.text[1:])
        elif stack and last == "{" and token.text.upper() == "SELECT":
            stack[-1].subselect = True
        if token.kind == "word" or token.kind == "open":
            before = token.text if token.text.upper() != "UNDEF" else before
        last = token.text
    return found


REFUSED = {
    "SERVICE": "SERVICE would send a request",
    "LOAD": "LOAD would fetch a document",
    "INSERT": "a query never changes the graph",
    "DELETE": "a query never changes the graph",
    "CLEAR": "a query never changes the graph",
    "DROP": "a query never changes the graph",
}


MAX_BYTES = 256_000
MAX_NESTING = 200


def refuse_excess(text: str) -> None:
    """Refuse a query whose text is too large or nests too deeply for the engine.

    Raises:
        LimitExceeded: the text has more than ``MAX_BYTES`` bytes or more than ``MAX_NESTING`` open brackets.
    """
    if len(text.encode()) > MAX_BYTES:
        raise LimitExceeded(f"the query is larger than {MAX_BYTES // 1000} kB; make it smaller")
    depth = 0
    for token in tokens(text):
        if token.text in ("(", "{", "["):
            depth += 1
        elif token.text in (")", "}", "]"):
            depth -= 1
        if depth > MAX_NESTING:
            raise LimitExceeded(f"the query nests more than {MAX_NESTING} brackets; make it simpler")


def refuse_network(text: str) -> None:
    """Refuse what would reach out of the process or change the graph.

    Raises:
        BrokenQuery: the query uses ``SERVICE``, ``LOAD`` or an update.
    """
    for token in tokens(text):
        if token.kind == "word" and token.text.upper() in REFUSED:
            raise BrokenQuery(f"{REFUSED[token.text.upper()]}: {token.text.upper()} is refused; leave it out")


def explain_error(text: str, message: str) -> str:
    """Turn the engine's account of a syntax error into one readable line."""
    place = re.match(r"error at (\d+):(\d+):", message)
    if not place:
        return f"the query is not valid SPARQL: {' '.join(message.split())}"
    line, column = int(place[1]), int(place[2])
    before = (text + "\n").split("\n")[line - 1][: column - 1]
    where = f"line {line}, column {column}"
    if "Prefix not found" in message and (name := re.search(r"([\w.-]*):[\w.-]*$", before)):
        where = f"line {line}, column {column - len(name[0])}"
        return f"the prefix “{name[1]}:” is not known ({where}); declare it with PREFIX {name[1]}: <…>"
    if "variable that is unbound" in message:
        return f"SELECT names a variable that is neither grouped nor counted ({where}); add it to GROUP BY"
    if "IRI parsing failed" in message:
        return f"an address is not valid ({where}); write it in full between < and >"
    wanted = re.findall(r'"[^"]+"|\b[A-Z]{3,}\b', message)
    hint = f"; expected here: {' '.join(wanted[:8])}" if wanted else ""
    return f"the query is not valid SPARQL ({where}){hint}"


def concepts_in(text: str) -> list[NamedNode]:
    """Return the concepts that a query itself names with a prefix it declares, such as ``role:signatory``."""
    homes = dict(re.findall(rf"PREFIX (\w+): <({re.escape(terms.VOCABULARY)}\w+/)>", text))
    named = re.findall(r"\b(\w+):([\w-]+)", text)
    return [NamedNode(homes[p] + local) for p, local in dict.fromkeys(named) if p in homes]
