"""What one release contradicts itself in is a finding with its premises; releases may contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from green_corridors.checks import Context, contradictions
from green_corridors.findings import Finding
from green_corridors.graph import load
from green_corridors.workspace import Workspace

RELEASE = "data/releases/2023/2023-10-26-balitang-marino-guangzhou-mou.ttl"
SIGNED = '    gsc:signed "../2023-10-26?"^^edtf:EDTF ;\n'
AXIOMS = """
@prefix gsc: <https://w3id.org/green-corridors/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

gsc:follows a owl:IrreflexiveProperty .

gsc:latitude a owl:FunctionalProperty .

gsc:onBehalfOf a owl:FunctionalProperty .

gsc:sisterPort owl:propertyDisjointWith gsc:friendshipPort .
"""


@pytest.fixture
def workspace(copied_workspace: Path) -> Path:
    (copied_workspace / "ontology/functional.ttl").write_text(AXIOMS)
    return copied_workspace


def found(workspace: Path, added: str = "", *, after: str = SIGNED) -> list[Finding]:
    """Return the findings of a release to which lines were added."""
    path = workspace / RELEASE
    text = path.read_text(encoding="utf-8")
    assert after in text
    changed = text.replace(after, after + added, 1) if after else text + added
    path.write_text(changed, encoding="utf-8")
    knowledge = load(Workspace(workspace))
    context = Context(knowledge, ())
    assert list(contradictions.of_background(context)) == []
    return sorted(
        (each for release in knowledge.releases for each in contradictions.of_release(context, release)),
        key=lambda finding: finding.order,
    )


def line(workspace: Path, text: str) -> int:
    return (workspace / RELEASE).read_text(encoding="utf-8").split(text)[0].count("\n") + 1


def test_the_real_releases_do_not_contradict_themselves(workspace: Path) -> None:
    assert found(workspace) == []


def test_two_terms_of_one_agreement_are_a_finding_at_the_second_with_its_premises(workspace: Path) -> None:
    [clash] = found(workspace, '    gsc:term "P5Y"^^xsd:duration ;\n')
    assert (clash.rule, clash.place.path.name) == ("functional", Path(RELEASE).name)
    assert clash.place.line == line(workspace, 'gsc:term "P3Y"')
    assert "agreement:los-angeles-guangzhou-mou-2023 has two values of gsc:term" in clash.message
    assert "editorialNote" in clash.repair
    first, axiom = clash.related
    assert first.place.line == line(workspace, 'gsc:term "P5Y"')
    core = (workspace / "ontology/core.ttl").read_text(encoding="utf-8").splitlines()
    start = core.index("gsc:term a owl:DatatypeProperty ;")
    assert (axiom.place.path.name, axiom.place.line) == (
        "core.ttl",
        core.index("    a owl:FunctionalProperty ;", start) + 1,
    )


def test_two_dates_that_may_be_one_day_are_two_values_all_the_same(workspace: Path) -> None:
    [clash] = found(workspace, '    gsc:signed "2023-10"^^edtf:EDTF ;\n')
    assert (clash.rule, clash.repair) == ("functional", "keep the more precise one")


def test_a_value_of_a_sub_property_clashes_with_one_of_the_property_above_it(workspace: Path) -> None:
    [clash] = found(workspace, '    gsc:concluded "2022"^^edtf:EDTF ;\n')
    assert "two values of gsc:concluded" in clash.message
    assert clash.place.line == line(workspace, 'gsc:concluded "2022"')
    assert clash.related[0].message.split()[1] == "gsc:signed"


def test_the_same_value_stated_of_both_properties_is_one(workspace: Path) -> None:
    assert found(workspace, SIGNED.replace("signed", "concluded")) == []


def test_two_bodies_where_there_can_be_one_are_never_taken_for_one(workspace: Path) -> None:
    added = "\n<#somebody> gsc:onBehalfOf organization:portnews ;\n    gsc:onBehalfOf organization:balitang-marino .\n"
    [clash] = found(workspace, added, after="")
    assert clash.repair == "keep one, for two addresses are two things"


def test_a_release_may_not_contradict_the_register(workspace: Path) -> None:
    added = "\nport:los-angeles gsc:latitude 1.0 .\n"
    [clash] = found(workspace, added, after="")
    assert clash.place.line == line(workspace, "port:los-angeles gsc:latitude 1.0")
    assert clash.related[0].place.path.name == "ports.ttl"


def test_an_agreement_that_follows_itself_is_a_finding(workspace: Path) -> None:
    [clash] = found(workspace, "    gsc:renews agreement:los-angeles-guangzhou-mou-2023 ;\n")
    assert clash.rule == "excluded-fact"
    assert clash.place.line == line(workspace, "gsc:renews")
    assert "has itself as a value of gsc:follows" in clash.message


def test_what_two_rules_conclude_may_exclude_each_other(workspace: Path) -> None:
    both = (
        "\nagreement:case-sister a gsc:SisterPortAgreement ;\n    gsc:party organization:port-of-los-angeles ;\n"
        "    gsc:party organization:port-of-tokyo .\n"
        "\nagreement:case-friend a gsc:FriendshipPortAgreement ;\n    gsc:party organization:port-of-los-angeles ;\n"
        "    gsc:party organization:port-of-tokyo .\n"
    )
    clashes = found(workspace, both, after="")
    assert {clash.rule for clash in clashes} == {"excluded-fact"}
    said = clashes[0]
    assert "gsc:friendshipPort and gsc:sisterPort exclude each other" in said.message
    assert len([each for each in said.related if each.place.path.name == Path(RELEASE).name]) == 5
    assert [each.place.path.name for each in said.related][-1] == "functional.ttl"


def test_releases_that_differ_are_no_finding(workspace: Path) -> None:
    other = next(workspace.glob("data/releases/*/*cimc*.ttl"))
    prefix = "@prefix agreement: <https://w3id.org/green-corridors/id/agreement/> .\n"
    added = '\nagreement:los-angeles-guangzhou-mou-2023 gsc:term "P5Y"^^xsd:duration .\n'
    other.write_text(prefix + other.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert found(workspace) == []
