"""Words of questions: which carry nothing, which mean the same, what an agreement or a corridor is called."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from green_corridors.names import fold

__all__ = [
    "HEADS",
    "PORT_WORDS",
    "STOP",
    "SYNONYMS",
    "asked_words",
    "normal",
    "phrases",
    "plain_words",
    "shared",
    "stem",
]

#: Words that carry nothing of what is asked. Prepositions that give a tie its direction (by, to, from, for),
#: words of negation, of number and of comparison are not among them: a question that has them is refused
#: unless a pattern has them too.
STOP = frozenset(
    """
    a an the of in at with between among amongst and
    has have had having do does did is are was were be been being which what that this these those there
    it its they their them he she his her any all each every own me us please kindly ever as now currently
    exist exists existing mr mrs ms dr
    """.split()  # noqa: SIM905
)

#: What people say around a question.
POLITE = re.compile(
    r"""^(?:(?:hello|hi|hey|ok|please|kindly|so|well)\b[,!]?\s*)*
    (?:(?:can|could|would|will)\ (?:you|someone|anybody|we)(?:\ please|\ kindly)?
        \ (?:tell|show|give|list|find|name|say|help)\b(?:\ me|\ us)?(?:\ to|\ out|\ know)?
    |(?:i|we)\ (?:would\ like|want|need|wish|'?d\ like)\ to\ (?:know|see|learn|find\ out|ask)
    |i\ wonder|(?:i\ am\ |i'm\ )?looking\ for|do\ you\ know|let\ me\ know
    |tell\ (?:me|us)(?:\ (?:more\ |something\ )?about)?|show(?:\ me|\ us)?|give\ (?:me|us)|get\ (?:me|us)
    |list|find(?:\ out)?|name|display|print)?(?!\w)\s*(?:please\b)?""",
    re.IGNORECASE | re.VERBOSE,
)

#: Words that mean the same in every question; the first of a line stands for the others. A question adds its
#: own in its header.
SYNONYMS = """
who: whom | by whom | by who | whose
people: person
when: on which day | on what day | on which date | on what date | which day | what day | which date | what
    date | in which year | in what year | which year | what year | date | since when
where: in which place | in what place | at which place | at what place | in which city | which city |
    place | location
corridor: green shipping corridor | gsc | shipping corridor | green corridor | green shipping channel |
    shipping channel | green shipping route | green shipping lane | green trade lane
agreement: memorandum of understanding | memorandum | memoranda | mou | mous | deal | pact | accord |
    arrangement
port: harbor | seaport
sign: signed up to | put name to | put name under | put signature to | put signature under | ink |
    undersign
signatory: signer | who signed | who has signed
participate: took part | take part | taken part | taking part | participant | involved | involve
say: said | statement | remark | quoted | quotation | quote | comment | stated | told | tell | declare
about: on | concerning | regarding | concern | cover | address | related to | relate to | touch on | touch
    upon
duty: obligation | commitment | undertaking | undertake | undertaken | undertook | commit | pledge |
    promise | committed itself to | commit itself to | committed to | commit to | commits to | bind itself
    to | duty made | made duty
body: organization | organisation | institution | agency | company | authority | entity | side
office: post | title | job | position | job title
topic: subject | theme | field | matter | area | issue
release: source | press release | article | news item | news release | publication | document | press
event: occasion | ceremony | happening
platform: digital platform | digital system | system
"""

#: How an agreement or a corridor is called before or after the names of those it joins, and its class;
#: an empty class is any agreement.
HEADS = {
    "memorandum of understanding": "MemorandumOfUnderstanding",
    "memorandum": "MemorandumOfUnderstanding",
    "mou": "MemorandumOfUnderstanding",
    "trade agreement": "TradeAgreement",
    "trade deal": "TradeAgreement",
    "trade pact": "TradeAgreement",
    "sister port agreement": "SisterPortAgreement",
    "sister port relationship": "SisterPortAgreement",
    "sister port partnership": "SisterPortAgreement",
    "cooperation agreement": "CooperationAgreement",
    "cooperative agreement": "CooperationAgreement",
    "implementation plan outline": "PlanOutline",
    "plan outline": "PlanOutline",
    "implementation plan": "PlanOutline",
    "outline": "PlanOutline",
    "agreement": "",
    "deal": "",
    "pact": "",
    "accord": "",
    "green shipping corridor": "Corridor",
    "shipping corridor": "Corridor",
    "green corridor": "Corridor",
    "gsc": "Corridor",
    "corridor": "Corridor",
    "green shipping channel": "Corridor",
}

#: What may stand before or after the name of a port that the graph does not know.
PORT_WORDS = ("port", "of")

# What adds nothing wherever it stands: the graph tells no more than what is known.
NOISE = re.compile(
    r"\b(?:so far|to date|at all|by any chance|at present|at the moment|right now|exactly|actually)\b",
    re.IGNORECASE,
)

#: What is said in several words, or in one word of two meanings, and what it comes to.
REPLACED = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\b(?:which|what) (?:people|persons?|officials?|individuals?)\b", "who"),
        (r"\bthe (?:people|persons?|ones?) (?:that|who)\b", "who"),
        (r"\b(?:have|has|had|needs?|required|supposed|obliged|bound) to do\b", "must do"),
        (r"\bfor whom?\b", "forwhom"),
        (r"\bwhom?\b(.*)\bfor(?=\W*$)", r"forwhom \1"),
        (r"\bfor how long\b", "how long"),
        (
            r"\b(agreements?|memorand\w+|understandings?|mous?|deals?|pacts?|accords?|that) deals? with\b",
            r"\1 concern",
        ),
        (r"\bdeals? with(?=\W*$)", "concern"),
        (r"(?:\b(?:the|a|an) |^\W*)(?:full |complete |whole )?(?:list|overview) of\b", " "),
    )
)

DASHES = re.compile(r"[‐‑‒–—―−/]")
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b|(?<=s)['’](?=\s|$)")
NEGATED = re.compile(r"n['’]t\b")
MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
MONTH = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
WRITTEN_DAY = re.compile(
    rf"\b(?:(?P<d1>\d\d?)(?:st|nd|rd|th)?(?: of)? (?P<m1>{MONTH})\b\.?,?"
    rf"|(?P<m2>{MONTH})\b\.? (?P<d2>\d\d?)(?:st|nd|rd|th)?,?) (?P<year>\d{{4}})\b",
    re.IGNORECASE,
)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def asked_words(text: str) -> list[str]:
    """Return the folded words of a question without what people say around it."""
    return plain_words(normal(NOISE.sub(" ", POLITE.sub("", " ".join(text.split()), count=1))))


def normal(text: str) -> str:
    """Return a text in which what can be said in several ways is said in one."""
    for pattern, words in REPLACED:
        text = pattern.sub(words, text)
    return text


def plain_words(text: str) -> list[str]:
    """Return the folded words of a text; a day is one word, as ISO 8601 writes it."""
    text = WRITTEN_DAY.sub(_iso_day, " ".join(text.split()))
    text = POSSESSIVE.sub(" ", NEGATED.sub(" not", DASHES.sub(" ", text)))
    words: list[str] = []
    for part in text.split():
        bare = part.strip("?!.,;:()[]“”„‘’\"'")
        words += [bare] if ISO_DAY.fullmatch(bare) else fold(part).split()
    return words


def _iso_day(match: re.Match[str]) -> str:
    day, month = match["d1"] or match["d2"], (match["m1"] or match["m2"]).lower()
    number = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month))
    return f"{match['year']}-{number:02}-{int(day):02}"


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return a folded word without the endings of English nouns and verbs, in American spelling.

    The same is done to both sides of every comparison, so a stem need not be a word.
    """
    if word.isdigit() or ISO_DAY.fullmatch(word):
        return word
    word = (
        re.sub(r"isation(?=s?$)", "ization", word)
        .replace("harbour", "harbor")
        .replace("programme", "program")
    )
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3:
        word = word[:-1]
    if word.endswith("eed"):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = re.sub(r"([bdgmnprt])\1$", r"\1", word[: -len(ending)])
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def phrases(lines: dict[str, list[str]]) -> dict[tuple[str, ...], str]:
    """Return synonyms as stems of phrases, each with the stem of the word it stands for."""
    return {
        tuple(stem(part) for part in plain_phrase(synonym)): stem(fold(word))
        for word, synonyms in lines.items()
        for synonym in synonyms
    }


def plain_phrase(text: str) -> list[str]:
    """Return the words of a phrase that carry something, or all of them if none does."""
    words = fold(text).split()
    return [word for word in words if word not in STOP] or words


@cache
def shared() -> dict[tuple[str, ...], str]:
    """Return the synonyms that every question has."""
    lines = SYNONYMS.strip().replace("\n    ", " ").splitlines()
    return phrases({word: rest.split("|") for word, _, rest in (line.partition(":") for line in lines)})
