"""Understand a question in words: content words against the patterns, names against the register.

No model and no guessing: a question is understood when, after names have filled the slots, its content
words are exactly those of one pattern. Anything else is refused with the nearest questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from green_corridors.errors import AmbiguousQuestion, UnknownQuestion
from green_corridors.names import Entity, Names, fold
from green_corridors.questions import Parameter, Question

__all__ = ["Understood", "understand"]

#: Words that carry no content of a question.
STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "to",
        "with",
        "from",
        "and",
        "or",
        "between",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "which",
        "what",
        "who",
        "whom",
        "whose",
        "there",
        "any",
        "all",
        "me",
        "please",
        "show",
        "list",
        "tell",
        "give",
        "us",
        "its",
        "it",
        "their",
        "this",
        "that",
        "these",
        "those",
        "as",
        "so",
        "far",
        "ever",
    ]
)

#: Words that mean the same in a question; the first of a line stands for the others.
SYNONYMS = """
corridor: green shipping corridor | gsc | shipping corridor | green corridor | shipping channel
agreement: memorandum of understanding | memorandum | memoranda | mou | deal | pact | accord | arrangement
sign: signed | signs | signing | signatory | signatories | ink | inked
participant: took part | take part | takes part | taking part | participate | participated | participants
say: said | says | saying | quoted | quote | quotes | stated | statement | statements | remark | remarked
partner: partners | partnership | partnerships | counterpart | linked | tied | connected | share | shares
company: companies
party: parties
history: evolve | evolved | develop | developed | development | progress
office: offices | post | posts | title | titles | job | jobs | position | positions
duty: duties | obligation | obligations | undertake | undertakes | undertaken
duty: commit | commits | commitment | commitments
topic: topics | subject | subjects
cover: covers | covered | concern | concerns | deal with | address | addresses | about
mention: mentions | mentioned | name | names | named
source: sources | release | releases | press release | press releases
earlier: previous | former | past | old | older | first
claim: claims | claimed | superlative | superlatives | figure | figures
platform: platforms
speak: speaks | spoke | spokesperson | represent | represents | represented
force: valid | effect
appear: appears | appeared | appearance | appearances
picture: pictured | photo | photograph | photographed
happen: happened | happens
event: events
"""


def _synonyms() -> list[tuple[re.Pattern[str], str]]:
    """Return the synonyms, longest first, each with the word it stands for."""
    pairs = [
        (synonym.strip(), word.strip())
        for word, _, rest in (line.partition(":") for line in SYNONYMS.strip().splitlines())
        for synonym in rest.split("|")
    ]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return [(re.compile(rf"\b{re.escape(synonym)}\b"), word) for synonym, word in pairs]


PAIRS = _synonyms()
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Understood:
    """A question understood, with the values of its parameters as names the register knows."""

    question: Question
    values: dict[str, str]


def content(text: str) -> frozenset[str]:
    """Return the content words of folded text: synonyms united, plurals and stop words gone."""
    for pattern, word in PAIRS:
        text = pattern.sub(word, text)
    return frozenset(_singular(word) for word in text.split() if word not in STOP)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


@dataclass(frozen=True)
class _Pattern:
    """A pattern of a question: its content words and the parameters that fill its slots, in order."""

    question: Question
    words: frozenset[str]
    slots: tuple[Parameter, ...]


def _patterns(questions: Mapping[str, Question]) -> Iterator[_Pattern]:
    for question in questions.values():
        parameters = {parameter.name: parameter for parameter in question.parameters}
        for pattern in question.patterns:
            slots = tuple(parameters[name] for name in SLOT.findall(pattern))
            yield _Pattern(question, content(fold(SLOT.sub(" ", pattern))), slots)


@dataclass(frozen=True)
class _Mention:
    """Words of a question that can fill a slot: entities of a name, or a date."""

    start: int
    end: int
    entities: tuple[Entity, ...] = ()
    date: str = ""

    def fill(self, parameter: Parameter, names: Names) -> str | None:
        """Return the value this mention gives a parameter, or ``None``."""
        if self.date:
            return self.date if parameter.type == "date" else None
        fitting = [e for e in self.entities if parameter.type in ("thing", e.kind)]
        if parameter.type == "thing" and len(ports := [e for e in fitting if e.kind == "port"]) == 1:
            fitting = ports
        if len(fitting) != 1:
            return None
        same_label = names.candidates(fitting[0].label, parameter.type)
        return fitting[0].label if same_label == fitting else names.curie(fitting[0].iri)


def understand(text: str, questions: Mapping[str, Question], names: Names) -> Understood:
    """Return the question that words ask.

    Raises:
        UnknownQuestion: the words fit no pattern; the nearest three questions are listed.
        UnknownName: the words fit a pattern but for one name that nothing bears.
        AmbiguousQuestion: the words fit several questions equally well.
    """
    words = _words(text)
    patterns = list(_patterns(questions))
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Understood] = {}
    best = -1
    for covered, understood in _readings(words, patterns, names):
        if covered > best:
            best, found = covered, {}
        if covered == best:
            found[understood.question.name, tuple(sorted(understood.values.items()))] = understood
    if len(found) == 1:
        return found.popitem()[1]
    if found:
        listed = "; ".join(u.question.usage(u.values) for u in found.values())
        raise AmbiguousQuestion(f"the words fit {len(found)} questions: {listed}; ask one of them by name")
    _unknown_name(words, patterns, names)
    raise UnknownQuestion(f"no question has these words; the nearest are: {_nearest(text, patterns)}")


def _words(text: str) -> list[str]:
    """Return the folded words of a text; dates stay whole."""
    words = []
    for part in text.split():
        stripped = part.strip("?!.,;:()“”\"'")
        words += [stripped] if re.fullmatch(r"\d{4}-\d\d-\d\d", stripped) else fold(part).split()
    return words


def _mentions(words: list[str], names: Names) -> list[_Mention]:
    named = [_Mention(start, end, tuple(found)) for start, end, found in names.mentions(words)]
    dated = [
        _Mention(n, n + 1, date=word)
        for n, word in enumerate(words)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word)
    ]
    return named + dated


def _readings(words: list[str], patterns: list[_Pattern], names: Names) -> Iterator[tuple[int, Understood]]:
    """Yield every reading of the words as a pattern, with how many words its names cover."""
    mentions = _mentions(words, names)
    for count in range(4):
        for chosen in combinations(mentions, count):
            if any(
                left.end > right.start and right.end > left.start for left, right in combinations(chosen, 2)
            ):
                continue
            taken = {n for mention in chosen for n in range(mention.start, mention.end)}
            rest = content(" ".join(word for n, word in enumerate(words) if n not in taken))
            for pattern in patterns:
                if pattern.words == rest and len(pattern.slots) == count:
                    ordered = sorted(chosen, key=lambda mention: mention.start)
                    values = _fill(pattern, ordered, names)
                    if values is not None:
                        yield len(taken), Understood(pattern.question, values)


def _fill(pattern: _Pattern, mentions: list[_Mention], names: Names) -> dict[str, str] | None:
    """Return the values of a pattern's slots, filled in order, or ``None`` if one does not fit."""
    values = {}
    for parameter, mention in zip(pattern.slots, mentions, strict=True):
        value = mention.fill(parameter, names)
        if value is None:
            return None
        values[parameter.name] = value
    return values


def _unknown_name(words: list[str], patterns: list[_Pattern], names: Names) -> None:
    """Raise the unknown name if the words fit a pattern of one slot but for the words in that slot."""
    for size in range(1, 5):
        for start in range(len(words) - size + 1):
            rest = content(" ".join(words[:start] + words[start + size :]))
            for pattern in patterns:
                if (
                    rest
                    and pattern.words == rest
                    and len(pattern.slots) == 1
                    and pattern.slots[0].type not in ("text", "date")
                ):
                    unknown = " ".join(words[start : start + size])
                    if unknown not in STOP:
                        names.resolve(unknown, pattern.slots[0].type)


def _nearest(text: str, patterns: list[_Pattern]) -> str:
    from rapidfuzz import fuzz, process

    choices = {
        f"{p.question.name} {n}": f"{p.question.name} {' '.join(p.question.patterns)}"
        for n, p in enumerate(patterns)
    }
    hits = process.extract(fold(text), choices, scorer=fuzz.token_set_ratio, limit=None)
    best = list(dict.fromkeys(str(key).split()[0] for _, _, key in hits))[:3]
    usages = {p.question.name: p.question.usage() for p in patterns}
    return "; ".join(usages[name] for name in best)
