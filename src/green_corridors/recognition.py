"""Names that are known already, recognised in a running text with the passages in which they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from green_corridors.anchors import normalised
from green_corridors.names import Entity, Names, fold
from green_corridors.passages import WIDE, Passage, Span, blocks, passage, sentences
from green_corridors.printed_dates import PrintedDate, printed_dates

__all__ = ["Recogniser", "Sentence", "Sighting"]

#: What is recognised; releases are named by what they tell, topics by no words of their own.
RECOGNISED = frozenset(
    ["port", "place", "organization", "person", "agreement", "corridor", "event", "platform"]
)

#: A word is an abbreviation with its points, a run of katakana, one other wide sign, or a run of letters.
WORD = re.compile(rf"(?:[^\W\d_]\.)+[^\W\d_]\b\.?|[\u30a1-\u30fa\u30fc-\u30fe]+|[{WIDE}]|(?:(?![{WIDE}])\w)+")
SPACE = re.compile(r"[\s\u200b]*[-‐‑‒–—―−/]?[\s\u200b]*")
WIKIDATA = re.compile(r"Q\d+")

PORT, PORTS = frozenset(["port", "harbor", "harbour", "seaport"]), frozenset(["ports", "harbors", "seaports"])
LINKS = frozenset(["and", "or", "the", "both"])

#: How far from “ports” a name in a list of ports may stand, in words.
LONGEST_LIST = 40


@dataclass(frozen=True)
class Word:
    """A word of a text or of a name: its place, its folded form and its form as printed."""

    start: int
    end: int
    key: str
    printed: str


@dataclass(frozen=True)
class Sighting:
    """A name in a text: its place, all that bear it, and those of them that the words around it mean."""

    start: int
    end: int
    printed: str
    readings: tuple[Entity, ...]
    meant: tuple[Entity, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence with names or dates; ``passage`` is ``None`` where it stands at no place of its own."""

    printed: str
    sightings: tuple[Sighting, ...]
    dates: tuple[PrintedDate, ...]
    passage: Passage | None


@dataclass(frozen=True)
class _Name:
    """One name of a thing as words, with the text between them; ``family`` for the last name of a person."""

    entity: Entity
    words: tuple[Word, ...]
    gaps: tuple[str, ...]
    family: bool = False


class Recogniser:
    """The names of a workspace, ready to be found in texts."""

    def __init__(self, names: Names):
        self._names = names

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[_Name]]:
        found: dict[tuple[str, ...], list[_Name]] = defaultdict(list)
        for entity in self._names.entities.values():
            for text, family in _printable(entity) if entity.kind in RECOGNISED else ():
                if words := words_of(text):
                    name = _Name(entity, words, _gaps(text, words), family)
                    found[tuple(word.key for word in words)].append(name)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_words), default=0)

    def sentences(self, text: str) -> Iterator[Sentence]:
        """Yield the sentences of a text in which a name or a date stands, in its order.

        A person is known by the last name alone once the full name has stood.
        """
        normal = normalised(text)
        introduced: set[Entity] = set()
        for block in blocks(text):
            sightings = self._sightings(text, block, introduced)
            for start, end in sentences(text, block, [(s.start, s.end) for s in sightings]):
                first, last = (bisect_left(sightings, at, key=lambda s: s.start) for at in (start, end))
                within = tuple(sightings[first:last])
                dates = tuple(printed_dates(" ".join(text[start:end].split())))
                if within or dates:
                    named = within[0].start - start if within else end - start
                    found = passage(normal, text[start:end], named)
                    yield Sentence(text[start:end].strip(), within, dates, found)

    def _sightings(self, text: str, block: Span, introduced: set[Entity]) -> list[Sighting]:
        words = words_of(text, block)
        found: list[tuple[int, int, list[_Name]]] = []
        at = 0
        while at < len(words):
            end, names = self._longest_at(text, words, at, introduced)
            if names:
                found.append((at, end, names))
                introduced |= {name.entity for name in names if name.entity.kind == "person"}
            at = max(end, at + 1)
        ports = _ports(text, words, [(start, end) for start, end, _ in found])
        return [
            self._sighting(text, words[start:end], names, (start, end) in ports)
            for start, end, names in found
        ]

    def _longest_at(
        self, text: str, words: Sequence[Word], at: int, introduced: set[Entity]
    ) -> tuple[int, list[_Name]]:
        """Return the longest name that begins with a word: where it ends, and all that bear it."""
        for end in range(min(at + self._longest, len(words)), at, -1):
            names = [
                name
                for name in self._by_words.get(tuple(word.key for word in words[at:end]), ())
                if _stands(text, words, at, name) and (not name.family or name.entity in introduced)
            ]
            if names:
                return end, names
        return at, []

    def _sighting(self, text: str, words: Sequence[Word], names: Sequence[_Name], of_ports: bool) -> Sighting:
        start, end = words[0].start, words[-1].end
        bearing = tuple(dict.fromkeys(name.entity for name in names))
        as_port = self._called_port(words) if of_ports else ()
        readings = tuple(dict.fromkeys((*bearing, *as_port)))
        bare = not {word.key for word in words} & (PORT | PORTS)
        places = tuple(entity for entity in readings if entity.kind == "place")
        meant = as_port or (places if places and bare else readings)
        return Sighting(start, end, " ".join(text[start:end].split()), readings, meant)

    def _called_port(self, words: Sequence[Word]) -> tuple[Entity, ...]:
        """Return what is called “Port of …” by some words: a port, and the body that bears its name."""
        keys = ("port", "of", *(word.key for word in words))
        found = (name.entity for name in self._by_words.get(keys, ()))
        return tuple(dict.fromkeys(entity for entity in found if entity.kind in ("port", "organization")))


def words_of(text: str, span: Span | None = None) -> tuple[Word, ...]:
    """Return the words of a text, or of a stretch of it, with their places in the text."""
    found = (match for match in WORD.finditer(text, *(span or (0, len(text)))))
    return tuple(Word(*match.span(), fold(match[0]), match[0]) for match in found)


def _printable(entity: Entity) -> Iterator[tuple[str, bool]]:
    """Yield the names by which a page may call a thing, and whether each is a person's last name only."""
    slug, family = entity.iri.value.rpartition("/")[2], entity.label.rpartition(" ")[2]
    for name in entity.names:
        if name == entity.label or not (name == slug or "://" in name or WIKIDATA.fullmatch(name)):
            yield name, entity.kind == "person" and name == family != entity.label


def _gaps(text: str, words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(text[word.end : after.start].strip() for word, after in pairwise(words))


def _stands(text: str, words: Sequence[Word], at: int, name: _Name) -> bool:
    """Tell whether the words from a place on print a name: with its capitals, and no sentence ends in it."""
    printed = words[at : at + len(name.words)]
    between = zip(printed, printed[1:], name.gaps, strict=False)
    for word, after, gap in between:
        space = text[word.end : after.start]
        if space.strip() != gap and not SPACE.fullmatch(space):
            return False
    if not all(
        _capitals(ours.printed, theirs.printed) for ours, theirs in zip(name.words, printed, strict=True)
    ):
        return False
    return not (len(printed) == 1 and _short(name.words[0].printed) and _shouted(text, printed[0]))


def _capitals(ours: str, theirs: str) -> bool:
    """Tell whether each capital of a name is printed as one; “us” is not US, and “LA” is not La."""
    ours, theirs = ours.replace(".", ""), theirs.replace(".", "")
    if len(ours) != len(theirs):
        return not ours[:1].isupper() or theirs[:1].isupper()
    return all(not a.isupper() or b.isupper() for a, b in zip(ours, theirs, strict=True))


def _short(word: str) -> bool:
    letters = word.replace(".", "")
    return letters.isupper() and 2 <= len(letters) <= 4


def _shouted(text: str, word: Word) -> bool:
    """Tell whether a word stands in a line of capitals only, where US may be the word “us”."""
    before = text[max(0, word.start - 100) : word.start].rpartition("\n")[2]
    after = text[word.end : word.end + 100].partition("\n")[0]
    return (before + after).isupper()


def _ports(text: str, words: Sequence[Word], names: Sequence[Span]) -> set[Span]:
    """Return which names the words around call ports: “ports of A, B and C”, “A and B ports”."""
    ends, starts = {end: start for start, end in names}, dict(names)
    found = set()
    for start, end in names:
        if _after_port(text, words, start, ends) or _before_port(text, words, end, starts):
            found.add((start, end))
    return found


def _after_port(text: str, words: Sequence[Word], at: int, ends: dict[int, int]) -> bool:
    """Tell whether “ports of” and a list of names lead to a place; “port of” only if it stands there."""
    direct, far = True, at - LONGEST_LIST
    while at > max(0, far) and _listed(text, words[at - 1].end, words[at].start):
        word = words[at - 1]
        if word.key == "of" and at > 1:
            return words[at - 2].key in (PORT | PORTS if direct else PORTS)
        if word.key not in LINKS and at not in ends and not word.printed[:1].isupper():
            return False
        direct = direct and word.key in ("the", "both")
        at = ends.get(at, at - 1)
    return False


def _before_port(text: str, words: Sequence[Word], at: int, starts: dict[int, int]) -> bool:
    """Tell whether a list of names and “ports” follow a place; “port” only if it stands there."""
    direct, far = True, at + LONGEST_LIST
    while at < min(len(words), far) and _listed(text, words[at - 1].end, words[at].start):
        word = words[at]
        if word.key in (PORT | PORTS if direct else PORTS):
            return True
        if word.key not in LINKS and at not in starts and not word.printed[:1].isupper():
            return False
        direct = False
        at = starts.get(at, at + 1)
    return False


def _listed(text: str, start: int, end: int) -> bool:
    """Tell whether what parts two words parts two items of a list at most."""
    return not re.search(r"[^\s,&/-]", text[start:end])
