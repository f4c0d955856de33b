"""``gsc why``: the proof of a fact down to its sources, or what it lacks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from green_corridors.answers import Labels
from green_corridors.commands._options import (
    OUTPUT,
    knowledge_of,
    output_file,
    selecting,
    selection_of,
)
from green_corridors.names import Names
from green_corridors.proofs import proof_format_for_file, proof_format_named, proof_format_names
from green_corridors.vocabulary import Vocabulary
from green_corridors.wanted import wanted
from green_corridors.why import Why


def _complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the local names of properties."""
    knowledge = knowledge_of(ctx.params)
    names = Vocabulary(knowledge, Names(knowledge)).local_names()
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(
    name="why",
    help="""Tell why a fact holds: its proof by each release that gives it, down to the passages.

SUBJECT and OBJECT are names as “gsc show” takes them; OBJECT is a class or a text where PROPERTY wants one.
PROPERTY is a label, a local name, a CURIE or an IRI; “a” asks for the class. For a fact that no release
gives, the rule that comes nearest is told, with what holds of it and what is missing. The exit code is 0
where the fact holds and 1 where it does not.

\b
Examples:
  gsc why "Los Angeles" "corridor partner" Tokyo
  gsc why USLAX sisterPort Tokyo --format mermaid
  gsc why agreement:los-angeles-guangzhou-mou-2023 "term ends" "../2026-10-26?"
  gsc why JPTYO a place
""",
)
@click.argument("subject")
@click.argument("property", shell_complete=_complete)
@click.argument("object")
@selecting
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(proof_format_names()),
    help="How to write the proof  [default: by the ending of -o, else text]",
)
@OUTPUT
def command(output: Path | None, format_name: str | None, **options: Any) -> None:
    """Explain one fact."""
    selection = selection_of(options["known_at"], options["sources"])
    knowledge = knowledge_of(options)
    names = Names(knowledge)
    words = options["subject"], options["property"], options["object"]
    found = Why(knowledge, Labels(knowledge, names)).explain(wanted(knowledge, names, words), selection)
    name = format_name or (proof_format_for_file(output) if output else None) or "text"
    with output_file(output) as out:
        proof_format_named(name).write(found, out)
    if not any(explanation.holds for explanation in found):
        sys.exit(1)
