"""A table on disk says what was written, or that it is damaged; never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors import sorting
from green_corridors.parts import Part
from green_corridors.sorting import Sorter
from green_corridors.tables import Combined, DamagedTable, Layers, MemoryTable, Table, Told, write_table

ROWS = {f"key {number:05}": {"a": number, "b": "ü" * (number % 50)} for number in range(500)}
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
TOLD = st.dictionaries(st.sampled_from(["", "a", "b"]), st.integers() | st.text(max_size=3), min_size=1)
TABLES = st.dictionaries(KEYS, TOLD, max_size=40)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "some.0"
    write_table(found, sorted(ROWS.items()))
    return found


def test_every_row_is_found_by_its_key(path: Path) -> None:
    table = Table(path)
    assert {key: table.told(key) for key in ROWS} == ROWS
    assert dict(table.told_from()) == ROWS


@pytest.mark.parametrize("key", ["", "key", "key 00007x", "key 99999", "zzz"])
def test_what_has_no_row_is_not_found(path: Path, key: str) -> None:
    assert Table(path).told(key) is None


def test_a_table_may_be_empty(tmp_path: Path) -> None:
    write_table(tmp_path / "empty.0", [])
    table = Table(tmp_path / "empty.0")
    assert (list(table.told_from()), table.told("a")) == ([], None)


@given(TABLES, KEYS)
def test_any_rows_are_read_back_from_any_key_on(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[str, Told], start: str
) -> None:
    path = tmp_path_factory.mktemp("tables") / "any.0"
    write_table(path, sorted(rows.items()))
    wanted = [(key, rows[key]) for key in sorted(rows) if key >= start]
    assert list(Table(path).told_from(start)) == list(MemoryTable(rows.items()).told_from(start)) == wanted


@given(st.lists(st.dictionaries(KEYS, TOLD | st.just({}), max_size=20), max_size=4), KEYS)
def test_a_layer_hides_what_lies_below_it(
    tmp_path_factory: pytest.TempPathFactory, layers: list[dict[str, Told]], start: str
) -> None:
    folder = tmp_path_factory.mktemp("layers")
    for number, rows in enumerate(layers):
        write_table(folder / f"any.{number}", sorted(rows.items()))
    laid = Layers([Table(folder / f"any.{number}") for number in reversed(range(len(layers)))])
    wanted = {key: told for rows in layers for key, told in rows.items()}
    assert {key: laid.told(key) or {} for key in wanted} == wanted
    seen = [(key, wanted[key]) for key in sorted(wanted) if wanted[key] and key >= start]
    assert list(laid.told_from(start)) == seen


def test_what_is_told_under_a_key_is_combined_in_the_order_of_who_tells_it() -> None:
    part = Part("part", lambda key, values: f"{key}: {values}" if key != "left out" else None)
    rows = {"x": {"b": 2, "": 0, "a": 1}, "left out": {"": 1}, "xy": {"a": 3}}
    table = Combined(part, MemoryTable(rows.items()))
    assert table.get("x") == "x: [0, 1, 2]"
    assert (table.get("left out"), table.get("none")) == (None, None)
    assert [key for key, _ in table.rows()] == ["x", "xy"]
    assert [key for key, _ in table.starting("xy")] == ["xy"]


@given(st.lists(st.tuples(KEYS, st.sampled_from("abc"), st.integers()), unique_by=lambda each: each[:2]))
def test_more_is_sorted_than_is_held_at_once(records: list[tuple[str, str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "RUN", 1_000)
        patch.setattr(sorting, "PAGE", 2)
        sorter = Sorter()
        for record in records:
            sorter.add(*record)
        found = list(sorter.grouped())
    assert [key for key, _ in found] == sorted({key for key, _, _ in records})
    assert [(key, who, value) for key, told in found for who, value in told.items()] == sorted(records)


def test_rows_that_are_not_sorted_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not sorted"):
        write_table(tmp_path / "wrong.0", [("b", {"": 1}), ("a", {"": 2})])
    with pytest.raises(ValueError, match="not sorted"):
        write_table(tmp_path / "twice.0", [("a", {"": 1}), ("a", {"": 2})])


def read_all(path: Path) -> dict[str, Told | None]:
    table = Table(path)
    found = {key: table.told(key) for key in ROWS}
    assert dict(table.told_from()) == found
    return found


def test_no_bit_can_be_turned_without_being_noticed(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        with pytest.raises(DamagedTable):
            read_all(path)
    path.write_bytes(whole)
    assert read_all(path) == ROWS


@pytest.mark.parametrize("left", [0, 1, 20, 1000, -1])
def test_a_table_that_is_cut_off_is_damaged(path: Path, left: int) -> None:
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(DamagedTable):
        read_all(path)


def test_a_table_that_is_gone_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(DamagedTable):
        Table(tmp_path / "gone.0")
