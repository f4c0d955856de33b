"""Ask questions of a kept store in one process: through the graph, at a day, and of the bare store, in turn.

Run as ``python -m benchmarks.warming DAY TIMES QUESTIONS``; ``GSC_WORKSPACE`` names a built workspace.
QUESTIONS is a JSON object: the values of each question by its name. For each question it writes, as JSON, the
median of the seconds of each way to ask it, and the number of its rows. Texts count as checked where
``gsc ask`` counts them so.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from pyoxigraph import QuerySolutions, Store

from benchmarks.keeping import store_of
from green_corridors.compiled import Compiled
from green_corridors.kept_questions import questions_of
from green_corridors.names import Names
from green_corridors.selection import Selection
from green_corridors.workspace import find_workspace


def compare(ways: Mapping[str, Callable[[], object]], times: int) -> dict[str, float]:
    """Do work in several ways in turn, and return the median of the seconds and the rows of each."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    rows: dict[str, int] = {}
    for turn in range(times + 1):
        for way, work in ways.items():
            start = time.perf_counter()
            found = work()
            assert isinstance(found, QuerySolutions)  # noqa: S101 (questions are SELECTs)
            rows[f"{way} rows"] = len(list(found))
            if turn:  # the first time warms up
                seconds[way].append(time.perf_counter() - start)
    return {way: statistics.median(taken) for way, taken in seconds.items()} | rows


def main() -> None:
    """Ask what the command line says."""
    day, times, questions = date.fromisoformat(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    compiled = Compiled(find_workspace(os.environ["GSC_WORKSPACE"]))
    graph, bare = compiled.graph, Store.read_only(str(store_of(compiled)))
    names, prefixes, selection = Names(compiled), dict(compiled.prefixes), Selection(day)
    told = {}
    for name, values in questions.items():
        question = questions_of(compiled)[name]
        text, checked = question.bound(values, names, day.isoformat()), question.groups is not None
        ways = {
            "bare": partial(bare.query, text, prefixes=prefixes, use_default_graph_as_union=True),
            "kept": partial(graph.query, text, checked=checked),
            "known": partial(graph.query, text, selection, checked=checked),
        }
        told[name] = compare(ways, times)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
