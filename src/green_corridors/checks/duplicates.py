"""Duplicates: one thing has one address, in the register and in the releases taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.findings import Finding, Rule
from green_corridors.graph import Release, Source
from green_corridors.house import write_term
from green_corridors.names import fold
from green_corridors.placing import finding
from green_corridors.reading import Document

IDENTIFIER = Rule(
    "duplicate-identifier",
    "violation",
    "two things with one identifier",
    "A UN/LOCODE, a Wikidata entry or another exact match belongs to one thing. Two addresses that share one "
    "are one thing described twice, or one of the identifiers is wrong.",
)
NAME = Rule(
    "near-name",
    "warning",
    "two things of one kind with nearly one name",
    "Two things of the register whose names differ in a letter or two are often one thing described twice.",
)
ADDRESS = Rule(
    "across-address",
    "violation",
    "one page described by two releases",
    "A page is one release. Two release files with one gsc:address tell the same account twice.",
)
CORRIDOR = Rule(
    "across-corridor",
    "warning",
    "one corridor under two addresses",
    "Two corridors between the same endpoints are one corridor, unless their sources tell them apart.",
)
TITLE = Rule(
    "across-name",
    "warning",
    "one name for two things of several releases",
    "Two agreements, events or platforms with one name are one thing, unless their sources tell them apart.",
)
RULES = (IDENTIFIER, NAME, ADDRESS, CORRIDOR, TITLE)

IDENTIFIERS = (terms.UNLOCODE, terms.EXACT_MATCH)
#: Names whose letters agree to this degree, of 100, are nearly one.
NEAR = 93
Fact = tuple[Document, Triple]


def of_background(context: Context) -> Iterator[Finding]:
    """Yield each thing of the register that shares an identifier, or nearly a name, with an earlier one."""
    facts = list(_facts(context.knowledge.register))
    yield from _identifiers(facts)
    yield from _near_names(facts)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each identifier that a release gives to one thing and the register to another."""
    facts = _facts((*context.knowledge.register, release))
    return (found for found in _identifiers(facts) if found.place.path == release.path)


def _identifiers(facts: Iterable[Fact]) -> Iterator[Finding]:
    identifying = (fact for fact in facts if fact[1].predicate in IDENTIFIERS)
    return _shared(IDENTIFIER, identifying, "keep one address, or mend the identifier")


def across(context: Context) -> Iterator[Finding]:
    """Yield each page, corridor or name that two releases have under two addresses."""
    facts = list(_facts(context.knowledge.releases))
    pages = (fact for fact in facts if fact[1].predicate == terms.ADDRESS)
    yield from _shared(ADDRESS, pages, "keep one release for the page")
    yield from _corridors(facts)
    yield from _shared(TITLE, _titles(facts), "use one address in both, or names that tell them apart")


def _facts(sources: Iterable[Source]) -> Iterator[Fact]:
    for source in sources:
        for document in source.documents:
            yield from ((document, triple) for triple in document.triples)


def _shared(rule: Rule, facts: Iterable[Fact], repair: str) -> Iterator[Finding]:
    """Yield each fact whose value another subject had before."""
    first: dict[tuple[object, object], Fact] = {}
    for document, triple in facts:
        key = (triple.predicate, triple.object)
        other, before = first.setdefault(key, (document, triple))
        if before.subject != triple.subject:
            message = f"{_short(document, triple.object)} belongs to {_short(other, before.subject)} already"
            yield finding(rule, document, triple, message, repair, [(other, before, "it stands here, too")])


def _near_names(facts: list[Fact]) -> Iterator[Finding]:
    from rapidfuzz.fuzz import ratio, token_sort_ratio

    kinds = {triple.subject: _kind(triple.subject) for _, triple in facts}
    named: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for document, triple in facts:
        if triple.predicate in (terms.PREF_LABEL, terms.ALT_LABEL) and isinstance(triple.object, Literal):
            folded, kind = fold(triple.object.value), kinds[triple.subject]
            for known, (other, before) in named[kind]:
                near = ratio(folded, known) >= NEAR or token_sort_ratio(folded, known) >= NEAR
                if before.subject != triple.subject and near:
                    message = (
                        f"“{triple.object.value}” is nearly a name of {_short(other, before.subject)}, "
                        f"which is another {kind}"
                    )
                    repair = "keep one of the two, or names that tell them apart"
                    yield finding(
                        NAME, document, triple, message, repair, [(other, before, "it stands here")]
                    )
                    break
            named[kind].append((folded, (document, triple)))


def _titles(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the preferred labels of what releases describe; of one thing a release gives one."""
    kinds = ("agreement", "event", "platform")
    for document, triple in facts:
        if triple.predicate == terms.PREF_LABEL and _kind(triple.subject) in kinds:
            yield document, triple


def _corridors(facts: Iterable[Fact]) -> Iterator[Finding]:
    ends: dict[tuple[Document, NamedNode], list[Fact]] = defaultdict(list)
    for document, triple in facts:
        if triple.predicate == terms.ENDPOINT and isinstance(triple.subject, NamedNode):
            ends[document, triple.subject].append((document, triple))
    first: dict[frozenset[object], Fact] = {}
    for (document, corridor), stated in ends.items():
        if len(stated) > 1:
            other, before = first.setdefault(frozenset(fact.object for _, fact in stated), stated[0])
            if before.subject != corridor:
                message = f"{_short(other, before.subject)} joins the same endpoints"
                said = "it stands here"
                repair = "use one address in both, if they are one corridor"
                others = [(other, before, said)]
                yield finding(CORRIDOR, document, stated[0][1], message, repair, others, at_subject=True)


def _kind(subject: object) -> str:
    iri = subject.value if isinstance(subject, NamedNode) else ""
    return iri.removeprefix(terms.ID).partition("/")[0] if iri.startswith(terms.ID) else ""


def _short(document: Document, term: object) -> str:
    return write_term(term, document.prefixes, document.base)
