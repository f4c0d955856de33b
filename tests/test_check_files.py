"""Any data and any shapes: each result of SHACL is placed where a person would mend it, and told in plain words."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from pyshacl import validate
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH

from green_corridors.bridge import rdf_graph
from green_corridors.conformance import check_files
from green_corridors.findings import Finding, Report
from green_corridors.shape_words import CORE
from tests.conftest import run_gsc

HEAD = """\
@prefix l: <http://library.example/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MARKS = re.compile("[«»‹›]")


@dataclass(frozen=True)
class Case:
    """Shapes, and data in which «» marks what is to be found and ‹› what belongs to it."""

    shapes: str
    data: str
    codes: tuple[str, ...]

    @property
    def plain(self) -> str:
        return HEAD + MARKS.sub("", self.data)

    def marked(self, opening: str, closing: str) -> list[tuple[int, int, int]]:
        """Return the line, the column and the end column of each stretch that is marked."""
        found = []
        for number, line in enumerate((HEAD + self.data).split("\n"), 1):
            for start in re.finditer(opening, line):
                end = line.index(closing, start.end())
                columns = [len(MARKS.sub("", line[:at])) + 1 for at in (start.start(), end)]
                found.append((number, *columns))
        return found  # type: ignore[return-value]


def of_property(path: str, constraint: str, data: str, *codes: str) -> Case:
    """Return a case of a shape for books that judges one path."""
    shape = f"l:BookShape a sh:NodeShape ; sh:targetClass l:Book ; sh:property [ sh:path {path} ; {constraint} ] ."
    return Case(shape, data, tuple(f"l:BookShape/{code}" for code in codes))


def of_node(constraint: str, data: str, *codes: str) -> Case:
    """Return a case of a shape for books that judges the book itself."""
    shape = f"l:BookShape a sh:NodeShape ; sh:targetClass l:Book ; {constraint} ."
    return Case(shape, data, tuple(f"l:BookShape/{code}" for code in codes))


#: Each constraint component of SHACL core: a case, what is wrong, what to do.
COMPONENTS: dict[str, tuple[Case, str, str]] = {
    "MinCount": (
        of_property(
            "l:title", "sh:minCount 1", "l:a l:lends l:b .\n«l:b» l:pages 3 ; a l:Book .", "l:title/MinCount"
        ),
        "it has no l:title",
        "add what is missing, or correct the name of the property",
    ),
    "MaxCount": (
        of_property(
            "l:title",
            "sh:maxCount 1",
            "l:b a l:Book ; l:title ‹'x'› , 'x' , «'y'», 'z' .",
            "l:title/MaxCount",
        ),
        "it has more than 1 value of l:title",
        "remove what is too much",
    ),
    "Class": (
        of_property(
            "l:by", "sh:class l:Person", "l:b a l:Book ; l:by «l:p» , l:q . l:q a l:Person .", "l:by/Class"
        ),
        "l:p is no l:Person",
        "give it this class, or name another thing",
    ),
    "Datatype": (
        of_property(
            "l:pages", "sh:datatype xsd:integer", "l:b a l:Book ; l:pages 3, «'three'»  .", "l:pages/Datatype"
        ),
        '"three" is no xsd:integer',
        "give the value this datatype, or correct its text",
    ),
    "NodeKind": (
        of_property("l:by", "sh:nodeKind sh:IRI", "l:b a l:Book ; l:by l:p, «'Ann'@en» .", "l:by/NodeKind"),
        '"Ann"@en is not an IRI',
        "write an IRI",
    ),
    "In": (
        of_property("l:state", "sh:in ( 'out' 'in' )", 'l:b a l:Book ; l:state «"""lost"""» .', "l:state/In"),
        '"lost" is none of the values allowed',
        'use one of "out", "in"',
    ),
    "HasValue": (
        of_property("l:state", "sh:hasValue 'in'", "«l:b» a l:Book ;\n l:state 'lost' .", "l:state/HasValue"),
        'it lacks the value "in" of l:state',
        'add "in"',
    ),
    "Pattern": (
        of_property(
            "l:isbn", "sh:pattern '^978'", "l:b a l:Book ; l:isbn '978-1', «'979'» .", "l:isbn/Pattern"
        ),
        '"979" does not match "^978"',
        "correct the text so that it has this form",
    ),
    "MinLength": (
        of_property("l:isbn", "sh:minLength 4", "l:b a l:Book ; l:isbn «'979'» .", "l:isbn/MinLength"),
        '"979" is shorter than 4 characters',
        "write more",
    ),
    "MaxLength": (
        of_property("l:isbn", "sh:maxLength 2", "l:b a l:Book ; l:isbn «'979'» .", "l:isbn/MaxLength"),
        '"979" is longer than 2 characters',
        "write less",
    ),
    "LanguageIn": (
        of_property(
            "l:title",
            "sh:languageIn ('en' 'de')",
            "l:b a l:Book ; l:title 'a'@en, «'b'@fr» .",
            "l:title/LanguageIn",
        ),
        '"b"@fr is in none of the languages en, de',
        "give it in one of them, with its tag",
    ),
    "UniqueLang": (
        of_property(
            "l:title",
            "sh:uniqueLang true",
            "l:b a l:Book ; l:title ‹'a'@en›, 'b'@de, 'd', 'e', «'c'@EN» .",
            "l:title/UniqueLang",
        ),
        "it has several values of l:title in one language",
        "keep one value in each language",
    ),
    "Equals": (
        of_property(
            "l:title",
            "sh:equals l:label",
            "l:b a l:Book ; l:title 'a'; l:label 'a', «'b'» .",
            "l:title/Equals",
        ),
        '"b" is not a value of both l:title and l:label',
        "give both the same values",
    ),
    "Disjoint": (
        of_property(
            "l:title",
            "sh:disjoint l:label",
            "l:b a l:Book ; l:label 'd', ‹'a'› ;\n  l:title 'c', «'a'» .",
            "l:title/Disjoint",
        ),
        '"a" is a value of both l:title and l:label',
        "remove one of them",
    ),
    "LessThan": (
        of_property("l:from", "sh:lessThan l:to", "l:b a l:Book ; l:from «3» ; l:to ‹3›.", "l:from/LessThan"),
        "3 is not less than each value of l:to",
        "correct one of them",
    ),
    "LessThanOrEquals": (
        of_property(
            "l:from",
            "sh:lessThanOrEquals l:to",
            "l:b a l:Book ; l:to ‹3› ; l:from «4».",
            "l:from/LessThanOrEquals",
        ),
        "4 is not at most each value of l:to",
        "correct one of them",
    ),
    "MinExclusive": (
        of_property(
            "l:pages", "sh:minExclusive 0", "l:b a l:Book ; l:pages «0», 1 .", "l:pages/MinExclusive"
        ),
        "0 is not greater than 0",
        "write a greater value",
    ),
    "MinInclusive": (
        of_property(
            "l:pages", "sh:minInclusive 1", "l:b a l:Book ; l:pages 1, «-2».", "l:pages/MinInclusive"
        ),
        "-2 is not at least 1",
        "write a greater value",
    ),
    "MaxExclusive": (
        of_property("l:pages", "sh:maxExclusive 9", "l:b a l:Book ; l:pages 8, «9».", "l:pages/MaxExclusive"),
        "9 is not less than 9",
        "write a smaller value",
    ),
    "MaxInclusive": (
        of_property(
            "l:pages", "sh:maxInclusive 9", "l:b a l:Book ; l:pages 9, «9.5».", "l:pages/MaxInclusive"
        ),
        "9.5 is not at most 9",
        "write a smaller value",
    ),
    "Not": (
        of_property(
            "l:by",
            "sh:not [ sh:class l:Ghost ]",
            "l:b a l:Book ; l:by l:p, «l:g» . l:g a l:Ghost .",
            "l:by/Not",
        ),
        "l:g conforms to the shape inside the rule, and must not",
        "change what the shape forbids",
    ),
    "And": (
        of_property(
            "l:by",
            "sh:and ( [ sh:class l:P ] [ sh:nodeKind sh:IRI ] )",
            "l:b a l:Book ; l:by l:p, «l:g» . l:p a l:P .",
            "l:by/And",
        ),
        "l:g does not conform to each of the shapes listed",
        "mend it to conform to all of them",
    ),
    "Or": (
        of_node(
            "sh:or ( l:HasIsbn l:HasIssn ) . l:HasIsbn a sh:NodeShape ; sh:property [ sh:path l:isbn; sh:minCount 1 ] ."
            "l:HasIssn a sh:NodeShape ; sh:property [ sh:path l:issn; sh:minCount 1 ]",
            "l:a a l:Book ; l:isbn '1' .\n«l:b» a l:Book .",
            "Or",
        ),
        "l:b conforms to none of the shapes l:HasIsbn, l:HasIssn",
        "mend it to conform to one of them",
    ),
    "Xone": (
        of_property(
            "l:by",
            "sh:xone ( [ sh:class l:P ] [ sh:class l:O ] )",
            "l:b a l:Book ; l:by l:h, «l:g» . l:g a l:P , l:O . l:h a l:P .",
            "l:by/Xone",
        ),
        "l:g does not conform to exactly one of the shapes listed",
        "mend it to conform to one of them alone",
    ),
    "Node": (
        of_property(
            "l:by",
            "sh:node l:PersonShape ] . l:PersonShape a sh:NodeShape ; sh:property [ sh:path l:name ; sh:minLength 2",
            "l:b a l:Book ; l:by «l:g» .\nl:g l:name ‹'A'› .",
            "l:by/Node",
        ),
        "l:g does not conform to l:PersonShape",
        "mend it as that shape says",
    ),
    "QualifiedMinCount": (
        of_property(
            "l:by",
            "sh:qualifiedValueShape [ sh:class l:P ] ; sh:qualifiedMinCount 2",
            "«l:b» a l:Book ; l:by l:g , l:h . l:g a l:P .",
            "l:by/QualifiedMinCount",
        ),
        "it has fewer than 2 values of l:by conforming to the shape inside the rule",
        "add what is missing, or mend what does not conform",
    ),
    "QualifiedMaxCount": (
        of_property(
            "l:by",
            "sh:qualifiedValueShape [ sh:class l:P ] ; sh:qualifiedMaxCount 1",
            "l:b a l:Book ; l:by ‹l:g›, «l:h» . l:g a l:P . l:h a l:P .",
            "l:by/QualifiedMaxCount",
        ),
        "it has more than 1 value of l:by conforming to the shape inside the rule",
        "remove what is too much",
    ),
    "Closed": (
        of_node(
            "sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path l:title ]",
            "l:b a l:Book ; l:title 'a' ;\n «l:titel» 'b' .",
            "Closed",
        ),
        "l:titel is not among the properties allowed",
        "remove this property, or correct its name",
    ),
}

LIST = "l:chapters [ sh:zeroOrMorePath rdf:rest ] rdf:first"
QUERY = "sh:prefixes [ sh:declare [ sh:prefix 'l' ; sh:namespace 'http://library.example/'^^xsd:anyURI ] ] ; sh:select"
SELECT = f"sh:sparql [ {QUERY} '''SELECT $this"

#: Cases of paths, targets, queries and of what a file may look like.
CASES: dict[str, Case] = {
    "a count of two": of_property(
        "l:title",
        "sh:maxCount 2",
        "l:b a l:Book; l:title ‹'x'›, ‹'y'›; l:title «'z'», 'w' .",
        "l:title/MaxCount",
    ),
    "a count of none": of_property(
        "l:title", "sh:maxCount 0", "l:b a l:Book ; l:title «'x'» .", "l:title/MaxCount"
    ),
    "more than one of those that conform": of_property(
        "l:by",
        "sh:qualifiedValueShape [ sh:class l:P ] ; sh:qualifiedMaxCount 1",
        "l:b a l:Book ;\n «l:by» l:f, l:g, l:h . l:g a l:P . l:h a l:P .",
        "l:by/QualifiedMaxCount",
    ),
    "an equal value that is only here": of_property(
        "l:title", "sh:equals l:label", "l:b a l:Book ; l:title «'a'» .", "l:title/Equals"
    ),
    "not, of the thing itself": of_node(
        "sh:not [ sh:property [ sh:path l:lost ; sh:minCount 1 ] ]", "«l:b» a l:Book ; l:lost true .", "Not"
    ),
    "a nested property": of_property(
        "l:by",
        "sh:property [ sh:path l:name ; sh:minLength 3 ]",
        "l:b a l:Book ; l:by l:g, [ l:name «'A'» ] .\nl:g l:name «'B'» .",
        "l:by/l:name/MinLength",
        "l:by/l:name/MinLength",
    ),
    "a nested property that is missing": of_property(
        "l:by",
        "sh:property [ sh:path l:name ; sh:minCount 1 ]",
        "l:b a l:Book ; l:by l:g, «[» l:age 3 ] .\n«l:g» a l:Person .",
        "l:by/l:name/MinCount",
        "l:by/l:name/MinCount",
    ),
    "why a value does not conform, in a list": of_property(
        "l:chapters",
        "sh:node [ sh:property [ sh:path ( [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ; sh:datatype xsd:string ] ]",
        "l:b a l:Book ; l:chapters «( 'one' ‹2› )» .",
        "l:chapters/Node",
    ),
    "a value in a list": of_property(
        f"( {LIST} )",
        "sh:datatype xsd:string",
        "l:b a l:Book ; l:chapters ( 'one'\n  «2» 'three' «4.5» ) .",
        *["l:chapters/rdf:rest*/rdf:first/Datatype"] * 2,
    ),
    "an inverse path with nothing": of_property(
        "[ sh:inversePath l:lends ]",
        "sh:minCount 1",
        "«l:b» a l:Book . l:c a l:Book . l:x l:lends l:c .",
        "^l:lends/MinCount",
    ),
    "an inverse path to a wrong thing": of_property(
        "[ sh:inversePath l:lends ]",
        "sh:class l:Library",
        "l:c a l:Book . l:x l:lends l:d, «l:c» .",
        "^l:lends/Class",
    ),
    "an inverse path to too many": of_property(
        "[ sh:inversePath l:lends ]",
        "sh:maxCount 1",
        "l:c a l:Book . l:x l:lends l:d, ‹l:c› . l:y l:lends «l:c» .",
        "^l:lends/MaxCount",
    ),
    "alternatives": of_property(
        "[ sh:alternativePath ( l:title l:label ) ]",
        "sh:minLength 2",
        "l:c a l:Book ; l:title 'abc' ; l:label «'a'» .",
        "l:title|l:label/MinLength",
    ),
    "too many of alternatives": of_property(
        "[ sh:alternativePath ( l:title l:label ) ]",
        "sh:maxCount 1",
        "l:c a l:Book ; l:label «'a'» ; l:title ‹'abc'› .",
        "l:title|l:label/MaxCount",
    ),
    "a sequence": of_property(
        "( l:by l:name )",
        "sh:minLength 2",
        "l:c a l:Book ; l:by l:q, l:p .\nl:p l:name «'x'» .\nl:q l:name 'Queen' .",
        "l:by/l:name/MinLength",
    ),
    "a sequence that ends nowhere": of_property(
        "( l:by l:name )", "sh:minCount 1", "«l:c» a l:Book ; l:by l:q, l:p .", "l:by/l:name/MinCount"
    ),
    "a sequence that ends too often": of_property(
        "( l:by l:name )",
        "sh:maxCount 1",
        "l:c a l:Book ; l:by l:q, l:p .\nl:p l:name «'x'» .\nl:q l:name ‹'Queen'› .",
        "l:by/l:name/MaxCount",
    ),
    "a sequence with a step back": of_property(
        "( l:by [ sh:inversePath l:knows ] )",
        "sh:class l:P",
        "l:c a l:Book ; l:by l:p . l:z l:knows «l:p» .",
        "l:by/^l:knows/Class",
    ),
    "any number of steps": Case(
        "l:S a sh:NodeShape; sh:targetNode l:c; sh:property [ sh:path [ sh:zeroOrMorePath l:after ]; sh:class l:Book ] .",
        "l:c a l:Book ; l:after l:d .\nl:d a l:Book ; l:after «l:e» .",
        ("l:S/l:after*/Class",),
    ),
    "any number of steps in a circle": Case(
        "l:S a sh:NodeShape; sh:targetNode l:c; sh:property [ sh:path [ sh:oneOrMorePath l:after ]; sh:class l:Book ] .",
        "l:c l:after l:d .\nl:d a l:Book ; l:after «l:c» .",
        ("l:S/l:after+/Class",),
    ),
    "no step at all": Case(
        "l:S a sh:NodeShape; sh:targetNode l:c; sh:property [ sh:path [ sh:zeroOrOnePath l:after ]; sh:class l:Book ] .",
        "«l:c» l:after l:d .\nl:d a l:Book ; l:after l:e .",
        ("l:S/l:after?/Class",),
    ),
    "one step at most": of_property(
        "[ sh:zeroOrOnePath l:after ]",
        "sh:nodeKind sh:IRI",
        "l:c a l:Book ; l:after «'d'» .",
        "l:after?/NodeKind",
    ),
    "a repeated choice in a sequence": of_property(
        "( [ sh:zeroOrMorePath [ sh:alternativePath ( l:after l:before ) ] ] l:title )",
        "sh:minLength 2",
        "l:b a l:Book ; l:after l:c . l:c l:before l:d . l:d l:title «'x'» .",
        "(l:after|l:before)*/l:title/MinLength",
    ),
    "nodes as targets": Case(
        "l:S a sh:NodeShape ; sh:targetNode l:b, 'a' ; sh:nodeKind sh:BlankNode .",
        "«l:b» l:p 1 . l:c l:p l:b, «'a'» .",
        ("l:S/NodeKind", "l:S/NodeKind"),
    ),
    "subjects as targets": Case(
        "l:S a sh:NodeShape ; sh:targetSubjectsOf l:p ; sh:nodeKind sh:BlankNode .",
        "«l:b» l:p 1 . «l:c» l:p l:b, 'a' .",
        ("l:S/NodeKind", "l:S/NodeKind"),
    ),
    "objects as targets": Case(
        "l:S a sh:NodeShape ; sh:targetObjectsOf l:p ; sh:nodeKind sh:BlankNode .",
        "«l:b» l:p «1» . l:c l:p l:b, «'a'», [] .",
        ("l:S/NodeKind", "l:S/NodeKind", "l:S/NodeKind"),
    ),
    "a class that is a shape": Case(
        "l:Book a sh:NodeShape, rdfs:Class ; sh:property [ sh:path l:title ; sh:minCount 1 ] .",
        "«l:b» a l:Book .",
        ("l:Book/l:title/MinCount",),
    ),
    "a class that is a shape, by a class below it": Case(
        "l:Book a sh:NodeShape, rdfs:Class ; sh:property [ sh:path l:title ; sh:minCount 1 ] .",
        "«l:b» a l:Novel . l:Novel rdfs:subClassOf l:Book .",
        ("l:Book/l:title/MinCount",),
    ),
    "shapes without an address": Case(
        "[] a sh:NodeShape ; sh:targetClass l:Book ; sh:property [ sh:path l:title ; sh:minCount 1 ] .\n"
        "[] a sh:PropertyShape ; sh:targetClass l:Book ; sh:path l:isbn ; sh:minCount 1 .\n"
        "[] a sh:NodeShape ; sh:targetClass l:Person ; sh:property [ sh:path l:name ; sh:pattern '^A' ],"
        " [ sh:path l:name ; sh:pattern '^B' ] .",
        "l:b a l:Book ; l:title 'T' ; l:isbn '1' .\n«l:c» a l:Book ; l:title 'T' .\n«l:d» a l:Book ; l:isbn '2' .\n"
        "l:p a l:Person ; l:name «'Bo'», «'Al'» .",
        (
            "l:isbn/MinCount",
            "l:Book/l:title/MinCount",
            "l:Person/l:name/Pattern",
            "l:Person/l:name-2/Pattern",
        ),
    ),
    "things without an address": of_property(
        "l:title",
        "sh:minCount 1",
        "«[]» a l:Book . l:x l:has «[» a l:Book ] .\n«_:x» a l:Book . «[» a l:Book ; l:by [] ] .",
        *["l:title/MinCount"] * 4,
    ),
    "several values on one line": of_property(
        "l:pages",
        "sh:maxInclusive 9",
        "l:b a l:Book ; l:pages 3, «10», 4, «11» ; l:pages «12» . l:c l:pages 13 .",
        *["l:pages/MaxInclusive"] * 3,
    ),
    "the same value twice, and of another thing": of_property(
        "l:pages",
        "sh:minInclusive 1",
        "l:a l:pages 0 . l:b a l:Book ; l:pages «0», 0 .",
        "l:pages/MinInclusive",
    ),
    "a value written in another way": of_property(
        "l:title", "sh:maxLength 2", "l:b a l:Book ; l:title «'''a\\u00e9c'''@en-gb» .", "l:title/MaxLength"
    ),
    "a thing described twice": of_property(
        "l:title", "sh:minCount 1", "l:b l:pages 3 .\nl:x l:lends l:b .\n«l:b» a l:Book .", "l:title/MinCount"
    ),
    "a query with a value": of_node(
        f"{SELECT} ?value WHERE {{ $this l:pages ?value FILTER (?value < 5) }}''' ]",
        "l:c a l:Book ; l:pages 10, «4» .",
        "SPARQL",
    ),
    "a query with a value and a path": of_node(
        f"{SELECT} ?path ?value WHERE {{ $this ?path ?value FILTER (?value < 5) }}''' ]",
        "l:c a l:Book ; l:other 7 ; l:pages 10, «4» .",
        "SPARQL",
    ),
    "a query with a path": of_node(
        f"{SELECT} ?path WHERE {{ $this ?path ?v FILTER (?v < 5) }}''' ]",
        "l:c a l:Book ; «l:pages» 10, 4 .",
        "SPARQL",
    ),
    "a query with neither": of_node(
        f"{SELECT} WHERE {{ $this l:pages ?v FILTER (?v < 5) }}''' ]",
        "«l:c» a l:Book ; l:pages 10, 4 .",
        "SPARQL",
    ),
    "a query with a value that is elsewhere": of_node(
        f"{SELECT} ?value WHERE {{ $this l:by/l:name ?value }}''' ]",
        "«l:c» a l:Book ; l:by l:p . l:p l:name 'Al' .",
        "SPARQL",
    ),
    "a query with a thing that names this one": of_node(
        f"{SELECT} ?value WHERE {{ ?value l:lends $this }}''' ]",
        "l:c a l:Book . l:x l:lends l:d , «l:c» .",
        "SPARQL",
    ),
    "a query about a path, with a value": of_property(
        "l:pages",
        f"{SELECT} ?value WHERE {{ $this $PATH ?value FILTER (?value < 5) }}''' ]",
        "l:c a l:Book ; l:pages 10, «4» .",
        "l:pages/SPARQL",
    ),
    "a query about a path with one value": of_property(
        "l:pages",
        f"{SELECT} WHERE {{ $this $PATH ?v FILTER (?v < 5) }}''' ]",
        "l:c a l:Book ; l:pages «4» .",
        "l:pages/SPARQL",
    ),
    "a query about a path with several values": of_property(
        "l:pages",
        f"{SELECT} WHERE {{ $this $PATH ?v FILTER (?v < 5) }}''' ]",
        "l:c a l:Book ; «l:pages» 10, 4 .",
        "l:pages/SPARQL",
    ),
}
ALL = CASES | {name: case for name, (case, _, _) in COMPONENTS.items()}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def checked(folder: Path, case: Case, ending: str = ".ttl", text: str | None = None) -> Report:
    """Check the data of a case, or other data that says the same."""
    data = written(folder, f"data{ending}", case.plain if text is None else text)
    shapes = written(folder, "shapes.ttl", HEAD + case.shapes)
    return check_files([data], [shapes], root=folder).report


def in_order(report: Report) -> list[Finding]:
    return sorted(report.findings, key=lambda finding: (finding.place, finding.rule))


def stretches(finding: Finding) -> list[tuple[int, int, int | None]]:
    """Return where the related places of the data stand."""
    places = [each.place for each in finding.related if each.message != "the rule is written here"]
    return [(place.line, place.column, place.end_column) for place in places]


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_a_result_is_placed_where_a_person_would_mend_it(case: Case, tmp_path: Path) -> None:
    report = checked(tmp_path, case)
    found = in_order(report)
    places = [(f.place.line, f.place.column, f.place.end_column) for f in found]
    assert places == case.marked("«", "»")
    assert tuple(finding.rule for finding in found) == case.codes
    assert [place for finding in found for place in stretches(finding)] == case.marked("‹", "›")
    assert all(finding.place.path == tmp_path / "data.ttl" for finding in found)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_constraint_without_a_message_is_told_in_plain_words(name: str, tmp_path: Path) -> None:
    case, message, repair = COMPONENTS[name]
    (finding,) = checked(tmp_path, case).findings
    assert (finding.message, finding.repair) == (message, repair)


def test_there_are_words_for_every_constraint_of_shacl_core() -> None:
    assert set(COMPONENTS) == set(CORE)


BOOKS = Case(
    "l:BookShape a sh:NodeShape ; sh:targetClass l:Book ; sh:property [ sh:path l:title ; sh:maxCount 1 ],"
    " [ sh:path l:pages ; sh:datatype xsd:integer ], [ sh:path l:by ; sh:minCount 1 ] .",
    "",
    (),
)
#: The same three faults in every form of the family, and in JSON and XML.
FORMS = {
    ".trig": "l:g {\n  «l:b» a l:Book ; l:title 'x' .\n}\nGRAPH l:h { l:b l:title «'y'» ; l:pages «'3'» }",
    ".nt": "«<http://library.example/b>» <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://library.example/Book> .\n"
    '<http://library.example/b> <http://library.example/title> "x" .\n'
    '<http://library.example/b> <http://library.example/title> «"y"» .\n'
    '<http://library.example/b> <http://library.example/pages> «"3"».',
    ".jsonld": '{\n"@context": {"l": "http://library.example/"},\n«"@id": "l:b",\n"@type": "l:Book",\n'
    '"l:title": ["x",\n «"y"],\n"l:pages":\n «"3"\n}',
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n xmlns:l="http://library.example/">\n'
    '«<l:Book rdf:about="http://library.example/b">\n<l:title>x</l:title>\n«<l:title>y</l:title>\n'
    "«<l:pages>3</l:pages>\n</l:Book>\n</rdf:RDF>",
}
FORMS[".nq"] = FORMS[".nt"].replace(" .\n", " <http://library.example/g> .\n").replace("».", "» _:g .")
FAULTS = ["l:BookShape/l:by/MinCount", "l:BookShape/l:title/MaxCount", "l:BookShape/l:pages/Datatype"]


@pytest.mark.parametrize("ending", [".nt", ".nq", ".trig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_places_are_exact_in_every_form_of_the_family(ending: str, end: str, tmp_path: Path) -> None:
    head = HEAD if ending == ".trig" else ""
    case = Case(BOOKS.shapes, FORMS[ending], tuple(FAULTS))
    text = (head + MARKS.sub("", FORMS[ending])).replace("\n", end)
    found = in_order(checked(tmp_path, case, ending, text))
    lines = 0 if head else HEAD.count("\n")
    places = [(f.place.line + lines, f.place.column, f.place.end_column) for f in found]
    assert places == case.marked("«", "»")
    assert [finding.rule for finding in found] == FAULTS


@pytest.mark.parametrize("ending", [".jsonld", ".rdf"])
def test_the_lines_are_right_in_json_and_xml(ending: str, tmp_path: Path) -> None:
    lines = [n for n, line in enumerate(FORMS[ending].split("\n"), 1) if "«" in line]
    found = in_order(checked(tmp_path, BOOKS, ending, FORMS[ending].replace("«", "")))
    assert [(f.place.line, f.rule) for f in found] == list(zip(lines, FAULTS, strict=True))


@pytest.mark.parametrize("name", ["MaxCount", "Disjoint", "Closed", "Node"])
def test_a_file_with_other_line_ends_is_placed_alike(name: str, tmp_path: Path) -> None:
    case = COMPONENTS[name][0]
    (finding,) = checked(tmp_path, case, text=case.plain.replace("\n", "\r\n")).findings
    place = finding.place
    assert [(place.line, place.column, place.end_column)] == case.marked("«", "»")
    assert stretches(finding) == case.marked("‹", "›")


def gsc(folder: Path, *arguments: str, data: str, shapes: str) -> Any:
    files = written(folder, "data.ttl", HEAD + data), written(folder, "shapes.ttl", HEAD + shapes)
    return run_gsc("check", str(files[0]), "--shapes", str(files[1]), *arguments)


def test_the_message_of_a_shape_is_told_as_it_is(tmp_path: Path) -> None:
    case = of_property(
        "l:title",
        "sh:minCount 1 ; sh:name 'title' ; sh:message 'Ein Buch hat einen Titel'@de, 'A book has a title: look.'@en",
        "l:b a l:Book .",
    )
    report = checked(tmp_path, case)
    (finding,) = report.findings
    assert (finding.message, finding.rule) == ("A book has a title: look", "l:BookShape/l:title/MinCount")
    assert (report.rules[finding.rule].name, report.rules[finding.rule].explanation) == (
        "title",
        "A book has a title: look.",
    )


def test_a_message_with_a_code_says_the_repair_behind_the_colon(tmp_path: Path) -> None:
    said = (
        "<http://purl.org/dc/terms/identifier> 'LIB-01' ; sh:message 'A book has a title: look at its cover.'"
    )
    (finding,) = checked(
        tmp_path, of_property("l:title", f"sh:minCount 1 ; {said}", "l:b a l:Book .")
    ).findings
    assert (finding.rule, finding.message, finding.repair) == (
        "LIB-01",
        "A book has a title",
        "look at its cover",
    )


def test_the_variables_of_a_message_are_filled_in(tmp_path: Path) -> None:
    query = "sh:select '''SELECT $this ?value ?n WHERE { $this l:pages ?value BIND (?value + 1 AS ?n) }'''"
    case = of_node(
        f"sh:message 'Of the shape'; sh:sparql [ sh:message '{{?value}} is no {{$n}}' ; {QUERY.rpartition(';')[0]}; {query} ]",
        "l:c a l:Book ; l:pages 4 .",
    )
    (finding,) = checked(tmp_path, case).findings
    assert finding.message == "4 is no 5"


def test_a_query_without_a_message_is_named(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, CASES["a query with a value"]).findings
    assert (finding.message, finding.repair) == (
        "the query of l:BookShape finds it",
        "look at the query for what it looks for",
    )


def test_a_long_value_is_cut_in_the_message_and_whole_beside_it(tmp_path: Path) -> None:
    case = of_property("l:isbn", "sh:maxLength 9", f"l:b a l:Book ; l:isbn '{'1' * 5000}' .")
    (finding,) = checked(tmp_path, case).findings
    assert len(finding.message) < 150
    assert len(finding.value) == 5002


def test_a_component_of_the_shapes_themselves_is_told_by_its_own_message(tmp_path: Path) -> None:
    shapes = """l:EvenComponent a sh:ConstraintComponent ; sh:parameter [ sh:path l:even ] ;
      sh:validator [ a sh:SPARQLAskValidator ; sh:message 'The number is odd' ;
        sh:ask '''ASK { FILTER ($value / 2 = FLOOR($value / 2)) }''' ] .
    l:BookShape a sh:NodeShape ; sh:targetClass l:Book ; sh:property [ sh:path l:pages ; l:even true ] ."""
    case = Case(shapes, "l:b a l:Book ; «l:pages» 4, 5 .", ("l:BookShape/l:pages/EvenComponent",))
    (finding,) = checked(tmp_path, case).findings
    assert [(finding.place.line, finding.place.column, finding.place.end_column)] == case.marked("«", "»")
    assert (finding.rule, finding.message) == (case.codes[0], "The number is odd")


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("Violation", "violation", 1),
        ("Warning", "violation", 0),
        ("Warning", "warning", 1),
        ("Info", "warning", 0),
        ("Info", "info", 1),
    ],
)
def test_the_severity_of_a_shape_decides_with_fail_on(
    severity: str, fail_on: str, code: int, tmp_path: Path
) -> None:
    shapes = of_property("l:title", f"sh:minCount 1 ; sh:severity sh:{severity}", "").shapes
    run = gsc(tmp_path, "--fail-on", fail_on, "-f", "json", data="l:b a l:Book .", shapes=shapes)
    (finding,) = json.loads(run.out)["findings"]
    assert (finding["severity"], run.code) == (severity.lower(), code)


FINE = of_property("l:title", "sh:minCount 1", "").shapes


@pytest.mark.parametrize(
    ("data", "shapes", "said"),
    [
        (
            "l:b a l:Book .",
            "l:S a sh:NodeShape ; sh:targetClass l:Boook .",
            "the shapes target nothing in the data",
        ),
        ("", FINE, "the shapes target nothing in the data"),
        ("l:b a l:Book .", "l:S l:says 1 .", "there are no shapes, so nothing was checked"),
        ("l:b a l:Book .", "", "there are no shapes, so nothing was checked"),
    ],
)
def test_a_run_that_checks_nothing_fails(data: str, shapes: str, said: str, tmp_path: Path) -> None:
    run = gsc(tmp_path, data=data, shapes=shapes)
    assert (run.code, run.out, run.err.count("\n")) == (3, "", 1)
    assert said in run.err


def test_data_that_conforms_is_told_so(tmp_path: Path) -> None:
    run = gsc(tmp_path, data="l:b a l:Book ; l:title 'x' .", shapes=FINE)
    assert (run.code, run.out) == (0, "")
    assert "nothing found" in run.err


@pytest.mark.parametrize(
    ("data", "shapes", "rule", "line"),
    [
        ("l:b a l:Book", FINE, "syntax", 6),
        ("l:b a l:Book .", "l:S a sh:NodeShape ; sh:property [ sh:path 'x' ] .", "broken-shape", 6),
        (
            "l:b a l:Book .",
            "l:S a sh:NodeShape ;\n sh:property [ sh:path [ sh:inversePath ( l:a l:b ) ] ] .",
            "broken-shape",
            7,
        ),
        (
            "l:b a l:Book .",
            "l:S a sh:NodeShape ; sh:targetClass l:Book ;\n sh:property l:Nowhere .",
            "broken-shape",
            7,
        ),
        (
            "l:b a l:Book .",
            "l:S a sh:NodeShape ; sh:targetClass l:Book ;\n sh:pattern '(' .",
            "broken-shape",
            7,
        ),
    ],
)
def test_what_is_broken_is_placed_and_ends_with_three(
    data: str, shapes: str, rule: str, line: int, tmp_path: Path
) -> None:
    run = gsc(tmp_path, "-f", "json", data=data, shapes=shapes)
    found = [(each["rule"], each["line"]) for each in json.loads(run.out)["findings"]]
    assert (run.code, set(found)) == (3, {(rule, line)})


@pytest.mark.parametrize("option", ["--shapes", "--ontology", ""])
def test_a_file_that_is_missing_ends_with_three(option: str, tmp_path: Path) -> None:
    there = written(tmp_path, "there.ttl", HEAD + FINE)
    given = (
        ["there.ttl", "--shapes", "there.ttl", option, "no.ttl"]
        if option
        else ["no.ttl", "--shapes", "there.ttl"]
    )
    run = run_gsc("check", "-f", "json", *[str(tmp_path / a) if a.endswith(".ttl") else a for a in given])
    assert run.code == 3
    found = [(f["rule"], Path(f["path"]).name) for f in json.loads(run.out)["findings"]]
    assert (there.exists(), found) == (True, [("unreadable", "no.ttl")])


@pytest.mark.parametrize(
    "arguments",
    [
        ["data.ttl", "--report", "turtle"],
        ["--shapes", "data.ttl"],
        ["data.ttl", "--shapes", "data.ttl", "--base", "x"],
    ],
)
def test_what_makes_no_sense_ends_with_two(arguments: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, "data.ttl", HEAD + FINE)
    run = run_gsc("check", *[str(path) if a == "data.ttl" else a for a in arguments])
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)


def test_relative_addresses_are_resolved_against_the_base(tmp_path: Path) -> None:
    data = written(tmp_path, "data.ttl", "<b> a <Book> .")
    shapes = written(tmp_path, "shapes.ttl", HEAD + FINE)
    without = run_gsc("check", str(data), "--shapes", str(shapes))
    assert (without.code, "or give a base (--base IRI)" in without.out) == (3, True)
    run = run_gsc(
        "check", str(data), "--shapes", str(shapes), "--base", "http://library.example/", "-f", "json"
    )
    ((rule, focus),) = [(f["rule"], f["focus"]) for f in json.loads(run.out)["findings"]]
    assert (run.code, rule, focus) == (
        1,
        "l:BookShape/l:title/MinCount",
        "<http://library.example/b>",
    )


def test_the_ontology_tells_which_class_is_below_which(tmp_path: Path) -> None:
    data = written(tmp_path, "data.ttl", HEAD + "l:b a l:Novel .")
    shapes = written(tmp_path, "shapes.ttl", HEAD + FINE)
    ontology = written(
        tmp_path, "classes.ttl", HEAD + "l:Novel rdfs:subClassOf l:Prose . l:Prose rdfs:subClassOf l:Book ."
    )
    files = ["check", str(data), "--shapes", str(shapes)]
    assert run_gsc(*files).code == 3
    run = run_gsc(*files, "--ontology", str(ontology), "-f", "json")
    ((rule, path),) = [(f["rule"], f["path"]) for f in json.loads(run.out)["findings"]]
    assert (run.code, rule, Path(path).name) == (1, "l:BookShape/l:title/MinCount", "data.ttl")


def test_blank_nodes_of_one_label_in_two_files_stay_apart(tmp_path: Path) -> None:
    one = written(tmp_path, "one.ttl", HEAD + "_:b a l:Book ; l:title 'x' .")
    two = written(tmp_path, "two.ttl", HEAD + "\n_:b a l:Book ; l:title 'y' .")
    three = written(tmp_path, "three.ttl", HEAD + "_:b a l:Book .")
    shapes = written(
        tmp_path, "shapes.ttl", HEAD + of_property("l:title", "sh:minCount 1 ; sh:maxCount 1", "").shapes
    )
    report = check_files([one, two, three], [shapes], root=tmp_path).report
    assert [(f.rule, f.place.path.name) for f in report.findings] == [
        ("l:BookShape/l:title/MinCount", "three.ttl")
    ]


def test_several_files_are_judged_as_one_and_each_finding_stands_in_its_own(tmp_path: Path) -> None:
    one = written(tmp_path, "one.ttl", HEAD + "l:b a l:Book ; l:title 'x' .")
    two = written(
        tmp_path,
        "two.nt",
        "<http://library.example/b> <http://library.example/title> 'y' .".replace("'", '"'),
    )
    shapes = written(tmp_path, "shapes.ttl", HEAD + of_property("l:title", "sh:maxCount 1", "").shapes)
    (finding,) = check_files([one, two], [shapes], root=tmp_path).report.findings
    assert (finding.place.path, finding.place.line, finding.related[0].place.path) == (two, 1, one)


# The standard report.


FORMATS = {"turtle": RdfFormat.TURTLE, "json-ld": RdfFormat.JSON_LD}


def read_back(text: str, form: RdfFormat) -> rdflib.Graph:
    return rdf_graph(quad.triple for quad in parse(text, format=form))


def pyshacl_report(case: Case) -> rdflib.Graph:
    """Return the report of pyshacl's own."""
    data = rdflib.Graph().parse(data=case.plain, format="turtle")
    shapes = rdflib.Graph().parse(data=HEAD + case.shapes, format="turtle")
    _, graph, _ = validate(data, shacl_graph=shapes)
    assert isinstance(graph, rdflib.Graph)
    return graph


@pytest.mark.parametrize("case", ALL.values(), ids=ALL)
def test_the_standard_report_is_that_of_the_reference(case: Case, tmp_path: Path) -> None:
    wanted = pyshacl_report(case)
    for name, form in FORMATS.items():
        run = gsc(tmp_path, "--report", name, data=MARKS.sub("", case.data), shapes=case.shapes)
        report = read_back(run.out, form)
        assert len(list(report.objects(None, SH.result))) == len(case.codes)
        assert isomorphic(report, wanted)
        assert run == gsc(tmp_path, "--report", name, data=MARKS.sub("", case.data), shapes=case.shapes)


def test_the_report_of_data_that_conforms_says_so(tmp_path: Path) -> None:
    for name, form in FORMATS.items():
        run = gsc(tmp_path, "--report", name, data="l:b a l:Book ; l:title 'x' .", shapes=FINE)
        report = read_back(run.out, form)
        root = report.value(None, RDF.type, SH.ValidationReport)
        assert (run.code, len(report), str(report.value(root, SH.conforms))) == (0, 2, "true")


def test_every_run_writes_the_same_bytes(tmp_path: Path) -> None:
    data = "l:b a l:Book ; l:state 'lost', 'sold', 'x' ; l:by l:g, l:h, [], [] ; l:title 'a'@en, 'b'@en, 'c'@fr .\n[] a l:Book ."
    constraints = (
        "sh:property [ sh:path l:state ; sh:in ( 'out' 'in' 'away' 'here' ) ; sh:hasValue 'in', 'out', 'away' ],"
        "[ sh:path l:by ; sh:or ( [ sh:class l:P ] [ sh:class l:O ] l:C ) ; sh:nodeKind sh:IRI ; sh:node l:C ],"
        "[ sh:path l:title ; sh:equals l:label, l:name ; sh:uniqueLang true ; sh:languageIn ( 'de' ) ]"
    )
    shapes = of_node(
        f"{constraints} . l:C a sh:NodeShape ; sh:property [ sh:path l:c ; sh:minCount 1 ]", ""
    ).shapes
    files = written(tmp_path, "data.ttl", HEAD + data), written(tmp_path, "shapes.ttl", HEAD + shapes)
    command = [sys.executable, "-m", "green_corridors", "check", "--quiet", str(files[0]), "--shapes"]
    for arguments in (["--report", "turtle"], ["--report", "json-ld"], ["-f", "json"], ["-f", "sarif"]):
        one, other = (
            subprocess.run(
                [*command, str(files[1]), *arguments],
                capture_output=True,
                check=False,
                env={**os.environ, "PYTHONHASHSEED": seed},
            )
            for seed in ("1", "2")
        )
        assert (one.returncode, len(one.stdout) > 500, one.stderr) == (1, True, b"")
        assert one.stdout == other.stdout
