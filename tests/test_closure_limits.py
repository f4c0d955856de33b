"""A closure that would not end, or not fit, is refused in bounded time and memory with one clear line."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.axioms import Axioms, axioms_of
from green_corridors.checks.ontology import disjoint_below
from green_corridors.circles import circles_of
from green_corridors.errors import LimitExceeded, UnsupportedAxiom
from green_corridors.inference import MAX_INFERRED, Closed, closure
from tests.reference import listed, nodes

P, Q = nodes("p", 2)
TRANSITIVE = axioms_of([Triple(P, terms.RDF_TYPE, terms.TRANSITIVE)])


def chain(length: int) -> list[Triple]:
    things = nodes("i", length + 1)
    return [Triple(a, P, b) for a, b in itertools.pairwise(things)]


def hierarchy(depth: int) -> list[Triple]:
    classes = nodes("C", depth + 1)
    return [Triple(a, terms.SUBCLASS_OF, b) for a, b in itertools.pairwise(classes)]


def instances(count: int) -> list[Triple]:
    return [Triple(each, terms.RDF_TYPE, nodes("C", 1)[0]) for each in nodes("i", count)]


def star(arms: int) -> list[Triple]:
    """Half of the arms lead to the middle, which leads to the other half, by a link that comes last."""
    middle, end, *others = nodes("i", arms)
    into = [Triple(each, P, middle) for each in others[::2]]
    return [*into, *(Triple(end, P, each) for each in others[1::2]), Triple(middle, P, end)]


@pytest.mark.parametrize("length", [1, 2, 100])
def test_a_chain_gives_every_pair(length: int) -> None:
    assert len(closure(TRANSITIVE, [], chain(length))) == length * (length + 1) // 2 - length


def test_a_circle_gives_every_pair_without_joining_every_pair_with_every_pair() -> None:
    things = nodes("i", 300)
    circle = [Triple(a, P, b) for a, b in zip(things, [*things[1:], things[0]], strict=True)]
    assert len(closure(TRANSITIVE, [], circle)) == 300 * 300 - 300


def test_a_hierarchy_of_ten_thousand_classes_is_no_danger() -> None:
    axioms = axioms_of(hierarchy(10_000))
    assert len(axioms.superclasses.above(nodes("C", 1)[0])) == 10_000
    assert len(closure(axioms, [], instances(2))) == 20_000


@pytest.mark.parametrize("name", ["chain", "star", "hierarchy", "rule", "asked"])
def test_too_much_is_refused_and_what_was_known_stays(name: str) -> None:
    everything = "CONSTRUCT { ?a <http://e.example/p1> ?d } WHERE { ?a <http://e.example/p0> ?b . ?c <http://e.example/p0> ?d "
    rules = {"rule": [f"{everything} }}"], "asked": [f"{everything} FILTER(true) }}"]}
    axioms = {"hierarchy": axioms_of(hierarchy(10_000)), "chain": TRANSITIVE, "star": TRANSITIVE}
    bombs: dict[str, Callable[[], list[Triple]]] = {
        "chain": lambda: chain(5_000),
        "star": lambda: star(20_000),
        "hierarchy": lambda: instances(2_000),
        "rule": lambda: chain(2_000),
        "asked": lambda: chain(2_000),
    }
    closed = Closed(
        axioms.get(name, Axioms()), rules.get(name, []), [Triple(nodes("x", 1)[0], Q, nodes("y", 1)[0])]
    )
    harmless = [Triple(nodes("z", 1)[0], P, nodes("y", 1)[0])]
    before = closed.of(harmless)
    with pytest.raises(LimitExceeded, match=f"^it: too much follows from it.*{MAX_INFERRED:,}"):
        closed.of(bombs[name](), "it")
    assert closed.of(harmless) == before


def test_much_work_that_gives_little_is_refused_too() -> None:
    rule = "CONSTRUCT { ?a <http://e.example/p1> ?a } WHERE { ?a <http://e.example/p0> ?b . ?c <http://e.example/p0> ?d . ?e <http://e.example/p0> ?f }"
    with pytest.raises(LimitExceeded, match="as much work"):
        closure(Axioms(), [rule], chain(1_000))


def test_a_chain_of_same_things_is_refused_where_it_stands() -> None:
    things = nodes("i", 1_000)
    same = [Triple(a, NamedNode(terms.OWL + "sameAs"), b) for a, b in itertools.pairwise(things)]
    with pytest.raises(UnsupportedAxiom, match="sameAs"):
        axioms_of(same)


def test_ten_thousand_classes_in_a_circle_and_as_many_in_a_chain_are_told_apart() -> None:
    circle: dict[object, list[object]] = {number: [(number + 1) % 10_000] for number in range(10_000)}
    chained: dict[object, list[object]] = {number: [number + 1] for number in range(10_000, 20_000)}
    assert [len(members) for members in circles_of(circle | chained)] == [10_000]


def test_a_class_that_is_below_one_that_excludes_it_has_no_members() -> None:
    one, other, third = nodes("C", 3)
    links = [Triple(one, terms.DISJOINT_WITH, other), Triple(one, terms.SUBCLASS_OF, other)]
    links.append(Triple(third, terms.SUBCLASS_OF, one))
    assert {*disjoint_below(axioms_of(links))} == {one, third}


def test_a_class_far_below_two_that_exclude_each_other_has_no_members() -> None:
    head, triples = listed(nodes("C", 10_001)[-1:] + nodes("D", 1), "group")
    group = nodes("G", 1)[0]
    ontology = [
        *hierarchy(10_000),
        Triple(nodes("C", 1)[0], terms.SUBCLASS_OF, nodes("D", 1)[0]),
        Triple(group, terms.RDF_TYPE, terms.ALL_DISJOINT_CLASSES),
        Triple(group, terms.MEMBERS, head),
        *triples,
    ]
    assert [*disjoint_below(axioms_of(ontology))] == nodes("C", 1)


@pytest.mark.parametrize(
    "command", [["ask", "corridor-partners", "LA"], ["check", "--no-cache"], ["export", "--inferred"]]
)
def test_a_release_that_is_a_bomb_ends_a_command_with_one_line_in_bounded_memory(
    command: list[str], copied_workspace: Path
) -> None:
    path = next(copied_workspace.glob("data/releases/*/*cimc*.ttl"))
    links = "\n".join(
        f"place:case-{number} gsc:locatedIn place:case-{number + 1} ." for number in range(5_000)
    )
    prefix = "@prefix place: <https://w3id.org/green-corridors/id/place/> .\n"
    path.write_text(f"{prefix}{path.read_text(encoding='utf-8')}\n{links}\n", encoding="utf-8")
    limited = f"ulimit -v 3000000; exec {sys.executable} -m green_corridors {' '.join(command)} -w {copied_workspace}"
    run = subprocess.run(
        ["sh", "-c", limited], capture_output=True, text=True, check=False, env=os.environ, timeout=300
    )
    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.count("\n") == 1
    assert f"{path.name}: too much follows from it, most of it with <{terms.GSC}locatedIn>" in run.stderr
