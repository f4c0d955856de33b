"""House form: the one way a Turtle file of this project is written.

Prefixes sorted and only the used ones; the file's own block first, then global subjects, then those local to
the file, each sorted; type first, labels and definition next, remarks last; one value per line. Without
blank nodes other than lists and nested trees this form is canonical: the same graph gives the same bytes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.errors import NotHouseForm
from green_corridors.reading import Document
from green_corridors.sparql import tokens

__all__ = ["house_form", "write_term", "write_turtle"]

LEADING = (
    terms.RDF + "type",
    terms.RDFS + "label",
    terms.SKOS + "prefLabel",
    terms.SKOS + "altLabel",
    terms.SKOS + "definition",
    terms.SKOS + "example",
)
TRAILING = (terms.SKOS + "inScheme", terms.SKOS + "editorialNote")
OWN_TYPES = (NamedNode(terms.OWL + "Ontology"), NamedNode(terms.SKOS + "ConceptScheme"))
SHORT_NUMBERS = {
    terms.XSD + "integer": re.compile(r"[+-]?\d+", re.ASCII),
    terms.XSD + "decimal": re.compile(r"[+-]?\d*\.\d+", re.ASCII),
    terms.XSD + "boolean": re.compile(r"true|false"),
}
LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)
ESCAPES = {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
ESCAPES |= {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Node = NamedNode | BlankNode


def house_form(document: Document) -> str:
    """Return a document in house form, with its own prefixes and base.

    Raises:
        NotHouseForm: the document has comments, or blank nodes that are no list and no tree; both would be
            lost or renamed.
    """
    for token in tokens(document.text):
        if token.kind == "comment":
            line = document.text.count("\n", 0, token.start) + 1
            raise NotHouseForm(document.path, "a comment would be lost; make it a skos:editorialNote", line)
    try:
        return write_turtle(document.triples, document.prefixes, document.base)
    except ValueError as error:
        raise NotHouseForm(document.path, str(error)) from error


def write_turtle(triples: Iterable[Triple], prefixes: dict[str, str], base: str | None = None) -> str:
    """Write triples in house form.

    Raises:
        ValueError: a blank node is used twice, or is part of a circle.
    """
    return _Writer(list(dict.fromkeys(triples)), prefixes, base).write()


def write_term(term: object, prefixes: dict[str, str], base: str | None = None) -> str:
    """Write one term as house form would; a blank node is ``[]``."""
    return _Writer([], prefixes, base).term(term)


class _Writer:
    """The state of one writing: the facts by subject, the prefixes used, the lines so far."""

    def __init__(self, triples: list[Triple], prefixes: dict[str, str], base: str | None):
        self.base = base
        self.prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self.used: set[str] = set()
        self.facts: dict[Node, dict[NamedNode, list[Triple]]] = defaultdict(lambda: defaultdict(list))
        uses: dict[object, int] = defaultdict(int)
        for triple in triples:
            self.facts[triple.subject][triple.predicate].append(triple)  # type: ignore[index]
            uses[triple.object] += 1
        if any(isinstance(node, BlankNode) and count > 1 for node, count in uses.items()):
            raise ValueError("a blank node is used more than once; give it an address")
        self.tops = [node for node in self.facts if isinstance(node, NamedNode) or not uses[node]]
        self.written: set[BlankNode] = set()

    def write(self) -> str:
        blocks = [self._block(subject) for subject in sorted(self.tops, key=self._order)]
        if self.written != {node for node in self.facts if isinstance(node, BlankNode)}:
            raise ValueError("blank nodes form a circle; give one of them an address")
        namespaces = dict(self.prefixes)
        head = [f"@base <{self.base}> ."] if self.base else []
        head += [f"@prefix {prefix}: <{namespaces[prefix]}> ." for prefix in sorted(self.used)]
        lines = [*head, ""] if head else []
        for block in blocks:
            lines += [*block, ""]
        return "\n".join(lines[:-1]) + "\n" if blocks else ""

    def _order(self, subject: Node) -> tuple[int, str]:
        """Put the file's own block first, then what has an address of its own, then what is local."""
        text = str(subject)
        types = [triple.object for triple in self.facts[subject].get(terms.RDF_TYPE, ())]
        if (self.base and text == f"<{self.base}>") or any(kind in types for kind in OWN_TYPES):
            return (0, text)
        if isinstance(subject, BlankNode):
            return (3, self._nest(subject))
        return (2 if self.base and text.startswith(f"<{self.base}#") else 1, text)

    def _block(self, subject: Node) -> list[str]:
        """Return the lines of a subject's block."""
        name = "[]" if isinstance(subject, BlankNode) else self.term(subject)
        if isinstance(subject, BlankNode):
            self.written.add(subject)
        entries = [
            entry for predicate in self._predicates(subject) for entry in self._entries(subject, predicate)
        ]
        starts = [f"{name} ", *["    "] * (len(entries) - 1)]
        ends = [*[" ;"] * (len(entries) - 1), " ."]
        return [start + entry + end for start, entry, end in zip(starts, entries, ends, strict=True)]

    def _entries(self, subject: Node, predicate: NamedNode) -> list[str]:
        verb = "a" if predicate == terms.RDF_TYPE else self.term(predicate)
        return sorted(f"{verb} {self.term(triple.object)}" for triple in self.facts[subject][predicate])

    def _predicates(self, subject: Node) -> list[NamedNode]:
        def order(predicate: NamedNode) -> tuple[int, str]:
            if predicate.value in LEADING:
                return (LEADING.index(predicate.value), "")
            if predicate.value in TRAILING:
                return (100 + TRAILING.index(predicate.value), "")
            return (50, predicate.value)

        return sorted(self.facts[subject], key=order)

    def term(self, term: object) -> str:
        """Write a term in the shortest way the prefixes allow."""
        if isinstance(term, NamedNode):
            return self._iri(term)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode):
            return self._nest(term)
        raise ValueError("a triple term has no house form; state it in another way")

    def _iri(self, iri: NamedNode) -> str:
        if self.base and (iri.value == self.base or iri.value.startswith(self.base + "#")):
            return f"<{iri.value.removeprefix(self.base)}>"
        for prefix, namespace in self.prefixes:
            local = iri.value.removeprefix(namespace)
            if local != iri.value and LOCAL.fullmatch(local):
                self.used.add(prefix)
                return f"{prefix}:{local}"
        return str(iri)

    def _literal(self, literal: Literal) -> str:
        short = SHORT_NUMBERS.get(literal.datatype.value)
        if short and short.fullmatch(literal.value):
            return literal.value
        text = '"' + "".join(ESCAPES.get(c, c) for c in literal.value) + '"'
        if literal.language:
            return f"{text}@{literal.language}"
        return text if literal.datatype == terms.XSD_STRING else f"{text}^^{self._iri(literal.datatype)}"

    def _nest(self, node: BlankNode) -> str:
        """Write a blank node in place: as a list where it is one, else in brackets."""
        items, rest = [], node
        while isinstance(rest, BlankNode) and set(self.facts[rest]) == {terms.RDF_FIRST, terms.RDF_REST}:
            items.append(self.term(self.facts[rest][terms.RDF_FIRST][0].object))
            self.written.add(rest)
            rest = self.facts[rest][terms.RDF_REST][0].object  # type: ignore[assignment]
        if items and rest == terms.RDF_NIL:
            return f"( {' '.join(items)} )"
        if items:
            raise ValueError("a list does not end with rdf:nil; write it in round brackets")
        self.written.add(node)
        words = [words for predicate in self._predicates(node) for words in self._entries(node, predicate)]
        return f"[ {' ; '.join(words)} ]" if words else "[]"
