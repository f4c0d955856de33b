"""A CONSTRUCT query is read as patterns where it is no more, and asked of the engine where it is."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from green_corridors import terms
from green_corridors.axioms import Axioms
from green_corridors.errors import BrokenQuery, LimitExceeded
from green_corridors.graph import Knowledge
from green_corridors.inference import Closed
from green_corridors.rule_reading import read_rule
from green_corridors.rules import Absent, Rule

E = "http://e.example/"
HEAD = f"PREFIX e: <{E}> PREFIX : <{E}> "


def facts(turtle: str) -> list[Triple]:
    text = f"@prefix e: <{E}> . {turtle}"
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]


def follows(rule: str, turtle: str) -> set[Triple]:
    return set(Closed(Axioms(), [HEAD + rule], facts(turtle)).follows)


def test_every_rule_of_the_ontology_but_one_is_read_in_full(knowledge: Knowledge) -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in knowledge.workspace.rules}
    rules = {name: read_rule(text, name) for name, text in texts.items()}
    assert {name: len(rule.body) for name, rule in rules.items() if not rule.query} == {
        **{"agreement-partner": 2, "friendship-port": 7, "sister-port": 7},
        **{"organizer": 4, "signatory": 5},
    }
    assert {name for name, rule in rules.items() if rule.unequal} == {*rules} - {"organizer", "signatory"}
    [asked] = [rule for rule in rules.values() if rule.query]
    assert (asked.name, asked.query) == ("corridor-partner", texts["corridor-partner"])
    assert (len(asked.body), asked.unequal) == (4, (("port", "partner"),))
    [condition] = asked.conditions
    assert not asked.asked  # what it concludes is found without the engine all the same
    assert condition.startswith("FILTER NOT EXISTS {")
    assert condition.count("{") == condition.count("}") == 2


def test_a_rule_is_read_to_the_letter() -> None:
    text = """# a comment with { and ?c
    CONSTRUCT { ?a e:to ?b . ?b a e:C ; :of "x"@en }
    WHERE { ?a e:p $b , <http://e.example/x.y> ; a e:C. FILTER (?a != ?b && ?b != e:x) }"""
    e = {name: NamedNode(E + name) for name in ("to", "of", "C", "p", "x", "x.y")}
    assert read_rule(HEAD + text, "it") == Rule(
        "rule",
        (("a", e["to"], "b"), ("b", terms.RDF_TYPE, e["C"]), ("b", e["of"], Literal("x", language="en"))),
        (("a", e["p"], "b"), ("a", e["p"], e["x.y"]), ("a", terms.RDF_TYPE, e["C"])),
        (("a", "b"), ("b", e["x"])),
        "it",
    )


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ("?a e:p ?b FILTER NOT EXISTS { ?b e:q ?a }", ("FILTER NOT EXISTS { ?b e:q ?a }",)),
        ("?a e:p ?b FILTER (?a = ?b || ?a != e:x)", ("FILTER (?a = ?b || ?a != e:x)",)),
        ("?a e:p ?b . OPTIONAL { ?b e:q ?c }", ("OPTIONAL { ?b e:q ?c }",)),
        ("?a e:p ?b { ?b e:q ?c } UNION { ?c e:q ?b }", ("{ ?b e:q ?c } UNION { ?c e:q ?b }",)),
        ("?a e:p ?b VALUES (?a ?b) { (e:x e:y) }", ("VALUES (?a ?b) { (e:x e:y) }",)),
        ("?a e:p ?b BIND(str(?a) AS ?c)", ("BIND(str(?a) AS ?c)",)),
        ("?a e:p ?b MINUS { ?a e:q ?b }", ("MINUS { ?a e:q ?b }",)),
        ("?a e:p/e:q ?b", ("WHERE { ?a e:p/e:q ?b }",)),
        ("?a ?p ?b", ("WHERE { ?a ?p ?b }",)),
        ("?a e:p [ e:q ?b ]", ("WHERE { ?a e:p [ e:q ?b ] }",)),
        ("?a e:p 7", ("WHERE { ?a e:p 7 }",)),
    ],
)
def test_what_is_more_than_patterns_is_kept_as_written_and_asked(where: str, conditions: tuple[str]) -> None:
    text = f"{HEAD}CONSTRUCT {{ ?a e:to ?b }} WHERE {{ {where} }}"
    rule = read_rule(text)
    assert (rule.query, rule.conditions) == (text, conditions)


def test_what_must_be_absent_is_read_with_all_that_is_around_it() -> None:
    where = "?a e:p ?b FILTER NOT EXISTS { ?c e:q ?d . ?b e:q ?c FILTER(?d != ?a) FILTER NOT EXISTS { ?d e:r ?a } }"
    rule = read_rule(f"{HEAD}CONSTRUCT {{ ?a e:to ?b }} WHERE {{ {where} }}")
    q, r = NamedNode(E + "q"), NamedNode(E + "r")
    inner = Absent((("d", r, "a"),))
    assert rule.absent == (Absent((("b", q, "c"), ("c", q, "d")), (("d", "a"),), (inner,)),)
    assert not rule.asked


@pytest.mark.parametrize(
    "where",
    [
        "?a e:p ?b FILTER NOT EXISTS { ?a e:q ?b } OPTIONAL { ?b e:q ?c }",
        "?a e:p ?b FILTER NOT EXISTS { OPTIONAL { ?a e:q ?b } }",
        "?a e:p ?b FILTER NOT EXISTS { ?a e:q ?b FILTER(?c != ?b) }",
        "?a e:p ?b FILTER NOT EXISTS { ?a e:q/e:q ?b }",
        "?a e:p ?b FILTER NOT EXISTS { }",
        "?a e:p ?b FILTER EXISTS { ?a e:q ?b }",
    ],
)
def test_what_is_read_in_part_is_asked_of_the_engine(where: str) -> None:
    rule = read_rule(f"{HEAD}CONSTRUCT {{ ?a e:to ?b }} WHERE {{ {where} }}")
    assert rule.asked
    assert not rule.absent


@pytest.mark.parametrize("text", ["SELECT ?a WHERE { ?a e:p ?b }", "DESCRIBE e:x", "ASK { ?a e:p ?b }"])
def test_a_query_of_another_form_is_no_rule(text: str) -> None:
    with pytest.raises(BrokenQuery, match="CONSTRUCT"):
        read_rule(HEAD + text)


@pytest.mark.parametrize("template", ["?a e:to [ e:of ?b ]", "?a e:to _:b", "?a ?p ?b", "?a e:to (?b)"])
def test_a_template_that_makes_new_nodes_or_any_property_is_refused(template: str) -> None:
    with pytest.raises(BrokenQuery, match="template"):
        read_rule(f"{HEAD}CONSTRUCT {{ {template} }} WHERE {{ ?a ?p ?b }}")


def test_a_rule_sees_what_other_rules_and_axioms_find() -> None:
    rules = [
        f"{HEAD}CONSTRUCT {{ ?a e:r ?c }} WHERE {{ ?a e:q ?b . ?b e:q ?c }}",
        f"{HEAD}CONSTRUCT {{ ?a e:q ?b }} WHERE {{ ?a e:p|e:o ?b }}",
    ]
    found = Closed(Axioms(), rules, facts("e:x e:p e:y . e:y e:o e:z .")).follows
    assert found == set(facts("e:x e:q e:y . e:y e:q e:z . e:x e:r e:z ."))


def test_unequal_means_what_it_means_in_sparql() -> None:
    rule = "CONSTRUCT { ?a e:to ?b } WHERE { ?a e:p ?x . ?b e:p ?y FILTER(?x != ?y) }"
    told = "e:a e:p 1 . e:b e:p 1.0 . e:c e:p e:x ."
    assert follows(rule, told) == {
        *facts("e:a e:to e:c . e:b e:to e:c . e:c e:to e:a . e:c e:to e:b ."),
    }


def test_a_template_whose_subject_is_a_literal_gives_no_fact() -> None:
    assert follows("CONSTRUCT { ?b e:of ?a } WHERE { ?a e:p ?b }", "e:a e:p 'x' , e:b .") == {
        *facts("e:b e:of e:a ."),
    }


def test_a_negation_holds_for_a_source_as_long_as_nothing_takes_it_back() -> None:
    rule = f"{HEAD}CONSTRUCT {{ ?a e:alone true }} WHERE {{ ?a e:p ?b FILTER NOT EXISTS {{ ?a e:q ?c }} }}"
    text = rule.replace("true", '"yes"')
    closed = Closed(Axioms(), [text], facts("e:x e:p e:y ."))
    assert closed.of(facts("e:z e:p e:y . e:v e:p e:y ; e:q e:y .")) == set(facts("e:z e:alone 'yes' ."))
    with pytest.raises(BrokenQuery, match="takes back"):
        closed.of(facts("e:x e:q e:y ."))
    assert closed.of(facts("e:z e:p e:y .")) == set(facts("e:z e:alone 'yes' ."))


def test_a_rule_that_makes_ever_longer_addresses_is_stopped() -> None:
    rule = "CONSTRUCT { ?a e:p ?c } WHERE { ?a e:p ?b BIND(IRI(CONCAT(STR(?b), '/x')) AS ?c) }"
    with pytest.raises(LimitExceeded, match="rounds"):
        follows(rule, "e:x e:p e:y .")
