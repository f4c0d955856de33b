"""Where in a file a subject or one of its facts stands."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import Triple

from green_corridors.errors import NotHouseForm
from green_corridors.house import House, house_form
from green_corridors.reading import Document

__all__ = ["line_of", "line_of_triple"]


@lru_cache(maxsize=256)
def _house(document: Document) -> House:
    try:
        return house_form(document)
    except NotHouseForm:
        return House()


def line_of_triple(document: Document, triple: Triple) -> int | None:
    """Return the line of a triple: exact in a file in house form, else the first line of its subject."""
    house = _house(document)
    if house.text == document.text and triple in house.triples:
        return house.triples[triple]
    return line_of(document, str(triple.subject))


def line_of(
    document: Document, subject: str, predicate: str | None = None, value: str | None = None
) -> int | None:
    """Return the line of a subject, or of its first fact with a predicate and a value, as N-Triples terms."""
    house = _house(document)
    if house.text == document.text:
        for triple, line in house.triples.items():
            if (
                str(triple.subject) == subject
                and str(triple.predicate) == predicate
                and value in (None, str(triple.object))
            ):
                return line
        return house.subjects.get(subject)
    return _first_mention(document, subject)


def _first_mention(document: Document, subject: str) -> int | None:
    """Return the first line that starts with the subject in any spelling the file's prefixes allow."""
    iri = subject.strip("<>")
    spellings = [
        subject,
        *(f"{p}:{iri.removeprefix(n)}" for p, n in document.prefixes.items() if iri.startswith(n)),
    ]
    if document.base and iri.startswith(document.base):
        spellings.append(f"<{iri.removeprefix(document.base)}>")
    for number, line in enumerate(document.text.splitlines(), 1):
        words = line.split(maxsplit=1)
        if words and words[0] in spellings:
            return number
    return None
