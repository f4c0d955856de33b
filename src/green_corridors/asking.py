"""Ask the graph within limits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from green_corridors.answer_data import Data, answer_from, as_data
from green_corridors.answers import Answer, answer_of
from green_corridors.containment import Child, Limits, contained
from green_corridors.errors import BrokenQuery, DamagedStore, Died
from green_corridors.selection import Selection
from green_corridors.store import Graph

__all__ = ["Asker", "ask", "ask_all"]

#: What a child is asked: texts, day and sources of a selection, the most rows, whether the texts are checked.
Request = tuple[tuple[str, ...], str, tuple[str, ...], int, bool]


def ask(graph: Graph, text: str, selection: Selection | None = None, limits: Limits | None = None) -> Answer:
    """Return the answer to a SPARQL query over the selected sources, computed in a contained child process.

    Raises:
        BrokenQuery: the text is not valid SPARQL or is refused.
        LimitExceeded: the query exceeds a limit.
    """
    return Asker(graph).ask([text], selection, limits)()[0]


def ask_all(
    graph: Graph, texts: Sequence[str], selection: Selection | None = None, limits: Limits | None = None
) -> list[Answer]:
    """Return the answers to several queries, computed in one child process; its limits are for all of them.

    Raises:
        BrokenQuery, LimitExceeded: as ``ask`` does.
    """
    return Asker(graph).ask(texts, selection, limits)()


class Asker:
    """A child process that opens the store at once, and then answers what it is asked once."""

    def __init__(self, graph: Graph):
        self.graph, self._made = graph, graph.made
        self._child = self._begun() if hasattr(os, "fork") else None

    def _begun(self) -> Child[list[Data]]:
        graph = self.graph
        return Child(partial(_answers, graph), graph.begin, partial(_prepare, graph))

    def ask(
        self,
        texts: Sequence[str],
        selection: Selection | None = None,
        limits: Limits | None = None,
        *,
        checked: bool = False,
    ) -> Callable[[], list[Answer]]:
        """Ask queries, and return what waits for their answers.

        Texts that are ``checked`` are known to be small SELECTs of named columns that reach out to nothing.
        """
        limits, selection = replace(limits or Limits(), files=self.graph.files), selection or Selection()
        day = selection.known_at.isoformat() if selection.known_at else ""
        request = (tuple(texts), day, selection.sources, limits.rows, checked)
        if self._child:
            self._child.send(request, limits)
        return lambda: [answer_from(data) for data in self._answered(request, limits)]

    def _answered(self, request: Request, limits: Limits) -> list[Data]:
        if self._child is None:
            return contained(partial(_answers, self.graph, request), limits)
        try:
            return self._child.result()
        except BrokenQuery:
            if not request[-1]:
                raise
            request = (*request[:-1], False)  # asked once more, it is explained
        except DamagedStore:
            self.graph.mend()  # it may have been made anew already, for the sake of a table
        except Died:
            if self._made is self.graph.made and not self.graph.mend():
                raise
        child = self._begun()
        child.send(request, limits)
        return child.result()


def _selection(request: Request) -> Selection:
    _, day, sources, _, _ = request
    return Selection(date.fromisoformat(day) if day else None, sources)


def _prepare(graph: Graph, request: Request) -> None:
    """Open what queries need, modules too, before nothing can be opened any more."""
    graph.prepare(_selection(request))
    if not request[-1]:
        import green_corridors.sparql  # noqa: F401


def _answers(graph: Graph, request: Request) -> list[Data]:
    texts, _, _, rows, checked = request
    selection = _selection(request)
    try:
        found = [
            answer_of(graph.query(text, selection, checked=checked), "" if checked else text).within(rows)
            for text in texts
        ]
    except OSError as error:
        raise DamagedStore(f"the store cannot be read ({error}); “gsc cache --clear” removes it") from error
    if graph.failure:
        raise graph.failure
    return [as_data(answer) for answer in found]
