"""Passages of a running text: its sentences, and the few words by which each is found again.

A place is a start and an end in the text. The five words follow the shapes of ``gsc:Passage``: as printed,
with single spaces, chosen so that there is exactly one such stretch in the normalised text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from green_corridors.anchors import digest, normalised, occurrences

__all__ = ["WIDE", "Passage", "Span", "blocks", "passage", "sentences"]

Span = tuple[int, int]

#: Signs of scripts that set no spaces between words: kana, Han and their punctuation.
WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f"

#: A line at least so long was likely broken for want of room, so its sentence goes on in the next one.
WRAPPED = 50
BULLET = re.compile(r"\s*(?:[-*•·▪◦–—]\s|\d{1,2}[.)]\s)")
LINE = re.compile(r"[^\n]*\n?")

#: Words whose full stop ends no sentence; where one does, two sentences count as one.
TITLES = frozenset(
    """
    Mr Mrs Ms Dr Prof Lt Gov Gen Sen Rep Capt Adm Col St Hon Messrs No Nos vs cf approx
    Corp Co Ltd Inc Dept Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    """.split()  # noqa: SIM905
)
END = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)["”’»)\]]*+(?=\s++["“‘«(\[]*+[^\W_a-z])|[。！？]["”’」』）]*+""",
)
BEFORE = re.compile(r"[^\s.!?…\"'“‘(]*$")
UNIT = re.compile(rf"[{WIDE}]{{1,4}}|[^\s{WIDE}]+")
WORDS = 5

#: How many beginnings of a sentence are tried.
TRIED = 40

#: What neither first nor last words may hold: an address of mail, a telephone number, a control sign.
UNFIT = re.compile(
    r"""(?<![^\s@])[^\s@]*+@[^\s@]*+|\+\d[\d ().-]{6,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}
    |\b(?:tel|telephone|phone|fax)[.:]?\ ?[(+\d][\d ().-]*|[\x00-\x08\x0e-\x1b\x7f-\x9f]""",
    re.IGNORECASE | re.VERBOSE,
)
OPENING, CLOSING = " \"'“”„‘’«»「『([-–—•*·▪◦", " \"'“”‘’«»」』.,;:!?…。、！？"


@dataclass(frozen=True)
class Passage:
    """A stretch of a text by its first and its last words, with the digest of the whole."""

    first_words: str
    last_words: str
    digest: str


def blocks(text: str) -> Iterator[Span]:
    """Yield the places of the paragraphs, headings and items of a text; a line broken for room goes on."""
    start, end, before = 0, 0, ""
    for match in LINE.finditer(text):
        line = match[0].strip()
        goes_on = line and before and len(before) >= WRAPPED and not BULLET.match(match[0])
        if not goes_on and start < end:
            yield start, end
        if not goes_on:
            start = match.start()
        before, end = line, match.end() if line else match.start()
    if start < end:
        yield start, end


def sentences(text: str, block: Span, kept: Iterable[Span] = ()) -> list[Span]:
    """Return the places of the sentences of a block; what is ``kept``, such as a name, is not parted.

    A sentence of a single word is joined to the next: it has no last words beside its first.
    """
    inner = {at for begin, end in kept for at in range(begin + 1, end)}
    start, found = block[0], []
    for match in END.finditer(text, *block):
        if _abbreviates(match) or match.end() in inner:
            continue
        if len(text[start : match.end()].split()) > 1 or match["stop"] is None:
            found.append((start, match.end()))
            start = match.end()
    if text[start : block[1]].strip():
        found.append((start, block[1]))
    return found


def _abbreviates(match: re.Match[str]) -> bool:
    """Tell whether a full stop belongs to an abbreviation, an initial or a number of a list."""
    word = BEFORE.search(match.string[max(0, match.start() - 10) : match.start()])
    before = word[0] if word else ""
    return match["stop"] == "." and (before in TITLES or (len(before) == 1 and before.isalnum()))


def passage(normal: str, sentence: str, named: int = 0) -> Passage | None:
    """Return a sentence by its first and last words, or ``None`` if it stands at no place of its own.

    Where its first words stand elsewhere too, the passage begins at a later word: best before the place
    ``named`` of the sentence, so that what is named there lies within. Where its last words stand within it
    too, the passage ends up to three words earlier. ``normal`` is the normalised text.
    """
    units = [match.span() for match in UNIT.finditer(sentence)]
    unfit = [match.span() for match in UNFIT.finditer(sentence)]
    before = sum(start <= named for start, _ in units[:-1])
    ways = [(begin, cut) for cut in range(4) for begin in range(min(before, TRIED))]
    ways += [(begin, 0) for begin in range(before, min(before + TRIED, len(units) - 1))]
    for begin, cut in ways:
        chosen = units[begin : len(units) - cut]
        if len(chosen) > 1 and (found := _as(normal, sentence, chosen, unfit)):
            return found
    return None


def _as(normal: str, sentence: str, units: Sequence[Span], unfit: Sequence[Span]) -> Passage | None:
    """Return the passage of some words of a sentence, if its first words stand once and the last end it."""
    ahead = min(WORDS, (len(units) + 1) // 2)
    behind = min(WORDS, len(units) - ahead)
    ends = (units[0][0], units[ahead - 1][1]), (units[-behind][0], units[-1][1])
    if any(start < end and begin < stop for start, stop in unfit for begin, end in ends):
        return None
    first, last = (" ".join(sentence[slice(*end)].split()) for end in ends)
    first, last = first.lstrip(OPENING), last.rstrip(CLOSING)
    sought = normalised(first)
    at = normal.find(sought)
    if not sought or not normalised(last) or at < 0 or normal.find(sought, at + 1) >= 0:
        return None
    whole = normalised(sentence[units[0][0] : units[-1][1]]).lstrip(OPENING).rstrip(CLOSING)
    # The nearest end of the last words is looked for here alone: in the whole text that would take long.
    after = at + len(whole)
    around = normal[max(0, at - 1) : after + 1]
    places = [around[slice(*place)] for place in occurrences(around, first, last)]
    return Passage(first, last, digest(whole)) if places == [whole] else None
