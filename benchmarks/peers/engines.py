"""The peers: engines that hold the same quads and answer the same queries, each in processes of its own."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.processes import Run, run
from benchmarks.peers.results import answer_in
from green_corridors.folders import cache_folder

__all__ = ["LIMIT", "PEERS", "Measured", "Peer", "home_of_peers", "peers_in"]

#: Seconds after which a process is stopped, unless something else is said.
LIMIT = 120.0
HERE = Path(__file__).resolve().parent
INSTALL = "python -m benchmarks.peers install"


@dataclass(frozen=True)
class Measured:
    """What one piece of work took: seconds, peak memory in bytes, rows of the answer and a hash of them.

    Where there is a ``fault``, the work was not done, and the seconds are those until then.
    """

    seconds: float
    peak: int | None = None
    rows: int | None = None
    content: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Peer:
    """An engine; what it needs and was installed for it lies in the folder ``home``.

    ``holds`` says where its data are while it answers, ``remark`` why its answers may differ.
    """

    name: str
    holds: str
    home: Path
    remark: str = ""

    def reason(self) -> str:
        """Return why the engine cannot be run, with the repair, or nothing."""
        raise NotImplementedError

    def version(self) -> str:
        """Return the version of the engine, as it says itself."""
        raise NotImplementedError

    def load(self, quads: Path, folder: Path, limit: float = LIMIT) -> Measured:
        """Let the engine load a file of N-Quads, from start to end of a process; the folder becomes its own.

        An engine that keeps nothing on disk parses the file, and will do so again for each question.
        """
        folder.mkdir(parents=True, exist_ok=True)
        data = folder / "data.nq"
        data.unlink(missing_ok=True)
        data.symlink_to(quads.resolve())
        done = run(self._loading(folder), limit)
        return Measured(done.seconds, done.peak, fault=done.fault(limit))

    def ask(self, folder: Path, text: str, limit: float = LIMIT) -> Measured:
        """Ask a SELECT query of the data in a folder, from start to end of a process.

        The default graph is the union of all named graphs. The whole answer is written out, and read here
        untimed.
        """
        with tempfile.TemporaryDirectory(prefix="gsc-peer-") as place:
            query = Path(place, "query.rq")
            query.write_text(text, encoding="utf-8")
            done = run(self._asking(folder, query), limit)
        if fault := done.fault(limit):
            return Measured(done.seconds, done.peak, fault=fault)
        try:
            answer = answer_in(done.out)
        except ValueError as error:
            return Measured(done.seconds, done.peak, fault=f"{error}: {done.out[:100]!r}")
        return Measured(done.seconds, done.peak, answer.rows, answer.content)

    def warm(self, folder: Path, texts: Sequence[str], limit: float = LIMIT) -> list[Measured] | None:
        """Ask each query twice in one process that has the data at hand, and measure the second time.

        ``None`` means that the engine has no such process. It may take ``limit`` seconds to load and for each
        asking; one that is stopped or breaks begins anew with the next query.
        """
        measured: list[Measured] = []
        with tempfile.TemporaryDirectory(prefix="gsc-peer-") as place:
            queries = [Path(place, f"{number}.rq") for number in range(len(texts))]
            for query, text in zip(queries, texts, strict=True):
                query.write_text(text, encoding="utf-8")
            while len(measured) < len(queries):
                left = queries[len(measured) :]
                allowed = limit * (1 + 2 * len(left))
                done = run(self._warming(folder, left), allowed)
                told = [json.loads(line) for line in done.out.splitlines()]
                measured += [Measured(line.get("seconds", 0.0), fault=line.get("fault", "")) for line in told]
                if len(measured) < len(queries):
                    measured.append(Measured(done.seconds, done.peak, fault=_fault(done, allowed)))
        return measured

    def _loading(self, folder: Path) -> list[str]:
        raise NotImplementedError

    def _asking(self, folder: Path, query: Path) -> list[str]:
        raise NotImplementedError

    def _warming(self, folder: Path, queries: Sequence[Path]) -> list[str]:
        raise NotImplementedError


def _fault(done: Run, limit: float) -> str:
    return done.fault(limit) or "it ended without an answer"


@dataclass(frozen=True)
class Program(Peer):
    """An engine that a program of ours drives: its arguments are what to do, the folder and the queries."""

    def _command(self, work: str, folder: Path, *queries: Path) -> list[str]:
        raise NotImplementedError

    def _loading(self, folder: Path) -> list[str]:
        return self._command("load", folder)

    def _asking(self, folder: Path, query: Path) -> list[str]:
        return self._command("ask", folder, query)

    def _warming(self, folder: Path, queries: Sequence[Path]) -> list[str]:
        return self._command("warm", folder, *queries)


@dataclass(frozen=True)
class Library(Program):
    """An engine that is a library of Python, in the environment that runs the benchmark."""

    def reason(self) -> str:
        """Return why the library cannot be imported, or nothing."""
        try:
            self.version()
        except importlib.metadata.PackageNotFoundError:
            return f"{self.name} is not installed; it is one of the tools of developers"
        return ""

    def version(self) -> str:
        """Return the version that is installed."""
        return importlib.metadata.version(self.name)

    def _command(self, work: str, folder: Path, *queries: Path) -> list[str]:
        program = [sys.executable, "-I", str(HERE / "in_python.py")]
        return [*program, self.name, work, str(folder), *map(str, queries)]


@dataclass(frozen=True)
class Oxigraph(Peer):
    """Oxigraph's own command line."""

    @property
    def _program(self) -> str:
        return str(self.home / "oxigraph" / "bin" / "oxigraph")

    def reason(self) -> str:
        """Return why the command is not there, or nothing."""
        return "" if shutil.which(self._program) else f"not installed; run “{INSTALL}”"

    def version(self) -> str:
        """Return what ``oxigraph --version`` says."""
        return run([self._program, "--version"], LIMIT).out.split()[-1]

    def warm(self, folder: Path, texts: Sequence[str], limit: float = LIMIT) -> list[Measured] | None:
        """Return ``None``: each query is a process."""
        return None

    def _loading(self, folder: Path) -> list[str]:
        store, data = str(folder / "store"), str(folder / "data.nq")
        return [self._program, "load", "--location", store, "--file", data, "--format", "nq"]

    def _asking(self, folder: Path, query: Path) -> list[str]:
        place = ["--location", str(folder / "store"), "--query-file", str(query)]
        return [self._program, "query", *place, "--union-default-graph", "--results-format", "json"]


@dataclass(frozen=True)
class Jena(Peer):
    """Apache Jena's commands for its store TDB2; ``JENA_HOME`` names another Jena than the installed one."""

    def reason(self) -> str:
        """Return what is missing, or nothing."""
        if not shutil.which("java"):
            return "there is no java on the path"
        if not any(self._jars.glob("jena-tdb2*.jar")):
            return f"no jena-tdb2 in {self._jars}; run “{INSTALL}” or name a Jena by JENA_HOME"
        return ""

    def version(self) -> str:
        """Return the version that TDB2 says it has."""
        told = run(self._command("tdb2.tdbquery", "--version"), LIMIT)
        found = re.search(r"(\d+\.\d+\.\d+)", told.out + told.err)
        return found[1] if found else "of unknown version"

    def warm(self, folder: Path, texts: Sequence[str], limit: float = LIMIT) -> list[Measured] | None:
        """Let Jena itself repeat each query in a process and tell the time of the second run."""
        measured = []
        with tempfile.TemporaryDirectory(prefix="gsc-peer-") as place:
            query = Path(place, "query.rq")
            for text in texts:
                query.write_text(text, encoding="utf-8")
                allowed = 3 * limit
                done = run([*self._asking(folder, query), "--time", "--repeat=1,1"], allowed)
                told = re.search(r"^Time: ([0-9.]+) sec", done.out + done.err, re.MULTILINE)
                if told and not done.fault(allowed):
                    measured.append(Measured(float(told[1]), done.peak))
                else:
                    measured.append(Measured(done.seconds, done.peak, fault=_fault(done, allowed)))
        return measured

    @property
    def _jars(self) -> Path:
        named = os.environ.get("JENA_HOME")
        return (Path(named) if named else self.home / "jena") / "lib"

    def _command(self, name: str, *options: str) -> list[str]:
        # Before the jars, what Debian's packages lack: see installing.py.
        found = os.pathsep.join([str(self._jars.parent / "messages"), str(self._jars / "*")])
        return ["java", "-cp", found, name, *options]

    def _loading(self, folder: Path) -> list[str]:
        store = str(folder / "store")
        return self._command("tdb2.tdbloader", f"--loc={store}", str(folder / "data.nq"))

    def _asking(self, folder: Path, query: Path) -> list[str]:
        place = [f"--loc={folder / 'store'}", f"--query={query}"]
        return self._command("tdb2.tdbquery", *place, "--set=tdb2:unionDefaultGraph=true", "--results=JSON")


@dataclass(frozen=True)
class Comunica(Program):
    """Comunica over a store of N3.js in memory."""

    @property
    def _package(self) -> Path:
        return self.home / "comunica" / "node_modules" / "@comunica" / "query-sparql-rdfjs" / "package.json"

    def reason(self) -> str:
        """Return what is missing, or nothing."""
        if not shutil.which("node"):
            return "there is no node on the path"
        return "" if self._package.is_file() else f"not installed; run “{INSTALL}”"

    def version(self) -> str:
        """Return the version of the installed package."""
        return str(json.loads(self._package.read_text(encoding="utf-8"))["version"])

    def _command(self, work: str, folder: Path, *queries: Path) -> list[str]:
        # A heap of half a gigabyte, which may be the default, does not hold a large file.
        program = ["node", "--max-old-space-size=8192", str(HERE / "in_javascript.mjs")]
        return [*program, str(self.home / "comunica"), work, str(folder), *map(str, queries)]


def home_of_peers() -> Path:
    """Return the folder in which peers are installed, unless another is named."""
    return cache_folder() / "benchmarks"


def peers_in(home: Path) -> tuple[Peer, ...]:
    """Return all peers, as they are installed in a folder; the first is what the others are compared with."""
    disk, memory = "a store on disk", "in memory, parsed by each process"
    once = (
        "in the union of its graphs a triple stands once, in that of pyoxigraph once for each of its graphs"
    )
    one_graph = (
        "it reads all quads into one graph, in which a triple stands once, and nothing matches in GRAPH"
    )
    return (
        Library("pyoxigraph", disk, home),
        Library("rdflib", memory, home, once),
        Oxigraph("oxigraph", disk, home),
        Library("pyrudof", memory, home, one_graph),
        Jena("jena", disk, home, once),
        Comunica("comunica", memory, home),
    )


PEERS = peers_in(home_of_peers())
