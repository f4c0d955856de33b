"""The ontology and what it forbids: no disjoint kinds, no circles, each property used as what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.findings import Finding, Rule
from green_corridors.graph import Release
from green_corridors.house import write_term
from green_corridors.inference import unsupported
from green_corridors.placing import finding
from green_corridors.reading import Document

DISJOINT = Rule(
    "disjoint",
    "violation",
    "a thing of two kinds that exclude each other",
    "The ontology says which classes have nothing in common (owl:AllDisjointClasses). A thing may be of "
    "a class by its type, or because a property has a domain or a range.",
)
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
RULES = (DISJOINT, UNSATISFIABLE, CYCLE, UNSUPPORTED, KIND)

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
    """Yield what is wrong in the ontology, and each thing of the register of two disjoint kinds."""
    pairs = disjoint_pairs(triple for source in context.knowledge.ontology for triple in source.triples)
    for source in context.knowledge.ontology:
        for document in source.documents:
            for triple in dict.fromkeys(document.triples):
                yield from _of_axiom(context, document, triple, pairs)
    documents = [document for source in context.knowledge.register for document in source.documents]
    yield from _disjoint(context.background, pairs, documents)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each thing that is of two disjoint kinds by a release, stated or inferred."""
    pairs = disjoint_pairs(triple for source in context.knowledge.ontology for triple in source.triples)
    told = context.background.union(release.triples, context.follows(release))
    for found in _disjoint(told, pairs, [*release.documents, *context.background_documents]):
        if found.place.path == release.path:
            yield found


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


def _of_axiom(
    context: Context, document: Document, triple: Triple, pairs: set[frozenset[NamedNode]]
) -> Iterator[Finding]:
    name = write_term(triple.subject, document.prefixes)
    if term := unsupported(triple):
        said = f"{write_term(term, document.prefixes)} is not supported by inference"
        yield finding(
            UNSUPPORTED, document, triple, said, "say it as a rule in ontology/rules, or leave it out"
        )
    if triple.predicate in HIERARCHIES and _closes_circle(context, document, triple):
        yield finding(
            CYCLE, document, triple, f"{name} is below itself by this", "remove one link of the circle"
        )
    elif (
        triple.predicate == terms.SUBCLASS_OF
        and _last(document, triple)
        and (clash := _clash(context.axioms.superclasses[triple.subject], pairs))  # type: ignore[index]
    ):
        said = f"{name} is below both {clash}, which exclude each other"
        yield finding(UNSATISFIABLE, document, triple, said, "keep one of the two", at_subject=True)


def _closes_circle(context: Context, document: Document, triple: Triple) -> bool:
    """Tell whether a link of a hierarchy is the last one in its document of a circle of links."""
    axioms = context.axioms
    above = axioms.superclasses if triple.predicate == terms.SUBCLASS_OF else axioms.superproperties

    def circle(link: Triple) -> frozenset[object]:
        subject, _, value = link
        if subject == value:
            return frozenset((subject,))
        around = subject in above.get(value, ())
        return frozenset((subject, *above.get(subject, ()))) if around else frozenset()

    own = circle(triple)
    links = [link for link in document.triples if link.predicate == triple.predicate]
    return bool(own) and [link for link in links if circle(link) == own][-1] == triple


def _last(document: Document, triple: Triple) -> bool:
    """Tell whether a triple states the last value of its property in its document."""
    same = [t for t in document.triples if t.subject == triple.subject and t.predicate == triple.predicate]
    return same[-1] == triple


def _clash(kinds: set[NamedNode], pairs: set[frozenset[NamedNode]]) -> str | None:
    for pair in combinations(sorted(kinds, key=str), 2):
        if frozenset(pair) in pairs:
            return " and ".join(kind.value.removeprefix(terms.GSC) for kind in pair)
    return None


def _disjoint(
    told: Iterable[Triple], pairs: set[frozenset[NamedNode]], documents: list[Document]
) -> Iterator[Finding]:
    """Yield each thing of two disjoint classes, where its type is stated, else where it is described."""
    classes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for subject, predicate, value in told:
        if predicate == terms.RDF_TYPE and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            classes[subject].add(value)
    for thing, kinds in sorted(classes.items(), key=str):
        if clash := _clash(kinds, pairs):
            yield from _placed(thing, clash, documents)


def _placed(thing: NamedNode, clash: str, documents: list[Document]) -> Iterator[Finding]:
    for document in documents:
        about = [triple for triple in document.triples if triple.subject == thing]
        types = [triple for triple in about if triple.predicate == terms.RDF_TYPE]
        uses = [triple for triple in document.triples if triple.object == thing]
        for triple in [*types[-1:], *about[:1], *uses[:1]][:1]:
            said = f"{write_term(thing, document.prefixes, document.base)} is both {clash}"
            repair = "mend its type or its name, for these exclude each other"
            yield finding(DISJOINT, document, triple, said, repair, at_subject=triple.subject == thing)
            return


def disjoint_pairs(ontology: Iterable[Triple]) -> set[frozenset[NamedNode]]:
    """Return the pairs of classes that the ontology’s ``owl:AllDisjointClasses`` axioms name."""
    after: dict[object, object] = {}
    item: dict[object, NamedNode] = {}
    lists = []
    for subject, predicate, value in ontology:
        if predicate == terms.RDF_REST:
            after[subject] = value
        elif predicate == terms.RDF_FIRST and isinstance(value, NamedNode):
            item[subject] = value
        elif predicate == terms.MEMBERS and isinstance(value, BlankNode):
            lists.append(value)
    pairs = set()
    for head in lists:
        members, node = [], head
        while node in item:
            members.append(item[node])
            node = after[node]  # type: ignore[assignment]
        pairs |= {frozenset(pair) for pair in combinations(members, 2)}
    return pairs
