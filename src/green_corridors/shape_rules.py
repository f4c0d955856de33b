"""The rules that shapes hold: their codes, their names, and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors import terms
from green_corridors.findings import Rule
from green_corridors.house import write_term
from green_corridors.places import place_of
from green_corridors.reading import Document
from green_corridors.shape_paths import Facts, Path, items, read_path, write_path
from green_corridors.shape_words import CORE
from green_corridors.validation import Result

__all__ = ["ShapeRules", "component_name"]

SH = terms.SH
PATH, PROPERTY = NamedNode(SH + "path"), NamedNode(SH + "property")
QUALIFIED = NamedNode(SH + "qualifiedValueShape")
TARGETS = [NamedNode(SH + f"target{name}") for name in ("Class", "Node", "SubjectsOf", "ObjectsOf")]
SEVERITIES = {NamedNode(SH + name): name.lower() for name in ("Violation", "Warning", "Info")}
#: The constraints whose parameter is a list.
LISTS = ("In", "LanguageIn", "And", "Or", "Xone")
#: Prefixes that everybody knows; a document may say otherwise.
KNOWN = {"rdf": terms.RDF, "rdfs": terms.RDFS, "sh": SH, "xsd": terms.XSD}


class ShapeRules:
    """The rules that shapes documents hold, one for each shape and constraint."""

    def __init__(self, documents: Sequence[Document]):
        self._documents = tuple(documents)

    @cached_property
    def facts(self) -> Facts:
        """The values of the shapes, by subject and predicate, in the order of the documents."""
        facts: dict[object, dict[object, list[object]]] = {}
        for document in self._documents:
            for subject, predicate, value in document.triples:
                facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return facts

    @cached_property
    def _homes(self) -> dict[object, Document]:
        """The first document that says something of each subject."""
        homes: dict[object, Document] = {}
        for document in self._documents:
            for triple in document.triples:
                homes.setdefault(triple.subject, document)
        return homes

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of all the documents; the first document that has one says what it means."""
        own = (pair for document in reversed(self._documents) for pair in document.prefixes.items())
        return KNOWN | dict(own)

    @cached_property
    def _parents(self) -> dict[object, object]:
        return {value: s for s, facts in self.facts.items() for value in facts.get(PROPERTY, ())}

    def all(self) -> dict[str, Rule]:
        """Return the rules with a code of their own (``dcterms:identifier``), by code."""
        coded = (shape for shape, facts in self.facts.items() if terms.IDENTIFIER in facts)
        return {rule.code: rule for rule in (self._rule(shape, "") for shape in coded)}

    def rule(self, result: Result) -> Rule:
        """Return the rule that a result says is broken."""
        return self._rule(result.shape, component_name(result))

    def path(self, result: Result) -> Path | None:
        """Return the path of a result."""
        return None if result.path is None else read_path(self.facts, result.path)

    def asked(self, shape: object, kind: str) -> list[object]:
        """Return what a shape asks for with a constraint of SHACL core: the values of its parameter."""
        values = self.facts.get(shape, {}).get(NamedNode(SH + CORE[kind][0]), ())
        return [item for head in values for item in items(self.facts, head)] if kind in LISTS else [*values]

    def qualified(self, shape: object) -> object:
        """Return the shape that a count is qualified with."""
        return next(iter(self.facts.get(shape, {}).get(QUALIFIED, ())), None)

    def message(self, shape: object) -> str:
        """Return the message of a shape, or nothing."""
        return self._text(shape, terms.SH_MESSAGE)

    def coded(self, shape: object) -> bool:
        """Tell whether a shape has a code of its own, and so a message that says the repair too."""
        return terms.IDENTIFIER in self.facts.get(shape, {})

    def _rule(self, shape: object, component: str) -> Rule:
        code = self._text(shape, terms.IDENTIFIER) or "/".join(filter(None, (self._name(shape), component)))
        severity = next(iter(self.facts.get(shape, {}).get(terms.SH_SEVERITY, ())), None)
        home = self._homes.get(shape)
        place = place_of(home, shape) if home else None
        name = self._text(shape, terms.SH_NAME) or code
        told = self.message(shape) or name
        return Rule(code, SEVERITIES.get(severity, "violation"), name, told, place=place)  # type: ignore[call-overload]

    def _text(self, shape: object, predicate: NamedNode) -> str:
        """Return a text, in English or in no language if there is such a one."""
        values = [v for v in self.facts.get(shape, {}).get(predicate, ()) if isinstance(v, Literal)]
        values.sort(key=lambda value: (value.language or "en").partition("-")[0] != "en")
        return values[0].value if values else ""

    def _name(self, shape: object) -> str:
        """Return a name that stays the same from run to run, also for a shape without an address.

        Such a one is called by the shape it belongs to and its path, or by what it targets; a number tells
        those of one name apart, in the order of the file.
        """
        if not isinstance(shape, BlankNode):
            return self._written(shape)
        above = [shape]
        while isinstance(above[-1], BlankNode) and (parent := self._parents.get(above[-1])) not in (
            None,
            *above,
        ):
            above.append(parent)  # type: ignore[arg-type]
        names = [
            self._numbered(each) if isinstance(each, BlankNode) else self._written(each) for each in above
        ]
        return "/".join(reversed(names))

    def _numbered(self, shape: BlankNode) -> str:
        parent = self._parents.get(shape)
        others = self.facts[parent][PROPERTY] if parent in self.facts else self.facts
        alike = [
            each
            for each in others
            if isinstance(each, BlankNode)
            and self._parents.get(each) == parent
            and self._label(each) == self._label(shape)
        ]
        number = alike.index(shape) + 1 if shape in alike else 1
        return self._label(shape) + (f"-{number}" if number > 1 else "")

    def _label(self, shape: BlankNode) -> str:
        facts = self.facts.get(shape, {})
        for path in facts.get(PATH, ()):
            return write_path(read_path(self.facts, path), self._written)
        return next((self._written(t) for target in TARGETS for t in facts.get(target, ())), "shape")

    def _written(self, term: object) -> str:
        home = self._homes.get(term)
        return write_term(term, self.prefixes, home.base if home else None).strip("<>")


def component_name(result: Result) -> str:
    """Return the local name of a result's constraint component, such as ``MinCount``."""
    local = result.component.replace("/", "#").rpartition("#")[2]
    return local.removesuffix("ConstraintComponent") or local
