"""The ledger of conflicts: found by declared rules, shown side by side, settled by judgements, marked in answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.compatibility import Compatibility
from green_corridors.conflicts import Conflict, conflicts_of
from green_corridors.dates import bounds
from green_corridors.graph import Knowledge, load
from green_corridors.origins import Origins, near_identical
from green_corridors.selection import Selection
from green_corridors.store import Graph, open_graph
from green_corridors.workspace import Workspace
from tests.conftest import FOLDERS, ROOT, run_gsc

ID, GSC = terms.ID, terms.GSC
YOKOHAMA = "agreement:los-angeles-yokohama-mou-2023"
JUDGEMENT = "data/judgements/los-angeles-yokohama-mou-2023-concluded.ttl"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the workspace without its judgements, to be written to."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.rmtree(tmp_path / "data" / "judgements")
    return tmp_path


def found(graph: Graph, *, omissions: bool = False) -> dict[tuple[str, str], Conflict]:
    """Return the conflicts of a graph by short names of thing and property."""
    shortened = {}
    for each in conflicts_of(graph.knowledge, omissions=omissions):
        local = each.predicate.value.replace("/", "#").rpartition("#")[2]
        shortened[each.subject.value.removeprefix(ID), local] = each
    return shortened


def test_every_contradiction_that_the_texts_hold_is_found(graph: Graph) -> None:
    assert set(found(graph)) == {
        ("agreement/california-japan-letter-of-intent-2023", "type"),
        ("agreement/los-angeles-shanghai-plan-outline", "party"),
        ("agreement/los-angeles-yokohama-mou-2023", "concluded"),
        ("corridor/los-angeles-singapore", "endpoint"),
        ("corridor/los-angeles-singapore", "stage"),
        ("platform/port-optimizer", "inUseSince"),
    }


def test_values_that_exclude_each_other_stand_side_by_side(graph: Graph) -> None:
    clashing = found(graph)["agreement/los-angeles-yokohama-mou-2023", "concluded"].clashing
    told = {telling.release.value.rpartition("/")[2]: str(telling.values[0]) for telling in clashing}
    assert told == {
        "city-of-yokohama-los-angeles-mou": str(Literal("2023-03-13", datatype=terms.EDTF_DATATYPE)),
        "pacific-maritime-japan-sweden-mous": str(Literal("2023-03-16", datatype=terms.EDTF_DATATYPE)),
    }


def test_a_list_that_lacks_what_another_names_is_an_omission_and_no_contradiction(graph: Graph) -> None:
    shanghai = ("corridor/los-angeles-shanghai", "endpoint")
    assert shanghai not in found(graph)
    assert shanghai in found(graph, omissions=True)


def test_no_release_contradicts_itself(graph: Graph) -> None:
    for conflict in conflicts_of(graph.knowledge, omissions=True):
        for pair in conflict.clashes:
            assert len({conflict.tellings[number].release for number in pair}) == 2


def test_what_was_not_known_yet_contradicts_nothing(graph: Graph) -> None:
    early = {each.subject for each in conflicts_of(graph.knowledge, Selection(date(2023, 3, 20)))}
    assert early < {each.subject for each in conflicts_of(graph.knowledge)}
    assert NamedNode(ID + "platform/port-optimizer") not in early


def test_every_functional_and_every_listed_property_is_compared(knowledge: Knowledge) -> None:
    triples = [triple for source in knowledge.ontology for triple in source.triples]
    functional = {t.subject for t in triples if t.object == terms.FUNCTIONAL}
    listed = {t.subject for t in triples if t.object == terms.LISTED_PROPERTY}
    assert {terms.SIGNED, terms.CONCLUDED, terms.TERM, terms.START_DATE} <= functional
    assert {terms.PARTY, terms.ENDPOINT} <= listed
    assert not functional & listed


RELEASE = """@base <https://w3id.org/green-corridors/id/release/{slug}> .
@prefix agreement: <https://w3id.org/green-corridors/id/agreement/> .
@prefix corridor: <https://w3id.org/green-corridors/id/corridor/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix gsc: <https://w3id.org/green-corridors/ontology#> .
@prefix organization: <https://w3id.org/green-corridors/id/organization/> .
@prefix person: <https://w3id.org/green-corridors/id/person/> .
@prefix place: <https://w3id.org/green-corridors/id/place/> .
@prefix port: <https://w3id.org/green-corridors/id/port/> .
@prefix role: <https://w3id.org/green-corridors/vocabulary/role/> .
@prefix stage: <https://w3id.org/green-corridors/vocabulary/stage/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> a gsc:Release ; gsc:published "2024-01-01"^^edtf:EDTF ; gsc:retrieved "2024-02-01"^^xsd:date .
{facts}
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., dict[tuple[str, str], Conflict]]:
    """Return a function from what some releases say to the conflicts between them."""

    def conflicts(*facts: str, omissions: bool = False) -> dict[tuple[str, str], Conflict]:
        for name in ("ontology", "shapes", "queries"):
            shutil.copytree(ROOT / name, tmp_path / name, dirs_exist_ok=True)
        shutil.copytree(ROOT / "data" / "register", tmp_path / "data" / "register", dirs_exist_ok=True)
        folder = tmp_path / "data" / "releases"
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(facts):
            text = RELEASE.format(slug=f"r{number}", facts=text)
            (folder / f"r{number}.ttl").write_text(text, encoding="utf-8")
        return found(open_graph(load(Workspace(tmp_path))), omissions=omissions)

    return conflicts


SIGNED = 'agreement:x a gsc:MemorandumOfUnderstanding ; gsc:signed "{}"^^edtf:EDTF .'
CONCLUDED = 'agreement:x a gsc:Agreement ; gsc:concluded "{}"^^edtf:EDTF .'
PARTIES = "agreement:x a gsc:Agreement ; gsc:party {} ."
STAGE = 'corridor:x a gsc:Corridor . <#m> a gsc:Milestone ; gsc:corridor corridor:x ; gsc:stage stage:{} ; gsc:asOf "{}"^^edtf:EDTF .'
SIGNATORY = "agreement:x a gsc:Agreement . <#p> a gsc:Participation ; gsc:role role:signatory ; gsc:participant {} ; gsc:participatesIn agreement:x ."


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SIGNED.format("2023-03-13"), SIGNED.format("2023-03-16"), {"signed"}),
        (SIGNED.format("2023-03"), SIGNED.format("2023-03-16"), set()),
        (SIGNED.format("../2023-03-17"), SIGNED.format("2023-03-16"), set()),
        (SIGNED.format("../2023-03-15"), SIGNED.format("2023-03-16"), {"signed"}),
        (CONCLUDED.format("2023-03-13"), SIGNED.format("2023-03-16"), {"concluded"}),
        (
            'agreement:x gsc:term "P3Y"^^xsd:duration .',
            'agreement:x gsc:term "P5Y"^^xsd:duration .',
            {"term"},
        ),
        ('agreement:x gsc:term "P3Y"^^xsd:duration .', 'agreement:x gsc:term "P36M"^^xsd:duration .', set()),
        ("agreement:x gsc:signedAt place:tokyo .", "agreement:x gsc:signedAt place:japan .", set()),
        (
            "agreement:x gsc:signedAt place:tokyo .",
            "agreement:x gsc:signedAt place:los-angeles .",
            {"signedAt"},
        ),
        (PARTIES.format("organization:jetro"), PARTIES.format("organization:jetro-los-angeles"), set()),
        (PARTIES.format("organization:jetro"), PARTIES.format("organization:port-of-tokyo"), {"party"}),
        (
            PARTIES.format("organization:jetro , organization:port-of-tokyo"),
            PARTIES.format("organization:jetro"),
            set(),
        ),
        ("agreement:x a gsc:LetterOfIntent .", "agreement:x a gsc:MemorandumOfUnderstanding .", {"type"}),
        ("agreement:x a gsc:CooperationAgreement .", "agreement:x a gsc:MemorandumOfUnderstanding .", set()),
        ("agreement:x a gsc:Agreement .", "agreement:x a gsc:Corridor .", {"type"}),
        (STAGE.format("established", "../2023-03-17"), STAGE.format("agreed", "2023-04-24"), {"stage"}),
        (STAGE.format("established", "2023-05"), STAGE.format("agreed", "2023-04-24"), set()),
        (STAGE.format("established", "../2023-03-17"), STAGE.format("agreed", "../2023-04-24"), set()),
        (SIGNATORY.format("person:gene-seroka"), SIGNATORY.format("person:hiroya-nakano"), {"signatory"}),
        (SIGNATORY.format("person:gene-seroka"), SIGNATORY.format("organization:port-of-tokyo"), set()),
    ],
)
def test_two_tellings_conflict_only_where_both_cannot_be_true(
    told: Callable[..., dict[tuple[str, str], Conflict]], one: str, other: str, expected: set[str]
) -> None:
    assert {local for _, local in told(one, other)} == expected
    assert {local for _, local in told(other, one)} == expected


def test_a_shorter_list_is_told_when_omissions_are_asked_for(
    told: Callable[..., dict[tuple[str, str], Conflict]],
) -> None:
    both = PARTIES.format("organization:jetro , organization:port-of-tokyo")
    assert {local for _, local in told(both, PARTIES.format("organization:jetro"), omissions=True)} == {
        "party"
    }


DATES = st.from_regex(
    r"(\.\.|20[0-2][0-9](-0[1-9](-[12][0-9])?)?)/(\.\.|203[0-9])|20[0-2][0-9](-0[1-9])?\??", fullmatch=True
)


@given(DATES, DATES)
def test_two_dates_agree_if_and_only_if_a_day_lies_in_both(one: str, other: str) -> None:
    def agree(first: str, second: str) -> bool:
        literals = (Literal(text, datatype=terms.EDTF_DATATYPE) for text in (first, second))
        return Compatibility().agree(*literals)

    first, second = bounds(one), bounds(other)
    lowest = max(first.earliest or date.min, second.earliest or date.min)
    highest = min(first.latest or date.max, second.latest or date.max)
    assert agree(one, other) == agree(other, one) == (lowest <= highest)
    assert agree(one, one)


def test_the_answer_follows_a_judgement_and_says_so() -> None:
    run = run_gsc("ask", "when-concluded", YOKOHAMA, "--format", "json")
    rows = {row["concluded"]: row["conflict"] for row in json.loads(run.out)}
    assert rows["2023-03-13"] == "concluded: followed"
    assert "2023-03-16" not in rows
    assert "judged: agreement:los-angeles-yokohama-mou-2023 gsc:concluded" in run.err
    assert "1 row is left out as judged; --unjudged shows it" in run.err


def test_a_row_that_alone_says_its_other_facts_stays_although_its_date_is_rejected() -> None:
    run = run_gsc("ask", "signed-by", "Hiroya Nakano", "--format", "json")
    assert [(row["concluded"], row["conflict"]) for row in json.loads(run.out)] == [
        ("2023-03-16", "concluded: rejected")
    ]


def test_what_a_judgement_rejects_is_shown_when_asked_for() -> None:
    run = run_gsc("ask", "when-concluded", YOKOHAMA, "--format", "json", "--unjudged")
    rows = {row["concluded"]: row["conflict"] for row in json.loads(run.out)}
    assert rows["2023-03-16"] == "concluded: rejected"
    assert "left out" not in run.err


def test_a_judgement_counts_from_the_day_on_which_it_was_made() -> None:
    run = run_gsc("ask", "when-concluded", YOKOHAMA, "--format", "json", "--known-at", "2026-11-24")
    rows = {row["concluded"]: row["conflict"] for row in json.loads(run.out)}
    assert rows["2023-03-13"] == rows["2023-03-16"] == "concluded: open"


def test_a_row_that_says_another_property_of_the_thing_bears_no_mark() -> None:
    run = run_gsc("ask", "single-origin", "Port Optimizer", "--format", "json")
    marks = {(row["property"], row["value"]): row["conflict"] for row in json.loads(run.out)}
    assert marks["created", "2017"] is None
    assert marks["in use since", "2017"] == marks["in use since", "2021"] == "in use since: open"


def test_an_answer_without_conflict_has_no_column_for_it() -> None:
    run = run_gsc("ask", "when-concluded", "agreement:los-angeles-tokyo-mou-2023", "--format", "json")
    assert all("conflict" not in row for row in json.loads(run.out))
    assert run.err == ""


def test_a_card_shows_all_that_is_told_and_marks_it() -> None:
    run = run_gsc("show", YOKOHAMA, "--format", "json")
    marks = {
        row["value"]: row["conflict"] for row in json.loads(run.out) if row["fact"] in ("signed", "concluded")
    }
    assert (marks["2023-03-13"], marks["2023-03-16"]) == ("concluded: followed", "concluded: rejected")
    assert marks["../2023-03-17"] is None


def test_a_conflict_is_listed_with_who_tells_it_and_how_near_they_stand() -> None:
    run = run_gsc("conflicts", YOKOHAMA, "--format", "json", "--quiet")
    rows = {row["value"]: row for row in json.loads(run.out)}
    assert rows["2023-03-13"]["nearness"] == "own page"
    assert rows["2023-03-13"]["origin"] == "City of Yokohama (government)"
    assert rows["2023-03-13"]["state"] == "followed"
    assert rows["2023-03-16"]["nearness"] == "copied release"
    assert rows["2023-03-16"]["state"] == "rejected"


def test_of_one_value_the_nearest_telling_stands_first() -> None:
    rows = json.loads(run_gsc("conflicts", "Port Optimizer", "--format", "json", "--quiet").out)
    assert [row["nearness"] for row in rows] == [*["copied release"] * 3, "translation", "edited report"]
    rows = json.loads(run_gsc("conflicts", "Singapore", "--format", "json", "--quiet").out)
    told = [
        row["nearness"] for row in rows if row["value"] == "San Pedro Bay port complex + Port of Singapore"
    ]
    assert told == [*["copied release"] * 3, "edited report"]


def test_an_ad_hoc_query_keeps_its_rows_and_says_what_they_touch() -> None:
    query = f"SELECT ?date {{ {YOKOHAMA} gsc:concluded ?date }}"
    run = run_gsc("query", query, "--format", "csv")
    assert {"2023-03-13", "2023-03-16"} <= set(run.out.split())
    assert "conflict" not in run.out
    assert f"judged: {YOKOHAMA} gsc:concluded" in run.err
    assert run_gsc("query", query, "--quiet").err == ""


def test_open_conflicts_end_with_1_only_when_asked_for() -> None:
    assert run_gsc("conflicts").code == 0
    assert run_gsc("conflicts", "--exit-code").code == 1
    assert run_gsc("conflicts", YOKOHAMA, "--exit-code").code == 0


def test_the_conflicts_of_a_port_are_those_of_the_ties_at_whose_ends_it_stands() -> None:
    run = run_gsc("conflicts", "Singapore", "--format", "json", "--quiet")
    assert {row["thing"] for row in json.loads(run.out)} == {"Los Angeles–Singapore green shipping corridor"}


def judge(copy: Path, *more: str) -> tuple[int, str]:
    run = run_gsc(
        "judge", YOKOHAMA, "-w", str(copy), "--reason", "It is nearer.", "--decided", "2026-11-25", *more
    )
    return run.code, run.err


def test_a_judgement_is_written_and_holds_to_the_checks(copy: Path) -> None:
    code, said = judge(copy, "--accept", "city-of-yokohama-los-angeles-mou")
    assert (code, said) == (0, f"{JUDGEMENT}: written; gsc check holds it\n")
    run = run_gsc("check", "-w", str(copy), str(copy / JUDGEMENT), "--format", "json")
    assert (run.code, json.loads(run.out)["findings"]) == (0, [])
    rows = json.loads(run_gsc("conflicts", YOKOHAMA, "-w", str(copy), "--format", "json").out)
    assert {row["state"] for row in rows} == {"followed", "rejected"}


def test_a_new_source_opens_a_conflict_again(copy: Path) -> None:
    judge(copy, "--accept", "city-of-yokohama-los-angeles-mou")
    facts = SIGNED.format("2023-03-16").replace("agreement:x", YOKOHAMA)
    new = copy / "data" / "releases" / "2024" / "2024-01-01-r.ttl"
    new.parent.mkdir(exist_ok=True)
    new.write_text(RELEASE.format(slug="r", facts=facts), encoding="utf-8")
    rows = json.loads(run_gsc("conflicts", YOKOHAMA, "-w", str(copy), "--format", "json").out)
    assert {row["state"] for row in rows} == {"reopened"}
    run = run_gsc("ask", "when-concluded", YOKOHAMA, "-w", str(copy), "--format", "json")
    assert {row["conflict"] for row in json.loads(run.out)} == {None, "concluded: reopened"}
    assert "left out" not in run.err
    judge(copy, "--accept", "city-of-yokohama-los-angeles-mou")
    rows = json.loads(run_gsc("conflicts", YOKOHAMA, "-w", str(copy), "--format", "json").out)
    assert {row["state"] for row in rows} == {"followed", "rejected"}


@pytest.mark.parametrize(
    ("accept", "repair"),
    [
        (["portnews-guangzhou-mou"], "does not tell of it; these do: city-of-yokohama-los-angeles-mou"),
        (["city-of-yokohama-los-angeles-mou", "pacific-maritime-japan-sweden-mous"], "accept one of them"),
        (["no-such-release"], "no release is called"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused(copy: Path, accept: list[str], repair: str) -> None:
    code, said = judge(copy, *(part for name in accept for part in ("--accept", name)))
    assert code == 2
    assert repair in said
    assert not (copy / "data" / "judgements").exists()


def test_what_is_in_no_conflict_cannot_be_judged() -> None:
    run = run_gsc("judge", "Tokyo", "--accept", "x", "--reason", "y", "-o", "-")
    assert (run.code, run.err) == (2, "gsc: port:tokyo is in no conflict; gsc conflicts lists what is\n")


def test_of_several_conflicts_of_a_thing_one_is_named() -> None:
    run = run_gsc("judge", "corridor:los-angeles-singapore", "--accept", "x", "--reason", "y", "-o", "-")
    assert run.code == 2
    assert "in conflict in endpoint, stage; say one of them with --property" in run.err


def test_copies_of_one_account_are_one_origin(knowledge: Knowledge, graph: Graph) -> None:
    origins = Origins(knowledge)
    row = (Literal("2017", datatype=terms.EDTF_DATATYPE), NamedNode(ID + "platform/port-optimizer"))
    tellers = [
        release.graph
        for release in knowledge.releases
        if any(t.predicate.value == GSC + "inUseSince" and t.object == row[0] for t in release.triples)
    ]
    assert len(tellers) == 4
    assert {origins.of(teller) for teller in tellers} == {NamedNode(ID + "organization/port-of-los-angeles")}
    assert origins.counts(graph, [(*row, tellers[0])]) == [1]


def test_independent_origins_of_a_row_are_counted() -> None:
    run = run_gsc("ask", "agreement-parties", YOKOHAMA, "--origins", "--format", "json")
    counts = {row["party"]: row["origins"] for row in json.loads(run.out)}
    assert counts == {"Port of Los Angeles": "2", "Port of Yokohama": "2"}


def test_near_identical_pages_have_one_origin_even_if_none_is_named(copy: Path) -> None:
    original = next(copy.glob("data/releases/2023/*portnews-tokyo-yokohama-mous.ttl"))
    text = original.read_text(encoding="utf-8").replace(
        "release/portnews-tokyo-yokohama-mous", "release/twin"
    )
    lines = [line for line in text.split("\n") if "gsc:origin" not in line]
    original.with_name("2023-03-17-twin.ttl").write_text("\n".join(lines), encoding="utf-8")
    knowledge = load(Workspace(copy))
    pairs = [{one.slug, other.slug} for one, other in near_identical(knowledge.releases)]
    assert {"twin", "portnews-tokyo-yokohama-mous"} in pairs
    assert (
        Origins(knowledge).of(NamedNode(ID + "release/twin")).value == ID + "organization/port-of-los-angeles"
    )
