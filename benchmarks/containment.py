"""What containing a query costs: the same questions asked in a child process and directly, in one run.

Run with ``python benchmarks/containment.py``. It prints the medians and their difference; on a shared machine
only the difference and the ratio say anything.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from green_corridors.answers import answer_of
from green_corridors.asking import ask
from green_corridors.graph import load
from green_corridors.names import Names
from green_corridors.questions import load_questions
from green_corridors.store import open_graph
from green_corridors.workspace import find_workspace

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Ask every question both ways in turn and print what containment adds."""
    knowledge = load(find_workspace())
    graph, names = open_graph(knowledge), Names(knowledge)
    questions = load_questions(knowledge.workspace).values()
    texts = [question.bound(question.example, names, "2026-11-22") for question in questions]
    direct, contained = [], []
    for _ in range(ROUNDS):
        for text in texts:
            direct.append(seconds(lambda text=text: answer_of(graph.query(text))))  # type: ignore[misc]
            contained.append(seconds(lambda text=text: ask(graph, text)))  # type: ignore[misc]
    added = [1000 * (c - d) for c, d in zip(contained, direct, strict=True)]
    print(f"{len(texts)} questions, {ROUNDS} rounds")
    print(f"direct     median {1000 * statistics.median(direct):6.2f} ms")
    print(f"contained  median {1000 * statistics.median(contained):6.2f} ms")
    print(f"added      median {statistics.median(added):6.2f} ms")


if __name__ == "__main__":
    main()
