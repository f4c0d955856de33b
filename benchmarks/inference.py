"""What inference costs for each release: ours beside owlrl, which closes everything anew each time.

Run with ``python -m benchmarks.inference --releases 1000``. In each round ours closes the background once and
all releases on top of it, and owlrl closes ontology, register and one release of a sample; all of them would
take it hours. Both are divided by the number of releases they closed. Reading files and making the graph of
rdflib are not timed. On a shared machine only the ratio says anything.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import owlrl
from pyoxigraph import Triple

from benchmarks.corpus import write_corpus
from green_corridors.bridge import rdf_graph
from green_corridors.graph import Knowledge, load
from green_corridors.store import inferred_by_release
from green_corridors.workspace import Workspace

__all__ = ["main"]


def ours(knowledge: Knowledge) -> tuple[float, int]:
    """Return the seconds that each release takes with its share of the background, and how much follows."""
    start, count = time.perf_counter(), 0
    for _, follows in inferred_by_release(knowledge):
        count += len(follows)
    return (time.perf_counter() - start) / len(knowledge.releases), count


def theirs(triples: frozenset[Triple]) -> float:
    """Return the seconds in which owlrl closes some triples."""
    graph = rdf_graph(triples)
    start = time.perf_counter()
    owlrl.OWLRL_Semantics(graph, False, False, False).closure()
    return time.perf_counter() - start


def compare(knowledge: Knowledge, rounds: int) -> str:
    """Measure both in turn and return the table."""
    releases = knowledge.releases
    step = max(1, len(releases) // rounds)
    own, other, count = [], [], 0
    for release in releases[::step][:rounds]:
        seconds, count = ours(knowledge)
        own.append(seconds)
        other.append(theirs(knowledge.background.union(release.triples)))
    mine, reference = statistics.median(own), statistics.median(other)
    title = f"{len(releases):,} synthetic releases, {count:,} triples follow"
    return "\n".join(
        [
            f"| {title} | for each release | ratio | target |",
            "| --- | ---: | ---: | ---: |",
            f"| owlrl, a sample of {len(other)} | {reference:.3g} s | {reference / mine:,.0f} | 50 or more |",
            f"| green_corridors, all | {mine:.3g} s | 1 | |",
        ]
    )


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inference", description=__doc__)
    parser.add_argument("--releases", type=int, default=1000, help="synthetic releases (default: 1000)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="rounds, and the size of the sample (default: 5)"
    )
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gsc-benchmark-"))
    try:
        write_corpus(folder / "corpus", given.releases)
        print(compare(load(Workspace(folder / "corpus")), given.rounds))
    finally:
        shutil.rmtree(folder)
    print(f"\n`python -m benchmarks.inference --releases {given.releases} --rounds {given.rounds}`")


if __name__ == "__main__":
    main()
