"""Anchors: where a passage stands in a text, found by its first and last words alone.

A text reaches us by many ways (a browser, a saved page, a PDF), and each has its own quotes, spaces and
invisible signs. So all comparing is done on normalised text, and every place is a place in normalised text.
"""

from __future__ import annotations

import hashlib
import unicodedata

__all__ = ["digest", "normalised", "occurrences", "standing"]

#: Signs nobody sees: the soft hyphen, zero-width spaces and joiners, direction marks, the byte order mark.
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e" + (
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_SINGLE = "\u2018\u2019\u201a\u201b\u2039\u203a"
_SIGNS = str.maketrans(
    dict.fromkeys(_INVISIBLE, "") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_SINGLE, "'")
)


def normalised(text: str) -> str:
    """Return text in NFC with straight quotes and single spaces, without invisible signs.

    Dashes, primes, ellipses and capitals stay as they are: changing them can change what a text says.
    Normalised text stays the same when it is normalised again.
    """
    # Invisible signs go first: between a letter and its accent they would keep NFC from joining the two.
    return " ".join(unicodedata.normalize("NFC", text.translate(_SIGNS)).split())


def digest(passage: str) -> str:
    """Return the SHA-256 of the normalised passage in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(normalised(passage).encode("utf-8")).hexdigest()


def standing(text: str, words: str) -> list[tuple[int, int]]:
    """Return the start and end of every place where words stand as whole words, in order.

    ``text`` is normalised, ``words`` need not be. Places may overlap. Empty words stand nowhere.
    """
    sought = normalised(words)
    found: list[tuple[int, int]] = []
    start = text.find(sought) if sought else -1
    while start >= 0:
        end = start + len(sought)
        if _parted(text, start) and _parted(text, end):
            found.append((start, end))
        start = text.find(sought, start + 1)
    return found


def occurrences(text: str, first: str, last: str) -> list[tuple[int, int]]:
    """Return every stretch from the first words to the nearest end of the last words, in order.

    ``text`` is normalised, the words need not be. The last words may overlap the first or be the same: they
    begin no earlier and end no earlier. A passage stands in a text when there is exactly one such stretch.
    """
    ends = standing(text, last)
    found = []
    for start, after in standing(text, first):
        nearest = next((end for begin, end in ends if begin >= start and end >= after), None)
        if nearest is not None:
            found.append((start, nearest))
    return found


def _parted(text: str, at: int) -> bool:
    """Return whether a word may begin or end at a place: there are not two signs of one word around it."""
    before, after = text[at - 1 : at], text[at : at + 1]
    if not before or not after:
        return True
    if unicodedata.category(after).startswith("M"):
        return False
    return not (_of_word(before) and _of_word(after))


def _of_word(sign: str) -> bool:
    """Return whether a sign makes one word with its neighbour; wide scripts do not part words by spaces."""
    if unicodedata.east_asian_width(sign) in "WF":
        return False
    return sign.isalnum() or unicodedata.category(sign).startswith("M")
