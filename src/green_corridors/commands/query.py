"""``gsc query``: ad hoc SPARQL over the same dataset."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from green_corridors.answers import Labels, answer_of
from green_corridors.commands._options import knowledge_of, selecting, selection_of, write_answer, writing
from green_corridors.names import Names
from green_corridors.reading import decode, read_bytes
from green_corridors.store import open_graph


@click.command(
    name="query",
    help="""Run SPARQL over the graph; the prefixes of the workspace are known in advance.

QUERY is the query itself, a file, or - for standard input. The default graph is the union of all graphs;
GRAPH ?release { … } tells which release states a fact. csv, tsv and srj are exactly W3C's formats.

\b
Examples:
  gsc query 'SELECT ?port WHERE { ?port a gsc:Port } ORDER BY ?port'
  gsc query - --format srj < question.rq
""",
)
@click.argument("query")
@selecting
@writing
def command(
    query: str,
    workspace: Path | None,
    known_at: str | None,
    sources: tuple[str, ...],
    format_name: str | None,
    output: Path | None,
    quiet: bool,
) -> None:
    """Run a query."""
    text = _text(query)
    selection = selection_of(known_at, sources)
    knowledge = knowledge_of(workspace)
    answer = answer_of(open_graph(knowledge).query(text, selection))
    labelled = format_name in ("table", "json") or (
        format_name is None and output is None and sys.stdout.isatty()
    )
    write_answer(answer, Labels(knowledge, Names(knowledge)) if labelled else None, format_name, output)


def _text(query: str) -> str:
    """Return the text of a query that is given as itself, as a file or on standard input."""
    if query == "-":
        return decode(Path("-"), sys.stdin.buffer.read())
    if "{" in query or any(c.isspace() for c in query.strip()):
        return query
    return decode(Path(query), read_bytes(Path(query)))
