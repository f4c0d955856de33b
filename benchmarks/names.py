"""Invented names and draws: the same number gives the same name and the same choices on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

__all__ = ["Draws", "invented"]

T = TypeVar("T")

#: 73 syllables, no two of which begin alike; a prime number of them, so that names can be kept apart.
SYLLABLES = [
    onset + vowel + "lnrstmk"[(place + 3 * row) % 7]
    for row, vowel in enumerate("aeiou")
    for place, onset in enumerate("bdfghklmnprstvz")
][:73]


@lru_cache(maxsize=65536)
def invented(number: int, kind: int = 0) -> str:
    """Return an invented name; two names of a kind share at most a quarter of their syllables, or a half
    once there are more than 5,329 of them.

    The digits of the number in base 73 are followed by two check syllables (a Reed-Solomon code of
    distance 3): names that are nearly equal would be taken for two spellings of one.
    """
    count = len(SYLLABLES)
    length = 2 if number < count**2 else 4
    rest = number * 3571 % count**length
    digits = [rest // count**place % count for place in range(length)]
    sums = (sum(digits), sum(place * digit for place, digit in enumerate(digits, 1)))
    symbols = [*digits, *((total + kind) % count for total in sums)]
    return "".join(SYLLABLES[symbol] for symbol in symbols).capitalize()


class Draws:
    """Choices that follow from a text alone; unlike ``random``, equal in every version of Python."""

    def __init__(self, key: str):
        self.state = int.from_bytes(hashlib.shake_256(key.encode()).digest(96))

    def below(self, count: int) -> int:
        """Draw a whole number from 0 to ``count - 1``."""
        self.state, drawn = divmod(self.state, count)
        return drawn

    def one(self, choices: Sequence[T]) -> T:
        """Draw one of the choices."""
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Draw ``count`` different choices, in the order they stand in."""
        left = list(range(len(choices)))
        return [choices[place] for place in sorted(left.pop(self.below(len(left))) for _ in range(count))]
