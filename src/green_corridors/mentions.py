"""What words of a question name: things, agreements and corridors by what they join, days and years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from green_corridors.dates import bounds
from green_corridors.names import KINDS, Entity, Names, Tie, fold
from green_corridors.naming import THINGS
from green_corridors.parts import Part, Row, sorted_told
from green_corridors.words import HEADS, ISO_DAY, stem

__all__ = ["STEMS", "Mention", "mentions"]

#: Words that lead to a year or to a day, the longest first; of a day, what is known by then is told apart.
TO_YEAR = (
    ("in", "the", "year"),
    ("back", "in"),
    ("in",),
    ("during",),
    ("of",),
    ("from",),
    ("for",),
    ("dated",),
    (),
)
TO_DAY = (("as", "of"), ("on",), ("at",), ("of",), ())
KNOWN = (
    ("as", "was", "known"),
    ("as", "known"),
    ("as", "it", "was", "known"),
    ("what", "was", "known"),
    ("known",),
)
JOINING = frozenset(["of", "between", "with", "by", "from", "for", "linking", "joining", "connecting"])
ANY = frozenset(["a", "an", "any", "which", "what", "no", "another"])
BETWEEN = frozenset(["and", "with", "to", "the", "a"])


@dataclass(frozen=True)
class Mention:
    """A run of words that can fill a slot: with a thing, a day or a year.

    ``kind`` is what it names: ``name`` (of ``entities``), ``tie`` (an agreement or a corridor described, with
    no ``entities`` if none fits), ``day``, ``known`` (a day by which a release must exist), ``year``.
    """

    start: int
    end: int
    kind: str
    text: str
    entities: tuple[Entity, ...] = ()

    def overlaps(self, other: Mention) -> bool:
        """Tell whether two mentions share a word."""
        return self.start < other.end and other.start < self.end


def mentions(words: Sequence[str], names: Names) -> list[Mention]:
    """Return what the words name, each run of words that can be read so."""
    named = list(_named(words, names))
    longest = [m for m in named if not any(n != m and n.start <= m.start and m.end <= n.end for n in named)]
    return [*longest, *_described(words, longest, names), *_times(words)]


def _named(words: Sequence[str], names: Names) -> Iterator[Mention]:
    things, stems = names.knowledge.table(STEMS), [stem(word) for word in words]
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            text = " ".join(stems[start:end])
            if found := things.get(text):
                entities = tuple(names.entities[iri] for iri in found)
                yield Mention(start, end, "name", " ".join(words[start:end]), entities)
            if next(things.starting(text + " "), None) is None:
                break  # no name goes on so


def _stemmed(iri: str, thing: tuple[str, str, list[str]]) -> Iterator[Row]:
    """Yield the stems of the names by which people name a thing in a question; slugs are no words."""
    kind, label, names = thing
    slug = iri.rpartition("/")[2]
    for name in set(names) - ({slug} - {label}) if kind in KINDS else ():
        if stems := " ".join(map(stem, fold(name).split())):
            yield stems, iri


#: The things that people name in a question, by the stems of their names.
STEMS = Part("stems", sorted_told, derived=(THINGS, _stemmed))


def _times(words: Sequence[str]) -> Iterator[Mention]:
    for n, word in enumerate(words):
        if _is_year(word):
            yield Mention(_after(words, n, TO_YEAR), n + 1, "year", word)
        elif ISO_DAY.fullmatch(word):
            start = _after(words, n, TO_DAY)
            yield Mention(start, n + 1, "day", word)
            known = _after(words, n if words[start] == "of" else start, KNOWN)
            if known < start or words[start] == "at":
                yield Mention(known, n + 1, "known", word)
            elif start == n and words[n - 2 : n] == ["known", "by"]:
                yield Mention(_after(words, n - 1, KNOWN), n + 1, "known", word)


def _after(words: Sequence[str], end: int, leads: Sequence[tuple[str, ...]]) -> int:
    """Return where the words that lead to a place begin."""
    return next(
        (end - len(lead) for lead in leads if tuple(words[max(0, end - len(lead)) : end]) == lead), end
    )


def _described(words: Sequence[str], named: Sequence[Mention], names: Names) -> Iterator[Mention]:
    """Yield the agreements and corridors that words describe: what they are called beside what they join."""
    ports = [m for m in named if any(e.kind in ("port", "organization") for e in m.entities)]
    for start, end, kind in _heads(words):
        for first, last, joined in {
            *_following(words, end, ports, start),
            *_preceding(words, start, end, ports),
        }:
            years = [word for word in words[first:last] if len(word) == 4 and word.isdigit()]
            fitting = [tie for tie in names.ties if _is(tie, kind) and _made(tie, years)]
            text = " ".join(words[first:last])
            yield Mention(first, last, "tie", text, _joining(fitting, joined, names))


def _heads(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield each place where one agreement or corridor is called so, the longest calling first.

    Several, as in “agreements with …”, and any one, as in “an agreement with …”, are asked for, not named.
    """
    heads = {tuple(head.split()): kind for head, kind in HEADS.items()}
    taken = 0
    for start in range(len(words)):
        for size in range(4, 0, -1):
            kind = heads.get(tuple(words[start : start + size]))
            if kind is not None and start >= taken and words[max(0, start - 1)] not in ANY:
                taken = start + size
                yield start, taken, kind


def _following(
    words: Sequence[str], at: int, ports: Sequence[Mention], start: int
) -> Iterator[tuple[int, int, tuple[Mention, ...]]]:
    """Yield the descriptions that name what is joined after the head: the memorandum between … and …."""
    first = _before(words, start)
    at = _year_after(words, at)
    while at < len(words) and words[at] in ("signed", "made", "concluded"):
        at = _year_after(words, at + 1)
    if at < len(words) and words[at] in JOINING:
        for end, joined in _list(words, at + 1, ports):
            yield first, _year_after(words, end), joined


def _preceding(
    words: Sequence[str], start: int, end: int, ports: Sequence[Mention]
) -> Iterator[tuple[int, int, tuple[Mention, ...]]]:
    """Yield the descriptions that name what is joined before the head, with or without the other after it."""
    at = start - 1 if start and _is_year(words[start - 1]) else start
    for begin in range(at):
        for stop, joined in _list(words, begin, ports):
            if stop == at and joined[0].start == begin:
                yield _before(words, begin), _year_after(words, end), joined
                if end < len(words) and words[end] in JOINING:
                    for last, others in _list(words, end + 1, ports):
                        yield _before(words, begin), _year_after(words, last), (*joined, *others)


def _list(
    words: Sequence[str], at: int, ports: Sequence[Mention]
) -> Iterator[tuple[int, tuple[Mention, ...]]]:
    """Yield each beginning of a list of names that starts at a place: where it ends, and its names."""
    joined: tuple[Mention, ...] = ()
    while True:
        while at < len(words) and words[at] in BETWEEN:
            at += 1
        found = next((m for m in ports if m.start == at), None)
        if found is None:
            return
        joined, at = (*joined, found), found.end
        yield at, joined


def _before(words: Sequence[str], start: int) -> int:
    """Return where a description begins: a year and an article before its first word belong to it."""
    if start and _is_year(words[start - 1]):
        start -= 1
    return start - 1 if start and words[start - 1] in ("the", "this") else start


def _year_after(words: Sequence[str], end: int) -> int:
    for lead in TO_YEAR:
        at = end + len(lead)
        if tuple(words[end:at]) == lead and at < len(words) and _is_year(words[at]):
            return at + 1
    return end


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


def _is(tie: Tie, kind: str) -> bool:
    return kind in tie.classes or (not kind and "Corridor" not in tie.classes)


def _made(tie: Tie, years: Sequence[str]) -> bool:
    """Tell whether a tie was, by a date told, made in each of the years."""
    days = [(b.earliest, b.latest) for b in map(bounds, tie.dates)]
    spans = [(str(first.year), str(last.year)) for first, last in days if first and last]
    return all(any(first <= year <= last for first, last in spans) for year in years)


def _joining(ties: Sequence[Tie], joined: Sequence[Mention], names: Names) -> tuple[Entity, ...]:
    """Return the ties that join all that is named; if some join nothing else, only those.

    A name of no end may begin the name of one.
    """

    def at_end(mention: Mention, ends: frozenset[str]) -> bool:
        if any(entity.iri.value in ends for entity in mention.entities):
            return True
        labels = [fold(names.entities[end].label) for end in ends if end in names.entities]
        return any(label.startswith(mention.text + " ") for label in labels) and not any(
            entity.kind == "port" for entity in mention.entities
        )

    fitting = [tie for tie in ties if all(at_end(mention, tie.ends) for mention in joined)]
    exact = [tie for tie in fitting if all(any(at_end(m, end) for m in joined) for end in tie.joined)]
    return tuple(tie.entity for tie in exact or fitting)
