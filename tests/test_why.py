"""``gsc why`` proves a fact down to its passages, or says what it lacks, in every format alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from green_corridors import terms
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.proofs import mermaid, proof_format_names
from green_corridors.vocabulary import Vocabulary
from tests.conftest import FROM_FEW, Run, run_gsc

TOKYO = "portnews-tokyo-yokohama-mous"
PARTNERS = ("Los Angeles", "corridor partner", "Tokyo")
#: A fact that nearly follows.
MISSED = ("port:los-angeles", "sister port", "port:nagoya", "--source", "asia-cargo-news-jetro-mou")
#: What the rule of corridor partners asks of a corridor beside its ends.
ONE_COUNTRY = (
    "nothing says: “{0}” gsc:locatedIn ?country . “{1}” gsc:locatedIn ?country . ?country a gsc:Country . "
    "“{2}” gsc:endpoint ?abroad . FILTER(?abroad != ?country) FILTER NOT EXISTS {{ ?abroad gsc:locatedIn ?country }}"
)


def why(*words: str, workspace: Path | None = None) -> Run:
    return run_gsc("why", *words, *(["-w", str(workspace)] if workspace else []))


def data(*words: str, code: int = 0, workspace: Path | None = None) -> list[dict[str, Any]]:
    run = why(*words, "-f", "json", workspace=workspace)
    assert (run.code, run.err) == (code, "")
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


def leaves(proof: dict[str, Any]) -> list[dict[str, Any]]:
    if "stated" in proof:
        return [proof]
    return [leaf for premise in proof["premises"] for leaf in leaves(premise)]


def test_a_fact_is_proved_by_every_release_from_which_it_follows() -> None:
    [explanation] = data(*PARTNERS, *FROM_FEW)
    assert explanation["holds"]
    assert explanation["terms"] == "port:los-angeles gsc:corridorPartner port:tokyo"
    assert [account["source"] for account in explanation["accounts"]] == [
        "PortNews, 2023-03-17",
        "Pacific Maritime Magazine, 2023-03-18/..",
        "Balitang Marino, 2023-10-26?",
    ]
    for account in explanation["accounts"]:
        assert account["proof"]["by"] == "rule corridor-partner"
        sources = {leaf["stated"]["source"] for leaf in leaves(account["proof"])}
        assert sources == {account["source"], "register"}


def test_every_leaf_leads_to_a_line_and_in_a_release_to_a_passage(knowledge: Knowledge) -> None:
    for account in data(*PARTNERS)[0]["accounts"]:
        for leaf in leaves(account["proof"]):
            place, fact = leaf["stated"], leaf["fact"]
            line = (
                (knowledge.workspace.root / place["file"])
                .read_text(encoding="utf-8")
                .splitlines()[place["line"] - 1]
            )
            assert fact["object"].strip("<>").rpartition("/")[2].rpartition("#")[2] in line
            if place["release"]:
                assert all(passage["link"].startswith(place["address"]) for passage in place["passages"])
                assert "#:~:text=" in place["passages"][0]["link"]
            else:
                assert place["passages"] == []


def test_a_proof_goes_through_axioms_down_to_what_is_stated() -> None:
    [explanation] = data("USLAX", "partner", "port:tokyo", "--source", TOKYO)
    [account] = explanation["accounts"]
    proof = account["proof"]
    assert proof["by"] == "sub-property: corridor partner ⊑ partner"
    assert re.fullmatch(r"ontology/core\.ttl:\d+", proof["place"])
    assert proof["premises"][0]["by"] == "rule corridor-partner"
    assert proof["premises"][0]["conditions"] == [
        "Port of Los Angeles differs from Port of Tokyo",
        ONE_COUNTRY.format(
            "Port of Los Angeles", "Port of Tokyo", "Los Angeles–Tokyo green shipping corridor"
        ),
    ]


def test_every_reading_that_holds_is_explained() -> None:
    readings = data("Los Angeles", "partner", "Tokyo", "--source", TOKYO)
    assert [reading["terms"] for reading in readings] == [
        "port:los-angeles gsc:partner port:tokyo",
        "organization:port-of-los-angeles gsc:partner organization:port-of-tokyo",
    ]


def test_a_stated_fact_shows_where_it_stands() -> None:
    run = why("agreement:los-angeles-guangzhou-mou-2023", "term", "P3Y")
    assert run.code == 0
    assert "stated in Balitang Marino, 2023-10-26? (data/releases/2023/2023-10-26-balitang-marino" in run.out
    assert "#:~:text=" in run.out
    assert "register (data/register/ports.ttl:" in why("Port of Tokyo", "a", "port").out


def test_what_follows_from_the_register_alone_needs_no_release() -> None:
    [explanation] = data("Port of Los Angeles", "located in", "United States")
    assert [account["release"] for account in explanation["accounts"]] == [""]


@pytest.mark.parametrize(
    ("words", "by", "premise"),
    [
        (
            ("agreement:los-angeles-guangzhou-mou-2023", "term ends", "../2026-10-26?"),
            "computed: the end of a term",
            "term — P3Y",
        ),
        (("date:2023-03", "earliest", "2023-03-01"), "computed: the bounds of a date", "signed — 2023-03"),
        (("date:2023-03", "uncertain", "false"), "computed: the bounds of a date", "signed — 2023-03"),
    ],
)
def test_what_is_computed_names_what_it_is_computed_from(
    words: tuple[str, ...], by: str, premise: str
) -> None:
    run = why(*words)
    assert run.code == 0
    assert f"follows by {by}\n" in run.out
    assert premise in run.out


@pytest.mark.parametrize(
    "prop",
    [
        "corridor partner",
        "corridorPartner",
        "gsc:corridorPartner",
        "Corridor Partner",
        terms.GSC + "corridorPartner",
        f"<{terms.GSC}corridorPartner>",
    ],
)
def test_a_property_is_known_by_every_name(prop: str) -> None:
    assert why("USLAX", prop, "JPTYO").out == why(*PARTNERS).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Los Angeles", "corridorpartners", "Tokyo"), "the nearest are gsc:corridorPartner,"),
        (
            ("Nowhere", "corridor partner", "Tokyo"),
            "no thing in the graph is called “Nowhere”; the nearest are",
        ),
        (("Los Angeles", "corridor partner", "Tokio-Bay"), "called “Tokio-Bay”; the nearest are"),
        (("Los Angeles", "a", "Harbor"), "no class is called “Harbor”; the nearest are"),
        (("Los Angeles", "a", "corridorPartner"), "no class is called"),
        (("Los Angeles", "x: y", "Tokyo"), "no property is called “x: y”"),
        (("a: b", "partner", "Tokyo"), "called “a: b”"),
        (("http://nowhere.example/", "partner", "Tokyo"), "is called “http://nowhere.example/”"),
        ((*PARTNERS, "--source", "nowhere"), "no release is called “nowhere”"),
        ((*PARTNERS, "--known-at", "yesterday"), "“yesterday” is no date"),
    ],
)
def test_what_is_not_known_is_one_line_with_the_nearest(words: tuple[str, ...], said: str) -> None:
    run = why(*words)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert said in run.err


def test_two_things_of_one_kind_are_listed_unless_the_fact_tells_them_apart(copied_workspace: Path) -> None:
    register = copied_workspace / "data/register/people.ttl"
    text = register.read_text(encoding="utf-8")
    added = '\nperson:other-nakano a gsc:Person ;\n    skos:prefLabel "Haruki Nakano"@en .\n'
    register.write_text(text + added, encoding="utf-8")
    run = why("Nakano", "pref label", "Jane", workspace=copied_workspace)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "person:hiroya-nakano" in run.err
    assert "person:other-nakano" in run.err
    assert why("Nakano", "pref label", "Haruki Nakano", workspace=copied_workspace).code == 0


def test_a_property_of_another_vocabulary_takes_the_values_that_the_data_give_it() -> None:
    assert why("Port of Los Angeles", "exact match", "http://www.wikidata.org/entity/Q1308991").code == 0
    assert why("Port of Los Angeles", "alt label", "Port of LA").code == 0
    assert (
        why("topic:sustainability", "in scheme", "https://w3id.org/green-corridors/vocabulary/topic").code
        == 0
    )


def test_a_thing_inside_a_release_is_known_by_its_address() -> None:
    signs = "release:pacific-maritime-japan-sweden-mous#nakano-signs"
    run = why(signs, "agent", "Hiroya Nakano")
    assert run.code == 0, run.err
    assert "sub-property: participant ⊑ agent" in run.out


def test_a_fact_that_does_not_hold_tells_the_nearest_rule_and_what_it_lacks() -> None:
    [explanation] = data("Los Angeles", "sister port", "Nagoya", *FROM_FEW, code=1)
    assert (explanation["holds"], explanation["accounts"]) == (False, [])
    [miss] = explanation["nearest"]
    assert miss["by"] == "rule sister-port"
    assert len(miss["holding"]) == 6
    assert [missing["text"] for missing in miss["missing"]] == [
        "Los Angeles–Nagoya cooperation agreement — is a — sister port agreement"
    ]


def test_a_port_that_would_be_its_own_partner_is_told_why_not() -> None:
    [explanation] = data("port:los-angeles", "corridor partner", "port:los-angeles", code=1)
    [miss] = explanation["nearest"]
    assert [missing["text"] for missing in miss["missing"]] == [
        "Port of Los Angeles differs from Port of Los Angeles"
    ]


def test_two_ports_of_one_country_on_a_corridor_that_leads_abroad_are_told_why_not() -> None:
    [explanation] = data("port:los-angeles", "corridor partner", "port:long-beach", code=1)
    [miss] = explanation["nearest"]
    assert len(miss["holding"]) == 4
    assert [missing["text"] for missing in miss["missing"]] == [
        ONE_COUNTRY.format(
            "Port of Los Angeles", "Port of Long Beach", "Los Angeles–Shanghai green shipping corridor"
        )
    ]


def test_a_premise_that_only_another_release_states_is_told(copied_workspace: Path) -> None:
    path = next(copied_workspace.glob("data/releases/*/*portnews*.ttl"))
    added = "\ncorridor:los-angeles-guangzhou a gsc:Corridor ;\n    gsc:endpoint port:los-angeles .\n"
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    words = "port:los-angeles", "corridor partner", "port:guangzhou", "--source", TOKYO
    [explanation] = data(*words, code=1, workspace=copied_workspace)
    [miss] = explanation["nearest"]
    assert miss["missing"] == [
        {
            "text": "Los Angeles–Guangzhou green shipping corridor — endpoint — Port of Guangzhou",
            "elsewhere": ["Balitang Marino, 2023-10-26?"],
        }
    ]
    out = why(*words, workspace=copied_workspace).out
    assert "It holds by other releases: Balitang Marino, 2023-10-26?" in out


def test_a_fact_of_releases_that_are_not_selected_names_them() -> None:
    words = "port:los-angeles", "corridor partner", "port:guangzhou"
    [explanation] = data(*words, "--known-at", "2023-05-01", code=1)
    [later] = data(*words)
    assert explanation["elsewhere"] == [account["source"] for account in later["accounts"]]
    assert "Balitang Marino, 2023-10-26?" in explanation["elsewhere"]
    run = why(*words, "--known-at", "2023-05-01")
    others = "; ".join(explanation["elsewhere"])
    assert f"It holds by releases that are not selected: {others}\n" in run.out


def test_a_release_that_is_not_selected_is_named_alone_where_it_alone_says_so(small_workspace: Path) -> None:
    words = "port:los-angeles", "corridor partner", "port:guangzhou", "--known-at", "2023-05-01"
    [explanation] = data(*words, code=1, workspace=small_workspace)
    assert explanation["elsewhere"] == ["Balitang Marino, 2023-10-26?"]


def test_a_wrong_value_shows_what_is_stated_instead() -> None:
    words = "agreement:los-angeles-guangzhou-mou-2023", "signed", "2023-10-27", *FROM_FEW
    [explanation] = data(*words, code=1)
    assert [step["fact"]["object"] for step in explanation["instead"]] == [
        f'"../2023-10-26?"^^<{terms.EDTF}EDTF>'
    ]
    run = why(*words)
    assert "No rule concludes this: it holds only where a source states it." in run.out


def test_a_negation_is_told_in_words(copied_workspace: Path) -> None:
    path = copied_workspace / "ontology/rules/corridor-partner.rq"
    text = path.read_text(encoding="utf-8")
    condition = "FILTER NOT EXISTS { ?corridor gsc:fuel ?fuel }\n}"
    path.write_text(text.rstrip().removesuffix("}") + condition, encoding="utf-8")
    [account] = data("port:los-angeles", "corridor partner", "port:nagoya", workspace=copied_workspace)[0][
        "accounts"
    ]
    corridor = "Los Angeles–Nagoya green shipping corridor"
    assert account["proof"]["conditions"] == [
        "Port of Los Angeles differs from Port of Nagoya",
        ONE_COUNTRY.format("Port of Los Angeles", "Port of Nagoya", corridor),
        f"nothing says: “{corridor}” gsc:fuel ?fuel",
    ]
    [explanation] = data(
        "port:los-angeles", "corridor partner", "port:guangzhou", code=1, workspace=copied_workspace
    )
    [miss] = explanation["nearest"]
    assert len(miss["holding"]) == 4
    corridor = "Los Angeles–Guangzhou green shipping corridor"
    one_country = ONE_COUNTRY.format("Port of Los Angeles", "Port of Guangzhou", corridor)
    assert [missing["text"] for missing in miss["missing"]] == [
        f"at least one of: {one_country}; nothing says: “{corridor}” gsc:fuel ?fuel"
    ]


def test_the_formats_are_the_folder_and_are_guessed_from_the_file(tmp_path: Path) -> None:
    assert proof_format_names() == ["json", "markdown", "mermaid", "text"]
    for ending, begin in {".json": "[", ".md": "## ", ".mmd": "flowchart BT", ".txt": "Port of"}.items():
        assert why(*PARTNERS, "-o", str(tmp_path / f"proof{ending}")).out == ""
        assert (tmp_path / f"proof{ending}").read_text(encoding="utf-8").startswith(begin)


@pytest.mark.parametrize(
    "words",
    [PARTNERS, ("Los Angeles", "partner", "Tokyo"), MISSED],
)
@pytest.mark.parametrize("name", ["json", "markdown", "mermaid", "text"])
def test_a_proof_is_the_same_each_time(words: tuple[str, ...], name: str) -> None:
    assert why(*words, "-f", name).out == why(*words, "-f", name).out


@pytest.mark.parametrize(
    "words",
    [PARTNERS, ("Los Angeles", "partner", "Tokyo"), MISSED],
)
def test_every_leaf_stands_in_every_format(words: tuple[str, ...]) -> None:
    code = why(*words).code
    found = data(*words, code=code)
    proofs = [account["proof"] for each in found for account in each["accounts"]]
    proofs += [step for each in found for miss in each["nearest"] for step in miss["holding"]]
    texts = {leaf["fact"]["text"] for proof in proofs for leaf in leaves(proof)}
    assert texts
    for name in ("markdown", "mermaid", "text"):
        out = why(*words, "-f", name).out.replace("\\", "")
        assert {text for text in texts if text not in out} == set(), name


NODE = re.compile(r'n\d+(?:\["[^"]*"\]|\(\["[^"]*"\]\)|\{\{"[^"]*"\}\}|\[/"[^"]*"/\])(?::::\w+)?')
EDGE = re.compile(r"n(\d+) (?:-->|-\.->) n(\d+)")


def check_mermaid(text: str) -> None:
    """Hold the grammar of the flowcharts that are written: nodes with quoted texts, and edges between nodes."""
    first, *lines = text.splitlines()
    assert first == "flowchart BT"
    nodes = {
        line.split("[")[0].split("(")[0].split("{")[0].strip()
        for line in lines
        if NODE.fullmatch(line.strip())
    }
    for line in lines:
        edge = EDGE.fullmatch(line.strip())
        assert edge or NODE.fullmatch(line.strip()) or line.strip().startswith("classDef "), line
        if edge:
            assert {f"n{edge[1]}", f"n{edge[2]}"} <= nodes


@pytest.mark.parametrize(
    "words",
    [
        PARTNERS,
        ("Los Angeles", "partner", "Tokyo"),
        MISSED,
        ("port:los-angeles", "gist", "x"),
    ],
)
def test_a_chart_of_mermaid_has_nodes_and_edges_between_them(words: tuple[str, ...]) -> None:
    check_mermaid(why(*words, "-f", "mermaid").out)


HOSTILE = 'A"]; click n1 "javascript:x" <b>#quot;</b> `c` [d](e) | \\\\ {f} \u202eg'


def test_labels_are_data_in_every_format(copied_workspace: Path) -> None:
    register = copied_workspace / "data/register/people.ttl"
    label = HOSTILE.replace('"', '\\"')
    added = f'\nperson:hostile a gsc:Person ;\n    skos:prefLabel "{label}"@en .\n'
    register.write_text(register.read_text(encoding="utf-8") + added, encoding="utf-8")
    words = "person:hostile", "a", "agent"
    chart = why(*words, "-f", "mermaid", workspace=copied_workspace).out
    check_mermaid(chart)
    assert "\u202e" not in chart
    assert "\\u202e" in why(*words, workspace=copied_workspace).out
    html = MarkdownIt().render(why(*words, "-f", "markdown", workspace=copied_workspace).out)
    assert "<b>" not in html
    assert 'href="e"' not in html
    assert data(*words, workspace=copied_workspace)[0]["fact"]["text"].startswith('A"]; click')


def test_what_mermaid_reads_as_syntax_is_an_entity() -> None:
    assert mermaid.ENTITIES[ord('"')] == "#34;"
    assert all(value == f"#{key};" for key, value in mermaid.ENTITIES.items())


def test_every_property_and_class_of_ours_is_found_by_its_label_and_local_name(
    knowledge: Knowledge, names: Names
) -> None:
    vocabulary = Vocabulary(knowledge, names)
    for local in vocabulary.local_names():
        assert vocabulary.property(local).value == terms.GSC + local
    assert vocabulary.property("UN/LOCODE").value == terms.GSC + "unlocode"
    assert vocabulary.property("alt label") == terms.ALT_LABEL
    assert vocabulary.class_("green shipping corridor").value == terms.GSC + "Corridor"
