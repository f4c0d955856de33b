"""Every passage stands in the text that was read, at one place, and no sentence of a text is in the graph."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.anchors import digest, normalised, occurrences, standing
from green_corridors.copies import copy_of, text_of_copy
from green_corridors.graph import load
from green_corridors.sources import Release
from green_corridors.workspace import Workspace
from tests.conftest import ROOT, shared_folder

RELEASES = load(Workspace(ROOT)).releases
OWN_WORDS = {terms.GSC + name for name in ("gist", "aim", "title")} | {terms.SKOS + "editorialNote"}


def told(release: Release, name: str) -> dict[object, str]:
    """Return the literal of each subject under one of our properties."""
    term = NamedNode(terms.GSC + name)
    return {
        t.subject: t.object.value
        for t in release.triples
        if t.predicate == term and isinstance(t.object, Literal)
    }


@pytest.fixture(params=RELEASES, ids=lambda release: release.slug)
def release(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


@pytest.fixture
def text(release: Release) -> str:
    copy = copy_of(release, shared_folder("seeds", "SEEDS"))
    if copy is None:
        pytest.skip("no copy of this page is kept")
    return normalised(text_of_copy(copy))


def test_every_passage_is_found_at_exactly_one_place_and_has_the_digest_of_what_stands_there(
    release: Release, text: str
) -> None:
    first, last, sha256 = (told(release, name) for name in ("firstWords", "lastWords", "sha256"))
    assert first.keys() == last.keys() == sha256.keys()
    assert first
    for passage, words in first.items():
        [(start, end)] = occurrences(text, words, last[passage])
        assert len(standing(text, words)) == 1, (passage, words)
        assert digest(text[start:end]) == sha256[passage], passage


def test_anchors_have_five_words_at_most(release: Release) -> None:
    for name in ("firstWords", "lastWords", "stagePrinted", "datePrinted", "value"):
        assert [words for words in told(release, name).values() if len(words.split()) > 5] == []


def test_printed_words_are_printed_so(release: Release, text: str) -> None:
    for name in ("stagePrinted", "datePrinted", "value", "jobTitle"):
        assert [words for words in told(release, name).values() if not standing(text, words)] == []


def test_no_run_of_more_than_five_words_of_the_text_is_copied(release: Release, text: str) -> None:
    words = re.findall(r"\w+", text.casefold())
    runs = {tuple(words[n : n + 6]) for n in range(len(words) - 5)}
    copied = []
    for triple in release.triples:
        if triple.predicate.value in OWN_WORDS and isinstance(triple.object, Literal):
            ours = re.findall(r"\w+", triple.object.value.casefold())
            copied += [run for n in range(len(ours) - 5) if (run := tuple(ours[n : n + 6])) in runs]
    assert copied == []


def test_every_described_thing_of_a_release_is_supported_by_a_passage(release: Release) -> None:
    # A page of which not even the date is printed says nothing of itself.
    unprinted = {release.graph} if re.search(r"\?|\.\.", told(release, "published")[release.graph]) else set()
    supports = NamedNode(terms.GSC + "supports")
    supported = {t.object for t in release.triples if t.predicate == supports}
    passages = {t.subject for t in release.triples if t.predicate == supports}
    exceptions = {t.subject for t in release.triples if t.predicate == terms.EXCEPTS}
    assert {t.subject for t in release.triples} - passages - exceptions - unprinted <= supported
