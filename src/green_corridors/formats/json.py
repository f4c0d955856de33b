"""An array of flat objects: the variables as keys, labels as values, the IRI beside each as ``<name>Iri``."""

from __future__ import annotations

import json
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term

ENDINGS = (".json",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer; an unbound variable is ``null``, a literal is its lexical form as a string."""
    rows = [
        dict(
            cell
            for name, term in zip(answer.variables, row, strict=True)
            for cell in _cells(name, term, labels)
        )
        for row in answer.rows
    ]
    json.dump(rows, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _cells(name: str, term: Term, labels: Labels | None) -> list[tuple[str, str | None]]:
    if term is None:
        return [(name, None)]
    if isinstance(term, NamedNode):
        return [(name, labels.of(term) if labels else term.value), (f"{name}Iri", term.value)]
    return [(name, term.value if isinstance(term, Literal | BlankNode) else str(term))]
