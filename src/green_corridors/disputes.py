"""Answers that touch conflicts: their rows are marked, and those that a judgement rejects are left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from green_corridors import terms as ours
from green_corridors.answers import Answer, Labels, Term
from green_corridors.conflicts import Conflict, Telling

__all__ = ["Disputed", "disputed", "fate", "property_in"]

RELEASES = ours.ID + "release/"
#: The addresses of the ontology’s properties and of ``rdf:type``; those of classes begin with a capital.
PROPERTY = re.compile(f"{re.escape(ours.GSC)}[a-z].*|{re.escape(ours.RDF_TYPE.value)}")


@dataclass(frozen=True)
class Disputed:
    """An answer with a column of conflicts, the conflicts it touches, and the rows that were left out."""

    answer: Answer
    conflicts: tuple[Conflict, ...]
    left_out: tuple[tuple[Term, ...], ...]


def property_in(row: Sequence[Term]) -> NamedNode | None:
    """Return the property of the ontology that a row names, if it names one."""
    nodes = (term for term in row if isinstance(term, NamedNode))
    return next((each for each in nodes if PROPERTY.fullmatch(each.value)), None)


def disputed(
    answer: Answer,
    conflicts: Sequence[Conflict],
    about: Iterable[Term],
    labels: Labels,
    *,
    judged: bool = True,
    property_of: Callable[[Sequence[Term]], NamedNode | None] = property_in,
) -> Disputed:
    """Mark the rows of an answer that tell what is in conflict; ``about`` is what was asked about.

    A row tells it if it has one of the values that are disputed, of a release it names if it names one,
    of the property if it names one, and the thing is in the row or was asked about. The column ``conflict``
    is there only where a row has a mark: each property, and whether its conflict is open or reopened, or the
    telling followed or rejected by a judgement. With ``judged``, a row that tells what a judgement rejects is
    left out where another row says the same of the same things with what is followed.
    """
    asked, by_term = set(about), _by_term(conflicts)
    told = [list(_told(row, asked, _near(row, asked, by_term), property_of(row))) for row in answer.rows]
    touched = {id(conflict): conflict for each in told for conflict, _ in each}
    if not touched:
        return Disputed(answer, (), ())
    followed = [
        (conflict, _things(row, telling))
        for row, each in zip(answer.rows, told, strict=True)
        for conflict, telling in each
        if fate(conflict, telling) == "followed"
    ]
    rows: list[tuple[Term, ...]] = []
    left_out: list[tuple[Term, ...]] = []
    for row, each in zip(answer.rows, told, strict=True):
        if judged and any(
            fate(conflict, telling) == "rejected"
            and any(conflict is other and _things(row, telling) <= things for other, things in followed)
            for conflict, telling in each
        ):
            left_out.append(row)
        else:
            marks = dict.fromkeys(f"{labels.of(c.predicate)}: {fate(c, telling)}" for c, telling in each)
            rows.append((*row, Literal("; ".join(marks)) if marks else None))
    marked = replace(answer, variables=(*answer.variables, "conflict"), rows=tuple(rows))
    return Disputed(marked, tuple(touched.values()), tuple(left_out))


def fate(conflict: Conflict, telling: Telling) -> str:
    """Return the state of a conflict, and of a settled one what became of a telling."""
    if conflict.state != "settled":
        return conflict.state
    return "rejected" if telling in conflict.rejected else "followed"


def _things(row: Sequence[Term], telling: Telling) -> set[Term]:
    """Return the things that a row names besides releases and what is told of them."""
    things: set[Term] = {term for term in row if isinstance(term, NamedNode)}
    return things - _releases(row) - set(telling.values)


def _releases(row: Sequence[Term]) -> set[Term]:
    """Return the releases that a row names."""
    nodes = (term for term in row if isinstance(term, NamedNode))
    return {node for node in nodes if node.value.startswith(RELEASES) and "#" not in node.value}


def _by_term(conflicts: Iterable[Conflict]) -> dict[Term, list[tuple[int, Conflict]]]:
    """Return the conflicts of each thing and of each node that tells it, with their numbers."""
    found: dict[Term, list[tuple[int, Conflict]]] = defaultdict(list)
    for number, conflict in enumerate(conflicts):
        for term in {conflict.subject, *(telling.node for telling in conflict.clashing)}:
            found[term].append((number, conflict))
    return found


def _near(
    row: Sequence[Term], asked: set[Term], by_term: Mapping[Term, list[tuple[int, Conflict]]]
) -> list[Conflict]:
    """Return the conflicts of what a row names and of what was asked about, in their order."""
    near = dict(each for term in (*asked, *row) for each in by_term.get(term, ()))
    return [near[number] for number in sorted(near)]


def _told(
    row: Sequence[Term],
    asked: set[Term],
    conflicts: Iterable[Conflict],
    told_of: NamedNode | None,
) -> Iterator[tuple[Conflict, Telling]]:
    """Yield the tellings that a row repeats, with their conflicts."""
    terms = {term for term in row if term is not None}
    named = _releases(row)
    for conflict in conflicts:
        if told_of not in (None, conflict.predicate, *conflict.below):
            continue
        about = conflict.subject in terms or conflict.subject in asked
        for telling in conflict.clashing:
            here = telling.release in named if named else True
            if here and (about or telling.node in terms) and terms & conflict.disputed & set(telling.values):
                yield conflict, telling
