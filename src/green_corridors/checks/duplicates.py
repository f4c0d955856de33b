"""Duplicates: one thing has one address, in the register and in the releases taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.checks.terms import kind_of
from green_corridors.decisions import decided
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.likeness import NEAR, Spelling, alike
from green_corridors.placing import finding
from green_corridors.reading import Document
from green_corridors.sources import Release, Source

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
    "Two things of the register whose names differ in a letter or two, in spaces, in the order of words or "
    "in the legal form are often one thing described twice. Where they are not, owl:differentFrom says so.",
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
Fact = tuple[Document, Triple]
Decided = frozenset[frozenset[object]]


def of_background(context: Context) -> Iterator[Finding]:
    """Yield each thing of the register that shares an identifier, or nearly a name, with an earlier one."""
    facts = list(_facts(context.knowledge.register))
    apart = decided(context.knowledge.register)
    yield from _identifiers(facts, apart)
    yield from _near_names(facts, apart)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each identifier that a release gives to one thing and the register to another."""
    facts = _facts((*context.knowledge.register, release))
    return (found for found in _identifiers(facts) if found.place.path == release.path)


def _identifiers(facts: Iterable[Fact], apart: Decided = frozenset()) -> Iterator[Finding]:
    """Yield each identifier of two things, unless they are decided to be two, which is another rule's."""
    identifying = (fact for fact in facts if fact[1].predicate in IDENTIFIERS)
    return _shared(IDENTIFIER, identifying, "keep one address, or mend the identifier", apart)


def across(context: Context) -> Iterator[Finding]:
    """Yield each page, corridor or name that two releases have under two addresses."""
    facts = list(_facts(context.knowledge.releases))
    apart = decided((*context.knowledge.register, *context.knowledge.releases))
    pages = (fact for fact in facts if fact[1].predicate == terms.ADDRESS)
    yield from _shared(ADDRESS, pages, "keep one release for the page")
    yield from _corridors(facts, apart)
    repair = "use one address in both, or names that tell them apart"
    yield from _shared(TITLE, _titles(facts), repair, apart)


def _facts(sources: Iterable[Source]) -> Iterator[Fact]:
    for source in sources:
        for document in source.documents:
            yield from ((document, triple) for triple in document.triples)


def _shared(
    rule: Rule, facts: Iterable[Fact], repair: str, apart: Decided = frozenset()
) -> Iterator[Finding]:
    """Yield each fact whose value another subject had before, from which it is not decided to be apart."""
    first: dict[tuple[object, object], dict[object, Fact]] = defaultdict(dict)
    for document, triple in facts:
        bearers = first[triple.predicate, triple.object]
        if known := _first(bearers, triple.subject, apart):
            other, before = known
            message = f"{_short(document, triple.object)} belongs to {_short(other, before.subject)} already"
            yield finding(rule, document, triple, message, repair, [(other, before, "it stands here, too")])
        bearers.setdefault(triple.subject, (document, triple))


def _first(bearers: Mapping[object, Fact], subject: object, apart: Decided) -> Fact | None:
    """Return the first fact of another subject that is not decided to be apart from one."""
    others = (each for each in bearers if each != subject and frozenset((each, subject)) not in apart)
    return next((bearers[each] for each in others), None)


def _near_names(facts: list[Fact], apart: Decided) -> Iterator[Finding]:
    named: dict[str, list[tuple[Fact, Spelling]]] = defaultdict(list)
    for document, triple in facts:
        if triple.predicate in (terms.PREF_LABEL, terms.ALT_LABEL) and isinstance(triple.object, Literal):
            named[kind_of(triple.subject)].append(((document, triple), Spelling(triple.object.value)))
    for kind, names in named.items():
        told: set[int] = set()
        owners = [(fact[1].subject, spelling) for fact, spelling in names]
        for number, later, _ in alike(owners, loosest=NEAR):
            (other, before), _ = names[number]
            (document, triple), spelling = names[later]
            if later not in told and frozenset((before.subject, triple.subject)) not in apart:
                told.add(later)
                message = (
                    f"“{spelling.text}” is nearly a name of {_short(other, before.subject)}, "
                    f"which is another {kind}"
                )
                repair = "keep one of the two, or names that tell them apart; see gsc names check"
                yield finding(NAME, document, triple, message, repair, [(other, before, "it stands here")])


def _titles(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the preferred labels of what releases describe; of one thing a release gives one."""
    kinds = ("agreement", "event", "platform")
    for document, triple in facts:
        if triple.predicate == terms.PREF_LABEL and kind_of(triple.subject) in kinds:
            yield document, triple


def _corridors(facts: Iterable[Fact], apart: Decided) -> Iterator[Finding]:
    ends: dict[tuple[Document, NamedNode], list[Fact]] = defaultdict(list)
    for document, triple in facts:
        if triple.predicate == terms.ENDPOINT and isinstance(triple.subject, NamedNode):
            ends[document, triple.subject].append((document, triple))
    first: dict[frozenset[object], dict[object, Fact]] = defaultdict(dict)
    for (document, corridor), stated in ends.items():
        if len(stated) > 1:
            joined = first[frozenset(fact.object for _, fact in stated)]
            if known := _first(joined, corridor, apart):
                other, before = known
                message = f"{_short(other, before.subject)} joins the same endpoints"
                said = "it stands here"
                repair = "use one address in both, if they are one corridor"
                others = [(other, before, said)]
                yield finding(CORRIDOR, document, stated[0][1], message, repair, others, at_subject=True)
            joined.setdefault(corridor, stated[0])


def _short(document: Document, term: object) -> str:
    return write_term(term, document.prefixes, document.base)
