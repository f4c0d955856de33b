"""The rule that comes nearest to concluding a fact that does not hold, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import Literal, Triple

from green_corridors.matching import Binding, Concluding, Facts, bound, different, fact_of, ordered, unified
from green_corridors.rules import Pattern, Rule, Term, parts_of

__all__ = ["Attempt", "Attempts"]

#: So many facts are tried for a rule that almost fires.
MAX_ATTEMPTS = 5_000


@dataclass(frozen=True)
class Attempt:
    """A rule that would conclude a fact: the premises that hold, and the patterns that nothing matches.

    ``goal`` is what the rule would conclude: the fact itself, or what leads to it by ``steps``. Where nothing
    is missing, a condition of the rule does not hold, or two things are one that must differ.
    """

    goal: Triple
    rule: Rule
    holding: tuple[Triple, ...]
    missing: tuple[Pattern, ...]
    steps: tuple[Rule, ...] = ()

    @property
    def order(self) -> tuple[int, int, int, str]:
        """The order of nearness: what lacks least, then what has most, then what needs fewest steps."""
        return len(self.missing), -len(self.holding), len(self.steps), f"{self.rule.name}{self.goal}"


class Attempts:
    """How near the rules come to a fact within one closure."""

    def __init__(self, rules: Iterable[Rule], facts: Facts):
        self._concluding, self._facts = Concluding(rules), facts

    def of(self, fact: Triple, deep: int = 4) -> list[Attempt]:
        """Return the rules that would conclude a fact that does not hold, the nearest first."""
        found = [*self._attempts(fact, (), {fact}, deep)]
        return sorted(found, key=lambda attempt: attempt.order)

    def _attempts(
        self, goal: Triple, steps: tuple[Rule, ...], seen: set[Triple], deep: int
    ) -> Iterator[Attempt]:
        for rule, start in self._concluding.starting(goal):
            holding, missing = self._nearest(rule, start)
            premise = _ground(missing[0], start) if len(rule.body) == 1 and missing else None
            if premise is None:
                yield Attempt(goal, rule, holding, missing, steps)
            elif premise not in seen and deep:
                seen.add(premise)
                further = [*self._attempts(premise, (*steps, rule), seen, deep - 1)]
                yield from further
                if not further:
                    yield Attempt(goal, rule, holding, missing, steps)

    def _nearest(self, rule: Rule, start: Binding) -> tuple[tuple[Triple, ...], tuple[Pattern, ...]]:
        """Return the premises that hold under the binding that makes most of them hold, and the others."""
        nothing = tuple(_filled(pattern, start) for pattern in rule.body)
        best: tuple[tuple[Triple, ...], tuple[Pattern, ...]] = ((), nothing)
        trials, may_differ = count(), different(_known(rule, start), {})

        def search(
            left: tuple[Pattern, ...], binding: Binding, holding: list[Pattern], missing: list[Pattern]
        ) -> None:
            nonlocal best
            if len(missing) >= len(best[1]) or next(trials) > MAX_ATTEMPTS:
                return
            if not left:
                held = tuple(dict.fromkeys(fact_of(pattern, binding) for pattern in holding))
                best = held, tuple(_filled(pattern, binding) for pattern in missing)
                return
            first, *rest = ordered(left, binding)
            subject, value = (bound(part, binding) for part in parts_of(first))
            for ends in sorted(self._facts.matching(subject, first[1], value), key=str):
                extended = unified(first, ends, binding)
                differ = extended is not None and (not may_differ or different(_known(rule, extended), {}))
                if extended is not None and differ:
                    search(tuple(rest), extended, [*holding, first], missing)
            search(tuple(rest), binding, holding, [*missing, first])

        search(rule.body, start, [], [])
        return best


def _filled(pattern: Pattern, binding: Binding) -> Pattern:
    """Return a pattern with all that a binding knows of it."""
    subject, value = (
        binding.get(part, part) if isinstance(part, str) else part for part in parts_of(pattern)
    )
    return subject, pattern[1], value


def _ground(pattern: Pattern, binding: Binding) -> Triple | None:
    """Return a pattern as a fact, where a binding leaves nothing open."""
    subject, predicate, value = _filled(pattern, binding)
    if isinstance(subject, str) or isinstance(value, str) or isinstance(subject, Literal):
        return None
    return Triple(subject, predicate, value)


def _known(rule: Rule, binding: Binding) -> list[tuple[Term, Term]]:
    """Return what must be unequal by a rule, as far as both are known."""
    pairs = ((bound(left, binding), bound(right, binding)) for left, right in rule.unequal)
    return [(left, right) for left, right in pairs if left is not None and right is not None]
