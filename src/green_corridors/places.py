"""Where in a file a subject or one of its facts stands: exactly, down to the columns of a value.

In Turtle, TriG, N-Triples and N-Quads every place is exact. JSON-LD, RDF/XML and the triple terms of RDF 1.2
are placed by the nearest mention of the term in the text.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property, lru_cache
from xml.sax.saxutils import escape

from pyoxigraph import Literal, NamedNode, RdfFormat

from green_corridors.findings import Place
from green_corridors.reading import Document
from green_corridors.standings import Span, standings

__all__ = [
    "place_between",
    "place_of",
    "place_of_property",
    "place_of_subject",
    "place_of_use",
    "span_place",
    "states",
    "uses_in",
    "values_in",
]

EXACT = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)


class _Index:
    """The places of one document: of subjects, of values, of properties, and of facts from either end."""

    def __init__(self, document: Document):
        self.text = document.text
        self.lines = [0, *(n + 1 for n, c in enumerate(self.text) if c == "\n")]
        self.subjects: dict[object, Span] = {}
        self.objects: dict[object, Span] = {}
        #: Where a property of a subject stands first, and the subject before it.
        self.properties: dict[tuple[object, object], tuple[Span, Span]] = {}
        self.facts: dict[tuple[object, object], list[tuple[object, Span]]] = defaultdict(list)
        found = standings(self.text) if document.form in EXACT else None
        self.exact = found is not None and len(found) == len(document.quads)
        if found and self.exact:
            for quad, standing in zip(document.quads, found, strict=True):
                self.subjects.setdefault(quad.subject, standing.subject)
                self.objects.setdefault(quad.object, standing.object)
                parts = standing.predicate, standing.subject
                self.properties.setdefault((quad.subject, quad.predicate), parts)
                self.facts[quad.subject, quad.predicate].append((quad.object, standing.object))
        else:
            self._by_mention(document)

    def _by_mention(self, document: Document) -> None:
        for quad in document.quads:
            subject = self.subjects.get(quad.subject) or _mention(document, quad.subject, 0)
            self.subjects[quad.subject] = subject
            predicate = _mention(document, quad.predicate, subject.start)
            self.properties.setdefault((quad.subject, quad.predicate), (predicate, subject))
            span = _mention(document, quad.object, predicate.start)
            self.objects.setdefault(quad.object, span)
            self.facts[quad.subject, quad.predicate].append((quad.object, span))

    @cached_property
    def uses(self) -> dict[tuple[object, object], list[tuple[object, Span]]]:
        """The subjects that have a value of a property, by the value and the property."""
        found = defaultdict(list)
        for (subject, predicate), stated in self.facts.items():
            for term, span in stated:
                found[term, predicate].append((subject, span))
        return found

    @cached_property
    def ties(self) -> dict[tuple[object, object], Span]:
        """Where a value of a subject stands first, whatever the property."""
        found: dict[tuple[object, object], Span] = {}
        for (subject, _), stated in self.facts.items():
            for term, span in stated:
                found[subject, term] = min(span, found.get((subject, term), span))
        return found

    def position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


@lru_cache(maxsize=256)
def _index(document: Document) -> _Index:
    return _Index(document)


def span_place(document: Document, span: Span) -> Place:
    """Return a stretch of a document's text as a place."""
    index = _index(document)
    return Place(document.path, *index.position(span.start), *index.position(span.end))


def place_of(
    document: Document, subject: object, predicate: object = None, value: object = None
) -> Place | None:
    """Return the place of a value, else of the first value of the property, else of the subject.

    The terms are pyoxigraph's, with the texts that the document gives them. ``None`` where the document says
    nothing of the subject.
    """
    index = _index(document)
    stated = index.facts.get((subject, predicate), [])
    span = next((span for term, span in stated if term == value), stated[0][1] if stated else None)
    span = span or index.subjects.get(subject)
    return span_place(document, span) if span else None


def place_of_use(document: Document, value: object) -> Place | None:
    """Return the first place where a term stands as a value."""
    span = _index(document).objects.get(value)
    return span_place(document, span) if span else None


def place_of_property(document: Document, subject: object, predicate: object) -> Place | None:
    """Return the place where a subject first has a property: that of the property itself."""
    parts = _index(document).properties.get((subject, predicate))
    return span_place(document, parts[0]) if parts else None


def place_of_subject(document: Document, subject: object, predicate: object) -> Place | None:
    """Return the place of a subject where it first has a property; ``None`` where it has none such."""
    parts = _index(document).properties.get((subject, predicate))
    return span_place(document, parts[1]) if parts else None


def place_between(document: Document, subject: object, value: object) -> Place | None:
    """Return the first place where a subject has a value, whatever the property."""
    span = _index(document).ties.get((subject, value))
    return span_place(document, span) if span else None


def values_in(document: Document, subject: object, predicate: object) -> list[tuple[object, Place]]:
    """Return the values a document states of a property of a subject, in its order, with their places."""
    stated = _index(document).facts.get((subject, predicate), [])
    return [(term, span_place(document, span)) for term, span in sorted(stated, key=lambda each: each[1])]


def uses_in(document: Document, value: object, predicate: object) -> list[tuple[object, Place]]:
    """Return the subjects that have a value of a property, in its order, with the places of that value."""
    used = _index(document).uses.get((value, predicate), [])
    return [(term, span_place(document, span)) for term, span in sorted(used, key=lambda each: each[1])]


def states(document: Document, subject: object, predicate: NamedNode) -> bool:
    """Tell whether a document states a property of a subject at all."""
    return (subject, predicate) in _index(document).facts


def _mention(document: Document, term: object, start: int) -> Span:
    """Return the nearest mention of a term behind a position, else the first one, else that position."""
    for spelling in _spellings(document, term):
        for begin in (document.text.find(spelling, start), document.text.find(spelling)):
            if begin >= 0:
                return Span(begin, begin + len(spelling))
    return Span(start, start)


def _spellings(document: Document, term: object) -> list[str]:
    """Return how a term may be written, from the most certain to the least."""
    if isinstance(term, Literal):
        texts = [term.value, json.dumps(term.value, ensure_ascii=False)[1:-1], escape(term.value)]
        return [text for text in texts if text]
    if not isinstance(term, NamedNode):
        return []
    iri = term.value
    names = [f"{p}:{iri.removeprefix(n)}" for p, n in document.prefixes.items() if iri.startswith(n) and p]
    relative = iri.removeprefix(document.base) if document.base else ""
    local = iri.replace("#", "/").rpartition("/")[2]
    return [text for text in (iri, *names, relative if relative != iri else "", local) if len(text) > 1]
