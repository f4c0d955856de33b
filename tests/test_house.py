"""House form is canonical: same graph, same bytes, no fact lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from green_corridors.errors import NotHouseForm
from green_corridors.house import house_form, write_turtle
from green_corridors.reading import read
from green_corridors.terms import XSD
from green_corridors.workspace import Workspace

PREFIXES = {"e": "http://e.example/", "xsd": XSD}

iris = st.builds(
    lambda name: NamedNode("http://e.example/" + name),
    st.from_regex(r"[\w./~-]{0,8}#?[\w./~-]{0,3}", fullmatch=True, alphabet=st.characters(codec="ascii")),
)
literals = st.one_of(
    st.builds(Literal, st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]))),
    st.builds(
        lambda text: Literal(text, language="en"),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])),
    ),
    st.builds(
        lambda text: Literal(text, datatype=NamedNode(XSD + "integer")),
        st.sampled_from(["7", "007", "+1", "x"]),
    ),
    st.builds(
        lambda text: Literal(text, datatype=NamedNode(XSD + "decimal")),
        st.sampled_from(["1.50", ".5", "1", "1."]),
    ),
    st.builds(
        lambda text: Literal(text, datatype=NamedNode(XSD + "boolean")), st.sampled_from(["true", "1", "yes"])
    ),
)
triples = st.lists(st.builds(Triple, iris, iris, st.one_of(iris, literals)), min_size=1, max_size=12)


@given(triples, st.randoms())
def test_the_same_facts_give_the_same_bytes_and_read_back_exactly(
    facts: list[Triple], chance: random.Random
) -> None:
    text = write_turtle(facts, PREFIXES)
    shuffled = facts[:]
    chance.shuffle(shuffled)
    assert write_turtle(shuffled, PREFIXES) == text
    assert {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)} == set(facts)


def test_every_turtle_file_is_in_house_form(workspace: Workspace) -> None:
    files = workspace.turtle
    assert len(files) > 40
    assert [path.name for path in files if house_form(read(path)) != path.read_text(encoding="utf-8")] == []


def test_lists_and_trees_of_blank_nodes_are_written_in_place(tmp_path: Path) -> None:
    path = tmp_path / "lists.ttl"
    path.write_text(
        '@prefix e: <http://e.example/> .\n\ne:a e:b ( e:c 1 ( ) ) ;\n    e:d [ e:f "g" ; e:h [] ] .\n'
    )
    text = house_form(read(path))
    path.write_text(text)
    assert house_form(read(path)) == text
    assert "( e:c 1 () )" in text or "( e:c 1 <http" in text or "rdf:nil" in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@prefix e: <http://e.example/> .\n# a remark\ne:a e:b e:c .\n", 2),
        ("@prefix e: <http://e.example/> .\ne:a e:b _:x ; e:c _:x .\n", None),
        ("@prefix e: <http://e.example/> .\n_:x e:b _:y . _:y e:b _:x .\n", None),
    ],
)
def test_what_house_form_would_lose_is_refused(tmp_path: Path, text: str, line: int | None) -> None:
    path = tmp_path / "refused.ttl"
    path.write_text(text)
    with pytest.raises(NotHouseForm) as caught:
        house_form(read(path))
    assert caught.value.line == line
