"""Ask the graph within limits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from green_corridors.answers import Answer, answer_of
from green_corridors.containment import Limits, contained
from green_corridors.store import Graph, Selection

__all__ = ["ask", "ask_all"]


def ask(graph: Graph, text: str, selection: Selection | None = None, limits: Limits | None = None) -> Answer:
    """Return the answer to a SPARQL query over the selected sources, computed in a contained child process.

    Raises:
        BrokenQuery: the text is not valid SPARQL or is refused.
        LimitExceeded: the query exceeds a limit.
    """
    limits = limits or Limits()
    return contained(partial(_answer, graph, text, selection, limits.rows), limits)


def ask_all(
    graph: Graph, texts: Sequence[str], selection: Selection | None = None, limits: Limits | None = None
) -> list[Answer]:
    """Return the answers to several queries, computed in one child process; its limits are for all of them.

    Raises:
        BrokenQuery, LimitExceeded: as ``ask`` does.
    """
    limits = limits or Limits()
    return contained(partial(_answers, graph, texts, selection, limits.rows), limits)


def _answers(graph: Graph, texts: Sequence[str], selection: Selection | None, rows: int) -> list[Answer]:
    return [_answer(graph, text, selection, rows) for text in texts]


def _answer(graph: Graph, text: str, selection: Selection | None, rows: int) -> Answer:
    return answer_of(graph.query(text, selection), text).within(rows)
