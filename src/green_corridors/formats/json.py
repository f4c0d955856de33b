"""An array of flat objects: the variables as keys, labels as values, the IRI beside each as ``<name>Iri``."""

from __future__ import annotations

import json
from typing import IO, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from green_corridors.answers import Answer, Labels, Term
from green_corridors.citations import Citation, CitedAnswer

ENDINGS = (".json",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer; an unbound variable is ``null``, a literal is its lexical form as a string.

    The rows of a cited answer have ``citations``: a list with one object for each release.
    """
    rows = [_row(answer.variables, row, labels) for row in answer.rows]
    if isinstance(answer, CitedAnswer):
        for row, citations in zip(rows, answer.citations, strict=True):
            row["citations"] = [_citation(citation) for citation in citations]
    json.dump(rows, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _row(variables: tuple[str, ...], row: tuple[Term, ...], labels: Labels | None) -> dict[str, Any]:
    return dict(
        cell for name, term in zip(variables, row, strict=True) for cell in _cells(name, term, labels)
    )


def _citation(citation: Citation) -> dict[str, Any]:
    passages = [
        {"passage": p.iri, "firstWords": p.first_words, "lastWords": p.last_words, "link": p.link}
        for p in citation.passages
    ]
    told = {
        name: getattr(citation, name) for name in ("release", "publisher", "published", "title", "address")
    }
    return {**told, "passages": passages}


def _cells(name: str, term: Term, labels: Labels | None) -> list[tuple[str, str | None]]:
    if term is None:
        return [(name, None)]
    if isinstance(term, NamedNode):
        return [(name, labels.of(term) if labels else term.value), (f"{name}Iri", term.value)]
    return [(name, term.value if isinstance(term, Literal | BlankNode) else str(term))]
