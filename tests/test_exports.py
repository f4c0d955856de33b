"""Every export reads back as the same facts, and is byte-identical when written twice, from files or the store."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from rdflib.compare import isomorphic

from green_corridors import portions, sorting, terms
from green_corridors.compiled import Compiled
from green_corridors.exports import export_named, export_names
from green_corridors.extract import extracted, from_store
from green_corridors.graph import Knowledge, load
from green_corridors.house import write_turtle
from green_corridors.portions import Portion, Portions, portions_from, united
from green_corridors.selection import Selection
from green_corridors.store import DATES, inferred_quads
from green_corridors.workspace import Workspace
from tests.conftest import ROOT, copy_workspace, run_gsc

READERS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
WITH_GRAPHS = {"trig", "nquads", "jsonld"}
RELEASE = "https://w3id.org/green-corridors/id/release/"

#: A property above another, so that its literals are inferred; and what the store would not give back.
ABOVE = """
gsc:oddly rdfs:subPropertyOf gsc:odd .
gsc:odder a owl:TransitiveProperty .
gsc:Odd gsc:odder _:odd .
_:odd gsc:odd "of the background" .
"""
ODD = r"""
<#odd> a gsc:Agreement ;
    gsc:odder gsc:Odd ;
    gsc:oddly 1.50, 1.5, 007, "7"^^xsd:byte, "P12M"^^xsd:duration, "2023-03-28+00:00"^^xsd:date, 1e0, 10.0E-1 ;
    skos:editorialNote "a .\nb . \u0001\r \"q\" _:x <<( é😀"@en, "bonjour"@fr-ca ;
    gsc:odd _:x , [ gsc:odd ( 1.0 02 _:y ) ] , [] .
_:x a gsc:Agreement ; gsc:oddly 03 .
[] gsc:odd <#odd> .
"""
#: Facts about a blank node that house form cannot write.
TWICE = "<#twice> gsc:odd _:z . <#again> gsc:odd _:z . _:z gsc:oddly 4 ."
TERM = "<#term> gsc:odd <<( _:x gsc:odd 04 )>> , <<( <#odd> gsc:odd 5.0 )>> ."


def quads_of(
    knowledge: Knowledge, selection: Selection, *, with_inferred: bool, with_alignments: bool
) -> Dataset:
    """Return what is to be exported, from the parsed files and all at once."""
    chosen = selection.of(knowledge)
    sources = [*knowledge.ontology, *knowledge.register, *chosen]
    sources += knowledge.alignments if with_alignments else ()
    dataset = Dataset(quad for source in sources for quad in source.quads())
    selected = load_selected(knowledge, chosen)
    for quad in inferred_quads(selected) if with_inferred else ():
        dataset.add(quad)
    return dataset


def load_selected(knowledge: Knowledge, chosen: tuple[object, ...]) -> Knowledge:
    """Return knowledge of which there are some releases only."""
    return Knowledge(
        knowledge.workspace,
        knowledge.prefixes,
        knowledge.ontology,
        knowledge.register,
        knowledge.alignments,
        tuple(release for release in knowledge.releases if release in chosen),
    )


def canonical(quads: Dataset) -> set[Quad]:
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads)


def document(name: str, some: Portions, prefixes: dict[str, str]) -> bytes:
    export = export_named(name)
    return b"".join(export.write(united(some) if export.UNION else some, prefixes))


def spoiled(folder: Path, more: str) -> Path:
    """Return a copy of the workspace of which two releases say what is hard to keep."""
    workspace = copy_workspace(folder)
    core = workspace / "ontology/core.ttl"
    core.write_text(f"{core.read_text(encoding='utf-8')}\n{ABOVE}\n", encoding="utf-8")
    prefixes = ["gsc", "skos", "xsd"]
    known = load(Workspace(ROOT)).prefixes
    head = "".join(f"@prefix {name}: <{known[name]}> .\n" for name in prefixes)
    for path in sorted((workspace / "data/releases").glob("*/*.ttl"))[:2]:
        path.write_text(f"{head}{path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
    return workspace


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spoiled(tmp_path_factory.mktemp("odd"), ODD)


def test_every_export_has_a_reader_to_prove_it() -> None:
    assert set(export_names()) == set(READERS)


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize("selection", [Selection(), Selection(date(2022, 12, 31))], ids=["all", "known"])
def test_an_export_reads_back_with_exact_lexical_forms(
    name: str, selection: Selection, knowledge: Knowledge
) -> None:
    wanted = quads_of(knowledge, selection, with_inferred=True, with_alignments=True)
    assert len(wanted) > 2000
    some = extracted(knowledge, selection, with_inferred=True, with_alignments=True)
    read = parse(document(name, some, knowledge.prefixes), format=READERS[name])
    back = Dataset(quad for quad in read if isinstance(quad, Quad))
    if name not in WITH_GRAPHS:
        wanted = Dataset(Quad(q.subject, q.predicate, q.object) for q in wanted)
    assert canonical(back) == canonical(wanted)


@pytest.mark.parametrize("name", sorted(READERS))
def test_two_exports_are_byte_identical_whatever_the_surroundings(name: str) -> None:
    gsc = Path(sys.executable).parent / "gsc"
    surroundings = [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"}]
    documents = {
        subprocess.run(
            [gsc, "export", "-f", name], capture_output=True, check=True, cwd=ROOT, env={**os.environ, **more}
        ).stdout
        for more in surroundings
    }
    assert len(documents) == 1


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--inferred", "--alignments"),
        ("--inferred", "--known-at", "2023-03-31"),
        ("--source", "asia-cargo-news-jetro-mou", "--inferred"),
    ],
    ids=" ".join,
)
def test_the_store_gives_the_bytes_that_the_files_give(
    name: str, options: tuple[str, ...], odd: Path
) -> None:
    arguments = ("export", "-f", name, "-w", str(odd), *options)
    kept, read = run_gsc(*arguments), run_gsc(*arguments, "--no-cache")
    assert kept == read
    assert (kept.code, kept.err) == (0, "")
    assert len(kept.out) > 90_000


def test_what_the_store_rewrites_and_what_has_no_name_is_exported_as_the_files_have_it(odd: Path) -> None:
    run = run_gsc("export", "-f", "nquads", "-w", str(odd), "--inferred")
    back = Dataset(quad for quad in parse(run.out, format=RdfFormat.N_QUADS) if isinstance(quad, Quad))
    wanted = quads_of(load(Workspace(odd)), Selection(), with_inferred=True, with_alignments=False)
    apart = [quad for quad in wanted if not isinstance(quad.subject, BlankNode)]
    told = {str(quad) for quad in apart if not isinstance(quad.object, BlankNode)}
    assert told == {str(quad) for quad in back if "_:" not in f"{quad.subject} {str(quad.object)[:2]}"}
    assert sum("/inferred>" in each and '"007"' in each for each in told) == 2


def test_blank_nodes_of_two_files_that_have_one_label_stay_two(odd: Path) -> None:
    run = run_gsc("export", "-f", "nquads", "-w", str(odd), "--inferred")
    owners = [quad for quad in parse(run.out, format=RdfFormat.N_QUADS) if '"03"' in str(quad)]
    assert len(owners) == 4
    assert len({quad.subject for quad in owners}) == 2


def test_a_blank_node_of_the_background_is_one_node_wherever_it_is_inferred(odd: Path) -> None:
    run = run_gsc("export", "-f", "nquads", "-w", str(odd), "--inferred")
    quads = list(parse(run.out, format=RdfFormat.N_QUADS))
    (node,) = (quad.subject for quad in quads if '"of the background"' in str(quad))
    assert len({quad.graph_name for quad in quads if quad.object == node}) == 3


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "ntriples"])
@pytest.mark.parametrize("more", [TWICE, TERM], ids=["used twice", "triple term"])
def test_what_has_no_house_form_is_exported_all_the_same(name: str, more: str, tmp_path: Path) -> None:
    folder = spoiled(tmp_path, ODD + more)
    kept = run_gsc("export", "-f", name, "-w", str(folder))
    assert kept == run_gsc("export", "-f", name, "-w", str(folder), "--no-cache")
    assert (kept.code, kept.err) == (0, "")
    back = [quad for quad in parse(kept.out, format=READERS[name]) if isinstance(quad, Quad)]
    if more is TWICE:
        used = {
            quad.object
            for quad in back
            if quad.subject == NamedNode(RELEASE + "cimc-shanghai-corridor#twice")
        }
        assert len(used) == 1
    else:
        assert sum(isinstance(quad.object, Triple) for quad in back) == 4


def test_another_tool_reads_the_turtle_and_the_rdf_xml_alike(knowledge: Knowledge) -> None:
    some = united(extracted(knowledge, Selection(), with_inferred=False, with_alignments=False))
    turtle = rdflib.Graph().parse(data=document("turtle", some, knowledge.prefixes), format="turtle")
    rdfxml = rdflib.Graph().parse(data=document("rdfxml", some, knowledge.prefixes), format="xml")
    assert len(turtle) > 2500
    assert isomorphic(turtle, rdfxml)


def test_an_export_in_turtle_is_in_house_form(knowledge: Knowledge) -> None:
    wanted = quads_of(knowledge, Selection(), with_inferred=True, with_alignments=False)
    some = extracted(knowledge, Selection(), with_inferred=True, with_alignments=False)
    text = write_turtle((quad.triple for quad in wanted), knowledge.prefixes)
    assert document("turtle", some, knowledge.prefixes).decode() == text


def test_an_export_keeps_to_the_selection_and_guesses_its_format(tmp_path: Path) -> None:
    assert run_gsc("export", "-o", str(tmp_path / "known.nq"), "--known-at", "2022-12-31").code == 0
    text = (tmp_path / "known.nq").read_text(encoding="utf-8")
    assert "release/asia-cargo-news-jetro-mou>" in text
    assert "release/portnews-tokyo-yokohama-mous" not in text


def test_the_bounds_of_dates_are_those_of_what_is_selected() -> None:
    run = run_gsc("export", "-f", "nquads", "--inferred", "--source", "portnews-tokyo-yokohama-mous")
    edtf: dict[bool, set[str]] = {True: set(), False: set()}
    for quad in parse(run.out, format=RdfFormat.N_QUADS):
        if isinstance(quad.object, Literal) and quad.object.datatype == terms.EDTF_DATATYPE:
            edtf[quad.graph_name == DATES].add(quad.object.value)
    assert len(edtf[True]) > 2
    assert edtf[True] == edtf[False]


def some_graphs(number: int, read: list[int]) -> Iterator[Portion]:
    for each in range(number):
        read.append(each)
        graph = f"http://e.example/{each:04}"
        yield Portion(f"<{graph}> <http://e.example/p> <{graph}> .\n".encode(), NamedNode(graph))


@pytest.mark.parametrize("name", sorted(WITH_GRAPHS))
def test_a_document_of_graphs_begins_before_all_of_them_are_read(name: str) -> None:
    read: list[int] = []
    pieces = export_named(name).write(
        Portions(1000, lambda: some_graphs(1000, read)), {"e": "http://e.example/"}
    )
    assert b"0000" in next(pieces)
    assert len(read) <= 2
    assert len(b"".join(pieces).splitlines()) >= 999


@pytest.mark.parametrize("name", sorted(set(READERS) - WITH_GRAPHS))
def test_a_union_is_the_same_however_little_the_memory_holds(
    name: str, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> bytes:
        some = extracted(knowledge, Selection(), with_inferred=True, with_alignments=False)
        return document(name, some, knowledge.prefixes)

    whole = written()
    monkeypatch.setattr(sorting, "LINES", 20_000)
    monkeypatch.setattr(sorting, "FILES", 3)
    monkeypatch.setattr(portions, "SIZE", 500)
    assert written() == whole


@pytest.mark.parametrize("name", sorted(READERS))
def test_of_nothing_there_is_an_empty_document(name: str) -> None:
    text = document(name, portions_from([]), {"e": "http://e.example/"})
    assert list(parse(text, format=READERS[name])) == []


def test_a_store_that_proves_damaged_half_way_is_made_anew_and_read_on(
    copied_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GSC_CACHE_DIR", str(tmp_path / "cache"))
    compiled = Compiled(Workspace(copied_workspace))
    generation = compiled.generation
    assert generation
    mark, table = tmp_path / "damaged", generation.folder / "things.0"

    def work() -> Iterator[bytes]:
        yield b"first"
        if not mark.exists():
            mark.touch()
            table.write_bytes(table.read_bytes()[:-1])
            raise OSError("a block is damaged")
        yield b"second"

    assert list(from_store(compiled.graph, work)) == [b"first", b"second"]
    assert compiled.generation
    assert compiled.generation.damage() == []
