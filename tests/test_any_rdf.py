"""Any RDF file is read strictly, and asked as one dataset with the others."""

from __future__ import annotations

import json
import os
import pickle
import socket
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from green_corridors.dataset import answer_data, open_dataset
from green_corridors.errors import SyntaxProblem, UnreadableFile
from green_corridors.reading import ENDINGS, MAX_NESTING, read
from tests.conftest import run_gsc

RDFXML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">{}</rdf:RDF>'
#: One fact in every format.
FACT = {
    ".ttl": "@prefix e: <http://e.example/> . e:a e:b 'c' .",
    ".trig": "@prefix e: <http://e.example/> . { e:a e:b 'c' }",
    ".nt": '<http://e.example/a> <http://e.example/b> "c" .',
    ".nq": '<http://e.example/a> <http://e.example/b> "c" .',
    ".rdf": RDFXML.format('<rdf:Description rdf:about="http://e.example/a"><e:b>c</e:b></rdf:Description>'),
    ".jsonld": '{"@context": {"b": "http://e.example/b"}, "@id": "http://e.example/a", "b": "c"}',
}
FACT |= {".owl": FACT[".rdf"], ".xml": FACT[".rdf"], ".json": FACT[".jsonld"]}

ALL = "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_every_format_is_read_by_its_ending(tmp_path: Path) -> None:
    assert set(FACT) == set(ENDINGS)
    for ending, text in FACT.items():
        path = file(tmp_path, f"fact{ending}", text)
        run = run_gsc("query", "--data", str(path), ALL)
        assert (run.code, run.out.splitlines()[1]) == (0, '<http://e.example/a>\t<http://e.example/b>\t"c"')


def test_several_files_are_one_graph_and_their_blank_nodes_stay_apart(tmp_path: Path) -> None:
    one = file(tmp_path, "one.ttl", "_:x <http://e.example/p> 1 .")
    two = file(tmp_path, "two.nt", "_:x <http://e.example/p> _:x .")
    run = run_gsc("query", "--data", str(one), "--data", str(two), "-f", "csv", ALL)
    assert run.out == "s,p,o\r\n_:b1,http://e.example/p,1\r\n_:b2,http://e.example/p,_:b2\r\n"


def test_a_named_graph_is_called_by_its_file(tmp_path: Path) -> None:
    graph = file(tmp_path, "häfen 1.ttl", "<> <http://e.example/p> <#a> .")
    query = "SELECT ?g ?o WHERE { GRAPH ?g { ?g ?p ?o } }"
    run = run_gsc("query", "--named", str(graph), "--base", "http://e.example/", query)
    name = f"http://e.example{graph.parent.as_posix()}/h%C3%A4fen%201.ttl"
    assert run.out == f"?g\t?o\n<{name}>\t<{name}#a>\n"
    assert run_gsc("query", "--named", str(graph), query).err == (
        f"gsc: {graph}: a named graph is called by its address; give a base (--base IRI)\n"
    )


def test_a_named_graph_needs_a_base_that_is_absolute(tmp_path: Path) -> None:
    run = run_gsc("query", "--named", str(file(tmp_path, "a.nt", FACT[".nt"])), "--base", "foo", "ASK {}")
    assert (run.code, "no file has an address under the base “foo”" in run.err) == (2, True)


def test_the_graphs_of_a_dataset_are_kept_and_cannot_be_given_another_name(tmp_path: Path) -> None:
    path = file(tmp_path, "data.trig", "<http://e.example/g> { <http://e.example/a> a <http://e.example/b> }")
    run = run_gsc("query", "--data", str(path), "SELECT ?g WHERE { GRAPH ?g { } }")
    assert run.out == "?g\n<http://e.example/g>\n"
    run = run_gsc("query", "--named", str(path), "--base", "http://e.example/", "ASK {}")
    assert (run.code, "give this one as --data" in run.err) == (3, True)


def test_from_chooses_among_the_graphs_given_and_reads_nothing(tmp_path: Path) -> None:
    secret = file(tmp_path, "secret.ttl", "<http://e.example/s> a <http://e.example/t> .")
    data = file(tmp_path, "data.trig", FACT[".trig"].replace("{", "<http://e.example/g> {"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for iri, rows in ((secret.as_uri(), 0), (address, 0), ("http://e.example/g", 1)):
            run = run_gsc("query", "--data", str(data), f"SELECT * FROM <{iri}> WHERE {{ ?s ?p ?o }}")
            assert (run.code, len(run.out.splitlines()) - 1) == (0, rows)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_the_prefixes_of_the_files_are_known(tmp_path: Path) -> None:
    path = file(tmp_path, "a.ttl", FACT[".ttl"])
    run = run_gsc("query", "--data", str(path), "DESCRIBE e:a")
    assert run.out == '@prefix e: <http://e.example/> .\n\ne:a e:b "c" .\n'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<a> a <http://e.example/t> ."),
        ("a.trig", "{ <a> a <http://e.example/t> }"),
        ("a.rdf", RDFXML.format('<rdf:Description rdf:about="a"><e:b>c</e:b></rdf:Description>')),
        ("a.jsonld", '{"@id": "a", "http://e.example/b": "c"}'),
        ("b.jsonld", '{"@id": "//a/b", "http://e.example/b": "c"}'),
    ],
)
def test_a_relative_iri_needs_a_base(tmp_path: Path, name: str, text: str) -> None:
    path = file(tmp_path, name, text)
    run = run_gsc("query", "--data", str(path), ALL)
    assert (run.code, run.out) == (3, "")
    assert run.err.endswith(
        "a relative IRI cannot be resolved; write it in full, or give a base (--base IRI)\n"
    )
    run = run_gsc("query", "--data", str(path), "--base", "http://e.example/", ALL)
    assert (run.code, run.err, run.out.count("a")) != (0, "", 0)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ASK { <x> ?p ?o }"], 3, "<x> in the query is relative; write it in full, or give a base"),
        (["ASK { ?s ?p"], 3, "not valid SPARQL"),
        (["ASK { SERVICE <http://127.0.0.1:1/> { } }"], 3, "SERVICE is refused"),
        (["ASK { FILTER(<x:f>(1)) }"], 3, "custom function <x:f> is not supported; leave it out"),
        (["ASK {}", "--base", "foo"], 2, "the base “foo” is no absolute IRI"),
        (["ASK {}", "--known-at", "2023"], 2, "--known-at does not go with --data; leave it out"),
        (["ASK {}", "--named", "no.ttl", "--base", "http://e.example/"], 3, "no.ttl: cannot be read"),
        (["SELECT * { ?s ?p ?o }", "--format", "turtle"], 2, "use --format srj, srx, csv or tsv"),
        (["DESCRIBE <x:x>", "--format", "srx"], 2, "use --format turtle, ntriples or jsonld"),
        (["ASK {}", "--format", "ntriples"], 2, "use --format srj or srx"),
        (["SELECT * { ?s ?p ?o }", "--max-rows", "1"], 3, "more than 1 rows"),
    ],
)
def test_what_cannot_be_asked_is_one_line_with_the_repair(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    path = file(tmp_path, "a.nt", FACT[".nt"] + "\n" + FACT[".nt"].replace("c", "d"))
    run = run_gsc("query", "--data", str(path), *arguments)
    assert (run.code, run.out, run.err.count("\n")) == (code, "", 1)
    assert said in run.err


def test_a_base_belongs_to_data() -> None:
    run = run_gsc("query", "ASK {}", "--base", "http://e.example/")
    assert (run.code, "--base does not go with a query without --data" in run.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.txt", "", "its ending says no RDF format; let it end with .ttl .trig"),
        ("a.n3", "", "its ending says no RDF format"),
        ("a.nt", "<http://e.example/a> a <http://e.example/b> .", "a.nt:1:22: "),
        ("a.nq", "nonsense", "mend the N-Quads here"),
        ("a.trig", "{ <http://e.example/a> }", "mend the TriG here"),
        ("a.rdf", "<a>\n</b>", "mend the RDF/XML here"),
        ("a.json", "{\n'a': 1}", "a.json:2:1: "),
        ("a.jsonld", '{"@id": NaN}', "mend the JSON-LD here"),
        ("a.jsonld", "\ufeff{}", "a byte order mark does not belong here"),
        ("a.rdf", '<?xml version="1.0"?>\n<!DOCTYPE a [ <!ENTITY b "c"> ]><a/>', "a.rdf:2: a DOCTYPE can"),
        ("a.rdf", '<!doctype a SYSTEM "file:///etc/passwd"><a/>', "a DOCTYPE can"),
        ("a.rdf", '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "UTF-8"),
    ],
)
def test_a_broken_file_is_named_with_its_place(tmp_path: Path, name: str, text: str, said: str) -> None:
    run = run_gsc("query", "--data", str(file(tmp_path, name, text)), "ASK {}")
    assert (run.code, run.out, run.err.count("\n")) == (3, "", 1)
    assert said in run.err


@pytest.mark.parametrize(
    "context",
    [
        '"http://127.0.0.1:1/context"',
        '"context.jsonld"',
        '[{"a": "http://e.example/a"}, "file:///etc/hostname"]',
        '{"a": {"@id": "http://e.example/a", "@context": "http://127.0.0.1:1/inner"}}',
        '{"@import": "http://127.0.0.1:1/import"}',
    ],
)
def test_a_context_that_is_not_in_the_file_is_refused(tmp_path: Path, context: str) -> None:
    for key in ("@context", "\\u0040context"):
        path = file(tmp_path, "a.jsonld", f'{{\n"a": [{{"{key}": {context}, "@context": null}}]}}')
        with pytest.raises(SyntaxProblem, match=r"a.jsonld:2: the context “.*” is not in the file"):
            read(path, "http://e.example/")


def nested(ending: str, depth: int) -> str:
    """Return a file with ``depth`` open brackets, or elements."""
    return {
        ".ttl": "<x:s> <x:p> " + "[ <x:p> " * depth + "1" + " ]" * depth + " .",
        ".trig": "{ <x:s> <x:p> " + "( " * (depth - 1) + ") " * (depth - 1) + "}",
        ".nt": "<x:s> <x:p> " + "<<( <x:s> <x:p> " * (depth // 2) + "<x:o>" + " )>>" * (depth // 2) + " .",
        ".jsonld": '{"x:p":' * depth + "1" + "}" * depth,
        ".rdf": RDFXML.format("<e:a><e:b>" * (depth // 2 - 1) + "<e:a/>" + "</e:b></e:a>" * (depth // 2 - 1)),
    }[ending]


@pytest.mark.parametrize("ending", [".ttl", ".trig", ".nt", ".jsonld", ".rdf"])
def test_a_file_may_nest_up_to_the_limit_and_no_deeper(tmp_path: Path, ending: str) -> None:
    assert read(file(tmp_path, f"a{ending}", nested(ending, MAX_NESTING))).quads
    for depth in (MAX_NESTING + 2, 100_000):
        path = file(tmp_path, f"a{ending}", nested(ending, depth))
        with pytest.raises(SyntaxProblem, match=f"nests more than {MAX_NESTING} deep; make it flatter"):
            read(path)


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (
            ".ttl",
            '<x:s> <x:p> "{0}", \'{0}\', \'\'\'{0}\n\'{0}\'\'\', """{0}"{0}\\"""" . # {0}\n<x:a#{1}> a <x:b> .',
        ),
        (".jsonld", '{{"x:p": "\\"{0}"}}'),
        (".rdf", RDFXML.replace("{}", '<!-- {2} --><e:a e:b="{1}/>"><e:c><![CDATA[{2}]]></e:c></e:a>')),
    ],
)
def test_brackets_in_text_open_nothing(tmp_path: Path, ending: str, text: str) -> None:
    content = text.replace("{0}", "[({<<" * 200).replace("{1}", "(" * 600).replace("{2}", "<a>" * 600)
    assert read(file(tmp_path, f"a{ending}", content.replace("{{", "{").replace("}}", "}"))).quads


def test_a_slash_in_text_closes_no_element(tmp_path: Path) -> None:
    text = RDFXML.format("<e:a><e:b>/>" * 400 + "</e:b></e:a>" * 400)
    with pytest.raises(SyntaxProblem, match="nests more than"):
        read(file(tmp_path, "a.rdf", text))


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    os.mkfifo(tmp_path / "pipe.ttl")
    for name in ("folder.ttl", "pipe.ttl"):
        with pytest.raises(UnreadableFile, match="not a regular file"):
            read(tmp_path / name)


def test_literals_are_answered_as_the_files_spell_them_where_that_is_certain(tmp_path: Path) -> None:
    path = file(
        tmp_path, "a.ttl", "<x:s> <x:p> 1.50, 007, '2'^^<http://www.w3.org/2001/XMLSchema#int>, 3, 03 ."
    )
    dataset = open_dataset([path])

    def told(query: str) -> set[str]:
        return {getattr(row[-1], "value", "") for row in answer_data(dataset, query).rows}

    assert told("SELECT ?o { ?s ?p ?o }") == {"1.50", "007", "2", "3"}
    assert told("DESCRIBE <x:s>") == {"1.50", "007", "2", "3"}
    assert told("SELECT (?o + 0 AS ?n) { ?s ?p ?o }") == {"1.5", "7", "2", "3"}
    assert told("SELECT ?n { ?s ?p ?o BIND(7 AS ?n) }") == {"7"}
    assert told("SELECT ?n { VALUES ?n { 7 } }") == {"7"}
    assert told("CONSTRUCT { ?s ?p 7 } WHERE { ?s ?p ?o }") == {"7"}
    assert '"2"^^<http://www.w3.org/2001/XMLSchema#int>' in run_gsc("query", "--data", str(path), ALL).out


def test_the_columns_of_select_all_stand_in_the_order_of_the_query(tmp_path: Path) -> None:
    path = file(tmp_path, "a.nt", FACT[".nt"])
    run = run_gsc("query", "--data", str(path), "SELECT DISTINCT * { ?z ?m ?a }")
    assert run.out.splitlines()[0] == "?z\t?m\t?a"


def test_the_same_question_has_the_same_answer_byte_for_byte(tmp_path: Path) -> None:
    path = file(tmp_path, "a.ttl", "[] <x:p> [], [ <x:q> [] ] . <x:s> <x:p> _:a . _:b <x:p> _:a .")
    arguments = ("query", "--data", str(path), "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    for name in ("turtle", "ntriples", "jsonld"):
        first = run_gsc(*arguments, "-f", name)
        assert (first.code, first) == (0, run_gsc(*arguments, "-f", name))


def test_a_dataset_is_opened_again_where_it_cannot_be_inherited(tmp_path: Path) -> None:
    path = file(tmp_path, "a.ttl", FACT[".ttl"])
    again = pickle.loads(pickle.dumps(open_dataset([path], [], None)))
    assert len(answer_data(again, ALL).rows) == 1


def test_the_format_of_a_graph_follows_the_ending_of_the_output(tmp_path: Path) -> None:
    path = file(tmp_path, "a.ttl", FACT[".ttl"])
    for ending, form in (
        (".ttl", RdfFormat.TURTLE),
        (".nt", RdfFormat.N_TRIPLES),
        (".jsonld", RdfFormat.JSON_LD),
    ):
        out = tmp_path / f"out{ending}"
        assert run_gsc("query", "--data", str(path), "DESCRIBE e:a", "-o", str(out)).code == 0
        assert len(list(parse(out.read_bytes(), format=form))) == 1
    assert json.loads((tmp_path / "out.jsonld").read_bytes())["e:b"] == "c"
