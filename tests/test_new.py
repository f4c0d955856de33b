"""gsc new begins a release: what is known of the page, and what of the graph is named in its text."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.anchors import digest, normalised, occurrences, standing
from green_corridors.cli import main
from green_corridors.graph import Knowledge, load
from green_corridors.house import house_form
from green_corridors.names import Names, fold
from green_corridors.passages import blocks, passage, sentences
from green_corridors.printed_dates import printed_dates
from green_corridors.reading import read
from green_corridors.recognition import Recogniser, Sentence
from green_corridors.scaffold import Page, candidates, release_file
from green_corridors.sources import Release, release_of
from green_corridors.workspace import Workspace
from tests.conftest import ROOT, Run, run_gsc, shared_folder

KNOWN = load(Workspace(ROOT))
#: Those of which the text is kept.
RELEASES = [r for r in KNOWN.releases if any(t.predicate == terms.SAVED_COPY for t in r.triples)]
PORTNEWS = NamedNode(terms.ID + "organization/portnews")
NEEDED = {
    "--address": "https://example.org/news/1",
    "--title": "Los Angeles and Tokyo speak of their corridor",
    "--publisher": "PortNews",
    "--published": "2024-05-02",
}
WRITTEN = "data/releases/2024/2024-05-02-portnews-los-angeles-tokyo-speak-corridor.ttl"


def new(folder: Path, *flags: str, **changed: str) -> Run:
    options = NEEDED | {f"--{name}": value for name, value in changed.items()}
    return run_gsc("new", "-w", str(folder), *(part for pair in options.items() for part in pair), *flags)


def named(names: Names, text: str) -> list[tuple[str, set[str]]]:
    """Return each name found in a text with the local names of what is meant."""
    return [
        (sighting.printed, {names.curie(entity.iri) for entity in sighting.meant})
        for sentence in Recogniser(names).sentences(text)
        for sighting in sentence.sightings
    ]


def saved(release: Release) -> str:
    stem = next(t.object.value for t in release.triples if t.predicate == terms.SAVED_COPY)  # type: ignore[union-attr]
    return (shared_folder("seeds", "SEEDS") / f"{stem}.txt").read_text(encoding="utf-8")


@pytest.fixture(params=RELEASES, ids=lambda release: release.slug)
def release(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


@pytest.fixture
def without(release: Release, copied_workspace: Path) -> Knowledge:
    """Return the knowledge before the release was added."""
    (copied_workspace / release.path.relative_to(ROOT)).unlink()
    return load(Workspace(copied_workspace))


def test_every_registered_thing_of_a_hand_made_release_that_is_printed_is_a_candidate(
    release: Release, without: Knowledge
) -> None:
    text, names = saved(release), Names(without)
    found = {each.thing for each in candidates(Recogniser(names).sentences(text), names, without)}
    register = {t.subject for source in without.register for t in source.triples}
    about = {terms.PUBLISHER, NamedNode(terms.GSC + "origin"), NamedNode(terms.GSC + "credits")}
    told = {t.object for t in release.triples if t.object in register and t.predicate not in about}
    normal = normalised(text)
    printed = {
        names.curie(iri)
        for iri in told
        if isinstance(iri, NamedNode)
        and any(
            t.subject == iri and isinstance(t.object, Literal) and standing(normal, t.object.value)
            for source in without.register
            for t in source.triples
            if t.predicate in (terms.PREF_LABEL, terms.ALT_LABEL)
        )
    }
    assert printed
    assert printed - found == set()


def test_no_candidate_is_a_name_that_is_not_printed(release: Release, without: Knowledge) -> None:
    text, names = saved(release), Names(without)
    normal = normalised(text)
    by_curie = {names.curie(entity.iri): entity for entity in names.entities.values()}
    found = candidates(Recogniser(names).sentences(text), names, without)
    assert found
    for each in found:
        assert standing(normal, each.printed), each
        if each.kind != "date":
            borne = {fold(name) for name in by_curie[each.thing].names}
            assert fold(each.printed) in borne or f"port of {fold(each.printed)}" in borne, each


def test_a_scaffold_of_a_seed_is_in_house_form_and_each_passage_stands_there_once(
    release: Release, without: Knowledge
) -> None:
    text = saved(release)
    stem = next(t.object.value for t in release.triples if t.predicate == terms.SAVED_COPY)  # type: ignore[union-attr]
    path = shared_folder("seeds", "SEEDS") / f"{stem}.txt"
    folder = without.workspace.root
    run = new(folder, "--text", str(path), retrieved="2024-05-03", origin="Port of Los Angeles")
    assert (run.code, run.out) == (0, WRITTEN + "\n"), run.err
    document = read(folder / WRITTEN)
    assert house_form(document) == document.text
    written = release_of(document)
    told = {
        predicate: {t.subject: t.object.value for t in written.triples if t.predicate == predicate}  # type: ignore[union-attr]
        for predicate in (terms.FIRST_WORDS, terms.LAST_WORDS, terms.SHA256)
    }
    normal = normalised(text)
    assert told[terms.FIRST_WORDS]
    for node, first in told[terms.FIRST_WORDS].items():
        places = occurrences(normal, first, told[terms.LAST_WORDS][node])
        assert len(places) == 1, first
        assert digest(normal[slice(*places[0])]) == told[terms.SHA256][node]
        assert len(first.split()) <= 5
        assert len(told[terms.LAST_WORDS][node].split()) <= 5
    register = {t.subject for source in without.register for t in source.triples}
    supported = {t.object for t in written.triples if t.predicate == terms.SUPPORTS}
    assert supported <= register
    kinds = {t.object for t in written.triples if t.predicate == terms.RDF_TYPE}
    assert kinds == {terms.RELEASE, terms.PASSAGE}
    assert f'gsc:savedCopy "{stem}"' in document.text


def test_a_scaffold_has_no_violation_and_the_command_says_what_comes_next(copied_workspace: Path) -> None:
    for path in copied_workspace.glob("data/releases/*/*.ttl"):
        path.unlink()
    page = copied_workspace / "saved_page.txt"
    page.write_text("The Port of Tokyo met Gene Seroka in Japan.\n\nSeroka saw the Port of Yokohama.\n")
    run = new(copied_workspace, "--text", str(page), origin="Port of Los Angeles")
    assert run.code == 0
    assert run.err.splitlines()[-1] == "now write the facts; gsc check says what is missing"
    assert run.err.splitlines()[0].split("\t") == ["name", "thing", "kind", "times", "supported", "passage"]
    assert "Seroka\tperson:gene-seroka\tperson\t1\tyes\tSeroka saw the" in run.err.splitlines()
    checked = run_gsc("check", "-w", str(copied_workspace))
    assert checked.code == 0, checked.out
    assert "violation" not in checked.out
    assert run_gsc("fmt", "--check", "-w", str(copied_workspace)).code == 0


def test_the_release_block_says_what_was_given(copied_workspace: Path) -> None:
    run = new(copied_workspace, "--dry-run", language="zh-Hans", retrieved="2024-05-03", slug="a-slug")
    assert run.out.splitlines() == [
        "@base <https://w3id.org/green-corridors/id/release/a-slug> .",
        "@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .",
        "@prefix gsc: <https://w3id.org/green-corridors/ontology#> .",
        "@prefix organization: <https://w3id.org/green-corridors/id/organization/> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        "",
        "<> a gsc:Release ;",
        "    gsc:address <https://example.org/news/1> ;",
        '    gsc:language "zh-Hans" ;',
        '    gsc:published "2024-05-02"^^edtf:EDTF ;',
        "    gsc:publisher organization:portnews ;",
        '    gsc:retrieved "2024-05-03"^^xsd:date ;',
        '    gsc:title "Los Angeles and Tokyo speak of their corridor"@en .',
    ]
    assert f'gsc:retrieved "{date.today()}"^^xsd:date' in new(copied_workspace, "--dry-run").out


def test_a_dry_run_and_a_dash_write_no_file(copied_workspace: Path) -> None:
    before = sorted(copied_workspace.rglob("*"))
    dry, dash = new(copied_workspace, "--dry-run"), new(copied_workspace, "-o", "-")
    assert (dry.code, dry.err) == (0, "")
    assert dry == dash
    assert sorted(copied_workspace.rglob("*")) == before


def test_the_output_may_go_to_a_file_of_ones_own(copied_workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    run = new(copied_workspace, "-o", str(path))
    assert (run.code, run.out) == (0, f"{path}\n")
    assert path.read_text(encoding="utf-8") == new(copied_workspace, "--dry-run").out
    again = new(copied_workspace, "-o", str(path), title="Another title")
    assert again.code == 2
    assert "exists already and is left as it is" in again.err
    assert "Another" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("published", "path"),
    [
        ("2023-03-17", "2023/2023-03-17-x.ttl"),
        ("2022-01/..", "2022/2022-01-x.ttl"),
        ("2023", "2023/2023-x.ttl"),
        ("2023-10-26?", "2023/2023-10-26-x.ttl"),
        ("../2023-03-17", "undated/undated-x.ttl"),
    ],
)
def test_a_file_is_named_as_the_check_of_names_demands(
    copied_workspace: Path, published: str, path: str
) -> None:
    assert release_file(published, "x") == path
    run = new(copied_workspace, published=published, slug="x")
    assert (run.code, run.out) == (0, f"data/releases/{path}\n"), run.err


def test_the_existing_releases_are_named_so() -> None:
    for each in RELEASES:
        published = next(t.object.value for t in each.triples if t.predicate == terms.PUBLISHED)  # type: ignore[union-attr]
        assert each.path.match(f"releases/{release_file(published, each.slug)}")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Los Angeles and Tokyo speak of their corridor", "portnews-los-angeles-tokyo-speak-corridor"),
        ("Göteborg on 16 March 2023: a memorandum!", "portnews-goteborg-memorandum"),
        ("PortNews tells of PortNews", "portnews-tells"),
        ("横浜", "portnews"),
        ("wide " + "far-reaching " * 3 + "words that go on and on without any end whatsoever", None),
    ],
)
def test_a_slug_is_made_of_publisher_and_title_in_ascii_and_without_dates(
    title: str, slug: str | None
) -> None:
    made = Page("https://example.org/a", title, PORTNEWS, "2023", "2023-01-01").slug
    assert slug is None or made == slug
    assert made.isascii()
    assert len(made) <= 60


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"published": "17 March 2023"}, "“17 March 2023” is no EDTF date"),
        ({"published": "2023-02-30"}, "is no EDTF date"),
        ({"published": "2024-02/2023-01"}, "ends before it begins"),
        ({"published": ""}, "is no EDTF date"),
        ({"published": " 2023"}, "is no EDTF date"),
        ({"retrieved": "2023-03"}, "is no date; write it as YYYY-MM-DD"),
        ({"address": "example.org/a"}, "is no address of a page"),
        ({"address": "ftp://example.org/a"}, "is no address of a page"),
        ({"address": "https://example.org/a#b"}, "without a fragment"),
        ({"address": "https://me:secret@example.org/"}, "is no address of a page"),
        ({"address": "https://example.org/a b"}, "is no address of a page"),
        ({"address": "https:///a"}, "is no address of a page"),
        ({"address": "http://[::1"}, "is no address of a page"),
        ({"language": "English"}, "is no BCP 47 tag"),
        ({"language": "en-"}, "is no BCP 47 tag"),
        ({"title": " "}, "the title is empty"),
        ({"title": "They “agree”"}, "without quotation marks"),
        ({"title": "One\nTwo"}, "is one line"),
        ({"slug": "No_Slug"}, "is no slug"),
        ({"slug": "a--b"}, "is no slug"),
        ({"slug": "../escape"}, "is no slug"),
        ({"slug": "portnews-tokyo-yokohama-mous"}, "has the slug “portnews-tokyo-yokohama-mous” already"),
        (
            {"address": "http://www.en.portnews.ru/news/344419"},
            "2023-03-17-portnews-tokyo-yokohama-mous.ttl is",
        ),
        ({"publisher": "Hafen Hamburg"}, "the nearest are “"),
        (
            {"publisher": 'Hafen "H"'},
            'organization:hafen-h a gsc:Organization ; skos:prefLabel "Hafen \\"H\\""@en',
        ),
        (
            {"origin": "Hafen Hamburg"},
            "add to data/register/organizations.ttl: organization:hafen-hamburg a gsc:",
        ),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_what_is_wrong_gets_one_clear_line_and_writes_nothing(
    copied_workspace: Path, changed: dict[str, str], said: str
) -> None:
    before = sorted(copied_workspace.rglob("*"))
    run = new(copied_workspace, **changed)
    assert (run.code, run.out) == (2, "")
    assert said in run.err
    assert run.err.count("\n") == 1
    assert sorted(copied_workspace.rglob("*")) == before


def test_an_ambiguous_publisher_lists_its_candidates(copied_workspace: Path) -> None:
    register = copied_workspace / "data/register/organizations.ttl"
    added = '\norganization:portnews-two a gsc:Organization ;\n    skos:prefLabel "PortNews"@en .\n'
    register.write_text(register.read_text(encoding="utf-8") + added, encoding="utf-8")
    run = new(copied_workspace)
    assert run.code == 2
    assert "“PortNews” names 2 things: organization:portnews (PortNews); organization:portnews-two" in run.err
    assert new(copied_workspace, "--dry-run", publisher="organization:portnews").code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"The Port of Tokyo \xff", "this is not UTF-8"),
        (b"The Port of Tokyo \0", "a NUL character does not belong here"),
        (b"Tokyo " * 200_000, "more than 500,000 signs"),
    ],
)
def test_a_text_that_is_no_text_of_a_page_is_refused(
    copied_workspace: Path, content: bytes, said: str
) -> None:
    page = copied_workspace / "page.txt"
    page.write_bytes(content)
    run = new(copied_workspace, "--text", str(page))
    assert (run.code, run.out) == (3, "")
    assert said in run.err
    assert not (copied_workspace / WRITTEN).exists()


def test_a_folder_a_pipe_and_a_missing_file_are_no_text(copied_workspace: Path) -> None:
    os.mkfifo(copied_workspace / "pipe")
    for name in ("data", "pipe", "missing"):
        run = new(copied_workspace, "--text", str(copied_workspace / name))
        assert (run.code, run.err.count("\n")) == (3, 1), run.err


def test_a_saved_copy_has_a_plain_name_and_a_title_is_not_copied(copied_workspace: Path) -> None:
    odd = copied_workspace / "odd name.txt"
    odd.write_text("Los Angeles and Tokyo speak\nof their CORRIDOR today.")
    run = new(copied_workspace, "--text", str(odd))
    assert run.code == 2
    assert "cannot name a saved copy" in run.err
    run = new(copied_workspace, "--text", str(odd.rename(copied_workspace / "plain.txt")))
    assert run.code == 2
    assert "say it in your own words" in run.err


def test_a_failed_write_leaves_nothing(copied_workspace: Path) -> None:
    blocked = copied_workspace / "data/releases/2024"
    blocked.write_text("no folder")
    assert new(copied_workspace).code == 3
    assert blocked.read_text() == "no folder"
    blocked.unlink()
    (copied_workspace / WRITTEN).mkdir(parents=True)
    before = sorted(copied_workspace.rglob("*"))
    run = new(copied_workspace)
    assert run.code == 3
    assert "not a regular file" in run.err
    assert sorted(copied_workspace.rglob("*")) == before


def test_an_interrupted_write_leaves_neither_file_nor_folder(
    copied_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = sorted(copied_workspace.rglob("*"))
    for name in ("fsync", "link"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, interrupt)
            run = new(copied_workspace)
        assert (run.code, run.out, run.err.strip()) == (130, "", "gsc: interrupted")
        assert sorted(copied_workspace.rglob("*")) == before


def test_the_packaged_graph_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = run_gsc("new", *(part for pair in NEEDED.items() for part in pair))
    assert (run.code, run.out) == (3, "")
    assert "name a folder with -w, or -o" in run.err
    assert not (ROOT / WRITTEN).exists()


def test_on_a_terminal_the_candidates_are_a_table_without_signs_that_steer_it(copied_workspace: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    page = copied_workspace / "page.txt"
    page.write_text("Hello Japan \x1b Port of Tokyo is known.")
    screen = Terminal()
    needed = [part for pair in NEEDED.items() for part in pair]
    arguments = ["new", "-w", str(copied_workspace), *needed, "--dry-run", "--text", str(page)]
    with redirect_stderr(screen), pytest.raises(SystemExit):
        main(arguments)
    assert "place:japan" in screen.getvalue()
    assert "\x1b Port" not in screen.getvalue()


def test_quiet_says_nothing_but_the_path(copied_workspace: Path) -> None:
    assert new(copied_workspace, "-q") == Run(0, WRITTEN + "\n", "")


def test_a_text_without_names_is_said_to_have_none(copied_workspace: Path) -> None:
    page = copied_workspace / "page.txt"
    page.write_text("Nothing of note.")
    run = new(copied_workspace, "--dry-run", "--text", str(page))
    assert run.err == "no name that the graph knows stands in the text, and no date\n"


PORT_OF_LA = {"port:los-angeles", "organization:port-of-los-angeles"}
TOKYO = {"port:tokyo", "organization:port-of-tokyo"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We saw the Port of Los Angeles.", [("Port of Los Angeles", PORT_OF_LA)]),
        ("We saw the Port of\nLos Angeles there.", [("Los Angeles", {"place:los-angeles"})]),
        ("Signed in Los Angeles today.", [("Los Angeles", {"place:los-angeles"})]),
        ("The ports of Los Angeles, Seattle and Tokyo.", [("Los Angeles", PORT_OF_LA), ("Tokyo", TOKYO)]),
        ("Both Tokyo and Los Angeles ports.", [("Tokyo", TOKYO), ("Los Angeles", PORT_OF_LA)]),
        ("In Tokyo. Ports are big.", [("Tokyo", {"place:tokyo"})]),
        ("He left Los Angeles. Port Authority staff stayed.", [("Los Angeles", {"place:los-angeles"})]),
        ("The Los Angeles Port Authority.", [("Los Angeles Port Authority", {"organization:port-of-los-angeles"})]),
        ("LA and L.A. and U.S. and USA", [
            ("LA", {"port:los-angeles"}),
            ("L.A.", {"port:los-angeles"}),
            ("U.S.", {"place:united-states"}),
            ("USA", {"place:united-states"}),
        ]),
        ("Contact Us; tell us, la la. La Port of La.", []),
        ("JOIN US IN JAPAN", [("JAPAN", {"place:japan"})]),
        ("The IMO agrees, an imo does not.", [("IMO", {"organization:international-maritime-organization"})]),
        ("Tokyoites, Japanese and Chinatown.", []),
        ("tokyo and japan", []),
        ("Japan’s ports; Japan's ministry", [("Japan", {"place:japan"})] * 2),
        ("Malmo and Göteborg", [("Malmo", {"place:malmo"}), ("Göteborg", {"port:gothenburg"})]),
        ("Seroka came. Gene Seroka spoke. Mr. Seroka left.", [
            ("Gene Seroka", {"person:gene-seroka"}),
            ("Seroka", {"person:gene-seroka"}),
        ]),
        ("Gene Seroka spoke.\n\nSunny: Sun.", [("Gene Seroka", {"person:gene-seroka"})]),
        ("the green shipping channel", [("green shipping channel", {"corridor:los-angeles-shanghai"})]),
        ("USLAX and uslax, Q65", [("USLAX", {"port:los-angeles"})]),
        ("Yokohama‑Kawasaki International Port Corp.", [
            ("Yokohama‑Kawasaki International Port Corp", {"organization:yokohama-kawasaki-international-port-corporation"}),
        ]),
    ],
)  # fmt: skip
def test_names_are_recognised_whole_with_their_capitals_and_by_the_words_around(
    names: Names, text: str, found: list[tuple[str, set[str]]]
) -> None:
    assert named(names, text) == found


def test_a_name_of_a_script_without_spaces_is_found_in_running_text(copied_workspace: Path) -> None:
    ports = copied_workspace / "data/register/ports.ttl"
    text = ports.read_text(encoding="utf-8")
    label = '    skos:altLabel "Yokohama"@en ;\n'
    assert text.count(label) == 1
    ports.write_text(text.replace(label, label + '    skos:altLabel "横浜港"@ja ;\n'), encoding="utf-8")
    names = Names(load(Workspace(copied_workspace)))
    page = "ロサンゼルス港と横浜港は2023年3月16日に覚書を締結した。両港は協力する。"
    (sentence,) = Recogniser(names).sentences(page)
    assert [s.printed for s in sentence.sightings] == ["横浜港"]
    assert [d.edtf for d in sentence.dates] == ["2023-03-16"]
    assert sentence.passage is not None
    assert len(sentence.passage.first_words) <= 20
    assert len(occurrences(normalised(page), sentence.passage.first_words, sentence.passage.last_words)) == 1


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on October 26, 2023 and 16 March 2023", {"October 26, 2023": "2023-10-26", "16 March 2023": "2023-03-16"}),
        ("the 1st of May 2022, Nov. 3rd, 2021", {"1st of May 2022": "2022-05-01", "Nov. 3rd, 2021": "2021-11-03"}),
        ("in March 2023", {"March 2023": "2023-03"}),
        ("2023年3月16日と2022年1月", {"2023年3月16日": "2023-03-16", "2022年1月": "2022-01"}),
        ("2023년 3월 16일", {"2023년 3월 16일": "2023-03-16"}),
        ("2023-03-17 09:53", {"2023-03-17": "2023-03-17"}),
        ("October 26 ------ The", {"October 26": "XXXX-10-26"}),
        ("on 4 July", {"4 July": "XXXX-07-04"}),
        ("since 2017 and in 1969", {"2017": "2017", "1969": "1969"}),
        ("February 30, 2023 and 2023-13-01", {}),
        ("may 5 of them march 11 times", {}),
        ("in 2000-seat halls, room 2017, 10/11/2023", {}),
        ("Marches 3, Mayor 2020", {}),
    ],
)  # fmt: skip
def test_printed_dates_are_listed_as_edtf(text: str, dates: dict[str, str]) -> None:
    assert {date.printed: date.edtf for date in printed_dates(text)} == dates


def parts(text: str) -> list[str]:
    found = [text[slice(*place)].strip() for block in blocks(text) for place in sentences(text, block)]
    return [" ".join(each.split()) for each in found]


def test_sentences_end_at_full_stops_but_not_in_abbreviations_and_go_over_wrapped_lines() -> None:
    assert parts("Lt. Gov. Eleni K. spoke. “It is so.” He left! Why? No. 3 of the U.S. Ports.") == [
        "Lt. Gov. Eleni K. spoke.",
        "“It is so.”",
        "He left!",
        "Why? No. 3 of the U.S. Ports.",
    ]
    wrapped = "The ports have agreed to work together on the reduction of\nemissions in Tokyo.\nRating\nA short line\n- item one\n"
    assert parts(wrapped) == [
        "The ports have agreed to work together on the reduction of emissions in Tokyo.",
        "Rating",
        "A short line",
        "- item one",
    ]
    assert parts("") == parts(" \n\n ") == []


def test_a_passage_begins_later_where_its_first_words_stand_twice() -> None:
    text = normalised("The Port of Tokyo is old. The Port of Tokyo is late and of use to us.")
    found = passage(text, "The Port of Tokyo is late and of use to us.")
    assert found is not None
    assert (found.first_words, found.last_words) == ("Port of Tokyo is late", "and of use to us")
    assert len(occurrences(text, found.first_words, found.last_words)) == 1


def test_a_sentence_that_stands_twice_has_no_passage_and_is_listed_all_the_same(
    knowledge: Knowledge, names: Names
) -> None:
    text = "Port of Tokyo news.\n\nPort of Tokyo news.\n"
    found: list[Sentence] = list(Recogniser(names).sentences(text))
    assert [sentence.passage for sentence in found] == [None, None]
    listed = candidates(found, names, knowledge)
    assert {(each.thing, each.times, each.supported) for each in listed} == {
        ("port:tokyo", 2, False),
        ("organization:port-of-tokyo", 2, False),
    }


def test_no_passage_begins_or_ends_with_private_contact_data(names: Names) -> None:
    for contact in ("press@example.org", "+81 3 1234 5678", "(310) 555-0100"):
        (sentence,) = Recogniser(names).sentences(f"{contact} reaches the Port of Tokyo at {contact}")
        told = sentence.passage
        assert told is None or not any(
            part in f"{told.first_words} {told.last_words}" for part in contact.split()
        )


def test_a_thing_of_another_release_is_listed_but_not_supported(copied_workspace: Path) -> None:
    page = copied_workspace / "page.txt"
    page.write_text(
        "The Port Optimizer of the Port of Los Angeles is known.\n\nThe Port Optimizer works well."
    )
    run = new(copied_workspace, "--dry-run", "--text", str(page))
    assert "Port Optimizer\tplatform:port-optimizer\tplatform\t2\tno\tThe Port Optimizer of the" in run.err
    assert "platform:port-optimizer" not in run.out
    assert "Other releases know of named things here: platform." in run.out
    assert run.out.count("a gsc:Passage") == 1


def test_lines_may_end_as_on_windows(copied_workspace: Path) -> None:
    page = copied_workspace / "page.txt"
    outputs = set()
    for ending in ("\n", "\r\n", "\r"):
        page.write_bytes(f"Port of Tokyo{ending}{ending}In Japan it rains.{ending}".encode())
        outputs.add(new(copied_workspace, "--dry-run", "--text", str(page)).out)
    assert len(outputs) == 1


PIECES = st.sampled_from(
    [
        "Port of Tokyo",
        "Los Angeles",
        "ports of",
        "and",
        ". ",
        "\n",
        "\n\n",
        "“",
        "”",
        ", ",
        "Gene Seroka",
        "(",
        "x",
        "—",
        "横浜。",
    ]
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_of_any_text_each_passage_stands_at_one_place_and_each_name_lies_in_a_sentence(text: str) -> None:
    names = Names(KNOWN)
    normal = normalised(text)
    for sentence in Recogniser(names).sentences(text):
        if sentence.passage:
            first, last = sentence.passage.first_words, sentence.passage.last_words
            (place,) = occurrences(normal, first, last)
            assert digest(normal[slice(*place)]) == sentence.passage.digest
            assert 1 <= len(first.split()) <= 5
            assert 1 <= len(last.split()) <= 5
            assert (first.strip(), last.strip()) == (first, last)
        for sighting in sentence.sightings:
            assert sighting.printed in " ".join(sentence.printed.split())


def test_two_at_once_do_not_overwrite_each_other(copied_workspace: Path) -> None:
    arguments = [part for pair in NEEDED.items() for part in pair]
    command = [sys.executable, "-m", "green_corridors", "new", "-w", str(copied_workspace), *arguments]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    codes = sorted((run.communicate() and run.returncode) for run in runs)
    assert codes == [0, 2, 2]
    assert len(list((copied_workspace / WRITTEN).parent.iterdir())) == 1
