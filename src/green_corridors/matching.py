"""Facts and rules indexed for matching, and the bindings under which patterns hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Store, Triple

from green_corridors.rules import Absent, Part, Pattern, Rule, Term, parts_of, variables_of

__all__ = [
    "Binding",
    "Concluding",
    "Facts",
    "bound",
    "different",
    "fact_of",
    "in_order",
    "is_absent",
    "ordered",
    "solutions",
    "unified",
]

Binding = Mapping[str, Term]


class Facts:
    """Triples by property, from either end."""

    def __init__(self, triples: Iterable[Triple] = ()):
        self._values: dict[NamedNode, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        self._subjects: dict[NamedNode, dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
        for triple in triples:
            self.add(*triple)

    def add(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        """Add a fact."""
        self._values[predicate][subject].add(value)
        self._subjects[predicate][value].add(subject)

    def __iter__(self) -> Iterator[Triple]:
        for predicate, table in self._values.items():
            for subject, values in table.items():
                for value in values:
                    yield Triple(subject, predicate, value)  # type: ignore[arg-type]

    def has(self, fact: Triple) -> bool:
        """Tell whether a fact is there."""
        return fact.object in self._of(self._values, fact.predicate, fact.subject)

    def remove(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        """Remove a fact, if it is there."""
        self._values[predicate][subject].discard(value)
        self._subjects[predicate][value].discard(subject)

    def matching(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterable[tuple[Term, Term]]:
        """Return the ends of the facts of a property, where ``None`` stands for any end."""
        if subject is not None and value is not None:
            return [(subject, value)] if value in self._of(self._values, predicate, subject) else []
        if subject is not None:
            return [(subject, each) for each in self._of(self._values, predicate, subject)]
        if value is not None:
            return [(each, value) for each in self._of(self._subjects, predicate, value)]
        return [(each, other) for each, others in self._values.get(predicate, {}).items() for other in others]

    def uses(self, value: Term) -> Iterator[Triple]:
        """Yield the facts that have a value, whatever the property."""
        for predicate, table in self._subjects.items():
            for subject in table.get(value, ()):
                yield Triple(subject, predicate, value)  # type: ignore[arg-type]

    @staticmethod
    def _of(table: dict[NamedNode, dict[Term, set[Term]]], predicate: NamedNode, end: Term) -> Iterable[Term]:
        return table.get(predicate, {}).get(end, ())


def bound(part: Part, binding: Binding) -> Term | None:
    """Return the term of a part of a pattern; ``None`` for a variable that is free."""
    return binding.get(part) if isinstance(part, str) else part


def unified(pattern: Pattern, ends: tuple[Term, Term], binding: Binding) -> dict[str, Term] | None:
    """Return a binding extended so that a pattern has these ends; ``None`` where it cannot."""
    extended = dict(binding)
    for part, end in zip(parts_of(pattern), ends, strict=True):
        known = bound(part, extended)
        if known is None:
            extended[part] = end  # type: ignore[index]
        elif known != end:
            return None
    return extended


def ordered(patterns: Sequence[Pattern], known: Iterable[str]) -> tuple[Pattern, ...]:
    """Return patterns so that each shares a variable with what is before it, where that can be."""
    left, names, order = list(patterns), set(known), list[Pattern]()
    while left:
        free = [sum(isinstance(part, str) and part not in names for part in parts_of(each)) for each in left]
        best = left[free.index(min(free))]
        left.remove(best)
        order.append(best)
        names |= {part for part in parts_of(best) if isinstance(part, str)}
    return tuple(order)


def solutions(
    facts: Facts, patterns: Sequence[Pattern], binding: Binding, spend: Callable[[], None] = lambda: None
) -> Iterator[Binding]:
    """Yield the bindings under which all patterns hold; ``spend`` is called for each fact looked at."""
    if not patterns:
        yield binding
        return
    (left, predicate, right), rest = patterns[0], patterns[1:]
    subject, value = bound(left, binding), bound(right, binding)
    for start, end in facts.matching(subject, predicate, value):
        spend()
        if subject is not None and value is not None:
            yield from solutions(facts, rest, binding, spend)
        elif left != right or start == end:
            extended = dict(binding)
            if subject is None:
                extended[left] = start  # type: ignore[index]
            if value is None:
                extended[right] = end  # type: ignore[index]
            yield from solutions(facts, rest, extended, spend)


def fact_of(pattern: Pattern, binding: Binding) -> Triple:
    """Return a pattern as the fact that a binding of all its variables makes of it."""
    subject, value = (bound(part, binding) for part in parts_of(pattern))
    return Triple(subject, pattern[1], value)  # type: ignore[arg-type]


def different(pairs: Iterable[tuple[Part, Part]], binding: Binding) -> bool:
    """Tell whether the parts of each pair are unequal as ``!=`` of SPARQL means it (17.4.1.7)."""
    return all(_unequal(bound(left, binding), bound(right, binding)) for left, right in pairs)


def _unequal(left: Term | None, right: Term | None) -> bool:
    if isinstance(left, Literal) and isinstance(right, Literal):
        return bool(Store().query(f"ASK {{ FILTER({left} != {right}) }}"))
    return left != right


def in_order(absent: Absent, around: set[str]) -> Absent:
    """Put the patterns of what must not be there into the order in which they are matched."""
    known = around | variables_of(absent.body)
    return replace(
        absent,
        body=ordered(absent.body, around),
        absent=tuple(in_order(each, known) for each in absent.absent),
    )


def is_absent(
    absent: Absent, facts: Facts, binding: Binding, spend: Callable[[], None] = lambda: None
) -> bool:
    """Tell whether what must not be there is not, under a binding; ``spend`` as in ``solutions``."""
    return not any(
        different(absent.unequal, found)
        and all(is_absent(each, facts, found, spend) for each in absent.absent)
        for found in solutions(facts, absent.body, binding, spend)
    )


class Concluding:
    """Rules by what they conclude."""

    def __init__(self, rules: Iterable[Rule]):
        self._rules: dict[NamedNode, list[tuple[Rule, Pattern]]] = defaultdict(list)
        for rule in rules:
            for pattern in rule.head:
                self._rules[pattern[1]].append((rule, pattern))

    def starting(self, fact: Triple) -> Iterator[tuple[Rule, Binding]]:
        """Yield the rules whose head fits a fact, with what that binds."""
        for rule, pattern in self._rules.get(fact.predicate, ()):
            start = unified(pattern, (fact.subject, fact.object), {})
            if start is not None:
                yield rule, start
