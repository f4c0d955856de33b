"""The closure of any ontology and any data equals that of owlrl, for every kind of axiom that is supported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.axioms import AXIOMS, Axioms, axioms_of
from green_corridors.clashes import Exclusions
from green_corridors.errors import BrokenQuery, UnsupportedAxiom
from green_corridors.inference import Closed, closure
from green_corridors.matching import Facts
from green_corridors.rule_reading import read_rule
from green_corridors.rules import Rule
from tests.reference import by_owlrl, listed, nodes

CLASSES, PROPERTIES, THINGS = nodes("C", 4), nodes("p", 4), nodes("i", 5)
#: Properties of literals, apart from the others: the reference goes through triples whose subject is a literal,
#: which RDF does not have, and so finds by way of two inverses what is no fact on the way.
TEXTS = nodes("q", 2)
Axiom = st.SearchStrategy[list[Triple]]


def one_of(terms_: list[NamedNode]) -> st.SearchStrategy[NamedNode]:
    return st.sampled_from(terms_)


def link(predicate: NamedNode, one: list[NamedNode], other: list[NamedNode]) -> Axiom:
    """An axiom that links two terms."""
    return st.builds(lambda a, b: [Triple(a, predicate, b)], one_of(one), one_of(other))


def either(predicate: NamedNode) -> Axiom:
    """An axiom that links two properties, both of things or both of literals."""
    return st.one_of(link(predicate, PROPERTIES, PROPERTIES), link(predicate, TEXTS, TEXTS))


def kind(of: NamedNode) -> Axiom:
    """An axiom that says of which kind a property is."""
    return st.builds(lambda p: [Triple(p, terms.RDF_TYPE, of)], one_of(PROPERTIES))


def chain(target: NamedNode, members: list[NamedNode]) -> list[Triple]:
    head, triples = listed(members, "chain")
    return [Triple(target, terms.CHAIN, head), *triples]


def group(of: NamedNode, members: list[NamedNode]) -> list[Triple]:
    head, triples = listed(members, "group")
    name = NamedNode("http://e.example/" + "".join(member.value[-2:] for member in members))
    return [Triple(name, terms.RDF_TYPE, of), Triple(name, terms.MEMBERS, head), *triples]


def groups(of: NamedNode, members: list[NamedNode]) -> Axiom:
    chosen = st.lists(one_of(members), min_size=2, unique=True)
    return chosen.map(lambda found: group(of, found))


CHAINS = st.builds(chain, one_of(PROPERTIES), st.lists(one_of(PROPERTIES), min_size=1, max_size=3))
#: Each kind of axiom from which facts follow.
DERIVING = {
    "subclass": link(terms.SUBCLASS_OF, CLASSES, CLASSES),
    "equivalent classes": link(terms.EQUIVALENT_CLASS, CLASSES, CLASSES),
    "sub-property": either(terms.SUBPROPERTY_OF),
    "equivalent properties": either(terms.EQUIVALENT_PROPERTY),
    "inverse": link(terms.INVERSE_OF, PROPERTIES, PROPERTIES),
    "domain": link(terms.DOMAIN, [*PROPERTIES, *TEXTS], CLASSES),
    "range": link(terms.RANGE, PROPERTIES, CLASSES),
    "symmetric": kind(terms.SYMMETRIC),
    "transitive": kind(terms.TRANSITIVE),
    "chain": CHAINS,
}
#: Each kind of axiom that excludes facts.
EXCLUDING = {
    "disjoint classes": link(terms.DISJOINT_WITH, CLASSES[:2], CLASSES[2:]),
    "all disjoint classes": groups(terms.ALL_DISJOINT_CLASSES, CLASSES),
    "disjoint properties": link(terms.PROPERTY_DISJOINT_WITH, PROPERTIES[:2], PROPERTIES[2:]),
    "all disjoint properties": groups(terms.ALL_DISJOINT_PROPERTIES, PROPERTIES),
    "functional": kind(terms.FUNCTIONAL),
    "irreflexive": kind(terms.IRREFLEXIVE),
    "asymmetric": kind(terms.ASYMMETRIC),
}
FACTS = st.one_of(
    st.builds(Triple, one_of(THINGS), one_of(PROPERTIES), one_of(THINGS)),
    st.builds(Triple, one_of(THINGS), one_of(TEXTS), st.sampled_from([Literal("x"), Literal("y")])),
    st.builds(Triple, one_of(THINGS), st.just(terms.RDF_TYPE), one_of(CLASSES)),
)
DATA = st.lists(FACTS, max_size=10)


def ontologies(
    kinds: Iterable[str], table: dict[str, Axiom], most: int = 4
) -> st.SearchStrategy[list[Triple]]:
    chosen = st.one_of([table[name] for name in kinds])
    return st.lists(chosen, min_size=1, max_size=most).map(lambda found: [t for each in found for t in each])


def told(triples: Iterable[Triple]) -> set[Triple]:
    """Keep what is said of the things in the terms of the ontology."""
    return {
        triple
        for triple in triples
        if triple.subject in THINGS
        and (triple.predicate in (*PROPERTIES, *TEXTS) or triple.object in CLASSES)
    }


def test_every_axiom_that_is_supported_is_compared_with_the_reference() -> None:
    compared = [
        triple for each in (*DERIVING.values(), *EXCLUDING.values()) for triple in find(each, lambda _: True)
    ]
    assert {term for triple in compared for term in (triple.predicate, triple.object)} >= AXIOMS


@pytest.mark.parametrize("name", DERIVING)
def test_the_closure_equals_that_of_owlrl_for_each_kind_of_axiom(name: str) -> None:
    @settings(max_examples=60)
    @given(ontologies([name], DERIVING), DATA)
    def equal(ontology: list[Triple], data: list[Triple]) -> None:
        ours = told(closure(axioms_of(ontology), [], [*ontology, *data])) | told(data)
        assert ours == told(by_owlrl([*ontology, *data]).triples)

    equal()


@settings(max_examples=150)
@given(ontologies(DERIVING, DERIVING, most=8), DATA)
def test_the_closure_equals_that_of_owlrl_for_all_kinds_together(
    ontology: list[Triple], data: list[Triple]
) -> None:
    ours = told(closure(axioms_of(ontology), [], [*ontology, *data])) | told(data)
    assert ours == told(by_owlrl([*ontology, *data]).triples)


def clashing(ontology: list[Triple], data: list[Triple]) -> bool:
    """Tell whether the data clash with an exclusion, by facts that are stated or follow."""
    axioms = axioms_of(ontology)
    known = {*data, *closure(axioms, [], [*ontology, *data])}
    return any(Exclusions(axioms.exclusions).among(Facts(known), known))


def clashing_by_owlrl(ontology: list[Triple], data: list[Triple]) -> bool:
    """Tell the same of the reference, which takes two values of a functional property for one thing."""
    found = by_owlrl([*ontology, *data])
    same = (t for t in found.triples if t.predicate == NamedNode(terms.OWL + "sameAs"))
    return bool(found.errors) or any(t.subject != t.object and t.subject in THINGS for t in same)


def with_a_last_member(ontology: list[Triple]) -> list[Triple]:
    """Add to each list a last member of which nothing is said, for the reference forgets the last one."""
    last = NamedNode("http://e.example/last")
    head, triples = listed([last], "last")
    ends = [Triple(t.subject, t.predicate, head) if t.object == terms.RDF_NIL else t for t in ontology]
    return [*ends, *triples]


@pytest.mark.parametrize("name", EXCLUDING)
def test_a_clash_is_found_where_owlrl_finds_one(name: str) -> None:
    @settings(max_examples=60)
    @given(
        ontologies([name], EXCLUDING, most=2),
        ontologies(["subclass", "sub-property", "symmetric"], DERIVING, most=2),
        DATA.map(lambda data: [t for t in data if not isinstance(t.object, Literal)]),
    )
    def equal(excluding: list[Triple], deriving: list[Triple], data: list[Triple]) -> None:
        ontology = [*excluding, *deriving]
        complete = with_a_last_member(ontology) if name == "all disjoint properties" else ontology
        assert clashing(ontology, data) == clashing_by_owlrl(complete, data)

    equal()


def test_the_last_member_of_disjoint_properties_counts_though_the_reference_forgets_it() -> None:
    ontology = group(terms.ALL_DISJOINT_PROPERTIES, PROPERTIES[:2])
    data = [Triple(THINGS[0], each, THINGS[1]) for each in PROPERTIES[:2]]
    assert clashing(ontology, data)
    assert not by_owlrl([*ontology, *data]).errors


def test_two_literals_of_a_functional_property_clash_and_are_never_one() -> None:
    ontology = [Triple(PROPERTIES[0], terms.RDF_TYPE, terms.FUNCTIONAL)]
    data = [Triple(THINGS[0], PROPERTIES[0], Literal(text)) for text in "xy"]
    assert clashing(ontology, data)
    assert not clashing(ontology, data[:1])
    assert closure(axioms_of(ontology), [], [*ontology, *data]) == set()


def test_two_values_of_a_functional_property_are_never_taken_for_one_thing() -> None:
    ontology = [Triple(PROPERTIES[0], terms.RDF_TYPE, terms.FUNCTIONAL)]
    data = [Triple(THINGS[0], PROPERTIES[0], thing) for thing in THINGS[1:3]]
    data.append(Triple(THINGS[1], terms.RDF_TYPE, CLASSES[0]))
    merged = Triple(THINGS[2], terms.RDF_TYPE, CLASSES[0])
    assert merged in by_owlrl([*ontology, *data]).triples
    assert merged not in closure(axioms_of(ontology), [], [*ontology, *data])


def test_a_value_that_a_sub_property_hands_up_is_no_second_value() -> None:
    above, below = PROPERTIES[:2]
    functional = [Triple(each, terms.RDF_TYPE, terms.FUNCTIONAL) for each in (above, below)]
    ontology = [*functional, Triple(below, terms.SUBPROPERTY_OF, above)]
    signed = Triple(THINGS[0], below, Literal("2023-03-17", datatype=terms.EDTF_DATATYPE))
    assert not clashing(ontology, [signed, Triple(THINGS[0], above, signed.object)])
    assert clashing(ontology, [signed, Triple(THINGS[0], above, Literal("2023-03"))])


def test_the_reference_is_unsound_for_keys_which_are_refused_here() -> None:
    ports, key, port = THINGS[:2], PROPERTIES[0], CLASSES[0]
    head, triples = listed([key], "key")
    ontology = [Triple(port, NamedNode(terms.OWL + "hasKey"), head), *triples]
    data = [Triple(each, terms.RDF_TYPE, port) for each in ports]
    data += [Triple(each, key, Literal(code)) for each, code in zip(ports, ("USLAX", "JPTYO"), strict=True)]
    same = Triple(ports[0], NamedNode(terms.OWL + "sameAs"), ports[1])
    assert same in by_owlrl([*ontology, *data]).triples
    with pytest.raises(UnsupportedAxiom, match="hasKey"):
        axioms_of(ontology)


# Rules ------------------------------------------------------------------------------------------------------

VARIABLES = ["?a", "?b", "?c"]
PARTS = st.sampled_from([*VARIABLES, *VARIABLES, *(str(thing) for thing in THINGS[:2])])
PATTERNS = st.one_of(
    st.builds("{} {} {}".format, PARTS, one_of(PROPERTIES), PARTS),
    st.builds("{} a {}".format, PARTS, one_of(CLASSES)),
)


@st.composite
def rule_texts(draw: Callable[..., object]) -> str:
    """A CONSTRUCT query whose template and filter name variables of its patterns."""
    body = draw(st.lists(PATTERNS, min_size=1, max_size=3))
    assert isinstance(body, list)
    bound = [name for name in VARIABLES if any(name in pattern for pattern in body)] or [str(THINGS[0])]
    ends = st.sampled_from(bound)
    head = draw(st.builds("{} {} {}".format, ends, one_of(PROPERTIES), ends))
    unequal = draw(st.lists(st.builds("{} != {}".format, ends, ends), max_size=2))
    assert isinstance(unequal, list)
    condition = f"FILTER({' && '.join(unequal)})" if unequal else ""
    return f"CONSTRUCT {{ {head} }} WHERE {{ {' . '.join(body)} {condition} }}"


@settings(max_examples=200)
@given(st.lists(rule_texts(), min_size=1, max_size=3), DATA)
def test_a_rule_that_is_patterns_gives_what_the_engine_finds_for_its_query(
    texts: list[str], data: list[Triple]
) -> None:
    rules = [read_rule(text) for text in texts]
    assert not any(rule.query for rule in rules)
    by_engine = [replace(rule, query=text) for rule, text in zip(rules, texts, strict=True)]
    assert Closed(Axioms(), rules, data).follows == Closed(Axioms(), by_engine, data).follows


#: Few things and properties, so that what must not be there often is.
DENSE = st.lists(
    st.builds(Triple, *(st.sampled_from(each) for each in (THINGS[:3], PROPERTIES[:2], THINGS[:3])))
)
LINKS = st.builds("{} {} {}".format, st.sampled_from(VARIABLES), one_of(PROPERTIES[:2]), PARTS)


@st.composite
def absences(draw: st.DrawFn, around: set[str], deep: int = 1) -> str:
    """A ``FILTER NOT EXISTS`` that compares variables which it binds, or which are bound around it."""
    body = draw(st.lists(LINKS, min_size=1, max_size=2))
    assert isinstance(body, list)
    known = around | {name for name in VARIABLES if any(name in pattern for pattern in body)}
    ends = st.sampled_from(sorted(known))
    unequal = draw(st.lists(st.builds("FILTER({} != {})".format, ends, ends), max_size=1))
    further = draw(st.lists(absences(known, deep - 1), max_size=1)) if deep else []
    return f"FILTER NOT EXISTS {{ {' '.join([' . '.join(body), *unequal, *further])} }}"


@st.composite
def doubtful_texts(draw: st.DrawFn) -> str:
    """A rule with something that must not be there."""
    absent = draw(st.lists(absences({"?a", "?b"}), min_size=1, max_size=2))
    found, sought = draw(one_of(PROPERTIES[:3])), draw(one_of(PROPERTIES[:2]))
    return f"CONSTRUCT {{ ?a {found} ?b }} WHERE {{ ?a {sought} ?b {' '.join(absent)} }}"


def outcome(rules: list[Rule], data: list[Triple]) -> object:
    """Return what follows, or that a rule takes back what it has concluded."""
    try:
        return Closed(Axioms(), rules, data).follows
    except BrokenQuery as error:
        return str(error)


@settings(max_examples=300)
@given(st.lists(doubtful_texts(), min_size=1, max_size=2), st.lists(rule_texts(), max_size=1), DENSE)
def test_a_rule_with_absences_gives_what_the_engine_finds_for_its_query(
    texts: list[str], plain: list[str], data: list[Triple]
) -> None:
    rules, others = [read_rule(text) for text in texts], [read_rule(text) for text in plain]
    assert all(rule.absent and not rule.asked for rule in rules)
    by_engine = [replace(rule, absent=()) for rule in rules]
    assert outcome([*rules, *others], data) == outcome([*by_engine, *others], data)


@settings(max_examples=150)
@given(
    ontologies(DERIVING, DERIVING, most=6),
    st.lists(rule_texts(), max_size=2),
    st.booleans(),
    DATA,
    st.lists(DATA, min_size=1, max_size=3),
)
def test_a_source_added_to_a_background_gives_what_both_together_give(
    ontology: list[Triple],
    texts: list[str],
    by_engine: bool,
    background: list[Triple],
    sources: list[list[Triple]],
) -> None:
    axioms = axioms_of(ontology)
    rules = [replace(read_rule(text), query=text if by_engine else "") for text in texts]
    closed = Closed(axioms, rules, [*ontology, *background])
    for source in sources:
        whole = Closed(axioms, rules, [*ontology, *background, *source])
        assert closed.of(source) == whole.known - closed.known - set(source)
        assert closed.of([]) == set()
