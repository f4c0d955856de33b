"""Terms: what is used is declared, what is referred to exists, nothing derived is typed, all can be cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.checks._nearest import nearest
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.names import KINDS
from green_corridors.placing import finding
from green_corridors.reading import Document
from green_corridors.sources import Release

UNDECLARED = Rule(
    "undeclared-term",
    "violation",
    "a term that is declared nowhere",
    "Every class, property, datatype, concept and shape of ours that is used is declared: in "
    "ontology/core.ttl, in a vocabulary, or in shapes/. Most often the word is misspelt.",
)
UNKNOWN = Rule(
    "unknown-thing",
    "violation",
    "a thing that the register does not know",
    "A port, place, organization or person is described once, in data/register, and every file names it by "
    "that address. Either the name is misspelt, or the thing was never seen before and is to be added.",
)
DEAD = Rule(
    "dead-reference",
    "violation",
    "a reference to what the release does not describe",
    "A release describes all that it refers to, save what the register describes: its own nodes, and the "
    "agreements, corridors, events and platforms it tells of. A reader of this release alone finds nothing "
    "behind a reference to anything else.",
)
DERIVED = Rule(
    "derived",
    "violation",
    "a derived property that was typed",
    "A gsc:DerivedProperty is inferred or computed from other facts, so that it cannot contradict them.",
)
BLANK = Rule(
    "blank-node",
    "violation",
    "a blank node in data",
    "What has no address cannot be cited, compared or supported by a passage. Every node in data has one.",
)
RULES = (UNDECLARED, UNKNOWN, DEAD, DERIVED, BLANK)

OURS = (terms.GSC, terms.VOCABULARY, terms.SHAPES)
REGISTERED = tuple(KINDS)[:4]


def of_document(context: Context, document: Document) -> Iterator[Finding]:
    """Yield each use of an undeclared term, and each derived property that was typed."""
    for triple in dict.fromkeys(document.triples):
        datatype = triple.object.datatype if isinstance(triple.object, Literal) else None
        target = triple.predicate == terms.TARGET_CLASS  # an idle shape is found by the checks of shapes
        for term in (triple.predicate, datatype if target else triple.object, datatype):
            if isinstance(term, NamedNode) and term.value.startswith(OURS) and term not in context.described:
                known = [each for each in context.described if isinstance(each, NamedNode)]
                yield _misspelt(UNDECLARED, document, triple, term, known, "declare it")
        if triple.predicate in context.knowledge.derived:
            verb = write_term(triple.predicate, document.prefixes)
            yield finding(DERIVED, document, triple, f"{verb} is derived, never typed", "remove it")


def of_background(context: Context) -> Iterator[Finding]:
    """Yield each reference of the register to what it does not describe, and its blank nodes."""
    for source in context.knowledge.register:
        for document in source.documents:
            yield from _references(context, document, frozenset())


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each reference of a release to what neither it nor the register describes; its blank nodes."""
    own = frozenset(triple.subject for triple in release.triples)
    for document in release.documents:
        yield from _references(context, document, own)


def _references(context: Context, document: Document, own: frozenset[object]) -> Iterator[Finding]:
    yield from _blank_nodes(document)
    registered = [each for source in context.knowledge.register for each in source.documents]
    for triple in dict.fromkeys(document.triples):
        term = triple.object
        decides = triple.predicate == terms.DIFFERENT_FROM and document in registered
        if (
            isinstance(term, NamedNode)
            and term.value.startswith(terms.ID)
            and term not in context.described
            and term not in own
            and not (decides and kind_of(term) not in REGISTERED)
        ):
            yield _reference(context, document, triple, term, own)


def _blank_nodes(document: Document) -> Iterator[Finding]:
    """Yield each blank node once, where it is named or else begins; not the nodes that it consists of."""
    named = {triple.object for triple in document.triples}
    seen: set[object] = set()
    for triple in document.triples:
        within = isinstance(triple.subject, BlankNode)
        root = triple.subject if within and triple.subject not in named else triple.object
        if isinstance(root, BlankNode) and root not in seen and (not within or root == triple.subject):
            seen.add(root)
            repair = "give it an address such as <#nakano-signs>"
            yield finding(BLANK, document, triple, "a blank node cannot be cited", repair)


def _reference(
    context: Context, document: Document, triple: Triple, term: NamedNode, own: frozenset[object]
) -> Finding:
    known = [each for each in (*context.described, *own) if isinstance(each, NamedNode)]
    if kind_of(term) in REGISTERED:
        return _misspelt(UNKNOWN, document, triple, term, known, "add it to data/register")
    return _misspelt(DEAD, document, triple, term, known, "describe it in this file")


def kind_of(term: object) -> str:
    """Return the kind that an address of ours says; nothing for any other term."""
    iri = term.value if isinstance(term, NamedNode) else ""
    return iri.removeprefix(terms.ID).partition("/")[0] if iri.startswith(terms.ID) else ""


def _misspelt(
    rule: Rule, document: Document, triple: Triple, term: NamedNode, known: Iterable[NamedNode], other: str
) -> Finding:
    """Return a finding that names the nearest known term, if one is near."""
    name = write_term(term, document.prefixes, document.base)
    said = "declared" if rule is UNDECLARED else "described"
    home = term.value[: max(term.value.rfind(mark) for mark in "#/") + 1]
    near = nearest(term.value, sorted(each.value for each in known if each.value.startswith(home)))
    repair = f"mend the word, or {other}"
    if near:
        repair = f"did you mean {write_term(NamedNode(near), document.prefixes, document.base)}? Else {other}"
    where = {UNKNOWN: " in the register", DEAD: " in this release"}.get(rule, "")
    message = f"{name} is not {said}{where}"
    return finding(rule, document, triple, message, repair)
