"""A proof is valid step by step, rests on what is stated, goes in no circle, and is the smallest one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from green_corridors.attempts import Attempts
from green_corridors.axioms import Axioms, axioms_of
from green_corridors.derivation import Derivations, Proof
from green_corridors.errors import LimitExceeded
from green_corridors.graph import Knowledge
from green_corridors.inference import Closed, closure
from green_corridors.matching import Facts
from green_corridors.reading import decode, read_bytes
from green_corridors.rule_reading import read_rule
from green_corridors.rules import Rule
from green_corridors.store import inferred_by_release
from tests.reference import nodes
from tests.test_closure import DATA, DERIVING, ontologies, rule_texts, told
from tests.test_closure_limits import TRANSITIVE, P, chain

E = "http://e.example/"
HEAD = f"PREFIX e: <{E}> "


def facts(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(f"@prefix e: <{E}> . {turtle}", format=RdfFormat.TURTLE)]


def fact(turtle: str) -> Triple:
    return facts(f"{turtle} .")[0]


def derivations(rules: list[Rule], stated: list[Triple], axioms: Axioms | None = None) -> Derivations:
    known = Closed(axioms or Axioms(), rules, stated).known
    return Derivations([*(axioms or Axioms()).rules, *rules], Facts(known), set(stated))


def steps(proof: Proof, above: tuple[Triple, ...] = ()) -> Iterator[tuple[Proof, tuple[Triple, ...]]]:
    """Yield each step of a proof with the facts that rest on it."""
    yield proof, above
    for premise in proof.premises:
        yield from steps(premise, (*above, proof.fact))


def size(proof: Proof) -> int:
    return 1 + sum(size(premise) for premise in proof.premises)


def smallest(derived: Derivations, known: set[Triple], stated: set[Triple]) -> dict[Triple, int]:
    """Return the sizes of the smallest proofs, found by trying until nothing gets smaller."""
    sizes = dict.fromkeys(stated, 1)
    instances = [(each, premises) for each in known - stated for _, premises in derived.instances(each)]
    while True:
        before = dict(sizes)
        for each, premises in instances:
            if all(premise in sizes for premise in premises):
                total = 1 + sum(sizes[premise] for premise in premises)
                sizes[each] = min(total, sizes.get(each, total))
        if sizes == before:
            return sizes


@settings(max_examples=100)
@given(ontologies(DERIVING, DERIVING, most=5), st.lists(rule_texts(), max_size=2), DATA)
def test_every_fact_that_follows_has_a_valid_and_smallest_proof(
    ontology: list[Triple], texts: list[str], data: list[Triple]
) -> None:
    axioms, rules = axioms_of(ontology), [read_rule(text) for text in texts]
    stated = {*ontology, *data}
    known = set(Closed(axioms, rules, stated).known)
    derived = Derivations([*axioms.rules, *rules], Facts(known), stated)
    sizes = smallest(derived, known, stated)
    for each in told(known):
        proof = derived.proof(each)
        assert proof is not None
        assert size(proof) == sizes[each]
        assert set(proof.leaves()) <= stated
        for step, above in steps(proof):
            assert step.fact not in above
            if step.rule:
                premises = [premise.fact for premise in step.premises]
                one_rule = Axioms(rules=[step.rule]) if step.rule.axiom else Axioms()
                others = [] if step.rule.axiom else [step.rule]
                assert step.fact in Closed(one_rule, others, premises).known


@settings(max_examples=50)
@given(ontologies(DERIVING, DERIVING, most=4), DATA)
def test_what_does_not_follow_has_no_proof(ontology: list[Triple], data: list[Triple]) -> None:
    axioms = axioms_of(ontology)
    derived = derivations([], [*ontology, *data], axioms)
    known = {*ontology, *data, *closure(axioms, [], [*ontology, *data])}
    for subject in nodes("i", 2):
        for predicate in nodes("p", 4):
            for value in nodes("i", 2):
                each = Triple(subject, predicate, value)
                assert (derived.proof(each) is not None) == (each in known)


def test_every_fact_that_follows_from_the_real_releases_has_a_proof(knowledge: Knowledge) -> None:
    axioms = axioms_of(t for source in knowledge.ontology for t in source.triples)
    rules = [read_rule(decode(path, read_bytes(path)), path.stem) for path in knowledge.workspace.rules]
    follows = list(inferred_by_release(knowledge))
    background = knowledge.background | follows[0][1]
    counted = 0
    for release, found in follows[1:]:
        assert release is not None
        stated = knowledge.background.union(release.triples)
        derived = Derivations([*axioms.rules, *rules], Facts(background | stated | found), stated)
        for each in found:
            if not each.predicate.value.endswith("termEnds"):
                counted += 1
                proof = derived.proof(each)
                assert proof is not None
                assert set(proof.leaves()) <= stated
    assert counted > 50


@pytest.mark.parametrize(
    ("where", "stated", "goal", "premises"),
    [
        (
            "?a e:p/e:q ?b",
            "e:x e:p e:m . e:m e:q e:y . e:x e:p e:n .",
            "e:x e:to e:y",
            "e:x e:p e:m . e:m e:q e:y .",
        ),
        (
            "?a e:p+ ?b",
            "e:x e:p e:m . e:m e:p e:y . e:x e:p e:z .",
            "e:x e:to e:y",
            "e:x e:p e:m . e:m e:p e:y .",
        ),
        ("?a ^e:p ?b", "e:y e:p e:x .", "e:x e:to e:y", "e:y e:p e:x ."),
        (
            "?a e:p ?b OPTIONAL { ?b e:q ?c }",
            "e:x e:p e:y . e:y e:q e:z .",
            "e:x e:to e:y",
            "e:x e:p e:y .",
        ),
        ("{ ?a e:p ?b } UNION { ?a e:q ?b }", "e:x e:q e:y . e:x e:p e:z .", "e:x e:to e:y", "e:x e:q e:y ."),
        ("GRAPH ?g { ?a e:p ?b } ", "e:x e:p e:y .", None, ""),
        (
            "?c e:end ?a , ?b FILTER NOT EXISTS { ?c e:gone ?d } FILTER(?a != ?b)",
            "e:c1 e:end e:x , e:y ; e:gone e:now . e:c2 e:end e:x , e:y .",
            "e:x e:to e:y",
            "e:c2 e:end e:x , e:y .",
        ),
        (
            "{ SELECT ?a ?b WHERE { ?a e:p ?c . ?b e:p ?c FILTER(STR(?a) < STR(?b)) } GROUP BY ?a ?b HAVING(COUNT(?c) > 1) }",
            "e:x e:p e:m , e:n . e:y e:p e:m , e:n , e:o .",
            "e:x e:to e:y",
            "e:x e:p e:m , e:n . e:y e:p e:m , e:n .",
        ),
    ],
)
def test_a_rule_that_asks_the_engine_is_proved_by_the_fewest_facts(
    where: str, stated: str, goal: str | None, premises: str
) -> None:
    rule = read_rule(f"{HEAD}CONSTRUCT {{ ?a e:to ?b }} WHERE {{ {where} }}", "it")
    assert rule.query
    derived = derivations([rule], facts(stated))
    if goal is None:
        assert derived.proof(fact("e:x e:to e:y")) is None
        return
    proof = derived.proof(fact(goal))
    assert proof is not None
    assert proof.rule == rule
    assert {step.fact for step in proof.premises} == {*facts(premises)}


def test_a_proof_that_is_too_large_is_refused() -> None:
    things = nodes("i", 301)
    derived = derivations([], chain(300), TRANSITIVE)
    assert derived.proof(Triple(things[0], P, things[20])) is not None
    with pytest.raises(LimitExceeded, match="too large"):
        derived.proof(Triple(things[0], P, things[300]))


def attempts(rule: str, stated: str, goal: str) -> list[tuple[str, set[Triple], list[str]]]:
    read = read_rule(HEAD + rule, "it")
    known = Facts(Closed(Axioms(), [read], facts(stated)).known)
    return [
        (each.rule.name, {*each.holding}, [" ".join(map(str, pattern)) for pattern in each.missing])
        for each in Attempts([read], known).of(fact(goal))
    ]


def test_the_nearest_attempt_is_the_binding_by_which_most_premises_hold() -> None:
    rule = "CONSTRUCT { ?a e:to ?b } WHERE { ?c e:end ?a , ?b . ?c a e:C . ?a a e:P . ?b a e:P }"
    stated = "e:c1 e:end e:x . e:c2 e:end e:x ; a e:C . e:x a e:P . e:y a e:P ."
    [(name, holding, missing)] = attempts(rule, stated, "e:x e:to e:y")
    assert name == "it"
    assert holding == {*facts("e:c2 e:end e:x ; a e:C . e:x a e:P . e:y a e:P .")}
    assert missing == [f"<{E}c2> <{E}end> <{E}y>"]


def test_a_pattern_of_which_nothing_is_known_is_missing_as_it_stands() -> None:
    [(_, holding, missing)] = attempts(
        "CONSTRUCT { ?a e:to ?b } WHERE { ?a e:p ?c . ?c e:q ?b }", "", "e:x e:to e:y"
    )
    assert holding == set()
    assert missing == [f"<{E}x> <{E}p> c", f"c <{E}q> <{E}y>"]


def test_an_attempt_whose_premises_all_hold_fails_by_what_must_differ_or_by_a_condition() -> None:
    rule = "CONSTRUCT { ?a e:to ?b } WHERE { ?c e:end ?a , ?b FILTER(?a != ?b) }"
    assert attempts(rule, "e:c e:end e:x .", "e:x e:to e:x") == [("it", {*facts("e:c e:end e:x .")}, [])]
    negated = "CONSTRUCT { ?a e:to ?b } WHERE { ?c e:end ?a , ?b FILTER NOT EXISTS { ?c e:gone ?d } }"
    stated = "e:c e:end e:x , e:y ; e:gone e:now ."
    assert attempts(negated, stated, "e:x e:to e:y") == [("it", {*facts("e:c e:end e:x , e:y .")}, [])]


def test_an_attempt_goes_through_axioms_down_to_the_rule_that_lacks_something() -> None:
    p, q = nodes("p", 2)
    x, y = nodes("i", 2)
    axioms = axioms_of(facts("e:p0 <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> e:p1 ."))
    rule = read_rule(f"{HEAD}CONSTRUCT {{ ?a e:p0 ?b }} WHERE {{ ?c e:end ?a , ?b }}", "it")
    found = Attempts([*axioms.rules, rule], Facts(facts("e:c e:end e:i0 ."))).of(Triple(x, q, y))
    assert [(each.goal, each.rule.name, [step.kind for step in each.steps]) for each in found] == [
        (Triple(x, p, y), "it", ["sub-property"])
    ]
    assert found[0].holding == (Triple(NamedNode(E + "c"), NamedNode(E + "end"), x),)
