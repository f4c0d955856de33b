"""Patterns of questions: their content words, synonyms united, and the slots that names fill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from green_corridors.kept_questions import QUESTIONS, question_of
from green_corridors.parts import Part, Row, Tabled
from green_corridors.question import Parameter, Question
from green_corridors.words import STOP, normal, phrases, plain_words, shared, stem

__all__ = ["ASKED", "INSIDE", "Asked", "Pattern", "asked_of", "content"]

SLOT = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
AUXILIARY = re.compile(r"\b(?:do|does|did|has|have|had|must) $")
TIMES = ("date", "number")

#: What “in” and “at” become before a port or a body: what was signed in a place was not signed by its port.
INSIDE = "inside"

#: How often synonyms are united: a phrase may be made of words that are themselves synonyms.
ROUNDS = 3

Synonyms = Mapping[tuple[str, ...], str]


@dataclass(frozen=True)
class Pattern:
    """A pattern of a question: its content words, those that must follow the last name, its slots in order.

    Words must follow where an auxiliary leads a slot: “what does … follow” is not “what follows …”.
    """

    words: frozenset[str]
    after: frozenset[str]
    slots: tuple[Parameter, ...]

    @classmethod
    def of(cls, text: str, parameters: Mapping[str, Parameter], synonyms: Synonyms) -> Pattern:
        """Read a pattern whose options are told or left out; what leads to a day or a year belongs to it."""
        slots = tuple(parameters[name] for name in SLOT.findall(text))
        times = "|".join(slot.name for slot in slots if slot.type in TIMES) or "-"
        text = re.sub(rf"\b(?:in|on|of|from) (?={{(?:{times})}})", "", text)
        places = "|".join(slot.name for slot in slots if slot.type in ("port", "organization")) or "-"
        text = re.sub(rf"\b(?:in|at) (?={{(?:{places})}})", f"{INSIDE} ", text)
        parts = SLOT.split(re.sub(rf"{{(?:{times})}}", ".", text))[::2]
        led = len(parts) > 1 and AUXILIARY.search(parts[0])
        words = [word for part in parts for word in (*plain_words(part), "")]
        after = content(plain_words(parts[-1]), synonyms) if led else frozenset()
        return cls(content(words, synonyms), after, slots)


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with its synonyms and its patterns, each option of a pattern told and left out."""

    question: Question
    synonyms: Synonyms
    patterns: tuple[Pattern, ...]

    @staticmethod
    @cache
    def of(question: Question) -> Asked:
        """Read the patterns of a question with its own synonyms and with those that every question has."""
        common = shared()
        own = phrases({word: list(synonyms) for word, synonyms in question.synonyms.items()})
        synonyms = {**common, **{phrase: common.get((word,), word) for phrase, word in own.items()}}
        parameters = {parameter.name: parameter for parameter in question.parameters}
        texts = dict.fromkeys(
            normal(text)
            for pattern in question.patterns
            for text in (OPTIONAL.sub(r"\1", pattern), OPTIONAL.sub("", pattern))
        )
        patterns = [Pattern.of(text, parameters, synonyms) for text in texts]
        return Asked(question, synonyms, tuple(pattern for pattern in patterns if pattern.words))


def content(words: Iterable[str], synonyms: Synonyms) -> frozenset[str]:
    """Return the content words of folded words: stop words and endings gone, synonyms united, longest first.

    An empty word stands where a name was, so that no synonym reaches across it.
    """
    found = [stem(word) for word in words if word not in STOP]
    for _ in range(ROUNDS):
        found = _united(found, synonyms)
    return frozenset(found) - {""}


def _united(stems: Sequence[str], synonyms: Synonyms) -> list[str]:
    found, at = [], 0
    while at < len(stems):
        size = next((n for n in range(5, 0, -1) if tuple(stems[at : at + n]) in synonyms), 1)
        phrase = tuple(stems[at : at + size])
        found.append(synonyms.get(phrase, phrase[0]))
        at += size
    return found


def asked_of(knowledge: Tabled, questions: Mapping[str, Question]) -> list[Asked]:
    """Return how each of the questions of a workspace is asked, as it is kept."""
    rows = dict(knowledge.table(ASKED).rows())
    if rows.keys() - {COMMON} != set(questions):
        return [Asked.of(question) for question in questions.values()]
    common: Synonyms = rows[COMMON]
    return [_asked(question, common, *rows[name]) for name, question in questions.items()]


def _asked(question: Question, common: Synonyms, own: Synonyms, patterns: list[Any]) -> Asked:
    slots = {parameter.name: parameter for parameter in question.parameters}
    read = (
        Pattern(frozenset(words), frozenset(after), tuple(slots[name] for name in names))
        for words, after, names in patterns
    )
    return Asked(question, {**common, **own} if own else common, tuple(read))


def _read(name: str, about: dict[str, Any]) -> Iterator[Row]:
    """Yield the synonyms of a question and its patterns, what all questions have left out."""
    asked = Asked.of(question_of(about))
    patterns = [
        (sorted(pattern.words), sorted(pattern.after), [slot.name for slot in pattern.slots])
        for pattern in asked.patterns
    ]
    yield name, (dict(asked.synonyms.items() - shared().items()), patterns)


#: The row of the synonyms that every question has; no question has this name.
COMMON = ""
#: The patterns of the questions, read.
ASKED = Part("asked", of_background=lambda _: [(COMMON, dict(shared()))], derived=(QUESTIONS, _read))
