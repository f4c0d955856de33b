"""What the tests of bad input share: small workspaces, and the command run as a process of its own."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT, Run

#: Bytes of address space in which every check of bad input must do.
ENOUGH = 3_000_000_000
#: Seconds after which a process counts as one that hangs; no test asserts how long it takes.
HANGS = 120
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24

PREFIXES = """\
@prefix e: <http://e.example/> .
@prefix gsc: <https://w3id.org/green-corridors/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/green-corridors/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""


#: Queries that no engine may see, and queries that end the engine's process.
QUERIES = {
    "SERVICE": "SELECT $this WHERE {{ $this ?p ?o SERVICE <{0}> {{ ?a ?b ?c }} }}",
    "SERVICE SILENT": "SELECT $this WHERE {{ $this ?p ?o SERVICE SILENT <{0}> {{ ?a ?b ?c }} }}",
    "SERVICE behind a comment": "SELECT $this WHERE {{ $this ?p ?o SERVICE#\n<{0}> {{ ?a ?b ?c }} }}",
    "FROM": "SELECT $this FROM <{0}> WHERE {{ $this ?p ?o }}",
    "FROM a file": "SELECT $this FROM <file:///etc/hosts> WHERE {{ $this ?p ?o }}",
    "FROM NAMED": "SELECT $this FROM NAMED <{0}> WHERE {{ $this ?p ?o GRAPH ?g {{ ?a ?b ?c }} }}",
    "GRAPH": "SELECT $this WHERE {{ GRAPH <{0}> {{ $this ?p ?o }} }}",
    "LOAD": "LOAD <{0}>",
    "no prefix": "SELECT $this WHERE {{ $this zz:p ?o }}",
    "no end": "SELECT $this WHERE {{ $this",
    "nothing": "",
    "brackets": "SELECT $this WHERE {{ $this ?p ?o FILTER " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "some brackets": "SELECT $this WHERE {{ $this ?p ?o FILTER " + "(" * 150 + "1" + ")" * 150 + " }}",
    "negations": "SELECT $this WHERE {{ $this ?p ?o FILTER (" + "!" * 100_000 + "1) }}",
}


def keep_one_release(workspace: Path) -> Path:
    """Leave the first release of a workspace, so that it is checked quickly, and return its file."""
    first, *others = sorted(workspace.glob("data/releases/*/*.ttl"))
    for path in others:
        path.unlink()
    return first


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "green_corridors", *map(str, arguments)]


def environment(cache: Path | None = None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GITHUB_")}
    return kept | ({"GSC_CACHE_DIR": str(cache)} if cache else {})


def gsc(*arguments: object, cache: Path | None = None, limit: Callable[[], None] | None = None) -> Run:
    """Run ``gsc`` as a process of its own in bounded memory, and prove that it says no more than it should."""

    def begin() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ENOUGH, ENOUGH))
        if limit:
            limit()

    done = subprocess.run(
        command(*arguments),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=environment(cache),
        preexec_fn=begin,
        timeout=HANGS,
    )
    run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
    sound(run)
    return run


def sound(run: Run) -> None:
    """Prove that a run ended as the design says, with no traceback and few lines to stderr."""
    assert run.code in (0, 1, 2, 3), run
    assert "Traceback" not in run.out + run.err, run.err
    assert len(run.err.splitlines()) <= 2, run.err


def one_line(run: Run, code: int, said: str) -> None:
    """Prove that a run said one clear line and nothing else."""
    assert (run.code, run.out, run.err.count("\n")) == (code, "", 1), run
    assert run.err.startswith("gsc: ")
    assert said in run.err


def without_rights() -> None:
    """Let the rights of files hold for root, too; takes effect when the program is executed."""
    if os.geteuid() == 0:
        kernel = ctypes.CDLL(None)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert kernel.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


def full_after(size: int) -> Callable[[], None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@contextmanager
def silent_socket() -> Iterator[str]:
    """Listen on loopback, give an address there, and prove in the end that nobody called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/canary"
        try:
            server.accept()
        except BlockingIOError:
            return
        raise AssertionError("a connection was made")


def found(run: Run) -> list[tuple[str, str]]:
    """Return the rules and the files of what was found."""
    return [(each["rule"], Path(each["path"]).name) for each in json.loads(run.out)["findings"]]
