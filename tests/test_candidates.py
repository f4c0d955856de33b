"""Things that may be the same are found with the evidence; what only looks alike is not; decisions hold."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from green_corridors.candidates import APART, HOMONYM, SAME, Candidate, candidates
from green_corridors.checking import check_workspace
from green_corridors.graph import load
from green_corridors.likeness import Spelling, alike
from green_corridors.names import Names
from green_corridors.traits import metres
from green_corridors.workspace import Workspace
from tests.conftest import run_gsc

KINDS = ("agreement", "corridor", "event", "organization", "person", "place", "platform", "port")
PREFIXES = "\n".join(
    [f"@prefix {kind}: <https://w3id.org/green-corridors/id/{kind}/> ." for kind in KINDS]
    + [
        "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .",
        "@prefix gsc: <https://w3id.org/green-corridors/ontology#> .",
        "@prefix kind: <https://w3id.org/green-corridors/vocabulary/kind/> .",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .",
        "@prefix role: <https://w3id.org/green-corridors/vocabulary/role/> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix wd: <http://www.wikidata.org/entity/> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    ]
)
Found = dict[tuple[str, str], Candidate]
Search = Callable[..., Found]


def release(slug: str, text: str) -> str:
    """Return a release file that says what a text says."""
    return f"""@base <https://w3id.org/green-corridors/id/release/{slug}> .
{PREFIXES}
<> a gsc:Release ;
    gsc:address <https://example.org/{slug}> ;
    gsc:published "2023-03-17"^^edtf:EDTF ;
    gsc:publisher organization:asia-cargo-news ;
    gsc:retrieved "2026-11-21"^^xsd:date ;
    gsc:title "A case"@en .
{text}
"""


@pytest.fixture
def search(copied_workspace: Path) -> Search:
    """Return a function that adds to the register and adds releases, and returns what is found by CURIEs."""

    def found(register: str = "", *releases: str) -> Found:
        if register:
            path = copied_workspace / "data" / "register" / "supplement.ttl"
            path.write_text(PREFIXES + register, encoding="utf-8")
        for number, text in enumerate(releases):
            path = copied_workspace / "data" / "releases" / "2023" / f"2023-03-17-case-{number}.ttl"
            path.write_text(release(f"case-{number}", text), encoding="utf-8")
        knowledge = load(Workspace(copied_workspace))
        names = Names(knowledge)
        curie = names.curie
        return {(curie(c.one.iri), curie(c.other.iri)): c for c in candidates(knowledge, names)}

    return found


def body(slug: str, *names: str, more: str = "gsc:kind kind:company") -> str:
    labels = " ;\n".join(f'    skos:altLabel "{name}"@en' for name in names[1:])
    labels = labels and labels + " ;\n"
    return f'organization:{slug} a gsc:Organization ;\n    skos:prefLabel "{names[0]}"@en ;\n{labels}    {more} .\n'


def person(slug: str, *names: str) -> str:
    labels = "".join(f' ;\n    skos:altLabel "{name}"@en' for name in names[1:])
    return f'person:{slug} a gsc:Person ;\n    skos:prefLabel "{names[0]}"@en{labels} .\n'


def port(slug: str, name: str, latitude: float, longitude: float, more: str = "") -> str:
    return (
        f'port:{slug} a gsc:Port ;\n    skos:prefLabel "{name}"@en ;\n    gsc:country place:japan ;\n'
        f"    gsc:latitude {latitude} ;\n    gsc:longitude {longitude}{more} .\n"
    )


X, Y = "organization:x", "organization:y"


@pytest.mark.parametrize(
    ("one", "other", "grade", "words"),
    [
        (["Bluewater Lines"], ["Bluewater Lines"], "strong", "both are called “Bluewater Lines”"),
        (["Bluewater Lines"], ["BLUEWATER, LINES"], "strong", "both are called “Bluewater Lines”"),
        (["Ærø Færger"], ["Aero Faerger"], "strong", "both are called “Ærø Færger”"),
        (["Compañía Sur"], ["Compania Sur"], "strong", "both are called “Compañía Sur”"),
        (["Bluewater Lines"], ["Acme", "Bluewater Lines"], "strong", "both are called “Bluewater Lines”"),
        (["Blue Water Lines"], ["Bluewater Lines"], "strong", "are one but for spaces"),
        (["Lines of Bluewater"], ["Bluewater of Lines"], "strong", "are one but for the order of words"),
        (["Bluewater Lines"], ["Bluewater Lines Co., Ltd."], "strong", "are one but for the legal form"),
        (["Bluewater Lines GmbH"], ["The Bluewater Lines Corp."], "strong", "are one but for the legal form"),
        (["PT Samudera Biru"], ["Samudera Biru"], "strong", "are one but for the legal form"),
        (["Bluewater Shipping Lines"], ["Bluewatter Shipping Lines"], "likely", "differ in a letter or two"),
        (["Port of Kobe"], ["Kobe Port Authority"], "likely", "differ only in words such as port"),
        (["BWL"], ["Blue Water Lines"], "likely", "“BWL” may be short for “Blue Water Lines”"),
        (
            ["B.W.L."],
            ["Blue Water Lines of Kobe"],
            "likely",
            "“B.W.L.” may be short for “Blue Water Lines of",
        ),
        (
            ["Bluewater Lines (Kobe)"],
            ["Bluewater Lines"],
            "possible",
            "differ only in what stands in brackets",
        ),
        (["Bluewater"], ["Bluewater Container Terminals"], "possible", "the words of “Bluewater” stand in"),
        (["Kobe Port Lines"], ["Kobe-Osaka International Port Lines"], "possible", "the words of “Kobe Port"),
        (["青海航運"], ["Blue Sea Lines", "青海航運"], "strong", "both are called “青海航運”"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[-1],
)
def test_bodies_with_names_that_are_alike_may_be_the_same(
    one: list[str], other: list[str], grade: str, words: str, search: Search
) -> None:
    found = search(body("x", *one) + body("y", *other))[X, Y]
    assert (found.finding, found.grade, found.open) == (SAME, grade, True)
    assert any(words in reason for reason in found.reasons), found.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["Bluewater Lines"], ["Redwater Lines"]),
        (["Northern Bluewater Shipping Lines"], ["Southern Bluewater Shipping Lines"]),
        (["Bluewater Terminal 12 of the Old Harbour"], ["Bluewater Terminal 13 of the Old Harbour"]),
        (["Bluewater"], ["Blue Lines"]),
        (["BWX"], ["Blue Water Lines"]),
        (["BW"], ["Blue Water"]),
        (["Blue Water Lines"], ["Big White Lighthouses"]),
        (["Bwl"], ["Blue Water Lines"]),
        (["Lines"], ["Linesmen"]),
        (["Tokyo"], ["Tokyo Bluewater Lines"]),
        (["Corporation"], ["Bluewater Corporation"]),
    ],
    ids=lambda value: value[0],
)
def test_bodies_with_other_names_are_not_candidates(one: list[str], other: list[str], search: Search) -> None:
    assert (X, Y) not in search(body("x", *one) + body("y", *other))


MPA_SINGAPORE = body(
    "x", "Maritime and Port Authority of Singapore", "MPA", more="gsc:actsFor port:singapore"
)
MPA_MONTREAL = body("y", "Montreal Port Authority", "MPA")


def test_one_acronym_of_two_names_is_one_name_of_two_things(search: Search) -> None:
    found = search(MPA_SINGAPORE + MPA_MONTREAL)[X, Y]
    assert (found.finding, found.grade, found.reasons) == (HOMONYM, "", ("both are called “MPA”",))


def test_a_body_known_by_the_acronym_alone_may_be_each_that_has_it(search: Search) -> None:
    found = search(MPA_SINGAPORE + MPA_MONTREAL + body("z", "MPA"))
    assert found[X, "organization:z"].finding == found[Y, "organization:z"].finding == SAME
    assert found[X, Y].finding == HOMONYM


def test_an_acronym_that_stands_for_a_name_of_its_bearer_is_not_read_as_another(search: Search) -> None:
    assert (X, Y) not in search(MPA_SINGAPORE + body("y", "Montreal Port Authority"))


def test_one_name_of_bodies_of_two_ports_is_one_name_of_two_things(search: Search) -> None:
    facts = [
        body(slug, "Harbour Trust", more=f"gsc:actsFor port:{of}")
        for slug, of in (("x", "tokyo"), ("y", "malmo"))
    ]
    found = search("".join(facts))[X, Y]
    assert found.finding == HOMONYM
    assert found.reasons == ("both are called “Harbour Trust”", "but they act for different ports")


def test_one_name_of_things_of_two_kinds_is_by_design(search: Search) -> None:
    found = search(
        body("x", "Port of Kobe")
        + port("kobe", "Port of Kobe", 34.6, 135.2)
        + 'place:kobe a gsc:City ;\n    skos:prefLabel "Port of Kobe"@en .\n'
        + 'place:kobe-region a gsc:Region ;\n    skos:prefLabel "Port of Kobe"@en .\n'
    )
    assert not [pair for pair in found if any("kobe" in curie for curie in pair)]


def test_a_unit_is_not_the_body_it_belongs_to(search: Search) -> None:
    found = search(
        body("x", "Bluewater") + body("y", "Bluewater Terminals", more="gsc:unitOf organization:x")
    )
    assert found[X, Y].finding == APART
    assert not found[X, Y].open
    assert "but a source states how the one stands to the other" in found[X, Y].reasons


def test_bodies_that_act_for_one_port_may_be_the_same(search: Search) -> None:
    acting = "gsc:actsFor port:malmo ;\n    gsc:kind kind:"
    facts = body("x", "Acme", more=f"{acting}company") + body("y", "Blue Lines", more=f"{acting}company")
    found = search(facts + body("z", "Green Office", more=f"{acting}government"))
    assert (found[X, Y].finding, found[X, Y].grade) == (SAME, "likely")
    assert found[X, Y].reasons == ("both act for Port of Malmö",)
    assert found[X, "organization:z"].grade == "possible"
    assert (X, "organization:port-of-gothenburg") not in found


def test_two_bodies_that_one_release_tells_of_are_told_apart(search: Search) -> None:
    acting = "gsc:actsFor port:malmo"
    facts = body("x", "Acme", more=acting) + body("y", "Blue Lines", more=acting)
    told = "agreement:x a gsc:Agreement ;\n    gsc:party organization:x ;\n    gsc:party organization:y ."
    found = search(facts, told)[X, Y]
    assert (found.finding, found.reasons[-1]) == (APART, "but 1 release tells of both")


def test_one_identifier_means_one_thing_whatever_speaks_against_it(search: Search) -> None:
    facts = port("x", "Port of Kobe", 34.6, 135.2, " ;\n    skos:exactMatch wd:Q1") + port(
        "y", "Hyogo Harbour", 35.6, 139.2, " ;\n    skos:exactMatch wd:Q1"
    )
    told = "corridor:x a gsc:Corridor ;\n    gsc:endpoint port:x ;\n    gsc:endpoint port:y ."
    found = search(facts, told)["port:x", "port:y"]
    assert (found.finding, found.grade) == (SAME, "strong")
    assert found.reasons == ("both have the match Q1", "but 1 release tells of both")


def test_one_unlocode_means_one_port(search: Search) -> None:
    facts = port("x", "Kobe", 34.6, 135.2, ' ;\n    gsc:unlocode "JPUKB"') + port(
        "y", "Hyogo", 35.6, 139.2, ' ;\n    gsc:unlocode "JPUKB"'
    )
    assert search(facts)["port:x", "port:y"].reasons == ("both have the UN/LOCODE JPUKB",)


@pytest.mark.parametrize(("degrees", "found"), [(0.004, True), (0.006, False)])
def test_ports_within_a_few_hundred_metres_may_be_the_same(
    degrees: float, found: bool, search: Search
) -> None:
    facts = port("x", "Kobe", 34.6, 135.2) + port("y", "Hyogo", 34.6 + degrees, 135.2)
    assert (("port:x", "port:y") in search(facts)) is found


def test_the_distance_of_two_positions_is_that_on_the_sphere() -> None:
    assert metres((0.0, 0.0), (0.0, 0.0)) == 0
    assert abs(metres((0.0, 179.9), (0.0, -179.9)) - 22_239) < 2
    assert abs(metres((60.0, 10.0), (60.0, 10.01)) - 556) < 1


def test_two_ports_of_one_name_and_two_unlocodes_are_one_name_of_two_things(search: Search) -> None:
    facts = port("x", "Port of Newport", 34.6, 135.2, ' ;\n    gsc:unlocode "JPXXA"') + port(
        "y", "Port of Newport", 41.6, 140.2, ' ;\n    gsc:unlocode "JPXXB"'
    )
    found = search(facts)["port:x", "port:y"]
    assert (found.finding, found.reasons[-1]) == (HOMONYM, "but they have different UN/LOCODEs")


PERSONS = ("person:x", "person:y")


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        (["Ana Lopez"], ["Ana López"], "strong"),
        (["Lopez, Ana"], ["Ana Lopez"], "strong"),
        (["Anabella Lopez"], ["Anabela Lopez"], "likely"),
        (["A. Lopez"], ["Ana Lopez"], "possible"),
        (["Ana M. Lopez"], ["Ana Lopez"], "possible"),
        (["Ana Maria Lopez"], ["Ana Lopez"], "possible"),
    ],
    ids=str,
)
def test_persons_with_names_that_are_alike_may_be_the_same(
    one: list[str], other: list[str], grade: str, search: Search
) -> None:
    found = search(person("x", *one) + person("y", *other))[PERSONS]
    assert (found.finding, found.grade) == (SAME, grade)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Lopez", "Eva Lopez"),
        ("A. Lopez", "Eva Lopez"),
        ("Ana Lopez", "Ana Perez"),
        ("Ana Lopez", "Lopez"),
    ],
)
def test_persons_with_one_name_in_common_are_not_candidates(one: str, other: str, search: Search) -> None:
    assert PERSONS not in search(person("x", one) + person("y", other))


def office(who: str, title: str, of: str = "port-of-tokyo") -> str:
    return (
        f"<#x> a gsc:Participation ;\n    gsc:participant person:{who} ;\n"
        f'    gsc:jobTitle "{title}" ;\n    gsc:onBehalfOf organization:{of} .'
    )


def test_one_office_makes_persons_of_near_names_more_likely_the_same(search: Search) -> None:
    people = person("x", "A. Lopez") + person("y", "Ana Lopez")
    found = search(people, office("x", "Executive Director"), office("y", "executive director"))[PERSONS]
    assert found.grade == "likely"
    assert "both hold one office at Port of Tokyo" in found.reasons


@pytest.mark.parametrize(
    ("names", "titles", "bodies", "found"),
    [
        (("Ana Lopez", "Eva Lopez"), ("Director", "Director"), ("port-of-tokyo",) * 2, True),
        (("Ana Lopez", "Anna Lopes"), ("Port Director", "Director"), ("port-of-tokyo",) * 2, True),
        (("Ana Lopez", "Eva Perez"), ("Director", "Director"), ("port-of-tokyo",) * 2, False),
        (("Ana Lopez", "Eva Lopez"), ("Director", "President"), ("port-of-tokyo",) * 2, False),
        (("Ana Lopez", "Eva Lopez"), ("Director", "Director"), ("port-of-tokyo", "port-of-yokohama"), False),
    ],
    ids=["one family name", "near names", "other names", "other titles", "other bodies"],
)
def test_persons_in_one_office_may_be_the_same_if_their_names_are_near(
    names: tuple[str, str], titles: tuple[str, str], bodies: tuple[str, str], found: bool, search: Search
) -> None:
    releases = [office(who, title, of) for who, title, of in zip("xy", titles, bodies, strict=True)]
    people = "".join(person(slug, name) for slug, name in zip("xy", names, strict=True))
    assert (PERSONS in search(people, *releases)) is found


def agreement(slug: str, kind: str, date: str, *parties: str) -> str:
    told = "".join(f" ;\n    gsc:party organization:{party}" for party in parties)
    dated = f' ;\n    gsc:signed "{date}"^^edtf:EDTF' if date else ""
    return f'agreement:{slug} a gsc:{kind} ;\n    skos:prefLabel "Agreement {slug}"@en{told}{dated} .'


AGREEMENTS = ("agreement:x", "agreement:y")
MOU = "MemorandumOfUnderstanding"


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        ((MOU, "2023-03-13"), (MOU, "2023-03-16"), "likely"),
        ((MOU, "2023-03"), (MOU, "../2023-03-17"), "likely"),
        ((MOU, "2023-03"), ("Agreement", "2023-03"), "likely"),
        ((MOU, ""), (MOU, "2023-03-16"), "possible"),
        ((MOU, "2022-03-13"), (MOU, "2023-03-16"), None),
        ((MOU, "2023-03-13"), ("SisterPortAgreement", "2023-03-13"), None),
    ],
    ids=["days apart", "imprecise", "no narrower kind", "no date", "a year apart", "another kind"],
)
def test_agreements_of_one_kind_between_the_same_bodies_may_be_the_same_if_their_dates_allow(
    one: tuple[str, str], other: tuple[str, str], grade: str | None, search: Search
) -> None:
    parties = ("port-of-tokyo", "portnews")
    found = search("", agreement("x", *one, *parties), agreement("y", *other, *reversed(parties))).get(
        AGREEMENTS
    )
    assert (found.grade if found and found.open else None) == grade


def test_agreements_between_bodies_of_the_same_ports_may_be_the_same(search: Search) -> None:
    facts = body("x", "Acme", more="gsc:actsFor port:tokyo")
    told = [
        agreement("x", MOU, "2023-03-13", "portnews", "port-of-tokyo"),
        agreement("y", MOU, "2023-03-13", "portnews", "x"),
    ]
    found = search(facts, *told)[AGREEMENTS]
    assert (found.finding, found.reasons) == (
        APART,
        ("both join the same ports", "but they have different parties"),
    )


def test_an_agreement_is_not_the_one_that_it_follows(search: Search) -> None:
    parties = ("port-of-tokyo", "portnews")
    later = agreement("y", MOU, "2023-03-20", *parties) + "\nagreement:y gsc:follows agreement:x ."
    assert search("", agreement("x", MOU, "2023-03-13", *parties), later)[AGREEMENTS].finding == APART


def corridor(slug: str, name: str, *ends: str) -> str:
    told = "".join(f" ;\n    gsc:endpoint port:{end}" for end in ends)
    return f'corridor:{slug} a gsc:Corridor ;\n    skos:prefLabel "{name}"@en{told} .'


def test_corridors_between_the_same_endpoints_may_be_the_same(search: Search) -> None:
    told = [corridor("x", "Baltic way", "malmo", "tokyo"), corridor("y", "Nordic way", "tokyo", "malmo")]
    found = search("", *told)
    assert found["corridor:x", "corridor:y"].reasons == ("both join the same endpoints",)
    assert ("corridor:los-angeles-tokyo", "corridor:x") not in found


def test_corridors_of_one_name_and_other_endpoints_are_one_name_of_two_things(search: Search) -> None:
    told = [corridor("x", "Silver way", "malmo", "tokyo"), corridor("y", "Silver way", "malmo", "nagoya")]
    found = search("", *told)["corridor:x", "corridor:y"]
    assert (found.finding, found.reasons[-1]) == (HOMONYM, "but they have different endpoints")


def event(slug: str, date: str, place: str = "tokyo", kind: str = "SigningCeremony") -> str:
    return (
        f'event:{slug} a gsc:{kind} ;\n    skos:prefLabel "Event {slug}"@en ;\n'
        f'    gsc:heldIn place:{place} ;\n    gsc:startDate "{date}"^^edtf:EDTF .'
    )


@pytest.mark.parametrize(
    ("one", "other", "grade"),
    [
        (("2023-03-16",), ("2023-03-16",), "likely"),
        (("2023-03",), ("2023-03-16",), "possible"),
        (("2023",), ("2023-03-16",), None),
        (("2023-03-16",), ("2023-03-17",), None),
        (("2023-03-16",), ("2023-03-16", "yokohama"), None),
        (("2023-03-16",), ("2023-03-16", "tokyo", "TradeMission"), None),
    ],
    ids=["one day", "within a month", "only the year", "the next day", "another place", "another kind"],
)
def test_events_of_one_kind_at_one_place_and_time_may_be_the_same(
    one: tuple[str, ...], other: tuple[str, ...], grade: str | None, search: Search
) -> None:
    found = search("", event("x", *one), event("y", *other)).get(("event:x", "event:y"))
    assert (found.grade if found else None) == grade


NOTE = '    skos:editorialNote "Two firms; the second is of Osaka."@en .\n'
DECIDED = body("x", "Bluewater Lines") + body(
    "y", "Bluewater Lines", more=f"owl:differentFrom organization:x ;\n{NOTE}"[:-3]
)


def test_what_is_decided_needs_nobody_any_more_and_tells_the_reason(search: Search) -> None:
    found = search(DECIDED)[X, Y]
    assert not found.open
    assert found.decision
    assert found.decision.reason == "Two firms; the second is of Osaka."


def test_a_decision_that_nothing_asks_for_is_kept_in_sight(search: Search) -> None:
    found = search(DECIDED.replace('"Bluewater Lines"', '"Red Sea Ferries"', 1))[X, Y]
    assert (found.finding, found.reasons, found.open) == (APART, (), False)


def test_the_checks_say_nothing_of_what_is_decided(copied_workspace: Path) -> None:
    data = copied_workspace / "data"
    for path in (data / "releases").rglob("*.ttl"):
        if not path.match("*cimc*"):
            path.unlink()
    (data / "releases" / "2023").mkdir(exist_ok=True)
    told = [corridor(slug, "Silver way", "malmo", "tokyo") for slug in "xy"]
    told += [event(slug, "2023-03-16").replace(f"Event {slug}", "The signing") for slug in "xy"]
    for number, text in enumerate(told):
        path = data / "releases" / "2023" / f"2023-03-17-case-{number}.ttl"
        path.write_text(release(f"case-{number}", text), encoding="utf-8")

    def rules(register: str, differences: str) -> set[str]:
        (data / "register" / "supplement.ttl").write_text(PREFIXES + register, encoding="utf-8")
        (data / "register" / "differences.ttl").write_text(PREFIXES + differences, encoding="utf-8")
        report = check_workspace(Workspace(copied_workspace), today=date(2026, 11, 24))
        return {finding.rule for finding in report.findings if not finding.rule.startswith("GSC-")}

    undecided = re.sub(r"owl:differentFrom \S+ ;\n", "", DECIDED)
    note = ' ;\n    skos:editorialNote "Two acts."@en .\n'
    apart = "".join(f"{kind}:x owl:differentFrom {kind}:y{note}" for kind in ("corridor", "event"))
    alarms = {"near-name", "across-corridor", "across-name"}
    assert rules(undecided, "") >= alarms
    assert not rules(DECIDED, apart) & (
        alarms | {"unknown-thing", "dead-reference", "different-from-nothing"}
    )


def test_a_pair_of_names_is_told_once_by_its_closest_likeness() -> None:
    names = [("a", Spelling("Blue Lines")), ("b", Spelling("blue lines")), ("a", Spelling("BLUE LINES"))]
    assert [(one, other) for one, other, _ in alike(names)] == [(0, 1), (1, 2)]


def test_a_name_of_very_many_things_is_told_of_each_with_the_first() -> None:
    names = [(number, Spelling("Berth")) for number in range(3000)]
    assert [pair[:2] for pair in alike(names)] == [(0, number) for number in range(1, 3000)]


def test_the_command_lists_pairs_and_fails_only_when_asked(copied_workspace: Path) -> None:
    path = copied_workspace / "data" / "register" / "supplement.ttl"
    path.write_text(PREFIXES + MPA_SINGAPORE + MPA_MONTREAL, encoding="utf-8")
    here = ("-w", str(copied_workspace))
    run = run_gsc("names", "check", "MPA", *here, "--format", "json")
    rows = json.loads(run.out)
    assert run.code == 0
    between = [row for row in rows if {row["one"], row["other"]} == {X, Y}]
    assert [(row["finding"], row["oneIri"], row["grade"]) for row in between] == [
        ("one name, two things", "https://w3id.org/green-corridors/id/organization/x", None)
    ]
    assert all({row["one"], row["other"]} & {X, Y} or "authority" in row["one"] for row in rows)
    assert run_gsc("names", "check", "MPA", *here, "--exit-code").code == 1
    assert run_gsc("names", "check", "Toks Omishakin", *here, "--exit-code").code == 0
    assert run_gsc("names", "check", "Toks Omishakim", *here).code == 2
    terms = run_gsc("names", "check", "MPA", *here, "--terms", "--format", "tsv")
    assert "<https://w3id.org/green-corridors/id/organization/x>" in terms.out


def test_all_tells_the_decision_with_its_reason_and_its_file(copied_workspace: Path) -> None:
    path = copied_workspace / "data" / "register" / "supplement.ttl"
    path.write_text(PREFIXES + DECIDED, encoding="utf-8")
    here = ("-w", str(copied_workspace))
    assert X not in run_gsc("names", "check", *here).out
    rows = json.loads(run_gsc("names", "check", X, "--all", *here, "-f", "json").out)
    assert [row["decision"] for row in rows] == [
        "Two firms; the second is of Osaka. (data/register/supplement.ttl)"
    ]


def test_the_examples_of_the_help_run() -> None:
    lines = run_gsc("names", "check", "--help").out.splitlines()
    examples = [line.split("gsc ")[1] for line in lines if line.strip().startswith("gsc ")]
    assert len(examples) == 3
    for example in examples:
        assert run_gsc(*shlex.split(example)).code == 0, example


def test_what_is_no_thing_of_a_kind_that_is_compared_is_refused() -> None:
    run = run_gsc("names", "check", "release:portnews-tokyo-yokohama-mous")
    assert (run.code, run.out) == (2, "")
    assert "is a release, which is not compared; name a port, place" in run.err
