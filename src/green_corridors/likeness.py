"""How two names are alike: one but for their form, nearly one, one short for the other or a part of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product, repeat
from typing import TypeVar

from green_corridors.naming import core, fold

__all__ = ["FORM", "NEAR", "SAME", "Likeness", "Spelling", "alike", "paired"]

#: The sorts of likeness, from the closest to the loosest.
SAME, FORM, NEAR, CORE, SHORT, BRACKETS, PART = range(7)

#: Words that say in which legal form a body exists.
LEGAL = frozenset(
    {"ab", "ag", "aps", "as", "asa", "bhd", "bv", "co", "company", "corp", "corporation", "gmbh", "inc"}
    | {"incorporated", "kg", "kk", "limited", "llc", "llp", "ltd", "nv", "oy", "oyj", "persero", "plc"}
    | {"pt", "pte", "pty", "sa", "sas", "spa", "srl", "tbk"}
)
#: Words that acronyms and other short forms leave out.
SMALL = frozenset(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"])
PORT_WORDS = frozenset(["port", "ports"])
ACRONYM = re.compile(r"[A-Z][A-Z0-9]{2,7}")
BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]\s*")

#: A name that more things bear is one of a kind of things, such as “Berth”; not each two need be looked at.
MANY, FEW = 100, 10
#: Names whose letters agree to this degree, of 100, are nearly one, if the words that differ do to that one.
NEAR_NAMES, NEAR_WORDS = 93, 80


@dataclass(frozen=True)
class Likeness:
    """In which way two names are alike, and how a person would say it."""

    sort: int
    words: str


@dataclass(frozen=True)
class Spelling:
    """A name as written, with the forms in which it is compared."""

    text: str

    @cached_property
    def folded(self) -> str:
        """The name without case, accents and punctuation."""
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, folded."""
        return tuple(self.folded.split())

    @cached_property
    def sorted(self) -> str:
        """Its words in the order of the alphabet."""
        return " ".join(sorted(self.words))

    @cached_property
    def essential(self) -> tuple[str, ...]:
        """Its words without articles, the like, and the legal form."""
        return tuple(word for word in self.words if word not in SMALL and word not in LEGAL)

    @cached_property
    def content(self) -> frozenset[str]:
        """Its words without small ones and what stands in brackets."""
        return frozenset(fold(BRACKETED.sub(" ", self.text)).split()) - SMALL

    @cached_property
    def acronym(self) -> str:
        """The name folded, where it is an acronym of at least three letters; else nothing."""
        return self.folded if ACRONYM.fullmatch(self.text.replace(".", "")) else ""

    @cached_property
    def initials(self) -> str:
        """The first letters of its words without the small ones."""
        return "".join(word[0] for word in self.words if word not in SMALL) if len(self.words) > 1 else ""

    def abbreviates(self, other: Spelling) -> bool:
        """Tell whether this is an acronym of the first words of another name, or of all of them."""
        return bool(self.acronym) and other.initials.startswith(self.acronym)


def alike(
    names: Sequence[tuple[Hashable, Spelling]], places: frozenset[str] = frozenset(), loosest: int = PART
) -> Iterator[tuple[int, int, Likeness]]:
    """Yield each two names of different owners that are alike, by their positions, with the closest likeness.

    ``places`` are words that only say where something is: a name of such words and “port” alone is a part of
    another where both speak of a port. ``loosest`` is the loosest sort that is looked for.
    """
    found: dict[tuple[int, int], Likeness] = {}
    for sort in range(SAME, loosest + 1):
        for one, other, words in FINDERS[sort]([spelling for _, spelling in names], places):
            pair = (min(one, other), max(one, other))
            if names[one][0] != names[other][0] and pair not in found:
                found[pair] = Likeness(sort, words)
    yield from ((one, other, likeness) for (one, other), likeness in sorted(found.items()))


Item = TypeVar("Item")
Found = Iterator[tuple[int, int, str]]
Spellings = list[Spelling]


def paired(items: Iterable[tuple[Hashable, Item]]) -> Iterator[tuple[Item, Item]]:
    """Yield each two items of one key that is not empty; of very many items, each with the first."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for key, item in items:
        if key:
            groups[key].append(item)
    for members in groups.values():
        yield from combinations(members, 2) if len(members) <= MANY else zip(repeat(members[0]), members[1:])


def _grouped(names: Spellings, keys: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each two names with one key."""
    return paired(zip(keys, range(len(names)), strict=True))


def _two(one: Spelling, other: Spelling) -> str:
    return f"“{one.text}” and “{other.text}”"


def _same(names: Spellings, places: frozenset[str]) -> Found:
    for one, other in _grouped(names, [name.folded for name in names]):
        yield one, other, f"both are called “{names[one].text}”"


def _form(names: Spellings, places: frozenset[str]) -> Found:
    forms: dict[str, list[Hashable]] = {
        "spaces": [name.folded.replace(" ", "") for name in names],
        "the order of words": [name.sorted for name in names],
        "the legal form or small words": [name.essential for name in names],
    }
    for what, keys in forms.items():
        for one, other in _grouped(names, keys):
            yield one, other, f"{_two(names[one], names[other])} are one but for {what}"


def _near(names: Spellings, places: frozenset[str]) -> Found:
    from rapidfuzz import fuzz, process

    for forms in ([name.folded for name in names], [name.sorted for name in names]):
        bearers: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(forms):
            bearers[form].append(number)
        known = list(filter(None, bearers))
        for count, form in enumerate(known):
            hits = process.extract(
                form, known[:count], scorer=fuzz.ratio, score_cutoff=NEAR_NAMES, limit=None
            )
            for other in (hit[0] for hit in hits if _slip(tuple(form.split()), tuple(hit[0].split()))):
                for one, two in product(bearers[other][:FEW], bearers[form][:FEW]):
                    yield one, two, f"{_two(names[one], names[two])} differ in a letter or two"


def _slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether the words in which two names differ are themselves near, and no number differs."""
    from rapidfuzz import fuzz

    ours, theirs = ("".join(sorted(set(a) - set(b))) for a, b in ((one, other), (other, one)))
    if any(sign.isdigit() for sign in ours + theirs):
        return False
    return not (ours and theirs) or fuzz.ratio(ours, theirs) >= NEAR_WORDS


def _core(names: Spellings, places: frozenset[str]) -> Found:
    for one, other in _grouped(names, [core(name.folded) for name in names]):
        yield one, other, f"{_two(names[one], names[other])} differ only in words such as port and authority"


def _short(names: Spellings, places: frozenset[str]) -> Found:
    acronyms: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        if name.acronym:
            acronyms[name.acronym].append(number)
    lengths = {len(acronym) for acronym in acronyms}
    for other, name in enumerate(names):
        for length in lengths:
            for one in acronyms.get(name.initials[:length], ()):
                yield one, other, f"“{names[one].text}” may be short for “{name.text}”"


def _brackets(names: Spellings, places: frozenset[str]) -> Found:
    keys = [fold(BRACKETED.sub(" ", name.text)).replace(" ", "") for name in names]
    for one, other in _grouped(names, keys):
        yield one, other, f"{_two(names[one], names[other])} differ only in what stands in brackets"


def _part(names: Spellings, places: frozenset[str]) -> Found:
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, name in enumerate(names):
        for word in name.content:
            bearers[word].add(number)
    for one, name in enumerate(names):
        if _tells(name.content, places):
            for other in set.intersection(*(bearers[word] for word in name.content)):
                if names[other].content != name.content:
                    yield one, other, f"the words of “{name.text}” stand in “{names[other].text}”"


def _tells(words: frozenset[str], places: frozenset[str]) -> bool:
    """Tell whether words say more than where something is and in which form it exists."""
    telling = words - LEGAL - (places - PORT_WORDS)
    if telling <= PORT_WORDS:
        return bool(telling) and bool(words & places)
    return any(len(word) > 3 for word in telling)


FINDERS = {
    SAME: _same,
    FORM: _form,
    NEAR: _near,
    CORE: _core,
    SHORT: _short,
    BRACKETS: _brackets,
    PART: _part,
}
