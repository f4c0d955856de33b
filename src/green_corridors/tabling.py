"""The tables of a generation: written from all that units tell, or laid over those before after a change."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from green_corridors.answers import TERMS
from green_corridors.computed import DATES
from green_corridors.containment import Limits
from green_corridors.graph import Knowledge
from green_corridors.judgements import JUDGEMENTS
from green_corridors.kept_questions import QUESTIONS
from green_corridors.lines import BLANK, BLANK_INFERRED, REWRITTEN
from green_corridors.mentions import STEMS
from green_corridors.naming import ACTING, BODIES, CALLED, CORES, THINGS, TIES
from green_corridors.origins import PASSAGES
from green_corridors.parallel import in_parallel
from green_corridors.parts import PREFIXES, Part
from green_corridors.patterns import ASKED
from green_corridors.selection import RELEASES, SLUGS
from green_corridors.sorting import Sorter
from green_corridors.tables import Layers, Table, Told, layers_of, write_table
from green_corridors.tellings import DECLARED, NODES, TELLINGS, WHOLES

__all__ = ["OWNED", "PARTS", "UNITS", "Tables", "change_tables", "link"]

#: All that is kept beside the store; a part stands after the one that it is derived from.
PARTS: tuple[Part, ...] = (
    PREFIXES,
    BODIES,
    TERMS,
    DECLARED,
    RELEASES,
    SLUGS,
    JUDGEMENTS,
    THINGS,
    CALLED,
    CORES,
    STEMS,
    ACTING,
    TIES,
    QUESTIONS,
    ASKED,
    TELLINGS,
    NODES,
    WHOLES,
    PASSAGES,
    DATES,
    REWRITTEN,
    BLANK,
    BLANK_INFERRED,
)
#: The tables of who tells: the key of what each unit was made of, and the rows that it tells by part and key.
UNITS, OWNED = "units", "owned"
#: Rows of so many bytes are worth several processes; one may take so many seconds for its tables.
LARGE, HOUR = 20_000_000, 3600
#: So many layers are merged into one.
MOST_LAYERS = 8

#: What units tell anew, ``None`` for what one tells no more: by part, key, and who tells it.
Changes = Mapping[str, Mapping[str, Mapping[str, Any]]]


class Tables:
    """All tables of a new generation, from what its units tell; memory need not hold it."""

    def __init__(self, background: Knowledge):
        self._sorters: dict[str, Sorter] = defaultdict(Sorter)
        for part in PARTS:
            for key, value in part.of_background(background):
                self._sorters[part.name].add(key, "", value)

    def take(self, unit_key: str, who: str, rows: Iterable[tuple[str, str, Any]]) -> None:
        """Take what a unit tells: the name of a part, a key and a value in each row."""
        owned = []
        for table, key, value in rows:
            self._sorters[table].add(key, who, value)
            owned.append((table, key))
        self._sorters[UNITS].add(who, "", unit_key)
        self._sorters[OWNED].add(who, "", owned)

    def write(self, folder: Path) -> None:
        """Write all tables, on all cores where that is worthwhile; can be done once."""
        works = [(family[0], partial(self._write, folder, family)) for family in _families()]
        if sum(sorter.size for sorter in self._sorters.values()) < LARGE:
            for _, work in works:
                work()
        else:
            for _ in in_parallel(works, Limits(seconds=HOUR, what="the build")):
                pass

    def _write(self, folder: Path, family: Sequence[str]) -> None:
        """Write some tables, each before those that are derived from it."""
        parts = {part.name: part for part in PARTS}
        for name in family:
            rows = self._sorters.pop(name, Sorter()).grouped()
            part = parts.get(name)
            write_table(folder / f"{name}.0", _passed_on(part, rows, self._sorters) if part else rows)


def _families() -> list[list[str]]:
    """Return the names of all tables, those together that are derived from each other."""
    families: dict[str, list[str]] = {}
    for part in PARTS:
        family = families[part.derived[0].name] if part.derived else []
        family.append(part.name)
        families[part.name] = family
    own = [family for name, family in families.items() if family[0] == name]
    return sorted([*own, [UNITS], [OWNED]], key=len, reverse=True)


def _passed_on(
    part: Part, rows: Iterable[tuple[str, Told]], sorters: Mapping[str, Sorter]
) -> Iterator[tuple[str, Told]]:
    """Yield the rows of a part, and tell the parts derived from it what they come to."""
    heirs = _heirs(part)
    for key, told in rows:
        yield key, told
        value = _combined(part, key, told) if heirs else None
        if value is not None:
            for heir, derive in heirs:
                for own, derived in derive(key, value):
                    sorters[heir.name].add(own, key, derived)


def _heirs(part: Part) -> list[tuple[Part, Callable[[str, Any], Iterable[tuple[str, Any]]]]]:
    return [(each, each.derived[1]) for each in PARTS if each.derived and each.derived[0] is part]


def _combined(part: Part, key: str, told: Told) -> Any:
    return part.combine(key, [told[who] for who in sorted(told)]) if told else None


def change_tables(
    folder: Path, before: Path, names: Iterable[str], changes: Changes
) -> dict[str, dict[str, Told]]:
    """Lay what has changed over the tables before, which are linked; return the new rows of each table."""
    names = list(names)
    todo: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for table, rows in changes.items():
        for key, values in rows.items():
            todo[table][key].update(values)
    changed = {}
    for table in (*(part.name for part in PARTS), UNITS, OWNED):
        files = layers_of(names, table)
        changed[table] = _changed(table, [before / name for name in files], todo)
        _write_layer(folder, before, files, table, changed[table])
    return changed


def _changed(table: str, files: list[Path], todo: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Told]:
    """Return the rows of a table that change, and tell the parts derived from it what changes for them."""
    part = next((each for each in PARTS if each.name == table), None)
    heirs = _heirs(part) if part else []
    rows, changed = Layers([Table(file) for file in files]), {}
    for key, values in todo.get(table, {}).items():
        old = rows.told(key) or {}
        new = {who: value for who, value in {**old, **values}.items() if value is not None}
        if new == old:
            continue
        changed[key] = new
        if part and heirs:
            was, now = _combined(part, key, old), _combined(part, key, new)
            for heir, derive in heirs:
                gone = {own: None for own, _ in derive(key, was)} if was is not None else {}
                come = dict(derive(key, now)) if now is not None else {}
                for own, value in {**gone, **come}.items():
                    todo[heir.name][own][key] = value
    return changed


def _write_layer(
    folder: Path, before: Path, files: list[str], table: str, changed: Mapping[str, Told]
) -> None:
    """Put the layers of a table into a new generation: those before, and one of what has changed."""
    for name in files:
        link(before / name, folder / name)
    if changed:
        write_table(folder / f"{table}.{len(files)}", sorted(changed.items()))
    if len(files) >= MOST_LAYERS:
        layers = [folder / name for name in layers_of((path.name for path in folder.iterdir()), table)]
        write_table(folder / f"merged-{table}", Layers([Table(path) for path in layers]).told_from())
        for path in layers:
            path.unlink()
        (folder / f"merged-{table}").rename(folder / f"{table}.0")


def link(before: Path, after: Path) -> None:
    """Give a file that never changes another name, or copy it where there are no links, or too many."""
    try:
        os.link(before, after)
    except OSError:
        shutil.copy2(before, after)
