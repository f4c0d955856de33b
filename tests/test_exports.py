"""Every export reads back as the same facts, and is byte-identical when written twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from green_corridors.exports import export_named, export_names, quads_of
from green_corridors.graph import Knowledge
from green_corridors.selection import Selection
from tests.conftest import ROOT, run_gsc

READERS = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
WITH_GRAPHS = {"trig", "nquads", "jsonld"}


def canonical(quads: Dataset) -> set[Quad]:
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads)


def test_every_export_has_a_reader_to_prove_it() -> None:
    assert set(export_names()) == set(READERS)


@pytest.mark.parametrize("name", sorted(READERS))
def test_an_export_reads_back_with_exact_lexical_forms(name: str, knowledge: Knowledge) -> None:
    quads = quads_of(knowledge, Selection(), with_inferred=True, with_alignments=True)
    assert len(quads) > 3000
    document = export_named(name).write(quads, knowledge.prefixes)
    back = Dataset(quad for quad in parse(document, format=READERS[name]) if isinstance(quad, Quad))
    whole = Dataset(quads if name in WITH_GRAPHS else (Quad(q.subject, q.predicate, q.object) for q in quads))
    assert canonical(back) == canonical(whole)


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


def test_another_tool_reads_the_turtle_and_the_json_ld_alike(knowledge: Knowledge) -> None:
    quads = quads_of(knowledge, Selection(), with_inferred=False, with_alignments=False)
    turtle = rdflib.Graph().parse(
        data=export_named("turtle").write(quads, knowledge.prefixes), format="turtle"
    )
    rdfxml = rdflib.Graph().parse(data=export_named("rdfxml").write(quads, knowledge.prefixes), format="xml")
    assert len(turtle) > 2500
    assert isomorphic(turtle, rdfxml)


def test_an_export_keeps_to_the_selection_and_guesses_its_format(tmp_path: Path) -> None:
    assert run_gsc("export", "-o", str(tmp_path / "known.nq"), "--known-at", "2022-12-31").code == 0
    text = (tmp_path / "known.nq").read_text(encoding="utf-8")
    assert "release/asia-cargo-news-jetro-mou>" in text
    assert "release/portnews-tokyo-yokohama-mous" not in text
