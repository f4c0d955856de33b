"""Rules: what follows from what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, Store, Triple

from green_corridors.errors import BrokenQuery

__all__ = [
    "MAX_BODY",
    "NO_CONSTRUCT",
    "Absent",
    "Part",
    "Pattern",
    "Rule",
    "Term",
    "construct",
    "parts_of",
    "variables_of",
]

Term = NamedNode | BlankNode | Literal | Triple
#: A variable by its name, or a term.
Part = str | Term
Pattern = tuple[Part, NamedNode, Part]

#: A longer body is left to the engine; it is matched with one call inside another for each pattern.
MAX_BODY = 50
NO_CONSTRUCT = "a rule of the ontology is no CONSTRUCT query; rules construct triples"


@dataclass(frozen=True)
class Absent:
    """What must not be there: all of ``body``, ``unequal`` as said, and each of ``absent`` not there.

    It is a ``FILTER NOT EXISTS`` of SPARQL, whose variables are those around it where it has the same.
    """

    body: tuple[Pattern, ...]
    unequal: tuple[tuple[Part, Part], ...] = ()
    absent: tuple[Absent, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What follows (``head``) where all of ``body`` holds.

    ``kind`` is the kind of the axiom, or “rule”; ``name`` that of the rule, ``axiom`` the triple that states
    it. A rule that patterns alone cannot say has its ``query``, and in ``conditions`` what else that asks;
    where no more is asked than what is ``absent``, that too.
    """

    kind: str
    head: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    unequal: tuple[tuple[Part, Part], ...] = ()
    name: str = ""
    axiom: Triple | None = None
    query: str = ""
    conditions: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether what it concludes can only be asked of the engine."""
        return bool(self.query) and not self.absent


def parts_of(pattern: Pattern) -> tuple[Part, Part]:
    """Return the subject and the object of a pattern."""
    return pattern[0], pattern[2]


def variables_of(patterns: tuple[Pattern, ...]) -> set[str]:
    """Return the names of the variables of some patterns."""
    return {part for pattern in patterns for part in parts_of(pattern) if isinstance(part, str)}


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
