"""The closure of a transitive property, kept while links are added, with a bound on the work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from pyoxigraph import NamedNode

from green_corridors.errors import LimitExceeded
from green_corridors.rules import Term

__all__ = ["Budget", "Reach"]


class Budget:
    """Counts the work of a closure, and ends it when it is too much."""

    def __init__(self, most: int, excess: Callable[[], LimitExceeded]):
        self._left, self._excess = most, excess

    def spend(self) -> None:
        """Count one fact that is looked at.

        Raises:
            LimitExceeded: it is one too many.
        """
        self._left -= 1
        if self._left < 0:
            raise self._excess()


class Reach:
    """The closure of a transitive property, kept while links are added one after the other.

    A new link is joined with all that leads to it and all to which it leads, which is complete already. So a
    circle costs the square of its length, where joining everything with everything would cost its cube.
    """

    def __init__(self) -> None:
        self._after: dict[Term, set[Term]] = defaultdict(set)
        self._before: dict[Term, set[Term]] = defaultdict(set)

    def add(self, subject: Term, value: Term, budget: Budget) -> Iterator[tuple[Term, Term]]:
        """Add a link, and yield the ends of all that is new by it."""
        if value in self._after[subject]:
            return
        ends = {value, *self._after[value]}
        for start in (subject, *self._before[subject]):
            budget.spend()
            for end in ends - self._after[start]:
                self._after[start].add(end)
                self._before[end].add(start)
                yield start, end

    def remove(self, subject: Term, predicate: NamedNode, value: Term) -> None:
        """Forget a link, or what follows from links."""
        self._after[subject].discard(value)
        self._before[value].discard(subject)
