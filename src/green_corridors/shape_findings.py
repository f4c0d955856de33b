"""Validation results as findings: the rule that is broken, and the place a person would mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors import terms
from green_corridors.findings import Finding, Place, Related, Rule
from green_corridors.house import write_term
from green_corridors.places import (
    place_between,
    place_of,
    place_of_property,
    place_of_subject,
    place_of_use,
    values_in,
)
from green_corridors.reading import Document
from green_corridors.shape_paths import Path, Step, first_steps, follow, write_path
from green_corridors.shape_rules import ShapeRules, component_name
from green_corridors.shape_words import CORE, Told, words
from green_corridors.validation import Result

__all__ = ["ShapeRules", "findings_of"]

#: Which constraints compare the values of the path with those of another property.
PAIRS = ("Equals", "Disjoint", "LessThan", "LessThanOrEquals")
#: How much of a value a message shows, and how many places that belong to it.
LONGEST, MOST = 80, 5


@dataclass(frozen=True, eq=False)
class _Judged:
    """A result among the documents it was found in, those in which it is to be mended first."""

    result: Result
    documents: Sequence[Document]
    rules: ShapeRules

    @cached_property
    def kind(self) -> str:
        return component_name(self.result)

    @cached_property
    def path(self) -> Path | None:
        return self.rules.path(self.result)

    @cached_property
    def values(self) -> dict[object, Place]:
        """The values that the documents state at the end of the path, with their places."""
        return self._values(self.path)

    def _values(self, path: Path | None) -> dict[object, Place]:
        found = follow(path, {self.result.focus: None}, self.documents) if path else {}
        return {term: place for term, place in found.items() if place}

    @cached_property
    def others(self) -> dict[object, Place]:
        """The values of the property that those of the path are compared with."""
        asked = self.rules.asked(self.result.shape, self.kind) if self.kind in PAIRS else ()
        steps = [Step(each) for each in asked if isinstance(each, NamedNode)]
        return {term: place for step in steps for term, place in self._values(step).items()}

    @cached_property
    def subject(self) -> Place:
        """Where the focus node is described: where its type stands, else anywhere, else where it is used."""
        focus = self.result.focus
        places = [place_of_subject(document, focus, terms.RDF_TYPE) for document in self.documents]
        places += [place_of(document, focus) for document in self.documents]
        places += [place_of_use(document, focus) for document in self.documents]
        return next((place for place in places if place), Place(self.documents[0].path))

    @cached_property
    def property(self) -> Place:
        """Where the focus node first has a property that the path begins with, else where it is described."""
        for document in self.documents:
            for step in first_steps(self.path) if self.path else ():
                place = place_of_property(document, self.result.focus, step.predicate)
                if place and not step.inverse:
                    return place
        return self.subject

    def place(self) -> tuple[Place, tuple[Related, ...]]:
        """Return the place to mend and the places that belong to it."""
        value, focus = self.result.value, self.result.focus
        if self.kind == "Closed":
            return self._of_closed(), ()
        if value is not None and (value != focus or value in self.values):
            return self._of_value(value), tuple(self._beside(value))
        if value is not None and self.kind in CORE:
            return self.subject, tuple(self._why())
        if self.kind in ("MaxCount", "QualifiedMaxCount", "UniqueLang"):
            return self._too_many()
        if self.kind in ("MinCount", "HasValue", "QualifiedMinCount") or not self.values:
            return self.subject, tuple(self._why())
        return (next(iter(self.values.values())) if len(self.values) == 1 else self.property), ()

    def _of_closed(self) -> Place:
        """Return where a property stands that is not allowed, at the very value."""
        for document in self.documents:
            for term, _ in values_in(document, self.result.focus, self.result.path):
                if term == self.result.value:
                    return place_of_property(document, self.result.focus, self.result.path) or self.subject
        return self.subject

    def _of_value(self, value: object) -> Place:
        """Return where a value stands: at the path, at the other property, else tied to the focus node."""
        if place := self.values.get(value) or self.others.get(value):
            return place
        for ends in ((self.result.focus, value), (value, self.result.focus)):
            for document in self.documents:
                if place := place_between(document, *ends):
                    return place
        return self.property

    def _beside(self, value: object) -> Iterator[Related]:
        if self.kind == "Disjoint" and value in self.others:
            yield Related(self.others[value], "the same value")
        elif self.kind.startswith("LessThan"):
            yield from (
                Related(place, "a value it is compared with") for place in [*self.others.values()][:MOST]
            )
        yield from self._why()

    def _why(self) -> Iterator[Related]:
        """Yield why a value does not conform to another shape."""
        for detail in self.result.details[:MOST]:
            judged = _Judged(detail, self.documents, self.rules)
            yield Related(judged.place()[0], judged.said()[0])

    def _too_many(self) -> tuple[Place, tuple[Related, ...]]:
        """Return the first value that is too many, and those before it."""
        places = [*self.values.values()]
        if self.kind == "UniqueLang":
            seen: dict[str, Place] = {}
            for term, place in self.values.items():
                language = term.language.lower() if isinstance(term, Literal) and term.language else ""
                if language and seen.setdefault(language, place) is not place:
                    return place, (Related(seen[language], "the other value"),)
            return self.subject, ()
        allowed = min(
            (int(n.value) for n in self.rules.asked(self.result.shape, self.kind) if isinstance(n, Literal)),
            default=1,
        )
        # Which values conform is not told; where all of them must, the first too many is known.
        if len(places) <= allowed or (self.kind == "QualifiedMaxCount" and len(places) > allowed + 1):
            return self.subject if not places else self.property, ()
        said = "the other value" if allowed == 1 else "a value before it"
        return places[allowed], tuple(Related(place, said) for place in places[:allowed][:MOST])

    @cached_property
    def home(self) -> Document:
        """The document to be mended."""
        path = self.place()[0].path
        return next((document for document in self.documents if document.path == path), self.documents[0])

    def written(self, term: object) -> str:
        """Return a term as the document to be mended would write it."""
        return "" if term is None else write_term(term, self.home.prefixes, self.home.base)

    @cached_property
    def property_written(self) -> str:
        """The path, with the prefixes of the document."""
        return write_path(self.path, self.written) if self.path else ""

    def said(self) -> tuple[str, str]:
        """Return what is wrong and what to do: in the words of the shape, else in ours."""
        shape, result = self.result.shape, self.result
        message = self.rules.message(shape)
        if message and self.rules.coded(shape):
            said, _, repair = message.rstrip(".").partition(": ")
            return said, repair or (self._words()[1] if self.kind in CORE else "")
        if self.kind in CORE:
            said, repair = self._words()
            return message.rstrip(".") or said, repair
        own = [each for each in result.messages if each != message] or result.messages
        rule = self.rules.rule(result)
        by_query = f"the query of {rule.code.rpartition('/')[0]} finds it"
        return (own[0] if own else by_query).rstrip(
            "."
        ), "" if own else "look at the query for what it looks for"

    def _words(self) -> tuple[str, str]:
        prefixes = self.rules.prefixes | self.home.prefixes

        def written(term: object) -> str:
            text = write_term(term, prefixes, self.home.base)
            return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

        asked = [written(each) for each in self.rules.asked(self.result.shape, self.kind)]
        path = write_path(self.path, written) if self.path else ""
        value, qualified = self.result.value, self.rules.qualified(self.result.shape)
        named = None if isinstance(value, BlankNode) else value
        told = Told(written(named) if named else "it", path, asked, written(qualified) if qualified else "")
        return words(self.kind, told)


def findings_of(
    results: Iterable[Result], documents: Sequence[Document], rules: ShapeRules
) -> Iterator[tuple[Rule, Finding]]:
    """Yield a finding for each result, with its rule; ``documents`` begins with those to be mended first."""
    for result in results:
        rule = rules.rule(result)
        judged = _Judged(result, documents, rules)
        place, related = judged.place()
        message, repair = judged.said()
        if rule.place:
            related = (*related, Related(rule.place, "the rule is written here"))
        yield (
            rule,
            Finding(
                rule=rule.code,
                severity=result.severity,
                message=message,
                place=place,
                repair=repair,
                focus=judged.written(result.focus),
                property=judged.property_written,
                value=judged.written(result.value),
                related=related,
            ),
        )
