"""What releases tell of a property that can conflict: of which things it is worth comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.parts import Part, Row, Tabled, united_told
from green_corridors.plain_terms import as_plain

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.sources import ByProperty, Release

__all__ = ["DECLARED", "NODES", "TELLINGS", "WHOLES", "contested"]

#: What one release tells of one property of a thing: how properties of its kind conflict (``one``, ``list``,
#: ``class`` or ``stage``), the property, the release, the node that bears it, the values, the day.
Told = tuple[str, str, str, str, list[Any], str | None]


#: The datatypes whose values are compared as they are written.
AS_WRITTEN = (terms.EDTF_DATATYPE, NamedNode(terms.XSD + "string"))


def contested(knowledge: Tabled, nodes: Iterable[object]) -> list[str]:
    """Return the things among nodes, or of which a node tells, of which releases tell different values."""
    tellings, bearers = knowledge.table(TELLINGS), knowledge.table(NODES)
    found: dict[str, None] = {}
    for node in nodes:
        if isinstance(node, NamedNode):
            iri = node.value
            subject = bearers.get(iri) if "#" in iri else iri
            if subject and subject not in found and tellings.get(subject):
                found[subject] = None
    return list(found)


def _of_release(release: Release, knowledge: Knowledge) -> Iterator[Row]:
    declared, own = knowledge.table(DECLARED), knowledge.told(release)
    found: dict[str, list[Told]] = {}
    for told in (
        *_values(own, release, declared.get("functional") or {}, declared.get("listed") or {}),
        *_classes(own, release, declared.get("exclusive") or {}),
        *_stages(release),
    ):
        found.setdefault(told[0], []).append(told[1])
    yield from found.items()


def _values(
    own: ByProperty, release: Release, functional: Iterable[str], listed: Iterable[str]
) -> Iterator[tuple[str, Told]]:
    """Yield each value of a functional property, and all those of a listed one together."""
    iri = release.graph.value
    lists: dict[tuple[str, str], set[Any]] = {}
    seen = set()
    for predicate in {*functional, *listed}:
        for triple in own.get(NamedNode(predicate), ()):
            subject = _thing(triple.subject)
            value = as_plain(_canonical(triple.object))
            if subject and predicate in functional and (subject, predicate, value) not in seen:
                seen.add((subject, predicate, value))
                yield subject, ("one", predicate, iri, subject, [value], None)
            if subject and predicate in listed:
                lists.setdefault((subject, predicate), set()).add(value)
    for (subject, predicate), values in lists.items():
        yield subject, ("list", predicate, iri, subject, sorted(values, key=str), None)


def _canonical(term: NamedNode | BlankNode | Literal | Triple) -> NamedNode | BlankNode | Literal | Triple:
    """Return a literal as the engine writes its value: three years are told in years or in months."""
    if not isinstance(term, Literal) or term.language or term.datatype in AS_WRITTEN:
        return term
    return _written_by_engine(term)


@lru_cache(maxsize=1024)
def _written_by_engine(literal: Literal) -> Literal:
    from green_corridors.lines import stored_forms

    return next((stored for _, stored in stored_forms([literal])), literal)


def _classes(
    own: ByProperty, release: Release, exclusive: dict[str, list[str]]
) -> Iterator[tuple[str, Told]]:
    """Yield the classes of each thing that exclude others."""
    found: dict[str, set[str]] = {}
    for triple in own.get(terms.RDF_TYPE, ()):
        if isinstance(triple.object, NamedNode):
            subject = _thing(triple.subject)
            if subject and triple.object.value in exclusive:
                found.setdefault(subject, set()).add(triple.object.value)
    for subject, classes in found.items():
        yield subject, ("class", terms.RDF_TYPE.value, release.graph.value, subject, sorted(classes), None)


def _stages(release: Release) -> Iterator[tuple[str, Told]]:
    """Yield the milestones of each corridor."""
    corridors, days, stages = (
        {triple.subject: triple.object for triple in release.by_property.get(each, ())}
        for each in (terms.CORRIDOR, terms.AS_OF, terms.STAGE)
    )
    for node, corridor in corridors.items():
        day, stage = days.get(node), stages.get(node)
        if (
            isinstance(node, NamedNode)
            and isinstance(corridor, NamedNode)
            and isinstance(day, Literal)
            and stage
        ):
            told = ("stage", terms.STAGE.value, release.graph.value, node.value, [as_plain(stage)], day.value)
            yield corridor.value, told


def _thing(subject: object) -> str:
    """Return the address of a thing that has one of its own, not one within a release."""
    return subject.value if isinstance(subject, NamedNode) and "#" not in subject.value else ""


def _contested(_: str, values: list[list[Told]]) -> list[Told] | None:
    """Return all that is told of a thing, if releases tell different values of some property."""
    told = [each for one in values for each in one]
    by_release: dict[str, dict[str, set[Any]]] = {}
    for _, predicate, release, _, tells, _day in told:
        by_release.setdefault(predicate, {}).setdefault(release, set()).update(tells)
    differ = any(len({frozenset(each) for each in tells.values()}) > 1 for tells in by_release.values())
    return told if differ else None


def _bearers(subject: str, told: list[Told]) -> Iterator[Row]:
    return ((node, subject) for _, _, _, node, _, _ in told if node != subject)


def _declared(knowledge: Knowledge) -> Iterator[Row]:
    """Tell what the ontology declares: properties with those below each, classes that exclude each other."""
    from green_corridors.compatibility import exclusive_classes

    triples = {*knowledge.background, *knowledge.closed.follows}
    below: dict[object, list[str]] = {}
    above: dict[object, int] = {}
    for triple in triples:
        if triple.predicate == terms.SUBPROPERTY_OF and isinstance(triple.subject, NamedNode):
            below.setdefault(triple.object, []).append(triple.subject.value)
            above[triple.subject] = above.get(triple.subject, 0) + 1

    def declared(kind: NamedNode) -> list[NamedNode]:
        found = (t.subject for t in triples if t.predicate == terms.RDF_TYPE and t.object == kind)
        return [each for each in found if isinstance(each, NamedNode)]

    functional = sorted(declared(terms.FUNCTIONAL), key=lambda each: (-above.get(each, 0), each.value))
    yield "functional", {each.value: sorted(below.get(each, [])) for each in functional}
    listed = sorted(declared(terms.LISTED_PROPERTY), key=str)
    yield "listed", {each.value: sorted(below.get(each, [])) for each in listed}
    yield "exclusive", {kind.value: sorted(others) for kind, others in exclusive_classes(triples).items()}
    yield (
        "ranks",
        {
            str(t.subject): int(t.object.value)
            for t in triples
            if t.predicate == terms.RANK and isinstance(t.object, Literal)
        },
    )


def _wholes(told: ByProperty) -> Iterator[Row]:
    """Tell what things are part of: what is told of one may be told of the other."""
    found: dict[str, set[str]] = {}
    for part, _, whole in (*told.get(terms.LOCATED_IN, ()), *told.get(terms.UNIT_OF, ())):
        if isinstance(part, NamedNode) and isinstance(whole, NamedNode):
            found.setdefault(part.value, set()).add(whole.value)
    return ((part, sorted(wholes)) for part, wholes in found.items())


#: What the ontology declares: ``functional``, ``listed``, ``exclusive``, ``ranks``.
DECLARED = Part("declared", of_background=_declared)
#: All that releases tell of each thing of which they tell different values.
TELLINGS = Part("tellings", _contested, of_release=_of_release)
#: The thing of which each node within a release tells one of those values.
NODES = Part("nodes", derived=(TELLINGS, _bearers))
#: The wholes of each part.
WHOLES = Part(
    "wholes",
    united_told,
    of_background=lambda knowledge: _wholes(knowledge.told()),
    of_release=lambda release, knowledge: _wholes(knowledge.told(release)),
)
