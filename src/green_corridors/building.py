"""Build the compiled store of a workspace: what has changed is compiled, and a new generation is made of it.

Where nothing in the background has changed, the new generation begins with the files of the one before, which
are linked, not copied, and what has changed is laid over them. It gets its name when it is finished. A build
that is killed leaves the generation before as it is, and its units in the spool.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from green_corridors.computed import DATES
from green_corridors.containment import Limits
from green_corridors.filling import changed_store, date_quads, new_store
from green_corridors.generations import Generation, Home, sealed, sums
from green_corridors.graph import Knowledge, assemble
from green_corridors.inputs import Inputs
from green_corridors.parallel import in_parallel
from green_corridors.sources import in_graph, refused_copy
from green_corridors.spool import Spool
from green_corridors.stamps import stamped
from green_corridors.store import BACKGROUND_INFERRED
from green_corridors.tables import DamagedTable, Layers, Table, layers_of
from green_corridors.tabling import OWNED, PARTS, UNITS, Tables, change_tables
from green_corridors.tellings import DECLARED
from green_corridors.units import ChangedMeanwhile, Unit, as_text, compiled_unit, document_of
from green_corridors.workspace import Workspace

__all__ = ["Built", "build"]

#: So many units are compiled by this process alone.
FEW = 8
#: So often a build begins anew because files change under it.
PATIENCE = 5

#: Told after each unit: how many are compiled, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Built:
    """What a build has done: the generation, and how many of its files were compiled, and found half done."""

    generation: Generation
    compiled: int = 0
    resumed: int = 0

    @property
    def releases(self) -> int:
        """How many releases the generation has."""
        return int(self.generation.manifest["releases"])


def build(home: Home, workspace: Workspace, progress: Progress | None = None) -> Built:
    """Make the generation of a workspace as it is now the current one; wait for whoever builds already.

    Raises:
        OSError: nothing can be written.
        GreenCorridorsError: the workspace is broken.
    """
    with home.building():
        for left in home.generations():
            if left.name.startswith("."):
                home.remove(left)
        for _ in range(PATIENCE - 1):
            try:
                return _built(home, workspace.snapshot(), progress)
            except ChangedMeanwhile:
                time.sleep(0.1)
        return _built(home, workspace.snapshot(), progress)


def _built(home: Home, workspace: Workspace, progress: Progress | None) -> Built:
    inputs = Inputs.of(workspace, home.current())
    generation = home.generation(inputs.key)
    built = Built(generation) if generation else None
    if built is None:
        built = _new(home, inputs, progress)
        if stamped(workspace.root) != inputs.listing:
            raise ChangedMeanwhile(f"{workspace.root}: files change while they are read; try again")
    inputs.state().write(home.state)
    for other in home.generations():
        if other.name != inputs.key:
            home.remove(other)
    home.spool.unlink(missing_ok=True)
    return built


def _new(home: Home, inputs: Inputs, progress: Progress | None) -> Built:
    """Make a generation; if the one before proves damaged, without it."""
    state = home.current()
    before = home.generation(state.generation) if state else None
    if before and before.manifest["background"] == inputs.background:
        try:
            return _Build(home, inputs, progress, before).run()
        except (DamagedTable, OSError):
            if not before.damage():
                raise
            before.close()
            home.rename_away(before.folder)
    return _Build(home, inputs, progress, None).run()


class _Build:
    """One build of a generation, from the one before if there is one of the same background."""

    def __init__(self, home: Home, inputs: Inputs, progress: Progress | None, before: Generation | None):
        self._home, self._inputs, self._progress, self._before = home, inputs, progress, before
        self._units = inputs.units()

    def run(self) -> Built:
        """Compile what is not compiled yet, make the generation and name it."""
        known = self._known()
        if len(known.keys() & self._units.keys()) < len(self._units) / 2:
            self._before, known = None, {}  # most has changed
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=self._home.folder))
        spool = Spool(self._home.spool)
        try:
            todo = [key for key in self._units if key not in known]
            resumed = sum(key in spool for key in todo)
            with closing(self._compiled(todo, spool, known)) as units:
                if self._before:
                    self._change(folder, self._before, spool, units, known)
                else:
                    self._fill(folder, spool, units)
            self._finish(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        finally:
            spool.close()
        generation = Generation(self._home.folder / self._inputs.key)
        return Built(generation, len(todo) - resumed, resumed)

    def _known(self) -> dict[str, str]:
        """Return who tells each unit of the generation before, by its key."""
        return {told[""]: who for who, told in self._table(UNITS).told_from()}

    def _table(self, name: str) -> Layers:
        """Return a table of the generation before."""
        if self._before is None:
            return Layers([])
        files = layers_of(self._before.manifest["files"], name)
        return Layers([Table(self._before.folder / file) for file in files])

    @cached_property
    def _background(self) -> Knowledge:
        """The knowledge of the background alone."""
        known = self._inputs.workspace
        documents = {path: document_of(path, self._inputs.digest(path)) for path in known.background}
        return assemble(known, documents, ())

    def _compiled(self, todo: list[str], spool: Spool, known: dict[str, str]) -> Generator[tuple[str, Unit]]:
        """Yield units with their keys: first those in the spool, then those compiled, which are put there."""
        tellers = {who: key for key, who in known.items() if key in self._units}
        for key in todo:
            if key in spool:
                unit = spool.unit(key)
                self._refuse_second(tellers, key, unit)
                yield key, unit
        todo = [key for key in todo if key not in spool]
        with closing(self._work(todo)) as units:
            for done, (key, unit) in enumerate(zip(todo, units, strict=True), 1):
                spool.put(key, unit)
                self._refuse_second(tellers, key, unit)
                yield key, unit
                if self._progress:
                    self._progress(done, len(todo))

    def _work(self, todo: list[str]) -> Generator[Unit]:
        background, shown = self._background, self._inputs.workspace.shown
        works = []
        for key in todo:
            kind, path = self._units[key]
            digest = self._inputs.digest(path)
            works.append((shown(path), partial(compiled_unit, path, kind, digest, background, PARTS)))
        if len(works) <= FEW:
            yield from (work() for _, work in works)
            return
        _ = background.closed, background.table(DECLARED).get("")  # made once, for all processes
        yield from in_parallel(works, Limits(seconds=120, what="the build"))

    def _refuse_second(self, tellers: dict[str, str], key: str, unit: Unit) -> None:
        """Refuse a second file for one release or judgement; ``tellers`` are the keys by who tells."""
        other = tellers.setdefault(unit.who, key)
        if other != key and "question" not in (self._units[key][0], self._units[other][0]):
            paths = sorted(self._units[each][1] for each in (key, other))
            first, second = (document_of(path, self._inputs.digest(path)) for path in paths)
            raise refused_copy(second, unit.who, first.path)

    # -- a new generation ----------------------------------------------------------------------------------

    def _fill(self, folder: Path, spool: Spool, units: Iterator[tuple[str, Unit]]) -> None:
        """Make all of a generation: the store is filled, and rows are sorted, while units are compiled."""
        tables, dates = Tables(self._background), set()
        with new_store(folder, spool.path) as store:
            for text in self._background_texts():
                store.take(text)
            for key, unit in units:
                store.take_from(spool.place(key))
                tables.take(key, unit.who, unit.rows)
                dates |= {text for table, text, _ in unit.rows if table == DATES.name}
            store.last(as_text(date_quads(sorted(dates))))
            tables.write(folder)

    def _background_texts(self) -> Iterator[bytes]:
        background = self._background
        yield from (as_text(source.quads()) for source in background.sources())
        yield as_text(in_graph(background.closed.follows, BACKGROUND_INFERRED))

    def _change(
        self,
        folder: Path,
        before: Generation,
        spool: Spool,
        units: Iterator[tuple[str, Unit]],
        known: dict[str, str],
    ) -> None:
        """Make a generation of the one before and of what has changed."""
        changes: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        gone = [who for key, who in known.items() if key not in self._units]
        owned = self._table(OWNED)
        for who in gone:
            for table, own in (owned.told(who) or {"": ()})[""]:
                changes[table][own][who] = None
            changes[UNITS][who][""] = changes[OWNED][who][""] = None
        come = {}
        for key, unit in units:
            come[key] = who = unit.who
            changes[UNITS][who][""] = key
            changes[OWNED][who][""] = [(table, own) for table, own, _ in unit.rows]
            for table, own, value in unit.rows:
                changes[table][own][who] = value
        changed = change_tables(folder, before.folder, before.manifest["files"], changes)
        dates = changed[DATES.name]
        dates_gone = [text for text, told in dates.items() if not told]
        gone += come.values()
        with changed_store(folder, spool.path, before.folder, gone, dates_gone) as store:
            for key in come:
                store.take_from(spool.place(key))
            store.last(as_text(date_quads(text for text, told in dates.items() if told)))

    def _finish(self, folder: Path) -> None:
        """Write the manifest of a generation, and give it its name."""
        names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        known = self._before.manifest["files"] if self._before else {}
        linked = {name for name in names if name in known and _same(folder, self._before, name)}
        manifest = {
            "workspace": str(self._inputs.workspace.root),
            "background": self._inputs.background,
            "releases": sum(kind == "release" for kind, _ in self._units.values()),
            "files": {name: known[name] if name in linked else _told(folder / name) for name in names},
        }
        (folder / "manifest").write_bytes(sealed(manifest))
        folder.chmod(0o777 & ~_umask())
        folder.rename(self._home.folder / self._inputs.key)


def _told(path: Path) -> tuple[int, int, int]:
    """Return the size and the checksum of a file, and when it was written."""
    found = sums(path)
    if found is None:
        raise OSError(None, "it cannot be read", str(path))
    return (*found, path.stat().st_mtime_ns)


def _same(folder: Path, before: Generation | None, name: str) -> bool:
    """Tell whether a file is the same one as that of the generation before, whose checksum is known."""
    return before is not None and (folder / name).samefile(before.folder / name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
