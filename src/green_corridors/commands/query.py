"""``gsc query``: ad hoc SPARQL over the same dataset, or over any RDF files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from pyoxigraph import NamedNode

from green_corridors.answers import Answer, Labels
from green_corridors.commands._disputes import marked
from green_corridors.commands._options import (
    asker_of,
    compiled_of,
    format_of,
    limiting,
    limits_of,
    selecting,
    selection_of,
    write_answer,
    writing,
)
from green_corridors.dataset import ask_data, open_dataset
from green_corridors.errors import BrokenQuery
from green_corridors.names import Names
from green_corridors.reading import decode, read_bytes
from green_corridors.sparql import tokens

FILE = click.Path(path_type=Path)


@click.command(
    name="query",
    help="""Run SPARQL over the graph; the prefixes of the workspace are known in advance.

QUERY is the query itself, a file, or - for standard input. The default graph is the union of all graphs;
GRAPH ?release { … } tells which release states a fact. csv, tsv, srj and srx are exactly W3C's formats; the
graph of a CONSTRUCT or DESCRIBE is written as turtle, ntriples or jsonld.

With --data or --named, those files are asked instead of the workspace, and the prefixes they declare are
known. The ending of a file says its format: .ttl .trig .nt .nq .rdf .owl .xml .jsonld .json. FROM chooses
among the graphs given; nothing else is read and nothing is fetched. Numbers and dates are answered in their
canonical form.

\b
Examples:
  gsc query 'SELECT ?port WHERE { ?port a gsc:Port } ORDER BY ?port'
  gsc query - --format srj < question.rq
  gsc query 'DESCRIBE port:tokyo' --format jsonld
  gsc query --data data/register/ports.ttl 'SELECT ?port WHERE { ?port a gsc:Port }'
""",
)
@click.argument("query")
@click.option("--data", type=FILE, multiple=True, metavar="FILE", help="Ask this RDF file; repeatable.")
@click.option(
    "--named",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="Add this RDF file as a named graph, called FILE resolved against --base; repeatable.",
)
@click.option(
    "--base",
    metavar="IRI",
    help="What relative IRIs in QUERY and in --data are resolved against  [default: none, they are errors]",
)
@selecting
@writing
@limiting
def command(query: str, data: tuple[Path, ...], named: tuple[Path, ...], **options: Any) -> None:
    """Run a query."""
    text = _text(query)
    if data or named:
        _refuse_others("--data", {**options, "base": None}, ("workspace", "known_at", "sources"))
        dataset = open_dataset(data, named, options["base"])
        _write(ask_data(dataset, text, limits_of(options)), None, options)
        return
    _refuse_others("a query without --data", options, ("base",))
    selection = selection_of(options["known_at"], options["sources"])
    compiled = compiled_of(options)
    (answer,) = asker_of(compiled).ask([text], selection, limits_of(options))()
    answer = replace(answer, prefixes=compiled.prefixes | answer.prefixes)
    names = Names(compiled)
    labels = Labels(compiled, names)
    if not options["quiet"] and answer.form == "rows":  # the rows of an ad hoc query stay as they are
        marked(answer, _named(text, names), compiled, selection, names, labels, options)
    labelled = options["labelled"]
    if labelled is None:
        labelled = _format(answer, options) in ("table", "card", "markdown", "json")
    _write(answer, labels if labelled else None, options)


def _named(text: str, names: Names) -> list[NamedNode]:
    """Return the addresses that a query names."""
    named = (names.address(token.text) for token in tokens(text) if token.kind in ("iri", "name"))
    return [address for address in named if address]


def _refuse_others(what: str, options: dict[str, Any], names: tuple[str, ...]) -> None:
    """Refuse options that mean nothing here; the workspace may stand in the environment all the same."""
    source = click.get_current_context().get_parameter_source
    given = (click.core.ParameterSource.COMMANDLINE,)
    for name in names:
        if options[name] and source(name) in given:
            flag = {"known_at": "known-at", "sources": "source"}.get(name, name)
            raise click.UsageError(f"--{flag} does not go with {what}; leave it out")


def _write(answer: Answer, labels: Labels | None, options: dict[str, Any]) -> None:
    """Write an answer; a graph is Turtle where nothing else is said."""
    write_answer(answer, labels, _format(answer, options), options["output"])


def _format(answer: Answer, options: dict[str, Any]) -> str:
    given = options["format_name"] is not None or options["output"] is not None
    return "turtle" if answer.form == "graph" and not given else format_of(options)


def _text(query: str) -> str:
    """Return the text of a query that is given as itself, as a file or on standard input."""
    if not query.strip():
        raise BrokenQuery("the query is empty; write SPARQL, or name a file that holds it")
    if query == "-":
        return decode(Path("-"), sys.stdin.buffer.read())
    if "{" in query or any(c.isspace() for c in query.strip()):
        return query
    return decode(Path(query), read_bytes(Path(query)))
