"""The pictures of the graph, one module each; the folder is the list.

A picture module has ``FORMATS``, the formats it can be drawn in, and ``draw(material, format_name,
whole_world=…)``, which returns the picture as text with notes on what it leaves out. A PNG is a drawn SVG,
rasterised.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from pyoxigraph import NamedNode

from green_corridors.answers import Labels, Term
from green_corridors.asking import ask
from green_corridors.errors import InvalidParameter, UnknownQuestion
from green_corridors.folders import modules_in
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.questions import load_question
from green_corridors.selection import Selection
from green_corridors.store import Graph, open_graph

__all__ = ["ENDINGS", "Material", "Picture", "draw", "format_for_file", "format_names", "picture_names"]

#: The file endings each format is guessed from.
ENDINGS = {
    "svg": (".svg",),
    "png": (".png",),
    "geojson": (".geojson",),
    "graphml": (".graphml",),
    "dot": (".dot", ".gv"),
    "mermaid": (".mmd", ".mermaid"),
}

Row = dict[str, Term]


@dataclass(frozen=True)
class Picture:
    """A picture as text, and one note for each thing that could not be drawn."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What a picture is drawn from: the graph, the selection of its sources, and the labels.

    ``only`` are the corridors of a map, without it all of them; ``centre`` is whose they are, by name.
    """

    graph: Graph
    names: Names
    labels: Labels
    selection: Selection
    only: frozenset[NamedNode] | None = None
    centre: str = ""

    @classmethod
    def of(cls, knowledge: Knowledge, selection: Selection) -> Material:
        """Return the material of the knowledge of a workspace."""
        names = Names(knowledge)
        return cls(open_graph(knowledge), names, Labels(knowledge, names), selection)

    def answer(self, question: str) -> list[Row]:
        """Return the rows of a curated question without parameters.

        Raises:
            UnknownQuestion: the workspace has no such question.
        """
        path = next((path for path in self.graph.knowledge.workspace.queries if path.stem == question), None)
        if path is None:
            raise UnknownQuestion(f"the picture asks the question {question}; add queries/{question}.rq")
        return self.rows(load_question(path).bound({}, self.names, datetime.now(UTC).date().isoformat()))

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a query over the selected sources."""
        answer = ask(self.graph, query, self.selection)
        return [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]


class Drawing(Protocol):
    """What a picture module offers."""

    FORMATS: tuple[str, ...]

    def draw(self, material: Material, format_name: str, *, whole_world: bool) -> Picture:
        """Return the picture in a format."""


def picture_names() -> list[str]:
    """Return the names of the pictures, sorted."""
    return modules_in(__path__)


def format_names() -> list[str]:
    """Return the names of the formats."""
    return list(ENDINGS)


def format_for_file(path: Path) -> str | None:
    """Guess the format from a file's ending."""
    return next((name for name, endings in ENDINGS.items() if path.suffix in endings), None)


def draw(name: str, material: Material, format_name: str, *, whole_world: bool = False) -> Picture:
    """Draw the picture of a name in ``picture_names()``.

    Raises:
        InvalidParameter: the picture is not drawn in this format.
        UsageProblem: the selected sources tell nothing to draw.
        GreenCorridorsError: a library of the extra is missing.
    """
    drawing = cast(Drawing, importlib.import_module(f"{__name__}.{name}"))
    if format_name not in drawing.FORMATS:
        raise InvalidParameter(
            f"the picture {name} has no {format_name}; choose one of png, {', '.join(drawing.FORMATS)}"
        )
    return drawing.draw(material, format_name, whole_world=whole_world)
