"""Citations: for a row of an answer, the releases that state it and the passages where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.answers import Answer, Labels, Term
from green_corridors.evidence import Told, first, tellings, value
from green_corridors.graph import Knowledge

__all__ = ["Citation", "Citations", "CitedAnswer", "Passage", "cited", "fragment"]


@dataclass(frozen=True)
class Passage:
    """A place in a release, with a link that opens the page there."""

    iri: str
    first_words: str
    last_words: str
    link: str


@dataclass(frozen=True)
class Citation:
    """A release that states a row, and the passages where the row’s facts stand."""

    release: str
    publisher: str
    published: str
    title: str
    address: str
    passages: tuple[Passage, ...]


def fragment(address: str, first_words: str, last_words: str) -> str:
    """Return an address with a text fragment (WICG, URL Fragment Text Directives).

    Every character that could be read as syntax is percent-encoded, the hyphen too.
    """
    words = ",".join(quote(words, safe="").replace("-", "%2D") for words in (first_words, last_words))
    return f"{address}{'' if '#' in address else '#'}:~:text={words}"


class Citations:
    """The citations of a workspace: what each release says of which subject, and where."""

    def __init__(self, knowledge: Knowledge, labels: Labels):
        self._told = tellings(knowledge)
        self._labels = labels

    def of(self, row: Iterable[Term]) -> tuple[Citation, ...]:
        """Return the citations of a row: one for each release it names."""
        terms_of_row = [term for term in row if term is not None]
        told = (self._told(term) for term in terms_of_row)
        return tuple(self._citation(each, terms_of_row) for each in told if each)

    def _citation(self, told: Told, row: Sequence[Term]) -> Citation:
        about = told.facts[told.release.graph]
        address = value(about.get(terms.ADDRESS))
        return Citation(
            release=told.release.graph.value,
            publisher=self._labels.of(first(about.get(terms.PUBLISHER))),
            published=value(about.get(terms.PUBLISHED)),
            title=value(about.get(terms.TITLE)),
            address=address,
            passages=tuple(
                Passage(iri, first, last, fragment(address, first, last))
                for iri, first, last in told.passages_of(row)
            ),
        )


@dataclass(frozen=True)
class CitedAnswer(Answer):
    """An answer whose rows have citations, in the same order."""

    citations: tuple[tuple[Citation, ...], ...] = ()

    def numbered(self) -> dict[Citation, int]:
        """Return every citation with its number, counted from 1 in the order of first use."""
        distinct = dict.fromkeys(citation for row in self.citations for citation in row)
        return {citation: number for number, citation in enumerate(distinct, 1)}

    def with_links(self) -> Answer:
        """Return the answer with a column of links, for formats that have no place for citations."""
        links = (" ".join(p.link for c in row for p in c.passages) for row in self.citations)
        rows = tuple((*row, Literal(link)) for row, link in zip(self.rows, links, strict=True))
        return Answer((*self.variables, "links"), rows)


def cited(answer: Answer, citations: Citations) -> CitedAnswer:
    """Return an answer with the citations of each row."""
    found = tuple(citations.of(row) for row in answer.rows)
    return CitedAnswer(**vars(answer), citations=found)
