"""Names find what a person means, and never the wrong thing."""

from __future__ import annotations

import pytest

from green_corridors.errors import AmbiguousName, UnknownName
from green_corridors.names import Names, fold


@pytest.mark.parametrize(
    ("text", "kind", "iri"),
    [
        ("LA", "port", "port/los-angeles"),
        ("los  ANGELES", "port", "port/los-angeles"),
        ("Port of LA", "port", "port/los-angeles"),
        ("Port of L.A.", "port", "port/los-angeles"),
        ("USLAX", "port", "port/los-angeles"),
        ("uslax", "port", "port/los-angeles"),
        ("Q1308991", "port", "port/los-angeles"),
        ("http://www.wikidata.org/entity/Q1308991", "port", "port/los-angeles"),
        ("https://w3id.org/green-corridors/id/port/los-angeles", "thing", "port/los-angeles"),
        ("port:los-angeles", "port", "port/los-angeles"),
        ("Shanghai Port", "port", "port/shanghai"),
        ("the port of Shanghai", "port", "port/shanghai"),
        ("CNSHG", "port", "port/shanghai"),
        ("Goteborg", "port", "port/gothenburg"),
        ("Malmo", "port", "port/malmo"),
        ("København", "port", "port/copenhagen"),
        ("Kobenhavn", "port", "port/copenhagen"),
        ("Los Angeles", "organization", "organization/port-of-los-angeles"),
        ("Los Angeles Port Authority", "organization", "organization/port-of-los-angeles"),
        ("Guangzhou", "organization", "organization/guangzhou-port-authority"),
        ("Indonesia Port Cooperation", "organization", "organization/indonesia-port-corporation"),
        ("C40 Urban Climate Leadership Alliance", "organization", "organization/c40-cities"),
        ("JETRO Los Angeles", "organization", "organization/jetro-los-angeles"),
        ("JETRO", "organization", "organization/jetro"),
        ("seroka", "person", "person/gene-seroka"),
        ("Gene Seroka", "thing", "person/gene-seroka"),
        ("Los Angeles", "thing", "port/los-angeles"),
        ("Green and Digital Shipping Corridor", "corridor", "corridor/los-angeles-singapore"),
        ("decarbonisation", "topic", "decarbonization"),
        ("Port Optimizer", "platform", "platform/port-optimizer"),
    ],
)
def test_a_name_finds_its_thing(text: str, kind: str, iri: str, names: Names) -> None:
    assert names.resolve(text, kind).iri.value.endswith("/" + iri)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("CNSHA", "port"), ("CNCAN", "port"), ("Gene Seroka", "port"), ("", "port"), ("port", "port")],
)
def test_what_is_no_name_of_a_kind_is_unknown_with_the_nearest_three(
    text: str, kind: str, names: Names
) -> None:
    with pytest.raises(UnknownName) as caught:
        names.resolve(text, kind)
    assert str(caught.value).count("“") == 4


def test_a_misspelt_name_gets_the_right_one_first(names: Names) -> None:
    assert names.nearest("Los Angelos", "port")[0].label == "Port of Los Angeles"
    assert names.nearest("Gena Serocka", "person")[0].label == "Gene Seroka"


def test_a_name_of_several_things_lists_them_with_what_to_say(names: Names) -> None:
    with pytest.raises(AmbiguousName, match=r"organization:port-of-shanghai .*say one of these"):
        names.resolve("Shanghai", "organization")
    with pytest.raises(
        AmbiguousName, match=r"corridor:los-angeles-guangzhou .*corridor:los-angeles-shanghai"
    ):
        names.resolve("trans-pacific green shipping corridor", "corridor")


def test_folding_forgives_case_accents_and_punctuation() -> None:
    assert fold("  Port  of Malmö, L.A. ") == "port of malmo la"
    assert fold("Københavns Havn; Łódź; Ærø") == "kobenhavns havn lodz aero"
