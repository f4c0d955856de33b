"""What commands say of conflicts: the rows that tell them marked, and a line for each on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from green_corridors.answers import Answer, Labels, Term
from green_corridors.names import Names
from green_corridors.parts import Tabled
from green_corridors.selection import Selection
from green_corridors.tellings import contested

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import NamedNode

    from green_corridors.disputes import Disputed

__all__ = ["marked"]


def marked(
    answer: Answer,
    about: Iterable[Term],
    knowledge: Tabled,
    selection: Selection,
    names: Names,
    labels: Labels,
    options: Mapping[str, Any],
    *,
    judged: bool = False,
    property_of: Callable[[Sequence[Term]], NamedNode | None] | None = None,
) -> Answer:
    """Return an answer with its conflicts marked (``disputes.disputed``), and tell of them on stderr."""
    about = list(about)
    subjects = contested(knowledge, dict.fromkeys([*about, *(term for row in answer.rows for term in row)]))
    if not subjects:
        return answer
    from green_corridors.conflicts import Ledger
    from green_corridors.disputes import disputed, property_in

    ledger = Ledger(knowledge, selection)
    conflicts = [conflict for subject in sorted(subjects) for conflict in ledger.of(subject)]
    found = disputed(answer, conflicts, about, labels, judged=judged, property_of=property_of or property_in)
    if not options["quiet"]:
        _tell(found, names)
    return found.answer


def _tell(found: Disputed, names: Names) -> None:
    """Say which conflicts an answer touches, and what judgements have left out of it."""
    for conflict in found.conflicts:
        what = f"{names.curie(conflict.subject)} {names.curie(conflict.predicate)}"
        judgement = conflict.judgement
        if judgement and conflict.state == "settled":
            click.echo(f"judged: {what}: {judgement.reason} ({names.curie(judgement.iri)})", err=True)
        else:
            click.echo(
                f"in conflict ({conflict.state}): {what}; gsc conflicts {names.curie(conflict.subject)}",
                err=True,
            )
    if found.left_out:
        count = len(found.left_out)
        rows, them = ("1 row is", "it") if count == 1 else (f"{count} rows are", "them")
        click.echo(f"{rows} left out as judged; --unjudged shows {them}", err=True)
