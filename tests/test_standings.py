"""Where each quad stands in its text is what the parser reads there, quad by quad, in the parser's order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from green_corridors.places import place_of, place_of_use, values_in
from green_corridors.reading import Document, read, survey
from green_corridors.standings import standings
from green_corridors.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE
from tests.conftest import ROOT, shared_folder

BASE = "http://e.example/base/"
FAMILY = (".ttl", ".trig", ".nt", ".nq")
#: What only RDF 1.2 writes; a text with one of these need not be told apart.
NEWER = ("<<", "{|", "~", "--ltr", "--rtl")

Context = tuple[str | None, tuple[tuple[str, str], ...]]


def quads_in(text: str, form: RdfFormat) -> list[tuple[Quad, Context]]:
    """Return the quads of a text, each with the base and the prefixes that are in force where it stands."""
    parser = parse(text, format=form, base_iri=BASE)
    return [(quad, (parser.base_iri, tuple(sorted(parser.prefixes.items())))) for quad in parser]


@lru_cache(maxsize=4096)
def read_alone(text: str, context: Context) -> object:
    """Return the one term that a text is, in a context of a base and prefixes."""
    base, prefixes = context
    head = "".join(f"PREFIX {name}: <{home}>\n" for name, home in prefixes)
    found = list(parse(f"{head}<x:s> <x:p> {text}\n.", format=RdfFormat.TURTLE, base_iri=base or BASE))
    assert len(found) == 1, text
    return found[0].object


def misplaced(text: str, form: RdfFormat) -> Iterator[str]:
    """Yield what is wrong with the places of a text's quads."""
    quads, found = quads_in(text, form), standings(text)
    if found is None or len(found) != len(quads):
        yield f"{len(quads)} quads, {found and len(found)} places"
        return
    begins: dict[object, int] = {}
    for (quad, context), standing in zip(quads, found, strict=True):
        list_fact = text[standing.predicate.start] == "("
        for role, term, span in zip(standing._fields, quad, standing, strict=False):
            said = text[span.start : span.end]
            of_list = list_fact and (role != "object" or quad.predicate == RDF_REST)
            if of_list:
                right = _is_of_a_list(role, term, said)
            elif isinstance(term, BlankNode) and not said.startswith("_:"):
                right = said[0] in "[(" and (role == "subject" or said[-1] in "])")
            elif isinstance(term, BlankNode):
                right = said == str(term)
            else:
                right = (role == "predicate" and said == "a" and term == RDF_TYPE) or (
                    read_alone(said, context) == term
                )
            if isinstance(term, BlankNode) and (said[0] in "[(" or of_list):
                right = right and begins.setdefault(term, span.start) == span.start
            if not right:
                yield f"the {role} {term} of {quad} stands not in “{said}”"


def _is_of_a_list(role: str, term: object, said: str) -> bool:
    """Tell whether a text may stand for a part of what a list means; a cell begins where its item does."""
    if role == "predicate":
        return said == "(" and term in (RDF_FIRST, RDF_REST)
    return (said == ")") == (term == RDF_NIL)


def files_of_the_suites() -> list[Path]:
    folder = shared_folder("suites", "SUITES")
    return sorted(path for path in folder.rglob("*") if path.suffix in FAMILY and path.is_file())


def test_every_file_of_the_suites_is_placed_as_the_parser_reads_it() -> None:
    placed = newer = 0
    wrong = {}
    for path in files_of_the_suites():
        document = survey(path, BASE)
        if not isinstance(document, Document):
            continue
        if standings(document.text) is None and any(mark in document.text for mark in NEWER):
            newer += 1
        elif faults := list(misplaced(document.text, document.form)):
            wrong[str(path)] = faults[0]
        else:
            placed += 1
    assert wrong == {}
    assert placed > 1500
    assert newer < placed / 5


def test_every_turtle_file_of_the_repository_is_placed_as_the_parser_reads_it() -> None:
    paths = [
        path for folder in ("data", "ontology", "shapes", "tests") for path in (ROOT / folder).rglob("*.ttl")
    ]
    documents = [document for path in paths if isinstance(document := survey(path, BASE), Document)]
    assert len(documents) > 200
    wrong = {str(d.path): faults[0] for d in documents if (faults := list(misplaced(d.text, d.form)))}
    assert wrong == {}


# Turtle and TriG as nobody writes them: odd spaces, comments, brackets in brackets, directives in between.

SPACE = st.sampled_from([" ", "\n", "\t", "  ", "\r\n", ' # ) ] } . ; "\n', "\n#\n", " #'''\r\n"])
MAYBE = st.one_of(st.just(""), SPACE)
IRIS = [
    "<http://e.example/a#b;c.d>",
    "<rel>",
    "<>",
    "<#x>",
    "<http://e.example/\\u00e9>",
    "<?q=(1)>",
    "<../up>",
]
NAMES = [
    *("e:a", "e:a.b", "e:a..b", "e:", ":x", ":", "e:a\\,b", "e:\\.x", "e:a\\;b", "e:%20x", "e:a:b"),
    *("d.e:x", "d.e-f:1.2", "é:ü·", "e:1", "e:_", "e:a\\(b\\)", "e:true", "e:a.b\\."),
]
LABELS = ["_:a", "_:b.c", "_:1", "_:é-2", "_:a..b"]
NUMBERS = ["1", "-2", "+3.0", ".5", "1e3", "1.5E-7", "-.5e+1", "0", "1.e2", "007"]
QUOTED = [
    *('"a"', "'a'", '""', "''", '"\\""', "'\\''", '"# [ ( {"', '"\\\\"', "'\"'", '"""a"b""c\\""""', '""""""'),
    *("'''it's\n''two'''", '"""[\r\n"""', '"\\u0041."', '"""\\\\"""', "'''\\''''", '"ü 𝄞"'),
]
SUFFIXES = ["", "", "", "@en", "@de-CH-1996", "^^e:d", "^^<http://e.example/d>", "^^e:d.e"]
BARE = ["true", "false"]


@st.composite
def strings(draw: st.DrawFn) -> str:
    """Draw a string, with or without a suffix; between a string and ``^^`` there may be space."""
    suffix = draw(st.sampled_from(SUFFIXES))
    between = draw(MAYBE) if suffix.startswith("^^") else ""
    within = draw(MAYBE) if suffix.startswith("^^") else ""
    return draw(st.sampled_from(QUOTED)) + between + suffix.replace("^^", f"^^{within}")


LEAVES = st.one_of(st.sampled_from([*IRIS, *NAMES, *LABELS, *NUMBERS, *BARE]), strings())
VERBS = st.sampled_from(["a", *IRIS, *NAMES])


def _objects(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.one_of(bracket(inner), collection(inner))


@st.composite
def joined(draw: st.DrawFn, parts: list[str]) -> str:
    """Draw parts with space between; a comma, a semicolon and a bracket need none."""
    text = parts[0]
    for part in parts[1:]:
        free = part[0] in ",;])" or text[-1] in ",;[("
        text += draw(MAYBE if free else SPACE) + part
    return text


@st.composite
def facts(draw: st.DrawFn, inner: SearchStrategy[str]) -> str:
    """Draw verbs with their objects."""
    parts: list[str] = []
    for number in range(draw(st.integers(1, 2))):
        parts += [";"] * (draw(st.integers(1, 2)) if number else 0)
        parts.append(draw(VERBS))
        for place in range(draw(st.integers(1, 2))):
            parts += ([","] if place else []) + [draw(inner)]
    parts += [";"] * draw(st.integers(0, 1))
    return draw(joined(parts))


@st.composite
def bracket(draw: st.DrawFn, inner: SearchStrategy[str]) -> str:
    parts = ["[", draw(facts(inner)), "]"] if draw(st.booleans()) else ["[", "]"]
    return draw(joined(parts))


@st.composite
def collection(draw: st.DrawFn, inner: SearchStrategy[str]) -> str:
    return draw(joined(["(", *draw(st.lists(inner, max_size=3)), ")"]))


OBJECTS = st.recursive(LEAVES, _objects, max_leaves=6)


@st.composite
def triples(draw: st.DrawFn) -> str:
    """Draw a statement without its dot."""
    if draw(st.integers(0, 5)) == 0:
        return "[" + draw(MAYBE) + draw(facts(OBJECTS)) + draw(SPACE) + "]"
    subject = draw(st.one_of(st.sampled_from([*IRIS, *NAMES, *LABELS]), _objects(OBJECTS)))
    return draw(joined([subject, draw(facts(OBJECTS))]))


HOMES = ["http://e.example/", "http://e.example/other#", "http://w.example/a/b?c="]
DIRECTIVES = st.one_of(
    st.builds("@prefix {}: <{}> .".format, st.sampled_from(["e", "", "d.e", "é"]), st.sampled_from(HOMES)),
    st.builds("pReFIX {}: <{}>".format, st.sampled_from(["e", "", "d.e", "é"]), st.sampled_from(HOMES)),
    st.builds("@base <{}>.".format, st.sampled_from([*HOMES, "deeper/"])),
    st.builds("BaSe <{}>".format, st.sampled_from([*HOMES, "deeper/"])),
)
HEAD = "@prefix e: <http://e.example/> . PREFIX : <#> @prefix d.e: <x:d> .\nPREFIX d.e-f: <x:f>@prefix é:<x:é>.\n"


@st.composite
def turtle(draw: st.DrawFn) -> str:
    text = HEAD
    for _ in range(draw(st.integers(1, 4))):
        text += draw(DIRECTIVES) if draw(st.integers(0, 3)) == 0 else draw(triples()) + draw(MAYBE) + "."
        text += draw(SPACE)
    return text


@st.composite
def trig(draw: st.DrawFn) -> str:
    """Draw blocks of graphs among directives and statements; the last dot of a block may be left out."""
    text = HEAD
    names = st.sampled_from(["", "e:g", "GRAPH e:g", "gRaPh <g>", "_:g", "[ ]", "GRAPH []", ":", "<g.>"])
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.integers(0, 2)) == 0:
            text += draw(DIRECTIVES) if draw(st.booleans()) else draw(triples()) + draw(MAYBE) + "."
        else:
            inside = draw(st.lists(triples(), max_size=2))
            body = (draw(MAYBE) + "." + draw(SPACE)).join(inside)
            last = draw(st.sampled_from([" ", "\n.", ". "])) if inside else ""
            text += draw(names) + draw(MAYBE) + "{" + draw(MAYBE) + body + last + "}"
        text += draw(SPACE)
    return text


@st.composite
def nquads(draw: st.DrawFn) -> str:
    """Draw lines of N-Quads, with and without a graph, and with as little space as may be."""
    iris = st.sampled_from(["<x:a>", "<http://e.example/a#b>", "<x:\\u00e9>"])
    nodes = st.one_of(iris, st.sampled_from(["_:a", "_:b.c", "_:1"]))
    texts = st.sampled_from(
        ['"a"', '"\\""', '"# <x:y> ."', '""', '"a"@en', '"a"@de-CH', '"1"^^<x:d>', '"."^^<x:d>']
    )
    lines = ""
    for _ in range(draw(st.integers(1, 4))):
        terms = [draw(nodes), draw(iris), draw(st.one_of(nodes, texts)), *draw(st.lists(nodes, max_size=1))]
        space = st.sampled_from([" ", "\t", "  "])
        lines += "".join(f"{term}{draw(space)}" for term in terms) + "."
        lines += draw(st.sampled_from(["\n", " # said\n", "\r\n", "\n\n# <x:s>\n"]))
    return lines


@given(turtle())
@settings(max_examples=250)
def test_turtle_of_any_form_is_placed_as_the_parser_reads_it(text: str) -> None:
    assert list(misplaced(text, RdfFormat.TURTLE)) == []


@given(trig())
@settings(max_examples=150)
def test_trig_of_any_form_is_placed_as_the_parser_reads_it(text: str) -> None:
    assert list(misplaced(text, RdfFormat.TRIG)) == []


@given(nquads())
@settings(max_examples=80)
def test_lines_of_quads_are_placed_as_the_parser_reads_them(text: str) -> None:
    assert list(misplaced(text, RdfFormat.N_QUADS)) == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("<x:s> <x:p> 1.", ["<x:s>", "<x:p>", "1"]),
        ("<x:s> a <x:t>.", ["<x:s>", "a", "<x:t>"]),
        ("<x:s> <x:p> 'a' , 'b'@en .", ["<x:s>", "<x:p>", "'a'", "<x:s>", "<x:p>", "'b'@en"]),
        ("<x:s> <x:p> 'a' ^^ <x:d> .", ["<x:s>", "<x:p>", "'a' ^^ <x:d>"]),
        ("<x:s> <x:p> [ ] .", ["<x:s>", "<x:p>", "[ ]"]),
        ("<x:s> <x:p> [ <x:q> 1 ] .", ["[", "<x:q>", "1", "<x:s>", "<x:p>", "[ <x:q> 1 ]"]),
        (
            "<x:s> <x:p> ( 1 ) .",
            ["(", "(", "1", "<x:s>", "<x:p>", "( 1 )", "(", "(", ")"],
        ),
    ],
)
def test_a_quad_stands_where_a_person_would_point(text: str, terms: list[str]) -> None:
    found = standings(text)
    assert found is not None
    assert [text[span.start : span.end] for standing in found for span in standing] == terms


@pytest.mark.parametrize(
    "text",
    [
        "<x:s> <x:p> <<( <x:a> <x:b> <x:c> )>> .",
        "<x:s> <x:p> <x:o> {| <x:q> 1 |} .",
        "<x:s> <x:p> <x:o> ~ <x:r> .",
        '<x:s> <x:p> "a"@en--ltr .',
    ],
)
def test_what_is_new_in_rdf_1_2_is_said_to_be_unknown_and_placed_by_mention(
    text: str, tmp_path: Path
) -> None:
    assert standings(text) is None
    path = tmp_path / "new.ttl"
    path.write_text(f"# one\n{text}\n", encoding="utf-8")
    document = read(path)
    place = place_of(document, NamedNode("x:s"), NamedNode("x:p"))
    assert place is not None
    assert place.line == 2


MENTIONS = {
    "stations.jsonld": (
        "{\n"
        '  "@context": {\n'
        '    "w": "http://w.example/",\n'
        '    "station": {"@id": "w:station", "@type": "@id"}\n'
        "  },\n"
        '  "@id": "w:ridge",\n'
        '  "w:name": "Ridge \\"top\\"",\n'
        '  "w:height": 1840,\n'
        '  "station": "w:valley"\n'
        "}\n"
    ),
    "stations.rdf": (
        '<?xml version="1.0"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
        '         xmlns:w="http://w.example/">\n'
        '  <rdf:Description rdf:about="http://w.example/other"/>\n'
        "\n"
        '  <rdf:Description rdf:about="http://w.example/ridge">\n'
        '    <w:name>Ridge "top"</w:name>\n'
        '    <w:height rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1840</w:height>\n'
        '    <w:station rdf:resource="http://w.example/valley"/>\n'
        "  </rdf:Description>\n"
        "</rdf:RDF>\n"
    ),
}


@pytest.mark.parametrize("name", MENTIONS)
def test_json_and_xml_are_placed_by_the_nearest_mention(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(MENTIONS[name], encoding="utf-8")
    document = read(path)
    w = "http://w.example/"
    ridge, valley = NamedNode(w + "ridge"), NamedNode(w + "valley")
    lines = {"ridge": 6, "name": 7, "height": 8, "station": 9}
    subject, use = place_of(document, ridge), place_of_use(document, valley)
    assert subject is not None
    assert use is not None
    assert (subject.line, use.line) == (lines["ridge"], lines["station"])
    for predicate in ("name", "height", "station"):
        ((_, place),) = values_in(document, ridge, NamedNode(w + predicate))
        assert place.line == lines[predicate]
        text = document.text.splitlines()[place.line - 1][place.column - 1 : (place.end_column or 1) - 1]
        assert text in ('Ridge \\"top\\"', 'Ridge "top"', "1840", "w:valley", w + "valley")


def test_a_term_that_json_does_not_spell_out_is_placed_at_its_subject(tmp_path: Path) -> None:
    path = tmp_path / "nested.jsonld"
    path.write_text('{\n"@id": "x:s",\n"x:p": {"x:q": true}\n}\n', encoding="utf-8")
    document = read(path)
    ((term, place),) = values_in(document, NamedNode("x:s"), NamedNode("x:p"))
    assert isinstance(term, BlankNode)
    assert place.line == 3
