"""Answers: the rows of a query, and the labels by which a person reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from green_corridors import terms
from green_corridors.graph import Knowledge
from green_corridors.names import Names

__all__ = ["Answer", "Labels", "answer_of"]

Term = NamedNode | BlankNode | Literal | Triple | None


@dataclass(frozen=True)
class Answer:
    """The solutions of a query: its variables in order, and one term or ``None`` for each in every row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]


def answer_of(results: QuerySolutions | QueryBoolean | QueryTriples) -> Answer:
    """Return results as rows: an ASK as one cell, triples as subject, predicate and object."""
    if isinstance(results, QuerySolutions):
        variables = tuple(variable.value for variable in results.variables)
        return Answer(variables, tuple(tuple(row[name] for name in variables) for row in results))
    if isinstance(results, QueryBoolean):
        value = Literal("true" if results else "false", datatype=terms.XSD_BOOLEAN)
        return Answer(("answer",), ((value,),))
    return Answer(
        ("subject", "predicate", "object"), tuple((t.subject, t.predicate, t.object) for t in results)
    )


class Labels:
    """The label of each IRI: a preferred label, for a release its publisher and date, else its CURIE."""

    def __init__(self, knowledge: Knowledge, names: Names):
        self._names = names
        self._labels = {iri: entity.label for iri, entity in names.entities.items()}
        self._labels.update(_term_labels(knowledge))
        self._labels.update(_release_labels(knowledge, self._labels))

    def of(self, term: Term) -> str:
        """Return the text a person reads for a term; the empty text for an unbound one."""
        if isinstance(term, NamedNode):
            return self._labels.get(term.value) or _foreign(term) or self._names.curie(term)
        if isinstance(term, Literal):
            return term.value
        return "" if term is None else str(term)


def _foreign(term: NamedNode) -> str | None:
    """Return the words of a SKOS term’s name: “alt label” for ``skos:altLabel``."""
    if not term.value.startswith(terms.SKOS):
        return None
    return re.sub(r"([A-Z])", r" \1", term.value.removeprefix(terms.SKOS)).lower()


def _term_labels(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for source in knowledge.ontology:
        for subject, predicate, value in source.triples:
            if (
                predicate == terms.RDFS_LABEL
                and isinstance(subject, NamedNode)
                and isinstance(value, Literal)
            ):
                yield subject.value, value.value


def _release_labels(knowledge: Knowledge, labels: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield for each release a short label such as “PortNews, 2023-03-17”."""
    for release in knowledge.releases:
        about = {t.predicate: t.object for t in release.triples if t.subject == release.graph}
        publisher, published = about.get(terms.PUBLISHER), about.get(terms.PUBLISHED)
        name = labels.get(publisher.value, "") if isinstance(publisher, NamedNode) else ""
        date = published.value if isinstance(published, Literal) else "no date"
        yield release.graph.value, f"{name or release.slug}, {date}"
        yield release.inferred_graph.value, f"{name or release.slug}, {date} (inferred)"
