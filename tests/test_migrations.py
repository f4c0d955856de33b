"""A change of the ontology that changes data is recorded, and makes of the old data what the files say now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

from green_corridors import terms
from green_corridors.graph import Knowledge
from tests.conftest import ROOT

MIGRATIONS = sorted((ROOT / "ontology" / "migrations").glob("*.ru"))


def migrated(quads: set[Quad], migration: Path) -> set[Quad]:
    """Return what a migration makes of some quads."""
    store = Store()
    store.extend(quads)
    store.update(migration.read_text(encoding="utf-8"))
    return set(store)


def releases(knowledge: Knowledge) -> set[Quad]:
    """Return the quads of all releases, as a store spells them."""
    store = Store()
    for release in knowledge.releases:
        store.extend(release.quads())
    return set(store)


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda path: path.stem)
def test_a_migration_is_dated_says_what_it_does_and_changes_nothing_when_run_again(
    migration: Path, knowledge: Knowledge
) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9-]+", migration.stem)
    assert migration.read_text(encoding="utf-8").startswith("#+ summary: ")
    now = releases(knowledge)
    assert migrated(now, migration) == now


def test_the_migration_of_nearness_makes_of_the_releases_without_it_what_the_files_say(
    knowledge: Knowledge,
) -> None:
    [migration] = [path for path in MIGRATIONS if path.stem.endswith("-nearness")]
    named = set(re.findall(r"release:([\w-]+)", migration.read_text(encoding="utf-8")))
    now = releases(knowledge)
    told = {
        quad
        for quad in now
        if quad.predicate == terms.NEARNESS and quad.subject.value.rpartition("/")[2] in named  # type: ignore[union-attr]
    }
    assert len(told) == len(named) == 50
    assert migrated(now - told, migration) == now
