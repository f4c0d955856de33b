"""Ask the graph within limits."""

from __future__ import annotations

from functools import partial

from green_corridors.answers import Answer, answer_of
from green_corridors.containment import Limits, contained
from green_corridors.store import Graph, Selection

__all__ = ["ask"]


def ask(graph: Graph, text: str, selection: Selection | None = None, limits: Limits | None = None) -> Answer:
    """Return the answer to a SPARQL query over the selected sources, computed in a contained child process.

    Raises:
        BrokenQuery: the text is not valid SPARQL or is refused.
        LimitExceeded: the query exceeds a limit.
    """
    limits = limits or Limits()
    return contained(partial(_answer, graph, text, selection, limits.rows), limits)


def _answer(graph: Graph, text: str, selection: Selection | None, rows: int) -> Answer:
    return answer_of(graph.query(text, selection), text).within(rows)
