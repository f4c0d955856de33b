"""The synthetic corpus has the shape of the real one: sound, in house form, with copies and conflicts."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse
from rapidfuzz import fuzz

from benchmarks.checking import merge
from benchmarks.corpus import release_text, write_corpus
from benchmarks.names import Draws, invented
from benchmarks.register import Port, ports_for, publishers_for, register_text
from benchmarks.stories import TURNS, telling_of
from green_corridors import terms
from green_corridors.errors import InvalidParameter
from green_corridors.house import house_form
from green_corridors.reading import read
from tests.conftest import ROOT, run_gsc

SIZE = 12
#: Releases from the beginning and from far on, with both lengths of names.
NUMBERS = [*range(200), *range(30_000, 30_020), *range(999_000, 999_020)]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, SIZE)
    return folder


def triples_of(number: int) -> list[Triple]:
    return [quad.triple for quad in parse(release_text(number)[1], format=RdfFormat.TURTLE)]


def told(number: int, *names: str) -> set[str]:
    """Return the values of some of our properties in a release."""
    wanted = {terms.GSC + name for name in names}
    return {str(triple.object) for triple in triples_of(number) if triple.predicate.value in wanted}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_number_and_a_seed_always_give_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "again", SIZE)
    assert files(tmp_path / "again") == files(corpus)
    assert release_text(3, seed=2) != release_text(3)


def test_the_choices_stay_the_same_from_one_version_of_python_to_the_next() -> None:
    draws = Draws("1:story:0")
    assert [draws.below(100) for _ in range(6)] == [3, 7, 34, 85, 27, 74]
    assert draws.some("abcdef", 6) == list("abcdef")


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one(corpus: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "small", 5)
    small = files(tmp_path / "small" / "data/releases")
    assert len(small) == 5
    assert small.items() <= files(corpus / "data/releases").items()


def test_nothing_is_found_wrong_with_it(corpus: Path) -> None:
    run = run_gsc("check", "-w", str(corpus), "-f", "json")
    # The register is real, and some of its ports have no position yet.
    assert {finding["path"] for finding in json.loads(run.out)["findings"]} <= {"data/register/ports.ttl"}
    assert run.code == 0, run.err


def test_all_of_it_is_in_house_form(corpus: Path) -> None:
    assert run_gsc("fmt", "--check", "-w", str(corpus)).code == 0


@pytest.mark.parametrize("number", [NUMBERS[0], NUMBERS[200], NUMBERS[-1]])
def test_a_release_is_in_house_form_however_far_on_it_stands(number: int, tmp_path: Path) -> None:
    for near in range(number, number + len(TURNS)):
        path = tmp_path / f"{near}.ttl"
        path.write_text(release_text(near)[1], encoding="utf-8")
        document = read(path)
        assert house_form(document) == document.text


@pytest.mark.parametrize("releases", [0, 1, 2000])
def test_the_register_is_in_house_form_at_any_size(releases: int, tmp_path: Path) -> None:
    path = tmp_path / "invented.ttl"
    path.write_text(register_text(releases), encoding="utf-8")
    document = read(path)
    assert house_form(document) == document.text
    assert len({t.object for t in document.triples if t.predicate == terms.UNLOCODE}) == ports_for(releases)


def test_a_release_has_about_a_hundred_triples() -> None:
    sizes = [len(triples_of(number)) for number in NUMBERS]
    assert min(sizes) >= 80
    assert max(sizes) <= 120
    assert 95 <= statistics.mean(sizes) <= 105


def test_every_described_thing_is_supported_by_a_passage() -> None:
    for number in NUMBERS:
        triples = triples_of(number)
        supports = [t for t in triples if t.predicate.value == terms.GSC + "supports"]
        described = {t.subject for t in triples} - {t.subject for t in supports}
        assert described == {t.object for t in supports}


def test_no_two_releases_share_a_file_or_a_name() -> None:
    paths = [release_text(number)[0] for number in NUMBERS]
    assert len({Path(path).name for path in paths}) == len(paths)
    assert len({telling_of(number, 1).slug for number in NUMBERS}) == len(paths)


def test_of_five_releases_two_retell_the_account_of_one_body() -> None:
    for first in range(0, 100, 5):
        one, two = first + 1, first + 2
        assert told(one, "origin") == told(two, "origin")
        assert told(one, "publisher") != told(two, "publisher")
        assert told(one, "stage", "value", "party") == told(two, "stage", "value", "party")


def test_of_five_releases_two_contradict_each_other() -> None:
    days = 0
    for first in range(0, 100, 5):
        one, two = first + 3, first + 4
        assert told(one, "under", "corridor") == told(two, "under", "corridor")
        for name in ("origin", "stage", "value"):
            assert told(one, name).isdisjoint(told(two, name))
        days += told(one, "signed").isdisjoint(told(two, "signed"))
    assert days >= 10


def test_dates_are_told_in_every_way_the_real_releases_tell_them() -> None:
    dates = {date for number in NUMBERS for date in told(number, "signed", "published", "expected")}
    for way in ('"../', "?", '/.."', "-01/2"):
        assert any(way in date for date in dates), way
    assert any(len(date.split('"')[1]) == len("2023-03") for date in dates)


def test_the_order_of_the_days_is_that_of_the_world() -> None:
    for number in NUMBERS:
        telling = telling_of(number, 1)
        assert telling.signed_day < telling.published < telling.retrieved


def test_the_register_grows_slower_than_the_corpus() -> None:
    assert ports_for(10_000) < 4 * ports_for(1_000)
    assert publishers_for(1_000_000) < 1_000
    for number in NUMBERS:
        story = telling_of(number, 1).story
        assert max(story.first.number, story.second.number) < ports_for(number + 1)
        assert story.first != story.second
        assert telling_of(number, 1).publisher.number < publishers_for(number + 1)


def test_no_two_invented_names_are_nearly_equal() -> None:
    names = [f"Port of {Port(number).name}" for number in range(150)]
    assert max(fuzz.ratio(one, other) for one, other in combinations(names, 2)) < 85
    assert len({invented(number) for number in range(20_000)}) == 20_000


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidParameter, match="not an empty folder"):
        write_corpus(tmp_path, 1)
    with pytest.raises(InvalidParameter, match="0 or more"):
        write_corpus(tmp_path / "new", -1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_writes_the_corpus_and_refuses_with_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.corpus", str(tmp_path / "new"), "--releases", "3"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0
    assert len(list((tmp_path / "new").glob("data/releases/*/*.ttl"))) == 3
    again = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1


def test_merged_files_keep_every_triple_and_their_blank_nodes_apart(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(
            f"<http://e.example/{name}> <http://e.example/p> [], _:b0 .", encoding="utf-8"
        )
    target = tmp_path / "merged.nt"
    assert merge(sorted(tmp_path.glob("*.ttl")), target) == 4
    quads = list(parse(path=str(target), format=RdfFormat.N_TRIPLES))
    assert len({quad.object for quad in quads}) == 4
