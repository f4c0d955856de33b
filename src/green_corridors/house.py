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

__all__ = ["Blocks", "house_form", "rank_of", "write_term", "write_turtle"]

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
#: The facts of one subject, by predicate.
Facts = dict[NamedNode, list[Triple]]
LIST = {terms.RDF_FIRST, terms.RDF_REST}


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
    subjects: dict[Node, list[Triple]] = defaultdict(list)
    for triple in dict.fromkeys(triples):
        subjects[triple.subject].append(triple)  # type: ignore[index]
    blank = [triple for node in subjects if isinstance(node, BlankNode) for triple in subjects[node]]
    blocks = Blocks(blank, prefixes, base)
    named = [node for node in subjects if isinstance(node, NamedNode)]
    rank = {node: rank_of(node, subjects[node], base) for node in named}
    written = [blocks.block(node, subjects[node]) for node in sorted(named, key=rank.__getitem__)]
    written += blocks.last()
    head = blocks.head()
    return "\n".join([head, *written] if head and written else written)


def rank_of(subject: NamedNode, triples: Iterable[Triple], base: str | None = None) -> tuple[int, str]:
    """Return what a block is sorted by: the file's own first, then what has an address, then the local."""
    text = str(subject)
    own = any(each.predicate == terms.RDF_TYPE and each.object in OWN_TYPES for each in triples)
    if own or (base and text == f"<{base}>"):
        return (0, text)
    return (2 if base and text.startswith(f"<{base}#") else 1, text)


def write_term(term: object, prefixes: dict[str, str], base: str | None = None) -> str:
    """Write one term as house form would; a blank node is ``[]``."""
    return Blocks([], prefixes, base).term(term)


class Blocks:
    """The blocks of subjects, written one after the other; what they nest is known before."""

    def __init__(self, blank: Iterable[Triple], prefixes: dict[str, str], base: str | None = None):
        """Take all facts whose subject is a blank node.

        Raises:
            ValueError: a blank node is used twice.
        """
        self._base, self._namespaces = base, prefixes
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._used: set[str] = set()
        self._nested: set[object] = set()
        self._written: set[BlankNode] = set()
        self._facts: dict[BlankNode, Facts] = defaultdict(lambda: defaultdict(list))
        for triple in blank:
            self._use(triple)
            self._facts[triple.subject][triple.predicate].append(triple)  # type: ignore[index]

    def _use(self, triple: Triple) -> None:
        if isinstance(triple.object, BlankNode):
            if triple.object in self._nested:
                raise ValueError("a blank node is used more than once; give it an address")
            self._nested.add(triple.object)

    def head(self) -> str:
        """Return the base and the prefixes that were used up to now."""
        head = [f"@base <{self._base}> ."] if self._base else []
        head += [f"@prefix {prefix}: <{self._namespaces[prefix]}> ." for prefix in sorted(self._used)]
        return "".join(f"{line}\n" for line in head)

    def block(self, subject: NamedNode, triples: Iterable[Triple]) -> str:
        """Return the lines of a subject that has an address.

        Raises:
            ValueError: a blank node is used twice.
        """
        facts: Facts = defaultdict(list)
        for triple in triples:
            self._use(triple)
            facts[triple.predicate].append(triple)
        return self._block(self.term(subject), facts)

    def last(self) -> list[str]:
        """Return the blocks of the blank nodes that nothing has nested, when all others are written.

        Raises:
            ValueError: blank nodes are part of a circle.
        """
        tops = sorted((node for node in self._facts if node not in self._nested), key=self._nest)
        blocks = [self._block("[]", self._facts[node]) for node in tops]
        if self._written != set(self._facts):
            raise ValueError("blank nodes form a circle; give one of them an address")
        return blocks

    def _block(self, name: str, facts: Facts) -> str:
        entries = [entry for predicate in _predicates(facts) for entry in self._entries(predicate, facts)]
        starts = [f"{name} ", *["    "] * (len(entries) - 1)]
        ends = [*[" ;\n"] * (len(entries) - 1), " .\n"]
        return "".join(start + entry + end for start, entry, end in zip(starts, entries, ends, strict=True))

    def _entries(self, predicate: NamedNode, facts: Facts) -> list[str]:
        verb = "a" if predicate == terms.RDF_TYPE else self.term(predicate)
        return sorted(f"{verb} {self.term(triple.object)}" for triple in facts[predicate])

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
        if self._base and (iri.value == self._base or iri.value.startswith(self._base + "#")):
            return f"<{iri.value.removeprefix(self._base)}>"
        for prefix, namespace in self._prefixes:
            local = iri.value.removeprefix(namespace)
            if local != iri.value and LOCAL.fullmatch(local):
                self._used.add(prefix)
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
        while isinstance(rest, BlankNode) and set(self._facts.get(rest, ())) == LIST:
            items.append(self.term(self._facts[rest][terms.RDF_FIRST][0].object))
            self._written.add(rest)
            rest = self._facts[rest][terms.RDF_REST][0].object  # type: ignore[assignment]
        if items and rest == terms.RDF_NIL:
            return f"( {' '.join(items)} )"
        if items:
            raise ValueError("a list does not end with rdf:nil; write it in round brackets")
        if node in self._facts:
            self._written.add(node)
        facts = self._facts.get(node, {})
        words = [words for predicate in _predicates(facts) for words in self._entries(predicate, facts)]
        return f"[ {' ; '.join(words)} ]" if words else "[]"


def _predicates(facts: Facts) -> list[NamedNode]:
    def order(predicate: NamedNode) -> tuple[int, str]:
        if predicate.value in LEADING:
            return (LEADING.index(predicate.value), "")
        if predicate.value in TRAILING:
            return (100 + TRAILING.index(predicate.value), "")
        return (50, predicate.value)

    return sorted(facts, key=order)
