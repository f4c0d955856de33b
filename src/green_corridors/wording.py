"""Understand a question in words: content words against the patterns, names against the register.

No model and no guessing: a question is understood when, after what it names has filled the slots, its
content words are exactly those of one pattern. A word too many, such as one of negation or of number, is a
word that no pattern has, so the question is refused with the nearest questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

from green_corridors.errors import AmbiguousQuestion, UnknownName, UnknownQuestion, UsageProblem
from green_corridors.mentions import Mention, mentions
from green_corridors.names import KINDS, Entity, Names, fold
from green_corridors.patterns import INSIDE, Asked, Pattern, content
from green_corridors.question import Parameter, Question
from green_corridors.words import PORT_WORDS, STOP, asked_words, stem

__all__ = ["Understood", "understand"]

#: Kinds of names before which “in” and “at” mean a place, and the kinds an unknown name may be of.
PLACED = frozenset(["port", "place", "organization"])
ASKABLE = frozenset(KINDS) - {"place", "release"}


@dataclass(frozen=True)
class Understood:
    """A question understood, with the values of its parameters as names the register knows."""

    question: Question
    values: dict[str, str]
    known_at: str | None = None

    @property
    def command(self) -> str:
        """The command that asks exactly this."""
        return self.question.usage(self.values) + (f" --known-at {self.known_at}" if self.known_at else "")


def understand(
    text: str, questions: Mapping[str, Question], names: Names, asked: Sequence[Asked] = ()
) -> Understood:
    """Return the question that words ask; ``asked`` are the patterns of the questions, where they are kept.

    Raises:
        UnknownQuestion: the words fit no pattern; the nearest three questions are listed.
        UnknownName: the words fit a pattern but for a name that nothing bears; the nearest three are listed.
        AmbiguousQuestion: the words fit several questions equally well.
        AmbiguousName: the words fit a question but for a name that several things bear.
    """
    asked = asked or [Asked.of(question) for question in questions.values()]
    words = asked_words(text)
    named = mentions(words, names)
    found = _best(_readings(words, named, asked, names))
    if len(found) > 1:
        listed = "; ".join(understood.command for understood in found)
        raise AmbiguousQuestion(f"the words fit {len(found)} questions: {listed}; ask one of them by name")
    if found:
        return found[0]
    strange = _strange(words, named, asked)
    _raise_unknown_name(words, named, strange, asked, names)
    unknown = f"; not known here: {', '.join(f'“{words[n]}”' for n in strange)}" if strange else ""
    raise UnknownQuestion(
        f"no question has these words; the nearest are: {_nearest(text, questions)}{unknown}"
    )


@dataclass(frozen=True)
class _Reading:
    """One reading of the words: how many words names cover, how well they fit, what it comes to."""

    covered: int
    fit: int
    result: Understood | UsageProblem


def _best(readings: Iterable[_Reading]) -> list[Understood]:
    """Return what the best readings come to.

    Raises:
        UsageProblem: the reading that covers the most words has a name that several things bear, or none.
    """
    ranked = sorted(readings, key=lambda reading: (reading.covered, reading.fit), reverse=True)
    good = [reading for reading in ranked if isinstance(reading.result, Understood)]
    for reading in ranked:
        if isinstance(reading.result, UsageProblem) and (not good or reading.covered > good[0].covered):
            raise reading.result
    best = [r.result for r in good if (r.covered, r.fit) == (good[0].covered, good[0].fit)]
    return list({result.command: result for result in best if isinstance(result, Understood)}.values())


def _readings(
    words: Sequence[str], named: Sequence[Mention], asked: Sequence[Asked], names: Names
) -> Iterator[_Reading]:
    """Yield every reading of the words as a pattern."""
    definite = [mention for mention in named if mention.kind == "tie" and words[mention.start] == "the"]
    most = max((len(p.slots) for a in asked for p in a.patterns), default=0) + 1
    for count in range(most + 1):
        for chosen in combinations(sorted(named, key=lambda mention: mention.start), count):
            known = [mention for mention in chosen if mention.kind == "known"]
            if len(known) > 1 or any(left.overlaps(right) for left, right in combinations(chosen, 2)):
                continue
            slotted = [mention for mention in chosen if mention.kind != "known"]
            taken = {n for mention in chosen for n in range(mention.start, mention.end)}
            if any(not any(m.kind == "tie" and m.overlaps(the) for m in chosen) for the in definite):
                continue
            rest = _rest(words, chosen, taken)
            last = max((m.end for m in slotted if m.kind in ("name", "tie")), default=0)
            for each in asked:
                for reading in _as_patterns(each, rest, last, slotted, names):
                    result = reading.result
                    if known and isinstance(result, Understood):
                        result = replace(result, known_at=known[0].text)
                    yield replace(reading, covered=len(taken), result=result)


def _rest(words: Sequence[str], chosen: Sequence[Mention], taken: set[int]) -> list[str]:
    """Return the words that no chosen mention takes, an empty one for each that it takes."""
    rest = ["" if n in taken else word for n, word in enumerate(words)]
    for mention in chosen:
        at = mention.start - 1
        at -= at > 0 and words[at] == "the"
        if at >= 0 and rest[at] in ("in", "at") and any(e.kind in PLACED for e in mention.entities):
            rest[at] = INSIDE
    return rest


def _as_patterns(
    asked: Asked, rest: Sequence[str], last: int, slotted: Sequence[Mention], names: Names
) -> Iterator[_Reading]:
    """Yield the readings of the words left over as a question's patterns; the last name ends at ``last``."""
    fitting = [pattern for pattern in asked.patterns if len(pattern.slots) == len(slotted)]
    found = content(rest, asked.synonyms) if fitting else frozenset()
    for pattern in fitting:
        if pattern.words == found and pattern.after <= content(rest[last:], asked.synonyms):
            yield from _filled(asked.question, pattern, slotted, names)


def _filled(
    question: Question, pattern: Pattern, slotted: Sequence[Mention], names: Names
) -> Iterator[_Reading]:
    """Yield each way to fill a pattern's slots; things of one type keep their order."""
    seen: set[tuple[str, ...]] = set()
    for order in permutations(slotted):
        values = [_fill(m, parameter, names) for m, parameter in zip(order, pattern.slots, strict=True)]
        types = tuple(parameter.type + m.kind for m, parameter in zip(order, pattern.slots, strict=True))
        if any(value is None for value in values) or (types in seen and len(set(types)) < len(types)):
            continue
        seen.add(types)
        filled = [value for value in values if value is not None]
        problem = next((value.problem for value in filled if value.problem), None)
        texts = {p.name: value.text for p, value in zip(pattern.slots, filled, strict=True)}
        yield _Reading(0, sum(value.fit for value in filled), problem or Understood(question, texts))


@dataclass(frozen=True)
class _Value:
    """What a mention gives a parameter, or why it cannot; ``fit`` is higher where the kind is its own."""

    text: str
    fit: int
    problem: UsageProblem | None = None


def _fill(mention: Mention, parameter: Parameter, names: Names) -> _Value | None:
    """Return the value that a mention gives a parameter, or ``None`` if it is of another kind."""
    if mention.kind in ("day", "year"):
        wanted = {"day": "date", "year": "number"}[mention.kind]
        return _Value(mention.text, 2) if parameter.type == wanted else None
    if mention.kind == "tie" and not mention.entities:
        return _no_tie(mention, parameter, names)
    fitting = [entity for entity in mention.entities if parameter.type in ("thing", entity.kind)]
    own = bool(fitting) and parameter.type != "thing"
    ports = [entity for entity in mention.entities if entity.kind == "port"]
    if parameter.type == "thing" and len(ports) == 1:
        fitting = ports
    if not fitting and parameter.type == "organization":
        fitting = _bodies(mention.text, names)
    if not fitting:
        return None
    if len(fitting) > 1:
        return _Value("", 0, names.ambiguous(mention.text, fitting))
    return _Value(_called(fitting[0], parameter, names), own + (own and (not ports or fitting == ports)))


def _bodies(text: str, names: Names) -> list[Entity]:
    """Return the bodies that the name of a place may mean: those that bear it, and the city's own."""
    own = names.beginning(f"city of {text} ", "organization")
    city = [entity for entity in own if fold(entity.label).startswith(f"city of {text} ")]
    return [*names.candidates(text, "organization"), *city]


def _no_tie(mention: Mention, parameter: Parameter, names: Names) -> _Value | None:
    kind = "corridor" if re.search(r"corridor|channel|gsc", mention.text) else "agreement"
    if parameter.type not in (kind, "thing"):
        return None
    near = ", ".join(f"“{entity.label}”" for entity in names.nearest(mention.text, kind))
    return _Value("", 0, UnknownName(f"no {kind} is “{mention.text}”; the nearest are {near or 'none'}"))


def _called(entity: Entity, parameter: Parameter, names: Names) -> str:
    """Return the label of a thing, or its CURIE if the label would not find it again."""
    same = names.candidates(entity.label, parameter.type) == [entity]
    return entity.label if same else names.curie(entity.iri)


def _strange(words: Sequence[str], named: Sequence[Mention], asked: Sequence[Asked]) -> list[int]:
    """Return the places of the words that no pattern, no synonym and no name has."""
    known = {stem(word) for word in STOP} | {w for a in asked for p in a.patterns for w in p.words}
    known |= {word for a in asked for phrase in a.synonyms for word in phrase}
    taken = {n for mention in named for n in range(mention.start, mention.end)}
    return [n for n, word in enumerate(words) if stem(word) not in known and n not in taken]


def _raise_unknown_name(
    words: Sequence[str],
    named: Sequence[Mention],
    strange: Sequence[int],
    asked: Sequence[Asked],
    names: Names,
) -> None:
    """Raise that a name is unknown if the words fit a pattern but for the strange words among them."""
    if not strange or strange[-1] - strange[0] > 5:
        return
    first, last = strange[0], strange[-1] + 1
    while first and words[first - 1] in PORT_WORDS:
        first -= 1
    starts = dict.fromkeys([strange[0], first])
    ends = dict.fromkeys([last, last + 1 if words[last : last + 1] == ["port"] else last])
    for start, end in ((s, e) for s in starts for e in ends):
        text = " ".join(words[start:end])
        likely = {entity.kind for entity in names.nearest(text, count=1)}
        for kind in sorted(ASKABLE, key=lambda kind: (kind not in likely, kind)):
            near = names.nearest(text, kind, 1)
            guess = Mention(start, end, "name", text, tuple(near))
            apart = [mention for mention in named if not mention.overlaps(guess)]
            for reading in _readings(words, [*apart, guess], asked, names):
                if isinstance(reading.result, Understood) and len(near) == 1:
                    names.resolve(text, kind)


def _nearest(text: str, questions: Mapping[str, Question]) -> str:
    from rapidfuzz import fuzz, process

    choices = {name: f"{name} {' '.join(question.patterns)}" for name, question in questions.items()}
    hits = process.extract(fold(text), choices, scorer=fuzz.token_set_ratio, limit=3)
    return "; ".join(questions[str(name)].usage() for _, _, name in hits)
