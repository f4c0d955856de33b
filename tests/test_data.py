"""The data holds together: declared terms, typed literals, citable nodes, and every fact can be asked for."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from green_corridors import terms
from green_corridors.answers import answer_of
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.questions import Question
from green_corridors.sources import Release
from green_corridors.sparql import tokens
from green_corridors.store import Graph
from green_corridors.workspace import Workspace

#: What no question needs to answer with: how a node is told, and where the text was kept.
SILENT = {
    terms.RDF + "type",
    terms.SKOS + "prefLabel",
    terms.GSC + "retrieved",
}


def declared(knowledge: Knowledge) -> set[str]:
    return {s.value for source in knowledge.ontology for s in subjects(source.triples)}


def subjects(triples: object) -> set[NamedNode]:
    return {t.subject for t in triples if isinstance(t.subject, NamedNode)}  # type: ignore[attr-defined]


def test_every_term_of_ours_in_a_question_or_a_rule_is_declared(
    knowledge: Knowledge, workspace: Workspace
) -> None:
    known = declared(knowledge)
    for path in (*workspace.queries, *workspace.rules):
        for token in tokens(path.read_text(encoding="utf-8")):
            prefix, _, name = token.text.partition(":")
            iri = knowledge.prefixes.get(prefix, "") + name
            if token.kind == "name" and name and iri.startswith((terms.GSC, terms.VOCABULARY)):
                assert iri in known, f"{path.name}: {token.text}"


def test_every_term_of_ours_in_the_code_is_declared(knowledge: Knowledge) -> None:
    known = declared(knowledge)
    named = [value.value for value in vars(terms).values() if isinstance(value, NamedNode)]
    ours = [iri for iri in named if iri.startswith(terms.GSC)]
    assert len(ours) > 10
    assert set(ours) <= known
    sources = Path(terms.__file__).parent.rglob("*.py")
    assert [
        p.name for p in sources if p.name != "terms.py" and terms.HOME in p.read_text(encoding="utf-8")
    ] == []


def test_every_declared_term_has_type_label_and_definition(knowledge: Knowledge) -> None:
    told: dict[object, set[str]] = defaultdict(set)
    for source in knowledge.ontology:
        for triple in source.triples:
            told[triple.subject].add(triple.predicate.value)
    for subject, predicates in told.items():
        if isinstance(subject, NamedNode) and subject.value.startswith((terms.GSC, terms.VOCABULARY)):
            assert terms.RDF + "type" in predicates, subject
            assert predicates & {terms.RDFS + "label", terms.SKOS + "prefLabel"}, subject
            assert terms.SKOS + "definition" in predicates or "Disjoint" in subject.value, subject


def test_every_property_that_is_declared_is_used_or_derived(knowledge: Knowledge) -> None:
    used = {t.predicate.value for source in knowledge.sources() for t in source.triples}
    waiting = {terms.GSC + name for name in ("announced", "renews", "replaces")}
    properties = {
        s.value
        for s in subjects(knowledge.ontology[0].triples)
        for t in knowledge.ontology[0].triples
        if t.subject == s and str(t.object).endswith("Property>") and s.value.startswith(terms.GSC)
    }
    derived = {
        t.subject.value
        for t in knowledge.ontology[0].triples
        if str(t.object).endswith("DerivedProperty>") and isinstance(t.subject, NamedNode)
    }
    above = {terms.GSC + name for name in ("agent", "actsFor")}
    assert properties - used - derived - above - waiting == set()


def test_there_is_no_blank_node_and_no_comment_in_data(knowledge: Knowledge) -> None:
    for source in (*knowledge.register, *knowledge.releases):
        for document in source.documents:
            assert not any(
                isinstance(term, BlankNode) for t in document.triples for term in (t.subject, t.object)
            )
            assert not any(token.kind == "comment" for token in tokens(document.text))


def test_a_thing_has_one_preferred_label_across_all_files(knowledge: Knowledge) -> None:
    labels: dict[object, set[str]] = defaultdict(set)
    for source in knowledge.sources():
        for triple in source.triples:
            if triple.predicate == terms.PREF_LABEL:
                labels[triple.subject].add(str(triple.object))
    assert {str(thing): found for thing, found in labels.items() if len(found) != 1} == {}


def test_no_two_things_share_an_identifier(knowledge: Knowledge) -> None:
    bearers: dict[str, set[object]] = defaultdict(set)
    for source in knowledge.register:
        for triple in source.triples:
            if triple.predicate in (terms.UNLOCODE, terms.EXACT_MATCH):
                bearers[str(triple.object)].add(triple.subject)
    assert len(bearers) > 15
    assert [key for key, things in bearers.items() if len(things) > 1] == []


@pytest.fixture(scope="session")
def told_by_questions(graph: Graph, questions: dict[str, Question], names: Names) -> set[object]:
    """Return every term that some question answers with, whatever it is asked about."""
    found: set[object] = set()
    for question in questions.values():
        required = [p for p in question.parameters if not p.optional and p.default is None]
        values: list[dict[str, str]] = [{}]
        for parameter in required:
            fitting = [e.iri.value for e in names.entities.values() if parameter.type in ("thing", e.kind)]
            values = [{**value, parameter.name: iri} for value in values for iri in fitting]
        for value in values:
            rows = answer_of(graph.query(question.bound(value, names, "2026-11-22"))).rows
            found.update(term for row in rows for term in row)
    return found


def test_every_fact_of_every_release_is_told_by_some_question(
    knowledge: Knowledge, told_by_questions: set[object]
) -> None:
    untold = [
        f"{release.slug}: {triple.predicate.value} {triple.object}"
        for release in knowledge.releases
        for triple in release.triples
        if triple.predicate.value not in SILENT
        and triple.object not in told_by_questions
        and not is_local(triple.object, release)
    ]
    assert untold == []


def is_local(term: object, release: Release) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(release.graph.value + "#")


def test_language_tags_are_lower_case_so_that_no_engine_changes_them(workspace: Workspace) -> None:
    for path in workspace.turtle:
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if isinstance(quad.object, Literal) and quad.object.language:
                assert f"@{quad.object.language}" in path.read_text(encoding="utf-8")
