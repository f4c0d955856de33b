"""Clues that two things are one: names, identifiers, positions, offices, parties, endpoints, occasions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from green_corridors import likeness, terms
from green_corridors.likeness import Spelling, alike, paired
from green_corridors.names import fold
from green_corridors.traits import MADE, Things, metres

__all__ = ["LIKELY", "POSSIBLE", "STRONG", "Clue", "clues"]

#: How much a clue says, from the most to the least.
STRONG, LIKELY, POSSIBLE = range(3)

#: How near two ports lie whose positions are those of one, in metres.
NEAR = 500
#: Names of persons whose letters agree to this degree, of 100, are near where the office is one.
NEAR_PERSONS = 80

NAME_GRADES = {
    likeness.SAME: STRONG,
    likeness.FORM: STRONG,
    likeness.NEAR: LIKELY,
    likeness.CORE: LIKELY,
    likeness.SHORT: LIKELY,
    likeness.BRACKETS: POSSIBLE,
    likeness.PART: POSSIBLE,
}
#: The kinds whose names may hold the words of a port or of a larger name.
BODIES = ("organization", "port")


@dataclass(frozen=True)
class Clue:
    """One reason to think that two things are one: of which sort, how much it says, and in words."""

    sort: str
    grade: int
    words: str


Found = Iterator[tuple[str, str, Clue]]
Pair = tuple[str, str]


def clues(things: Things) -> dict[Pair, list[Clue]]:
    """Return the clues to each two things of one kind: the best of each sort, and all names they share."""
    pairs: dict[Pair, dict[tuple[str, str], Clue]] = defaultdict(dict)
    for search in SEARCHES:
        for one, other, clue in search(things):
            if one != other and things.comparable(one, other):
                key = (clue.sort, clue.words.casefold() if clue.sort in ("name", "acronym") else "")
                known = pairs[min(one, other), max(one, other)]
                known[key] = min(known.get(key, clue), clue, key=lambda each: each.grade)
    return {pair: list(known.values()) for pair, known in pairs.items()}


def _by_names(things: Things) -> Found:
    """Compare the names of the things of each kind."""
    places = _words(name for iri in _of_kinds(things, "port", "place") for name in things.names(iri))
    for kind in sorted({entity.kind for entity in things.entities.values()}):
        named = [(iri, Spelling(name)) for iri in _of_kinds(things, kind) for name in things.names(iri)]
        for one, other, found in alike(named, places, likeness.PART if kind in BODIES else likeness.NEAR):
            bearers = named[one], named[other]
            explained = [_explained(things, iri, name) for iri, name in bearers]
            acronym = found.sort == likeness.SAME and all(explained)
            if found.sort != likeness.SHORT or not any(explained):
                sort = "acronym" if acronym else "name" if found.sort == likeness.SAME else "likeness"
                yield bearers[0][0], bearers[1][0], Clue(sort, NAME_GRADES[found.sort], found.words)


def _of_kinds(things: Things, *kinds: str) -> list[str]:
    return [iri for iri, entity in things.entities.items() if entity.kind in kinds]


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())


def _explained(things: Things, iri: str, name: Spelling) -> bool:
    """Tell whether a name is an acronym of another name of its bearer."""
    return any(name.abbreviates(Spelling(other)) for other in things.names(iri))


def _by_initials(things: Things) -> Found:
    """Compare persons of one last name: “G. Seroka” and “Gene Seroka”, “Gene D. Seroka” and “Gene Seroka”."""
    persons = [
        (iri, name, fold(name).split()) for iri in _of_kinds(things, "person") for name in things.names(iri)
    ]
    by_last = [(len(words) > 1 and words[-1], (iri, name, words[0])) for iri, name, words in persons]
    for (one, name, first), (other, second, given) in paired(by_last):
        short, full = sorted((first, given), key=len)
        if short == full or (len(short) == 1 and full.startswith(short)):
            yield one, other, Clue("initials", POSSIBLE, f"“{name}” may be “{second}”")


def _by_identifiers(things: Things) -> Found:
    """Compare UN/LOCODEs and matches elsewhere."""
    for name, what in ((terms.UNLOCODE, "UN/LOCODE"), (terms.EXACT_MATCH, "match")):
        stated = [(value, (iri, value)) for iri in things.entities for value in things.values(iri, name)]
        for (one, value), (other, _) in paired(stated):
            yield one, other, Clue("identifier", STRONG, f"both have the {what} {value.rpartition('/')[2]}")


def _by_position(things: Things) -> Found:
    """Compare the positions of ports."""
    placed = [(iri, at) for iri in _of_kinds(things, "port") if (at := things.position(iri))]
    placed.sort(key=lambda each: each[1])
    for number, (one, at) in enumerate(placed):
        for other, there in placed[number + 1 :]:
            if metres(at, (there[0], at[1])) > NEAR:
                break
            if (far := metres(at, there)) <= NEAR:
                yield one, other, Clue("position", LIKELY, f"they lie {far:.0f} m apart")


def _by_office(things: Things) -> Found:
    """Compare persons who appear for one body with one title and have a name in common."""
    from rapidfuzz import fuzz

    held = [(office.body, (iri, office)) for iri in things.entities for office in things.offices.get(iri, ())]
    for (one, ours), (other, theirs) in paired(held):
        names = [things.names(iri) for iri in (one, other)]
        near = any(fuzz.ratio(fold(a), fold(b)) >= NEAR_PERSONS for a in names[0] for b in names[1])
        shared = {word for word in _words(names[0]) & _words(names[1]) if len(word) > 2}
        if (near or shared) and (ours.words <= theirs.words or theirs.words <= ours.words):
            body = things.label(ours.body)
            yield one, other, Clue("office", POSSIBLE, f"both hold one office at {body}")


def _by_ports(things: Things) -> Found:
    """Compare bodies that act for one port."""
    acting = [(port, (iri, port)) for iri in things.entities for port in things.ports(iri)]
    for (one, port), (other, _) in paired(acting):
        same = things.values(one, terms.KIND) == things.values(other, terms.KIND)
        yield one, other, Clue("port", LIKELY if same else POSSIBLE, f"both act for {things.label(port)}")


def _by_parties(things: Things) -> Found:
    """Compare agreements of one kind between the same bodies, or bodies of the same ports."""
    agreed = [
        (parties, iri)
        for iri in _of_kinds(things, "agreement")
        for parties in things.by_source(iri, terms.PARTY)
        if len(parties) > 1
    ]
    ports = [(frozenset(things.port_of(body) for body in parties), iri) for parties, iri in agreed]
    for pairs, what in ((agreed, "bodies"), (ports, "ports")):
        for one, other in paired(pairs):
            if things.alike_in_class(one, other):
                dates = [things.dates(iri, *MADE) for iri in (one, other)]
                grade = LIKELY if all(dates) and what == "bodies" else POSSIBLE
                yield one, other, Clue("parties", grade, f"both join the same {what}")


def _by_endpoints(things: Things) -> Found:
    """Compare corridors between the same endpoints."""
    ends = [
        (ends, iri)
        for iri in _of_kinds(things, "corridor")
        for ends in things.by_source(iri, terms.ENDPOINT)
        if len(ends) > 1
    ]
    for one, other in paired(ends):
        yield one, other, Clue("endpoints", LIKELY, "both join the same endpoints")


def _by_occasion(things: Things) -> Found:
    """Compare events of one kind at one place and time."""
    held = [
        (place, (iri, when))
        for iri in _of_kinds(things, "event")
        if (when := things.narrowest(iri, terms.START_DATE))
        for place in things.values(iri, terms.HELD_IN)
    ]
    for (one, (first, last)), (other, (begin, end)) in paired(held):
        if first <= end and begin <= last and things.alike_in_class(one, other):
            grade = LIKELY if first == last and begin == end else POSSIBLE
            yield one, other, Clue("occasion", grade, "both are held at one place and time")


SEARCHES: tuple[Callable[[Things], Found], ...] = (
    _by_names,
    _by_initials,
    _by_identifiers,
    _by_position,
    _by_office,
    _by_ports,
    _by_parties,
    _by_endpoints,
    _by_occasion,
)
