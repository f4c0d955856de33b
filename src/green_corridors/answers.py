"""Answers: the rows of a query, and the labels by which a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from green_corridors import terms
from green_corridors.errors import InvalidParameter, LimitExceeded
from green_corridors.names import Names
from green_corridors.parts import Part, Row, Tabled
from green_corridors.selection import RELEASES
from green_corridors.terms import INFERRED

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge

__all__ = ["TERMS", "Answer", "Labels", "answer_of", "selects_all"]

Term = NamedNode | BlankNode | Literal | Triple | None
Form = OneOf["rows", "truth", "graph"]

#: So many labels are remembered.
REMEMBERED = 10_000
#: The formats that can hold each form of answer, for the repair.
FITTING = {
    "rows": "srj, srx, csv or tsv",
    "truth": "srj or srx",
    "graph": "turtle, ntriples or jsonld",
}


@dataclass(frozen=True)
class Answer:
    """The answer to a query: its variables in order, and one term or ``None`` for each in every row.

    ``form`` says what the rows are: solutions (SELECT); one cell that is true or false (ASK); or triples in
    three columns (CONSTRUCT, DESCRIBE), which ``prefixes`` may shorten in writing.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    form: Form = "rows"
    prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def truth(self) -> bool:
        """Whether the answer to an ASK is true."""
        return self.rows == ((TRUE,),)

    @property
    def triples(self) -> list[Triple]:
        """The triples of a graph, sorted, each once."""
        return sorted({Triple(s, p, o) for s, p, o in self.rows}, key=str)  # type: ignore[arg-type]

    def within(self, rows: int) -> Answer:
        """Return the answer if it has at most ``rows`` rows: an answer is never cut.

        Raises:
            LimitExceeded: it has more.
        """
        if len(self.rows) > rows:
            raise LimitExceeded(f"the answer has more than {rows} rows; add LIMIT or raise --max-rows")
        return self

    def with_links(self) -> Answer:
        """Return the answer as it is told by formats that have no place for citations."""
        return self

    def expect(self, format_name: str, *forms: Form) -> None:
        """Hold that a format can hold this form of answer.

        Raises:
            InvalidParameter: it cannot.
        """
        if self.form not in forms:
            what = {"rows": "rows", "truth": "true or false", "graph": "a graph"}[self.form]
            raise InvalidParameter(
                f"the answer is {what}, which {format_name} cannot hold; use --format {FITTING[self.form]}"
            )


TRUE = Literal("true", datatype=terms.XSD_BOOLEAN)
FALSE = Literal("false", datatype=terms.XSD_BOOLEAN)


def answer_of(results: QuerySolutions | QueryBoolean | QueryTriples, text: str = "") -> Answer:
    """Return results as rows: an ASK as one cell, triples as subject, predicate and object.

    With the ``text`` of the query, the columns of ``SELECT *`` stand in the order in which it names them (the
    engine sorts them), and a graph has the prefixes that it declares.
    """
    if isinstance(results, QuerySolutions):
        variables = tuple(variable.value for variable in results.variables)
        if text and selects_all(text):
            variables = tuple(name for name in _mentioned(text) if name in variables)
        return Answer(variables, tuple(tuple(row[name] for name in variables) for row in results))
    if isinstance(results, QueryBoolean):
        return Answer(("answer",), ((TRUE if results else FALSE,),), "truth")
    return Answer(
        ("subject", "predicate", "object"),
        tuple((t.subject, t.predicate, t.object) for t in results),
        "graph",
        _declared(text),
    )


def _words(text: str) -> list[str]:
    from green_corridors.sparql import tokens

    return [t.text for t in tokens(text) if t.kind != "comment" and not t.text.isspace()]


def selects_all(text: str) -> bool:
    """Tell whether the outermost SELECT is of all variables."""
    words = [word.upper() for word in _words(text)]
    start = words.index("SELECT") + 1 if "SELECT" in words else len(words)
    return next((word for word in words[start:] if word not in ("DISTINCT", "REDUCED")), "") == "*"


def _mentioned(text: str) -> list[str]:
    """Return the names of the variables of a query, in the order in which it first names them."""
    from green_corridors.sparql import tokens

    return list(dict.fromkeys(t.text[1:] for t in tokens(text) if t.kind == "variable"))


def _declared(text: str) -> dict[str, str]:
    """Return the prefixes that a query declares with an absolute IRI."""
    words = _words(text)
    found = {}
    for place, word in enumerate(words):
        if word.upper() == "PREFIX":
            name, colon, rest = "".join(words[place + 1 : place + 4]).partition(":")
            iri = rest.partition(">")[0].removeprefix("<")
            if colon and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
                found[name] = iri
    return found


class Labels:
    """The label of each IRI: a preferred label, for a release its publisher and date, else its CURIE."""

    def __init__(self, knowledge: Tabled, names: Names):
        self._names = names
        self._releases, self._terms = knowledge.table(RELEASES), knowledge.table(TERMS)
        self._of_node = lru_cache(REMEMBERED)(self._found)  # the rows of an answer name the same things

    def of(self, term: Term) -> str:
        """Return the text a person reads for a term; the empty text for an unbound one."""
        if isinstance(term, NamedNode):
            return self._of_node(term)
        if isinstance(term, Literal):
            return term.value
        return "" if term is None else str(term)

    def _found(self, node: NamedNode) -> str:
        iri = node.value
        return self._release(iri) or self._named(iri) or _foreign(node) or self._names.curie(node)

    def _named(self, iri: str) -> str:
        """Return the label of a term of the ontology or of a thing, empty if it has none."""
        if (label := self._terms.get(iri)) is not None:
            return str(label)
        entity = self._names.entities.get(iri)
        return entity.label if entity else ""

    def _release(self, iri: str) -> str:
        """Return a short label of a release such as “PortNews, 2023-03-17”, empty if it is none."""
        release = iri.removesuffix(INFERRED)
        about = self._releases.get(release)
        if about is None:
            return ""
        name = self._named(about["publisher"]) or release.rpartition("/")[2]
        return f"{name}, {about['published']}{' (inferred)' if release != iri else ''}"


def _foreign(term: NamedNode) -> str | None:
    """Return the words of a name in SKOS or OWL, such as “alt label”, and “type” for ``rdf:type``."""
    if term == terms.RDF_TYPE:
        return "type"
    home = next((each for each in (terms.SKOS, terms.OWL) if term.value.startswith(each)), None)
    return home and re.sub(r"([A-Z])", r" \1", term.value.removeprefix(home)).lower()


def _of_background(knowledge: Knowledge) -> Iterator[Row]:
    for source in knowledge.ontology:
        for subject, predicate, value in source.triples:
            if (
                predicate == terms.RDFS_LABEL
                and isinstance(subject, NamedNode)
                and isinstance(value, Literal)
            ):
                yield subject.value, value.value


#: The labels of the terms of the ontology.
TERMS = Part("terms", of_background=_of_background)
