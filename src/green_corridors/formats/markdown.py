"""A Markdown table; the sources of a cited answer stand below it as footnotes."""

from __future__ import annotations

from typing import IO

from green_corridors.answers import Answer, Labels, Term
from green_corridors.citations import Citation, CitedAnswer
from green_corridors.escapes import markdown as escaped

ENDINGS = (".md",)


def write(answer: Answer, labels: Labels | None, out: IO[str]) -> None:
    """Write an answer as a table in GitHub-flavoured Markdown."""
    notes = answer.numbered() if isinstance(answer, CitedAnswer) else {}
    cited = answer.citations if isinstance(answer, CitedAnswer) else [()] * len(answer.rows)
    print(f"| {' | '.join(answer.variables)} |", file=out)
    print(f"| {' | '.join('---' for _ in answer.variables)} |", file=out)
    for row, citations in zip(answer.rows, cited, strict=True):
        cells = [_cell(term, labels) for term in row]
        marks = "".join(f"[^{notes[citation]}]" for citation in citations)
        print(f"| {' | '.join(cells)}{marks} |", file=out)
    if notes:
        print(file=out)
    for citation, number in notes.items():
        print(f"[^{number}]: {_note(citation)}", file=out)


def _cell(term: Term, labels: Labels | None) -> str:
    return escaped(labels.of(term) if labels else "" if term is None else str(term))


def _note(citation: Citation) -> str:
    places = ", ".join(
        f"[“{escaped(p.first_words)} … {escaped(p.last_words)}”](<{p.link}>)" for p in citation.passages
    )
    told = f"{escaped(citation.publisher)}, {escaped(citation.published)}: {escaped(citation.title)}."
    return f"{told} {places}" if places else f"{told} <{citation.address}>"
