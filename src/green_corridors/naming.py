"""What the sources of a workspace call their things: the parts of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeGuard

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.parts import Part, Row, sorted_told, united_told

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.sources import Source

__all__ = ["ACTING", "BODIES", "CALLED", "CORES", "KINDS", "THINGS", "TIES", "core", "fold"]

#: What can be asked for by name: the word in a question's header and the class it stands for.
KINDS = {
    "port": "Port",
    "place": "Place",
    "organization": "Organization",
    "person": "Person",
    "agreement": "Agreement",
    "corridor": "Corridor",
    "event": "Event",
    "platform": "Platform",
    "release": "Release",
    "topic": "Concept",
    "thing": "",
}

#: Words that do not tell a port, its authority and its city apart; the kind asked for does.
FILLERS = re.compile(r"\b(the|port|ports|of|authority)\b")
PUNCTUATION = re.compile(r"[^\w]+")


#: Ligatures and letters with a stroke, which Unicode does not decompose, as plain letters.
LETTERS = str.maketrans({"æ": "ae", "đ": "d", "ð": "d", "ı": "i", "ł": "l", "œ": "oe", "ø": "o", "þ": "th"})


def fold(text: str) -> str:
    """Return a name without case, accents, punctuation and surplus spaces."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.casefold().translate(LETTERS)
    return " ".join(PUNCTUATION.sub(" ", text.casefold().replace(".", "")).split())


def core(folded: str) -> str:
    """Return a folded name without the words that every port's name has."""
    return " ".join(FILLERS.sub(" ", folded).split())


#: What a source says of a thing, by the word for it: classes, labels, names, matches.
Said = dict[str, list[str]]

#: The properties that say what a thing is and what it is called.
SAID = {
    terms.RDF_TYPE: "classes",
    terms.PREF_LABEL: "labels",
    terms.TITLE: "labels",
    terms.ALT_LABEL: "names",
    terms.UNLOCODE: "names",
    terms.EXACT_MATCH: "matches",
}
#: The properties that say what a tie joins and when it was made.
JOINED = {
    terms.PARTY: "ends",
    terms.ENDPOINT: "ends",
    terms.SIGNED: "dates",
    terms.CONCLUDED: "dates",
    terms.RDF_TYPE: "classes",
}
#: The classes of what joins.
BOUND = {terms.GSC + "Agreement", terms.GSC + "Corridor"}
#: What is said by a literal; all else is said by an IRI.
TEXTS = ("labels", "names", "dates")


def _said(sources: Iterable[Source], properties: dict[NamedNode, str]) -> Iterator[tuple[str, Said]]:
    """Yield for each thing that may have a name what sources say of it by some properties."""
    told: dict[str, Said] = {}
    for source in sources:
        for predicate, what in properties.items():
            wanted = Literal if what in TEXTS else NamedNode
            for subject, _, value in source.by_property.get(predicate, ()):
                if _may_be_named(subject) and isinstance(value, wanted):
                    told.setdefault(subject.value, {}).setdefault(what, []).append(value.value)
    yield from told.items()


def _may_be_named(subject: object) -> TypeGuard[NamedNode]:
    return isinstance(subject, NamedNode) and (
        "#" not in subject.value or subject.value.startswith(terms.VOCABULARY)
    )


def _united(values: Iterable[Said]) -> dict[str, set[str]]:
    about: dict[str, set[str]] = {}
    for row in values:
        for what, texts in row.items():
            about.setdefault(what, set()).update(texts)
    return about


def _background(knowledge: Knowledge) -> list[Source]:
    return [*knowledge.ontology, *knowledge.register]


def _kinds(about: Said, knowledge: Knowledge) -> Said:
    """Return what is said of a thing with the classes above those that are told."""
    above = knowledge.axioms.superclasses.above
    told = about.get("classes", ())
    wider = {each.value for kind in told for each in above(NamedNode(kind))}
    return {**about, "wider": sorted(wider - {*told})} if wider else about


def _things_of(sources: Iterable[Source], knowledge: Knowledge) -> Iterator[Row]:
    for iri, about in _said(sources, SAID):
        yield iri, _kinds(about, knowledge)


def _thing(iri: str, values: list[Said]) -> tuple[str, str, list[str]] | None:
    """Return the kind, the label and the names of a thing from all that is said of it."""
    about = _united(values)
    kind = _kind(iri, about.get("classes", set()) | about.get("wider", set()))
    return (kind, *_named(iri, kind, about)) if kind else None


def _named(iri: str, kind: str, about: dict[str, set[str]]) -> tuple[str, list[str]]:
    """Return the label of a thing, and all its names, sorted."""
    slug, labels = iri.rpartition("/")[2], about.get("labels", set())
    label = min(labels, default=slug)
    names = {label, iri, slug, *about.get("names", ()), *labels}
    for match in about.get("matches", ()):
        names |= {match, match.rpartition("/")[2]}
    if kind == "person":
        names.add(label.rpartition(" ")[2])
    return label, sorted(names)


def _kind(iri: str, classes: set[str]) -> str | None:
    """Return the narrowest kind of a thing, or ``None`` for what is not asked for by name."""
    if iri.startswith(terms.VOCABULARY):
        return (
            iri.removeprefix(terms.VOCABULARY).partition("/")[0]
            if "/" in iri.removeprefix(terms.VOCABULARY)
            else None
        )
    names = {kind.removeprefix(terms.GSC) for kind in classes}
    return next((kind for kind, name in KINDS.items() if name in names and "#" not in iri), None)


def _folded(iri: str, thing: tuple[str, str, list[str]]) -> Iterator[Row]:
    """Yield each name of a thing, folded, with the thing."""
    return ((name, iri) for name in {fold(name) for name in thing[2]} - {""})


def _short(name: str, iris: list[str]) -> Iterator[Row]:
    """Yield what is left of a folded name without the words of every port, with the things that bear it."""
    if short := core(name):
        yield short, iris


def _acting(knowledge: Knowledge, sources: Iterable[Source]) -> Iterator[Row]:
    """Yield for each body the ports for which it acts."""
    wider = knowledge.axioms.superproperties
    narrower = (each for each in wider if terms.ACTS_FOR in wider.above(each))
    acting = {terms.ACTS_FOR, *(each for each in narrower if isinstance(each, NamedNode))}
    found: dict[str, set[str]] = {}
    for source in sources:
        for subject, _, value in (triple for each in acting for triple in source.by_property.get(each, ())):
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
                found.setdefault(subject.value, set()).add(value.value)
    return ((body, sorted(ports)) for body, ports in found.items())


def _tie(_: str, values: list[Said]) -> list[list[str]] | None:
    """Return the classes of a tie, its ends, and the dates told of it."""
    about = _united(values)
    if "ends" not in about:
        return None
    classes = {kind.removeprefix(terms.GSC) for kind in about.get("classes", ())}
    return [sorted(classes), sorted(about["ends"]), sorted(about.get("dates", ()))]


def _ties_of(sources: Iterable[Source], knowledge: Knowledge) -> Iterator[Row]:
    """Yield what sources say of agreements and corridors, and of whatever else has ends."""
    for iri, about in _said(sources, JOINED):
        classes = _kinds(about, knowledge)
        if "ends" in about or BOUND & {*classes.get("classes", ()), *classes.get("wider", ())}:
            yield iri, about


#: Each thing that is asked for by name: its kind, label and names.
THINGS = Part(
    "things",
    _thing,
    of_background=lambda knowledge: _things_of(_background(knowledge), knowledge),
    of_release=lambda release, knowledge: _things_of([release], knowledge),
)
#: The things that bear a name, by the folded name.
CALLED = Part("called", sorted_told, derived=(THINGS, _folded))
#: The things that bear a name, by what is left of it without the words that every port’s name has.
CORES = Part("cores", united_told, derived=(CALLED, _short))
#: The ports for which each body acts.
ACTING = Part(
    "acting",
    united_told,
    of_background=lambda knowledge: _acting(knowledge, _background(knowledge)),
    of_release=lambda release, knowledge: _acting(knowledge, [release]),
)
#: Each agreement and corridor: its classes, what stands at its ends, the dates told of it.
TIES = Part(
    "ties",
    _tie,
    of_background=lambda knowledge: _ties_of(_background(knowledge), knowledge),
    of_release=lambda release, knowledge: _ties_of([release], knowledge),
)
#: The bodies that act for each port by the register.
BODIES = Part(
    "bodies",
    of_background=lambda knowledge: (
        (str(port), [body.value for body in bodies]) for port, bodies in knowledge.bodies.items()
    ),
)
