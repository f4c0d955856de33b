"""Shapes, queries and addresses of strangers: nothing is fetched, nothing runs without end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bad_input import PREFIXES, QUERIES, found, gsc, keep_one_release, one_line, silent_socket
from tests.conftest import Run, run_gsc

QUERY = """e:S a sh:NodeShape ; sh:targetClass e:A ; sh:sparql [ sh:select '''{}''' ] ."""
RDFXML = """<?xml version="1.0"?>{}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:e="http://e.example/"><rdf:Description rdf:about="http://e.example/a"><e:p>&x;</e:p>
</rdf:Description></rdf:RDF>"""
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.fixture(autouse=True)
def _one_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("GSC_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache-of-bad-input"))


@pytest.fixture
def canary() -> Iterator[str]:
    """Give an address at which nobody may call during the test."""
    with silent_socket() as address:
        yield address


@pytest.fixture
def workspace(copied_workspace: Path) -> Path:
    keep_one_release(copied_workspace)
    return copied_workspace


def against(folder: Path, shapes: str, data: str = "e:a a e:A ; e:p 'x' .", *more: str) -> Run:
    """Check data against shapes, both given as text, in a process of its own."""
    (folder / "shapes.ttl").write_text(PREFIXES + shapes)
    (folder / "data.ttl").write_text(PREFIXES + data)
    return gsc("check", folder / "data.ttl", "--shapes", folder / "shapes.ttl", "-f", "json", *more)


@pytest.mark.parametrize(
    ("shapes", "data", "code"),
    [
        ("sh:property [ sh:path e:p ; sh:node e:S ]", "e:a a e:A ; e:p e:b . e:b e:p e:a .", 0),
        (
            "sh:property [ sh:path e:p ; sh:node e:S ; sh:maxCount 0 ]",
            "e:a a e:A ; e:p e:b . e:b e:p e:a .",
            1,
        ),
        ("sh:not e:S", "e:a a e:A .", 0),
        ("sh:or ( e:S [ sh:nodeKind sh:Literal ] )", "e:a a e:A .", 0),
    ],
)
def test_recursive_shapes_come_to_an_end(tmp_path: Path, shapes: str, data: str, code: int) -> None:
    run = against(tmp_path, f"e:S a sh:NodeShape ; sh:targetClass e:A ; {shapes} .", data)
    assert run.code in (code, 3), run


@pytest.mark.parametrize("predicate", ["sh:in", "sh:languageIn"])
@pytest.mark.parametrize("node", ["e:l", "_:l"])
def test_a_list_without_end_is_a_finding_at_the_place_where_it_is_used(
    tmp_path: Path, predicate: str, node: str
) -> None:
    circle = f"{node} rdf:first 'en' ; rdf:rest {node} ."
    shape = f"e:S a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; {predicate} {node} ] ."
    run = against(tmp_path, f"{shape}\n{circle}")
    assert (run.code, found(run)) == (3, [("broken-shape", "shapes.ttl")])
    assert json.loads(run.out)["findings"][0]["line"] == PREFIXES.count("\n") + 1


@pytest.mark.parametrize("predicate", ["sh:or", "sh:and", "sh:xone", "sh:ignoredProperties"])
def test_a_list_of_shapes_without_end_is_a_finding(tmp_path: Path, predicate: str) -> None:
    shape = f"e:S a sh:NodeShape ; sh:targetClass e:A ; {predicate} e:l ."
    run = against(tmp_path, f"{shape} e:l rdf:first e:T ; rdf:rest e:l . e:T a sh:NodeShape .")
    assert (run.code, found(run)) == (3, [("broken-shape", "shapes.ttl")])


@pytest.mark.parametrize(
    "path",
    [
        "rdf:first e:p ; rdf:rest _:l",
        "sh:inversePath _:l",
        "sh:alternativePath ( _:l e:p )",
        "sh:zeroOrMorePath _:l",
    ],
)
def test_a_path_without_end_is_a_finding(tmp_path: Path, path: str) -> None:
    shape = "e:S a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path _:l ; sh:minCount 1 ] ."
    run = against(tmp_path, f"{shape} _:l {path} .")
    assert (run.code, found(run)) == (3, [("broken-shape", "shapes.ttl")])


@pytest.mark.parametrize(
    "shape",
    [
        "e:S a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:pattern '^(a+)+$' ] .",
        QUERY.format("SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?q ?r ?s }"),
    ],
)
def test_shapes_that_take_for_ever_are_stopped(tmp_path: Path, shape: str) -> None:
    data = "".join(f"e:a{n} a e:A ; e:p '{'a' * 50}!' .\n" for n in range(50))
    run = against(tmp_path, shape, data, "--timeout", "2")
    one_line(run, 3, "the check did not end in 2 s; make it simpler or raise --timeout")


def test_shapes_that_take_for_ever_are_stopped_in_a_workspace(workspace: Path) -> None:
    pattern = "sh:property [ sh:path gsc:address ; sh:pattern '^([a-z:/.0-9-]+)+$' ]"
    shapes = workspace / "shapes/x.ttl"
    shapes.write_text(f"{PREFIXES}shape:X a sh:NodeShape ; sh:targetClass gsc:Release ; {pattern} .")
    run = gsc("check", "--no-cache", "-w", workspace, "--timeout", "4")
    assert "data/releases/2022/" in run.err
    one_line(run, 3, "did not end in 4 s; make it simpler or raise --timeout")


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_a_shape_that_reaches_out_or_is_broken_is_a_finding(
    tmp_path: Path, canary: str, name: str
) -> None:
    run = against(tmp_path, QUERY.format(QUERIES[name].format(canary)))
    assert (run.code, found(run)) == (3, [("broken-shape", "shapes.ttl")])
    text = json.loads(run.out)["findings"][0]
    assert text["line"] == PREFIXES.count("\n") + 1
    assert text["repair"]


@pytest.mark.parametrize("name", ["SERVICE behind a comment", "FROM", "FROM NAMED", "no prefix", "negations"])
def test_so_it_is_in_the_shapes_of_a_workspace(workspace: Path, canary: str, name: str) -> None:
    shape = QUERY.format(QUERIES[name].format(canary)).replace("e:S", "shape:X").replace("e:A", "gsc:Release")
    (workspace / "shapes/x.ttl").write_text(PREFIXES + shape)
    run = gsc("check", "--no-cache", "-w", workspace, "-f", "json")
    assert run.code == 3
    assert ("broken-shape", "x.ttl") in found(run)


@pytest.mark.parametrize("place", ["ontology/x.ttl", "data/register/x.ttl", "shapes/x.ttl"])
def test_an_import_in_a_workspace_is_told_and_not_followed(
    workspace: Path, tmp_path: Path, canary: str, place: str
) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<x:secret-42> a <x:secret-42> . broken")
    name = "https://w3id.org/green-corridors/x"
    (workspace / place).write_text(
        f"{PREFIXES}<{name}> a owl:Ontology ; owl:imports <{canary}>, <{secret.as_uri()}> ."
    )
    run = gsc("check", "--no-cache", "-w", workspace, "-f", "json")
    told = [rule for rule, file in found(run) if file == "x.ttl" and rule != "house-form"]
    assert told == ["unsupported-axiom" if place.startswith("ontology") else "import"] * 2
    assert "secret-42" not in run.out


def test_an_import_of_any_file_is_told_and_not_followed(tmp_path: Path, canary: str) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<x:secret-42> a <x:secret-42> . broken")
    imports = f"<x:o> a owl:Ontology ; owl:imports <{canary}>, <{secret.as_uri()}> ."
    (tmp_path / "ontology.ttl").write_text(PREFIXES + imports)
    shape = "e:S a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:maxLength 5 ] ."
    more = ("--ontology", str(tmp_path / "ontology.ttl"))
    run = against(tmp_path, f"{shape} {imports}", f"e:a a e:A . {imports}", *more)
    files = ("data.ttl", "ontology.ttl", "shapes.ttl")
    assert (run.code, found(run)) == (0, [("import", file) for file in files for _ in range(2)])
    assert "secret-42" not in run.out


@pytest.mark.parametrize(
    "text",
    [
        '{{"@context": "{0}", "@id": "x:a"}}',
        '{{"@context": [{{"a": "x:a"}}, "{0}"], "@id": "x:a"}}',
        '{{"@context": {{"@version": 1.1, "@import": "{0}"}}, "@id": "x:a"}}',
        '{{"@context": {{"p": {{"@id": "x:p", "@context": "{0}"}}}}, "p": {{"@id": "x:c"}}}}',
        '{{"@graph": [{{"@context": "{0}", "@id": "x:a"}}]}}',
        '{{"\\u0040context": "{0}", "@id": "x:a"}}',
        '{{"@context": "file:///etc/hosts"}}',
        '{{"@context": "context.jsonld"}}',
    ],
)
def test_a_context_elsewhere_is_refused(tmp_path: Path, canary: str, text: str) -> None:
    path, shapes = tmp_path / "a.jsonld", tmp_path / "s.ttl"
    path.write_text(text.format(canary))
    shapes.write_text(PREFIXES + "e:S a sh:NodeShape ; sh:targetClass e:A .")
    for more in ((), ("--shapes", str(shapes))):
        run = run_gsc("check", str(path), "-f", "json", *more)
        assert (run.code, found(run)) == (3, [("syntax", "a.jsonld")])
        assert "nothing is fetched" in run.out


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE r [<!ENTITY a0 "ha">{LAUGHS}<!ENTITY x "&a11;">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "{1}">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "{0}">]>',
        '<!DOCTYPE r SYSTEM "{0}">',
        '<!DOCTYPE r [<!ENTITY % d SYSTEM "{0}"> %d;]>',
        "<!-- > --><!doctype r [<!ENTITY x 'y'>]>",
    ],
)
def test_entities_are_refused(tmp_path: Path, canary: str, doctype: str) -> None:
    secret, path = tmp_path / "secret.txt", tmp_path / "a.rdf"
    secret.write_text("secret-42")
    path.write_text(RDFXML.format(doctype.format(canary, secret.as_uri())))
    run = gsc("check", path, "-f", "json")
    assert (run.code, found(run)) == (3, [("syntax", "a.rdf")])
    assert "a DOCTYPE can define entities" in run.out
    assert "secret-42" not in run.out
