"""The formats the graph is exported in, one module each; the folder is the list.

An export module has ``MEDIA_TYPE``, ``ENDINGS`` and ``write(quads, prefixes)``, which returns the bytes of
the whole document. The quads are sorted and keep their lexical forms, so two exports are byte-identical.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad

from green_corridors.folders import modules_in
from green_corridors.graph import Knowledge
from green_corridors.selection import Selection
from green_corridors.store import inferred_quads

__all__ = ["Export", "export_for_file", "export_named", "export_names", "quads_of"]


class Export(Protocol):
    """What an export module offers."""

    MEDIA_TYPE: str
    ENDINGS: tuple[str, ...]

    def write(self, quads: Sequence[Quad], prefixes: dict[str, str]) -> bytes:
        """Return the document."""


def export_names() -> list[str]:
    """Return the names of the export formats, sorted."""
    return modules_in(__path__)


def export_named(name: str) -> Export:
    """Return the export of a name in ``export_names()``."""
    return cast(Export, importlib.import_module(f"{__name__}.{name}"))


def export_for_file(path: Path) -> str | None:
    """Guess the export format from a file's ending."""
    return next((name for name in export_names() if path.suffix in export_named(name).ENDINGS), None)


def quads_of(
    knowledge: Knowledge, selection: Selection, *, with_inferred: bool, with_alignments: bool
) -> list[Quad]:
    """Return the quads to export, sorted, with canonical blank nodes (RDFC-1.0)."""
    sources = [*knowledge.ontology, *knowledge.register, *selection.of(knowledge)]
    sources += knowledge.alignments if with_alignments else ()
    dataset = Dataset(quad for source in sources for quad in source.quads())
    if with_inferred:
        for quad in inferred_quads(knowledge, selection):
            dataset.add(quad)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=_order)


def _order(quad: Quad) -> tuple[str, bool, str, str, str]:
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)
    return (
        graph,
        isinstance(quad.subject, BlankNode),
        str(quad.subject),
        str(quad.predicate),
        str(quad.object),
    )
