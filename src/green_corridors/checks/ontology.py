"""The ontology itself: every axiom one that is implemented, no circles, each property used as what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.axioms import Axioms, Fault, is_axiom, read_axioms
from green_corridors.checks._context import Context
from green_corridors.circles import circles_of
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.placing import finding
from green_corridors.reading import Document
from green_corridors.sources import Release, Source

UNSATISFIABLE = Rule(
    "unsatisfiable-class",
    "violation",
    "a class that nothing can be of",
    "A class below two classes that exclude each other has no members.",
)
CYCLE = Rule(
    "class-cycle",
    "violation",
    "a class or property that is below itself",
    "A circle in a hierarchy makes all its terms one, which is never what is meant.",
)
UNSUPPORTED = Rule(
    "unsupported-axiom",
    "violation",
    "an axiom that inference does not implement",
    "What the closure does not implement would be ignored in silence; docs/design.md lists the axioms used. "
    "What OWL cannot say without side effects is a rule in ontology/rules.",
)
KIND = Rule(
    "property-kind",
    "violation",
    "a property with the wrong kind of value",
    "An object property links two things, a datatype property has a literal as its value.",
)
RULES = (UNSATISFIABLE, CYCLE, UNSUPPORTED, KIND)

HIERARCHIES = (terms.SUBCLASS_OF, terms.SUBPROPERTY_OF)


def of_document(context: Context, document: Document) -> Iterator[Finding]:
    """Yield each literal of an object property, and each thing that is a value of a datatype property."""
    kinds = _kinds(context)
    for triple in dict.fromkeys(document.triples):
        kind = kinds.get(triple.predicate)
        literal = isinstance(triple.object, Literal)
        verb = write_term(triple.predicate, document.prefixes)
        if kind == terms.OBJECT_PROPERTY and literal:
            said = f"{verb} links things, and this is a literal"
            yield finding(KIND, document, triple, said, "name the thing by its address, without quotes")
        elif kind == terms.DATATYPE_PROPERTY and not literal:
            said = f"{verb} has a literal, and this is a thing"
            yield finding(KIND, document, triple, said, "write the text in quotes, with its datatype")


def of_background(context: Context) -> Iterator[Finding]:
    """Yield what is wrong in the ontology, and each axiom that stands in the register."""
    triples = [triple for source in context.knowledge.ontology for triple in source.triples]
    faults, circles, excluding = read_axioms(triples)[1], _circles(triples), disjoint_below(context.axioms)
    for source in context.knowledge.ontology:
        for document in source.documents:
            last = {_part_of(triple, circles): triple for triple in document.triples}
            for triple in dict.fromkeys(document.triples):
                if fault := faults.get(triple):
                    yield _unsupported(document, triple, fault)
                part = _part_of(triple, circles)
                if part and last[part] == triple:
                    yield from _of_hierarchy(document, triple, part, excluding)
    for source in context.knowledge.register:
        yield from _misplaced(source)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each axiom that stands in a release."""
    yield from _misplaced(release)


def _misplaced(source: Source) -> Iterator[Finding]:
    for document in source.documents:
        for triple in dict.fromkeys(document.triples):
            if is_axiom(triple):
                said = f"{write_term(_axiom(triple), document.prefixes)} makes an axiom, and this is data"
                repair = "state what the source says instead, or move it to the ontology"
                yield finding(UNSUPPORTED, document, triple, said, repair)


def _axiom(triple: Triple) -> object:
    return triple.object if triple.predicate == terms.RDF_TYPE else triple.predicate


def _unsupported(document: Document, triple: Triple, fault: Fault) -> Finding:
    term, said = fault
    repair = "say it as a rule in ontology/rules, or leave it out"
    return finding(UNSUPPORTED, document, triple, f"{write_term(term, document.prefixes)} {said}", repair)


@lru_cache(maxsize=4)
def _kinds(context: Context) -> dict[object, NamedNode]:
    """Return the properties of the ontology that link things, and those that have literals."""
    return {
        triple.subject: kind
        for source in context.knowledge.ontology
        for triple in source.triples
        for kind in (terms.OBJECT_PROPERTY, terms.DATATYPE_PROPERTY)
        if triple.predicate == terms.RDF_TYPE and triple.object == kind
    }


def _part_of(triple: Triple, circles: dict[tuple[object, object], int]) -> tuple[object, ...] | None:
    """Return the circle that a link of a hierarchy is part of, else the class that it is a link of."""
    subject, predicate, value = triple
    circle = circles.get((predicate, subject))
    if circle is not None and circle == circles.get((predicate, value)):
        return predicate, circle
    return (subject,) if predicate == terms.SUBCLASS_OF else None


def _of_hierarchy(
    document: Document, triple: Triple, part: tuple[object, ...], excluding: dict[object, list[NamedNode]]
) -> Iterator[Finding]:
    """Yield the circle that the last link of it closes, or the kinds that leave nothing to a class."""
    name = write_term(triple.subject, document.prefixes)
    if len(part) > 1:
        said = f"{name} is below itself by this"
        yield finding(CYCLE, document, triple, said, "remove one link of the circle")
    elif clash := excluding.get(part[0]):
        both = " and ".join(kind.value.removeprefix(terms.GSC) for kind in clash)
        said = f"{name} is below both {both}, which exclude each other"
        yield finding(UNSATISFIABLE, document, triple, said, "keep one of the two", at_subject=True)


def disjoint_below(axioms: Axioms) -> dict[object, list[NamedNode]]:
    """Return for each class that is below two classes which exclude each other those two."""
    below: dict[object, list[object]] = defaultdict(list)
    for lower, above in axioms.superclasses.items():
        for each in above:
            below[each].append(lower)
    found: dict[object, list[NamedNode]] = {}
    for exclusion in axioms.exclusions:
        if exclusion.kind == "disjoint classes":
            of_group: dict[object, list[NamedNode]] = defaultdict(list)
            for member in sorted(set(exclusion.members), key=str):
                for kind in {member, *_all_below(member, below)}:
                    of_group[kind].append(member)
            found |= {kind: members[:2] for kind, members in of_group.items() if len(members) > 1}
    return found


def _all_below(kind: NamedNode, below: dict[object, list[object]]) -> set[object]:
    found, ahead = set[object](), list(below[kind])
    while ahead:
        if (each := ahead.pop()) not in found:
            found.add(each)
            ahead += below[each]
    return found


def _circles(triples: list[Triple]) -> dict[tuple[object, object], int]:
    """Return the number of its circle for each term that is below itself, by property and term."""
    found: dict[tuple[object, object], int] = {}
    for predicate in HIERARCHIES:
        links: dict[object, list[object]] = {}
        for subject, verb, value in triples:
            if verb == predicate:
                links.setdefault(subject, []).append(value)
        for number, members in enumerate(circles_of(links)):
            found |= {(predicate, member): number for member in members}
    return found
