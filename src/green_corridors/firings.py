"""What a fact sets off: the rules filed under the property of a fact, or its class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.matching import Binding, ordered
from green_corridors.reach import Reach
from green_corridors.rules import Absent, Pattern, Rule, variables_of

__all__ = ["Firing", "Firings", "Join"]

SIMPLE = {"subclass", "equivalent classes", "domain", "range"}


@dataclass(frozen=True)
class Join:
    """A rule, one of its patterns, and the other ones in the order in which they are matched.

    ``doubts`` takes the bindings under which all of them hold, where what must be absent is looked at later.
    """

    rule: Rule
    first: Pattern
    rest: tuple[Pattern, ...]
    doubts: list[Binding] | None = None


@dataclass
class Firing:
    """What a triple of a property, or of a class, sets off."""

    above: list[NamedNode] = field(default_factory=list)
    swapped: list[NamedNode] = field(default_factory=list)
    subject_is: list[NamedNode] = field(default_factory=list)
    value_is: list[NamedNode] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    kept: bool = False
    reach: Reach | None = None


class Firings:
    """Rules, by what sets them off."""

    def __init__(self, rules: Iterable[Rule]):
        """File rules that are no more than patterns."""
        self._of: dict[NamedNode, Firing] = defaultdict(Firing)
        self._of_class: dict[NamedNode, Firing] = defaultdict(Firing)
        self._typed = self._of[terms.RDF_TYPE]
        for rule in rules:
            self._file(rule)

    def _file(self, rule: Rule) -> None:
        """File a rule under the properties and classes that set it off."""
        subject, predicate, _ = rule.body[0]
        firing = self._firing(rule.body[0])
        to_subject, head, to_value = rule.head[0] if len(rule.head) == 1 else (None, predicate, None)
        if rule.kind in SIMPLE:
            (firing.subject_is if to_subject == subject else firing.value_is).append(to_value)  # type: ignore[arg-type]
        elif rule.kind in ("sub-property", "equivalent properties"):
            firing.above.append(head)
        elif rule.kind in ("symmetric", "inverse"):
            firing.swapped.append(head)
        elif rule.kind == "transitive":
            firing.reach = Reach()
        else:
            self.join(rule)

    def join(self, rule: Rule, doubts: list[Binding] | None = None) -> None:
        """File a rule under each of its patterns."""
        for number, pattern in enumerate(rule.body):
            others = (*rule.body[:number], *rule.body[number + 1 :])
            firing = self._firing(pattern)
            firing.joins.append(Join(rule, pattern, ordered(others, variables_of((pattern,))), doubts))
            firing.kept = True

    def keep(self, absent: Iterable[Absent]) -> None:
        """Keep the facts at hand that must be absent."""
        for each in absent:
            for pattern in each.body:
                self._firing(pattern).kept = True
            self.keep(each.absent)

    def _firing(self, pattern: Pattern) -> Firing:
        _, predicate, value = pattern
        if predicate == terms.RDF_TYPE and isinstance(value, NamedNode):
            return self._of_class[value]
        return self._of[predicate]

    def by(self, triple: Triple) -> tuple[Firing, ...]:
        """Return what a fact sets off."""
        firing = self._of.get(triple.predicate)
        if firing is None:
            return ()
        if firing is self._typed and (of_class := self._of_class.get(triple.object)):  # type: ignore[arg-type]
            return firing, of_class
        return (firing,)
