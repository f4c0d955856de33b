"""Write the digest of each passage into a release file, from the text that was read."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from green_corridors import terms
from green_corridors.anchors import digest, normalised
from green_corridors.house import house_form, write_turtle
from green_corridors.proof import Cited, cited, found_once
from green_corridors.sources import Release

__all__ = ["Digested", "with_digests"]


@dataclass(frozen=True)
class Digested:
    """A release file in house form with its digests: how many are new, which were others, which are unknown.

    A passage is unknown that is not found exactly once; its digest, if it has one, is left as it was.
    """

    turtle: str
    new: int
    replaced: tuple[Cited, ...]
    unknown: tuple[Cited, ...]


def with_digests(release: Release, text: str) -> Digested:
    """Return a release file with the digest of each passage that is found exactly once in a text.

    Raises:
        NotHouseForm: the file cannot be written in house form without losing something.
    """
    document, text = release.documents[0], normalised(text)
    house_form(document)  # refuses what writing would lose
    facts = dict.fromkeys(document.triples)
    new, replaced, unknown = 0, [], []
    for passage in cited(release):
        words = found_once(passage, text)
        if words is None:
            unknown.append(passage)
            continue
        now = Triple(passage.first.subject, terms.SHA256, Literal(digest(words)))
        before = [fact for fact in facts if (fact.subject, fact.predicate) == (now.subject, now.predicate)]
        if before == [now]:
            continue
        new += not before
        replaced += [passage] if before else []
        facts = {fact: None for fact in facts if fact not in before} | {now: None}
    written = write_turtle(facts, document.prefixes, document.base)
    return Digested(written, new, tuple(replaced), tuple(unknown))
