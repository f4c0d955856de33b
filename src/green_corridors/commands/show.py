"""``gsc show``: everything about one thing, with the release of each fact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click
from click.shell_completion import CompletionItem

from green_corridors import terms
from green_corridors.answers import Answer, Labels
from green_corridors.citations import Citations
from green_corridors.commands._disputes import marked
from green_corridors.commands._options import (
    CITE,
    compiled_of,
    format_of,
    knowledge_of,
    selecting,
    selection_of,
    write_answer,
    writing,
)
from green_corridors.names import Names
from green_corridors.show import facts_about, graph_about
from green_corridors.vocabulary import Vocabulary

#: The formats for machines that hold the thing’s own triples.
GRAPHS = ("turtle", "ntriples", "jsonld")


def _complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the slugs of named things."""
    names = Names(compiled_of(ctx.params))
    slugs = {iri.rpartition("/")[2]: entity.label for iri, entity in names.entities.items()}
    return [
        CompletionItem(slug, help=label)
        for slug, label in sorted(slugs.items())
        if slug.startswith(incomplete)
    ]


@click.command(
    name="show",
    help="""Show everything the graph says about one thing, with the release of each fact.

NAME is a name, a UN/LOCODE, a Wikidata id, a CURIE or an IRI. A port stands for itself before its city and
its authority; say organization:port-of-los-angeles for the body.

\b
Examples:
  gsc show "Gene Seroka"
  gsc show USLAX
  gsc show "Port Optimizer" --format json
  gsc show tokyo --cite --format markdown
  gsc show tokyo --format turtle
""",
)
@click.argument("name", nargs=-1, required=True, shell_complete=_complete)
@selecting
@writing
@CITE
def command(name: tuple[str, ...], **options: Any) -> None:
    """Show one thing."""
    selection = selection_of(options["known_at"], options["sources"])
    knowledge = knowledge_of(options)
    names = Names(knowledge)
    labels = Labels(knowledge, names)
    text = " ".join(name)
    entity = names.resolve(text)
    if not options["quiet"]:
        others = [names.curie(other.iri) for other in names.candidates(text) if other != entity]
        also = f"; also called so: {', '.join(others)}" if others else ""
        click.echo(f"{entity.label}, {entity.kind} {names.curie(entity.iri)}{also}", err=True)
    form = format_of(options, to_person="card")
    if form in GRAPHS:
        answer = graph_about(entity.iri, knowledge, selection)
    else:
        citations = Citations(knowledge, labels) if options["cite"] else None
        declared = Vocabulary(knowledge, names).declared()
        properties = {labels.of(each): each for each in (*declared, terms.RDF_TYPE)}
        answer = marked(
            facts_about(entity.iri, knowledge, selection, labels, citations),
            [entity.iri],
            knowledge,
            selection,
            names,
            labels,
            options,
            property_of=lambda row: properties.get(labels.of(row[1])),
        )
        answer = _sources_last(answer)
    write_answer(answer, None if options["labelled"] is False else labels, form, options["output"])


def _sources_last(answer: Answer) -> Answer:
    """Return an answer whose releases stand in the last column again, as a card wants them."""
    if answer.variables[-1] != "conflict":
        return answer
    *names, release, conflict = answer.variables
    rows = ((*row[:-2], row[-1], row[-2]) for row in answer.rows)
    return replace(answer, variables=(*names, conflict, release), rows=tuple(rows))
