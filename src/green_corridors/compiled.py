"""The compiled workspace: its store and tables, taken from the cache while they are right, else made.

Where nothing can be kept, or nothing is to be, the files are read and all is made in memory. What is found
damaged is made anew and the work goes on: a generation is named by what it was made from, so the new one says
the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from pyoxigraph import RdfFormat, Store

from green_corridors.errors import DamagedStore
from green_corridors.folders import cache_place
from green_corridors.generations import COPY, Generation, Home, State
from green_corridors.parts import PREFIXES
from green_corridors.stamps import program_stamp, stamped
from green_corridors.store import Graph
from green_corridors.tables import Combined, DamagedTable, Layers, Table, layers_of

if TYPE_CHECKING:
    from green_corridors.graph import Knowledge
    from green_corridors.parts import Part, Row, Rows
    from green_corridors.workspace import Workspace

__all__ = ["Compiled", "KeptGraph", "home_of"]

#: Told after each file: how many are compiled, of how many.
Progress = Callable[[int, int], None]

#: A store of fewer bytes is read whole before it is opened, for the engine does not look at its checksums.
READ_WHOLE = 32_000_000
#: So many files of a store are opened with it (RocksDB, ``kInitialLoadLimit``).
OPENED_AT_ONCE = 16


def home_of(workspace: Workspace) -> Home:
    """Return where the compiled stores of a workspace are kept.

    Should two workspaces have one home, each would only find that the other’s store is not its own.
    """
    name = workspace.place.rpartition("/")[2] or "root"
    return Home(f"{cache_place()}/stores/{name}-{crc32(os.fsencode(workspace.place)):08x}")


class Compiled:
    """A workspace with its store and its tables."""

    def __init__(self, workspace: Workspace, *, keep: bool = True, progress: Progress | None = None):
        """Open what is kept, or make it.

        Raises:
            GreenCorridorsError: the workspace is broken.
        """
        self._begin(workspace, keep=keep, progress=progress)
        self.generation = self._current() or self._made()

    def _begin(self, workspace: Workspace, *, keep: bool = True, progress: Progress | None = None) -> None:
        self.workspace, self._progress = workspace, progress
        self._home = home_of(workspace) if keep and os.name == "posix" else None
        self.mends = True
        self._tables: dict[str, Rows] = {}

    @classmethod
    def current(cls, workspace: Workspace) -> Compiled | None:
        """Return a workspace that is compiled as it is now; ``None`` if it would have to be compiled."""
        compiled = cls.__new__(cls)
        compiled._begin(workspace)
        compiled.generation = compiled._current()
        return compiled if compiled.generation else None

    # -- where it comes from -------------------------------------------------------------------------------

    def _current(self) -> Generation | None:
        """Return the generation that was made of the files as they are."""
        state = self._home.current() if self._home else None
        if self._home is None or state is None:
            return None
        try:
            known = state.knows(program_stamp(), stamped(self.workspace.place)) and self._settled(state)
        except OSError:
            return None  # whoever reads the folder says what is wrong
        return self._home.generation(state.generation) if known else None

    def _settled(self, state: State) -> bool:
        """Tell whether files whose stamps are not to be trusted are as they were; if so, trust them hence."""
        if not state.unsettled:
            return True
        import hashlib

        moment = time.time_ns()
        for path, digest in state.doubtful():
            with open(f"{self.workspace.place}/{path}", "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != digest:
                    return False
        if self._home and state.settle(moment):
            with suppress(OSError):  # where it cannot be written, the next command reads these files, too
                state.write(self._home.state)
        return True

    def _made(self) -> Generation | None:
        """Make the generation; ``None`` where it cannot be kept."""
        if self._home:
            from green_corridors.building import build

            with suppress(OSError):  # what cannot be kept is made in memory; “gsc build” says why
                return build(self._home, self.workspace, self._progress).generation
        _ = self.memory.store
        return None

    @cached_property
    def _parsed(self) -> Knowledge:
        from green_corridors.graph import load

        return load(self.workspace)

    def mend(self) -> bool:
        """Make what is kept anew if it is damaged, and tell whether it was."""
        damaged = self.generation.damage() if self.generation else []
        if damaged:
            self.renew(DamagedTable(", ".join(damaged)))
        return bool(damaged)

    def renew(self, cause: Exception) -> None:
        """Throw away what is kept, and make it anew; where it cannot be thrown away, in memory.

        Raises:
            DamagedStore: this process makes nothing anew.
        """
        if not self.mends:
            raise DamagedStore(str(cause)) from cause
        if self._home and self.generation:
            self._tables.clear()
            self.generation.close()
            try:
                self._home.rename_away(self.generation.folder)
            except FileNotFoundError:
                pass  # another process has done it already
            except OSError:
                self._home = None
            self.generation = self._made()

    # -- what is asked for ---------------------------------------------------------------------------------

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of the workspace."""
        return dict(self.table(PREFIXES).rows())

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge of the workspace, of which only what is asked for is parsed."""
        if self.generation is None:
            return self._parsed
        from green_corridors.kept import KeptKnowledge

        return KeptKnowledge(self)

    @cached_property
    def graph(self) -> Graph:
        """The graph; its store is opened by whoever first asks it."""
        return KeptGraph(self) if self.generation else self.memory

    @property
    def memory(self) -> Graph:
        """The graph in memory, where nothing is kept."""
        from green_corridors.store import open_graph

        return open_graph(self._parsed)

    def open_store(self) -> Store:
        """Open the store.

        Raises:
            DamagedStore: it cannot be opened.
        """
        if self.generation is None:
            return self.memory.store
        try:
            if COPY in self.generation.manifest["files"]:
                return self._read_copy(self.generation)
            store = Store.read_only(f"{self.generation.place}/store")
        except OSError as error:
            raise DamagedStore(str(error)) from error
        files = self.generation.manifest["files"].items()
        size = sum(file[0] for name, file in files if name.startswith("store/"))
        if size < READ_WHOLE and (damaged := self.generation.damage("store/")):
            raise DamagedStore(f"{damaged[0]}: it is damaged")
        return store

    def _read_copy(self, generation: Generation) -> Store:
        """Read the copy of a small store into memory."""
        with open(f"{generation.place}/{COPY}", "rb") as file:
            content = file.read()
        if crc32(content) != generation.manifest["files"][COPY][1]:
            raise OSError(f"{generation.place}/{COPY}: its checksum is wrong")
        store = Store()
        store.load(content, format=RdfFormat.N_QUADS, lenient=True)
        return store

    def rows(self, part: Part) -> Rows:
        """Return the table of a part that is kept, or made for it.

        Raises:
            DamagedTable: it is damaged.
        """
        if self.generation is None:
            return self._parsed.table(part)
        if part.name not in self._tables:
            place, files = self.generation.place, self.generation.manifest["files"]
            layers = Layers([Table(f"{place}/{name}") for name in layers_of(files, part.name)])
            self._tables[part.name] = Combined(part, layers)
        return self._tables[part.name]

    def table(self, part: Part) -> Rows:
        """Return the table of a part, which is made anew when it proves damaged."""
        return _MendedRows(self, part)


class KeptGraph(Graph):
    """A graph whose store is kept on disk, and is made anew when it proves damaged."""

    def __init__(self, compiled: Compiled):
        super().__init__(compiled, compiled.open_store)
        self._compiled = compiled

    @property
    def files(self) -> int:
        """How many files the store opens only when it needs them; the engine opens the first few at once."""
        kept = self._compiled.generation
        files = sum(name.endswith(".sst") for name in kept.manifest["files"]) if kept else 0
        return files if files > OPENED_AT_ONCE else 0

    @property
    def made(self) -> object:
        """What the graph is opened from; another one after it was made anew."""
        return self._compiled.generation

    def begin(self) -> None:
        """Open the store, in a process in which nothing is mended."""
        self._compiled.mends = False
        super().begin()

    def mend(self) -> bool:
        """Make the store anew if it is damaged, and tell whether it was."""
        self.__dict__.pop("store", None)
        return self._compiled.mend()


class _MendedRows:
    """A table that is made anew, with all else that is kept, when it proves damaged."""

    def __init__(self, compiled: Compiled, part: Part):
        self._compiled, self._part = compiled, part

    def _tried(self, read: Callable[[Rows], Any]) -> Any:
        while True:
            try:
                return read(self._compiled.rows(self._part))
            except DamagedTable as error:
                self._compiled.renew(error)

    def get(self, key: str) -> Any | None:
        """Return the value of a key, or ``None``."""
        return self._tried(lambda rows: rows.get(key))

    def rows(self) -> Iterator[Row]:
        """Yield every key with its value."""
        return self.starting("")

    def told(self) -> Iterator[tuple[str, Any]]:
        """Yield every key with what is told under it, by who tells it."""
        return self._read(lambda rows: rows.told())

    def starting(self, start: str) -> Iterator[Row]:
        """Yield the keys that begin so, with their values."""
        return self._read(lambda rows: rows.starting(start))

    def _read(self, read: Callable[[Rows], Iterator[tuple[str, Any]]]) -> Iterator[tuple[str, Any]]:
        """Yield what is read, sorted by key; after damage it goes on behind the last one."""
        last = None
        while True:
            try:
                for row in read(self._compiled.rows(self._part)):
                    if last is None or row[0] > last:
                        last = row[0]
                        yield row
            except DamagedTable as error:
                self._compiled.renew(error)
            else:
                return
