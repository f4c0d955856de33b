"""Prove that the words a release cites stand in a text, and say which do not, exactly where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.anchors import digest, normalised, occurrences, standing
from green_corridors.findings import Finding, Rule
from green_corridors.pages import Page
from green_corridors.placing import finding
from green_corridors.sources import Release

__all__ = ["RULES", "Cited", "address_of", "cited", "found_once", "missing_copy", "of_page", "of_text"]

GONE = Rule(
    "passage-gone",
    "violation",
    "passage stands in its source",
    "The first or the last words of a passage stand nowhere in the text of its release. They were mistyped, "
    "or the page has changed.",
)
CHANGED = Rule(
    "passage-changed",
    "violation",
    "passage is as it was read",
    "The first and the last words of a passage stand in the text, and what stands between them is not what "
    "was read: its SHA-256 is another.",
)
AMBIGUOUS = Rule(
    "passage-ambiguous",
    "violation",
    "passage is found at one place",
    "The first words of a passage stand more than once in the text, so nobody can tell which place is meant.",
)
ORDER = Rule(
    "passage-order",
    "violation",
    "first words before last words",
    "The last words of a passage stand in the text only before its first words.",
)
PRINTED = Rule(
    "printed-words",
    "violation",
    "printed words are printed",
    "A title, a stage, a date or a figure that a release is said to print does not stand in its text.",
)
NO_COPY = Rule(
    "copy-missing",
    "warning",
    "release has a saved copy",
    "The folder has no saved copy of the text of a release, so nothing of the release was compared.",
)
PAGE_GONE = Rule(
    "page-gone",
    "violation",
    "page is there",
    "The page of a release is no longer at its address: the server answers 404 or 410.",
)
MOVED = Rule(
    "page-moved",
    "warning",
    "page has not moved",
    "The server says that the page of a release has another address for good (301 or 308).",
)
UNREACHABLE = Rule(
    "page-unreachable",
    "warning",
    "page can be reached",
    "The page of a release could not be fetched this time, so nothing of the release was compared.",
)
UNREADABLE = Rule(
    "page-unreadable",
    "warning",
    "page holds a text",
    "What stands at the address of a release is no text that can be compared: neither HTML nor plain text, "
    "or too long.",
)
RULES = (GONE, CHANGED, AMBIGUOUS, ORDER, PRINTED, NO_COPY, PAGE_GONE, MOVED, UNREACHABLE, UNREADABLE)

#: The properties whose values are the words of the source.
PRINTED_WORDS = tuple(
    NamedNode(terms.GSC + name) for name in ("datePrinted", "jobTitle", "stagePrinted", "value")
)


@dataclass(frozen=True)
class Cited:
    """A passage of a release: the triples of its first and last words and, where it has one, its digest."""

    first: Triple
    last: Triple
    sha256: Triple | None


def cited(release: Release) -> list[Cited]:
    """Return the passages of a release that have first and last words, in the order of its file."""
    told = {
        predicate: _values(release, predicate)
        for predicate in (terms.FIRST_WORDS, terms.LAST_WORDS, terms.SHA256)
    }
    return [
        Cited(first, told[terms.LAST_WORDS][passage], told[terms.SHA256].get(passage))
        for passage, first in told[terms.FIRST_WORDS].items()
        if passage in told[terms.LAST_WORDS]
    ]


def address_of(release: Release) -> str:
    """Return the address of the page of a release, empty where it tells none."""
    triple = _address(release)
    return _words(triple) if triple.predicate == terms.ADDRESS else ""


def found_once(passage: Cited, text: str) -> str | None:
    """Return a passage as it stands in a normalised text, or ``None`` where it is not found exactly once."""
    first, last = _words(passage.first), _words(passage.last)
    places = occurrences(text, first, last)
    return text[slice(*places[0])] if len(places) == len(standing(text, first)) == 1 else None


def of_text(release: Release, text: str, where: str) -> Iterator[Finding]:
    """Yield what the text of a release does not bear out; ``where`` names the text in the messages."""
    text = normalised(text)
    for passage in cited(release):
        yield from _of_passage(release, passage, text, where)
    for triple in _literals(release):
        if triple.predicate in PRINTED_WORDS and not standing(text, _words(triple)):
            message = f"“{_words(triple)}” is said to be printed, and does not stand in {where}"
            yield _finding(PRINTED, release, triple, message, "copy the words as the page prints them")


def of_page(release: Release, page: Page) -> Iterator[Finding]:
    """Yield what a visit to the address of a release found wrong, with what its text does not bear out."""
    at = partial(_finding, release=release, triple=_address(release))
    if page.moved:
        yield at(MOVED, message="the page has moved for good", repair=f"write the new address, {page.moved}")
    if page.gone:
        repair = "look for the page elsewhere or in a web archive, and note it; never delete the release"
        yield at(PAGE_GONE, message="the page is gone", repair=repair)
    if page.unreachable:
        message = f"the page could not be fetched ({page.unreachable})"
        yield at(UNREACHABLE, message=message, repair="try again later, or compare a saved copy with --text")
    if page.unreadable:
        message = f"the page cannot be compared ({page.unreadable})"
        yield at(UNREADABLE, message=message, repair="save its text, and compare that with --text")
    if page.text is not None:
        yield from of_text(release, page.text, "the page")


def missing_copy(release: Release, name: str, folder: str) -> Finding:
    """Return the finding that a folder has no copy of a release, which would bear a name."""
    triple = next((t for t in _literals(release) if t.predicate == terms.SAVED_COPY), None)
    message = f"{folder} has no copy of the text of this release"
    repair = f"save the text of the page there as {name}.txt"
    return _finding(NO_COPY, release, triple or _address(release), message, repair)


def _of_passage(release: Release, passage: Cited, text: str, where: str) -> Iterator[Finding]:
    at = partial(_finding, release=release)
    again = "read the page again, and correct the passage or the facts it carries"
    firsts, lasts = (standing(text, _words(triple)) for triple in (passage.first, passage.last))
    for name, triple, places in (("first", passage.first, firsts), ("last", passage.last, lasts)):
        if not places:
            message = f"the {name} words “{_words(triple)}” stand nowhere in {where}"
            yield at(GONE, triple=triple, message=message, repair=again)
    if len(firsts) > 1:
        message = f"the first words “{_words(passage.first)}” stand {len(firsts)} times in {where}"
        repair = "begin the passage with words that stand there once"
        yield at(AMBIGUOUS, triple=passage.first, message=message, repair=repair)
    elif firsts and lasts and not occurrences(text, _words(passage.first), _words(passage.last)):
        message = f"the last words “{_words(passage.last)}” stand in {where} only before the first words"
        yield at(ORDER, triple=passage.last, message=message, repair=again)
    words = found_once(passage, text)
    if words is not None and passage.sha256 and digest(words) != _words(passage.sha256):
        message = f"the passage in {where} is not what was read when its digest was written"
        repair = "read it again, correct its facts, and run gsc sources digest"
        yield at(CHANGED, triple=passage.sha256, message=message, repair=repair)


def _finding(rule: Rule, release: Release, triple: Triple, message: str, repair: str) -> Finding:
    return finding(rule, release.documents[0], triple, message, repair)


def _address(release: Release) -> Triple:
    """Return the triple of the address of a release, else another one of the release."""
    told = [triple for triple in release.triples if triple.subject == release.graph]
    return next((triple for triple in told if triple.predicate == terms.ADDRESS), told[0])


def _literals(release: Release) -> Iterator[Triple]:
    return (triple for triple in release.triples if isinstance(triple.object, Literal))


def _values(release: Release, predicate: NamedNode) -> Mapping[object, Triple]:
    found: dict[object, Triple] = {}
    for triple in _literals(release):
        if triple.predicate == predicate:
            found.setdefault(triple.subject, triple)
    return found


def _words(triple: Triple) -> str:
    return str(getattr(triple.object, "value", ""))
