"""Load data into an engine that is a library of Python, or ask it, in this one process.

Run as ``python -I in_python.py ENGINE load FOLDER``, or with ``ask FOLDER QUERY`` or ``warm FOLDER QUERY...``
in place of ``load FOLDER``. The folder holds the data as ``data.nq``, the queries are files. ``ask`` writes
the answer as JSON; ``warm`` asks each query twice and writes a line of JSON with the seconds of the second
time, or with the fault. Only the engine that is asked is imported.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def load_pyoxigraph(folder: Path) -> None:
    """Load the data into a store on disk."""
    from pyoxigraph import RdfFormat, Store

    Store(folder / "store").bulk_load(path=folder / "data.nq", format=RdfFormat.N_QUADS)


def open_pyoxigraph(folder: Path) -> Callable[[str], bytes]:
    """Return what answers a query from the store on disk."""
    from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

    store = Store.read_only(str(folder / "store"))

    def ask(text: str) -> bytes:
        found = store.query(text, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)  # noqa: S101 (only SELECT is asked)
        return found.serialize(format=QueryResultsFormat.JSON) or b""

    return ask


def open_rdflib(folder: Path) -> Callable[[str], bytes]:
    """Parse the data into memory and return what answers a query from it."""
    from rdflib import Dataset

    dataset = Dataset(default_union=True)
    dataset.parse(folder / "data.nq", format="nquads")
    return lambda text: dataset.query(text).serialize(format="json") or b""


def open_pyrudof(folder: Path) -> Callable[[str], bytes]:
    """Parse the data into memory and return what answers a query from it."""
    from pyrudof import QueryResultFormat, RDFFormat, Rudof, RudofConfig

    engine = Rudof(RudofConfig())
    engine.read_data(str(folder / "data.nq"), format=RDFFormat.NQuads)

    def ask(text: str) -> bytes:
        engine.read_query(text)
        engine.run_query()
        return engine.serialize_query_results(format=QueryResultFormat.Json).encode()

    return ask


OPEN = {"pyoxigraph": open_pyoxigraph, "rdflib": open_rdflib, "pyrudof": open_pyrudof}


def warm(ask: Callable[[str], bytes], paths: list[Path]) -> None:
    """Ask each query twice and tell the seconds of the second time, or what is wrong."""
    import json

    for path in paths:
        text = path.read_text(encoding="utf-8")
        told: dict[str, float | str]
        try:
            ask(text)
            start = time.perf_counter()
            ask(text)
            told = {"seconds": time.perf_counter() - start}
        except Exception as error:  # noqa: BLE001 (whatever an engine raises is its answer)
            told = {"fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), flush=True)


def main() -> None:
    """Do what the command line says."""
    engine, work, folder, *paths = sys.argv[1], sys.argv[2], Path(sys.argv[3]), *map(Path, sys.argv[4:])
    if work == "load" and engine == "pyoxigraph":
        load_pyoxigraph(folder)
        return
    ask = OPEN[engine](folder)
    if work == "ask":
        sys.stdout.buffer.write(ask(paths[0].read_text(encoding="utf-8")))
    elif work == "warm":
        warm(ask, paths)


if __name__ == "__main__":
    main()
