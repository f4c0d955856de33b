"""What is told of a port or a body and of its network: its corridors, its agreements and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from green_corridors.conflicts import Conflict
from green_corridors.names import Entity
from green_corridors.stories._archive import Archive, Row, released

__all__ = ["Happening", "Network", "Thing", "network_of"]

#: What is asked about the port or the body itself, about each corridor, and about each agreement.
OF_PORT = ("timeline-of",)
OF_BODY = ("agreements-of-body", "appearances-of")
OF_CORRIDOR = ("corridor-history", "corridor-details", "corridor-parties", "corridor-duties", "single-origin")
OF_AGREEMENT = (
    *("agreement-parties", "agreement-details", "when-concluded", "topics-of-agreement"),
    *("preceding-agreements", "planned-corridors", "duties-under", "signatories", "where-signed"),
    "single-origin",
)


@dataclass(frozen=True)
class Thing:
    """A corridor or an agreement, with the rows of each question that was asked about it."""

    iri: NamedNode
    label: str
    rows: Mapping[str, tuple[Row, ...]]

    def values(self, question: str, name: str) -> list[NamedNode]:
        """Return what the rows of a question name in one column, each once, the most often told first."""
        found: dict[NamedNode, set[NamedNode | None]] = {}
        for row in self.rows[question]:
            if node := row.node(name):
                found.setdefault(node, set()).add(row.node("release"))
        return sorted(found, key=lambda node: -len(found[node]))

    def told(self, question: str, name: str) -> int:
        """Return how many texts the rows of a question have in one column, counted for each release."""
        return len({(row.literal(name), row.node("release")) for row in self.rows[question]})

    @cached_property
    def releases(self) -> list[NamedNode]:
        """The releases that tell of it, each once."""
        return released(row for rows in self.rows.values() for row in rows)


@dataclass(frozen=True)
class Happening:
    """What a release tells to have happened: to which thing, a corridor’s stage, and when if it says so."""

    what: str
    thing: NamedNode
    stage: NamedNode | None
    date: Literal | None
    release: NamedNode
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Network:
    """What is told of the network of a port or a body.

    ``ports`` and ``bodies`` are it, and what it acts for or what acts for it. ``latest`` has for each
    corridor the rows of its latest stage, one for each endpoint.
    """

    centre: Entity
    ports: tuple[NamedNode, ...]
    bodies: tuple[NamedNode, ...]
    corridors: tuple[Thing, ...]
    agreements: tuple[Thing, ...]
    latest: Mapping[NamedNode, tuple[Row, ...]]
    happenings: tuple[Happening, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def things(self) -> tuple[Thing, ...]:
        """The corridors and the agreements."""
        return *self.corridors, *self.agreements


def network_of(centre: Entity, archive: Archive) -> Network:
    """Return what the selected sources tell of the network of a port or a body.

    Raises:
        UnknownQuestion: the workspace lacks a question that the story asks.
        LimitExceeded: the questions exceed a limit.
    """
    ports, bodies = _centre(centre, archive)
    of_port = [(name, port) for port in ports for name in OF_PORT]
    of_body = [(name, body) for body in bodies for name in OF_BODY]
    stages, *rest = archive.ask([("corridors", None), *of_port, *of_body])
    told = [row for rows in rest for row in rows]
    agreements = _things(_named(told, archive, "agreement"), OF_AGREEMENT, archive)
    planned = {node for each in agreements for node in each.values("planned-corridors", "corridor")}
    ended = {end for row in stages if row.node("endpoint") in ports and (end := row.node("corridor"))}
    corridors = _things(planned | ended | _named(told, archive, "corridor"), OF_CORRIDOR, archive)
    happenings = tuple(_happenings(told, corridors, agreements, archive))
    about = {each.iri for each in (*corridors, *agreements)} | {each.thing for each in happenings}
    return Network(
        centre,
        ports,
        bodies,
        corridors,
        agreements,
        {each.iri: tuple(row for row in stages if row.node("corridor") == each.iri) for each in corridors},
        happenings,
        tuple(each for each in archive.conflicts if _concerns(each, {centre.iri, *ports, *bodies}, about)),
    )


def _centre(centre: Entity, archive: Archive) -> tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]]:
    """Return the ports and the bodies of a port or a body."""
    if centre.kind == "port":
        return (centre.iri,), archive.knowledge.bodies.get(centre.iri, ())
    return archive.ports.get(centre.iri, ()), (centre.iri,)


def _named(rows: Iterable[Row], archive: Archive, kind: str) -> set[NamedNode]:
    """Return the things of a kind that rows name as a party’s agreement, as an occasion or on a timeline."""
    columns = ("agreement", "occasion", "thing")
    named = {node for row in rows for name in columns if (node := row.node(name))}
    return {node for node in named if archive.kind(node) == kind}


def _things(nodes: Iterable[NamedNode], questions: tuple[str, ...], archive: Archive) -> tuple[Thing, ...]:
    """Return things with what is told of them, sorted by label."""
    ordered = sorted(nodes, key=lambda node: (archive.labels.of(node), node.value))
    rows = archive.ask_each(ordered, questions)
    return tuple(Thing(node, archive.labels.of(node), rows[node]) for node in ordered)


def _happenings(
    told: list[Row], corridors: tuple[Thing, ...], agreements: tuple[Thing, ...], archive: Archive
) -> Iterator[Happening]:
    """Yield what happened; the timeline of a port tells of more than its corridors and agreements."""
    for row in told:
        if what := row.literal("happening"):
            yield from _happening(archive, row, "date", what.value, row.node("thing"))
    for each in agreements:
        for row in each.rows["when-concluded"]:
            yield from _happening(archive, row, "concluded", "agreement concluded", each.iri)
    for each in corridors:
        for row in each.rows["corridor-history"]:
            yield from _happening(archive, row, "asOf", "stage reached", each.iri)
        for row in each.rows["corridor-details"]:
            yield from _happening(archive, row, "announced", "corridor announced", each.iri)
    events = {event for each in agreements for event in each.values("where-signed", "event")}
    for event, rows in archive.ask_each(sorted(events, key=str), ("event-details",)).items():
        for row in rows["event-details"]:
            yield from _happening(archive, row, "startDate", "event began", event)


def _happening(
    archive: Archive, row: Row, date: str, what: str, thing: NamedNode | None
) -> Iterator[Happening]:
    release = row.node("release")
    if row.literal(date) and thing and release:
        conflicts = tuple(each for each in row.conflicts if each.subject == thing)
        yield Happening(what, thing, row.node("stage"), archive.dated(row, date), release, conflicts)


def _concerns(conflict: Conflict, centre: set[NamedNode], about: set[NamedNode]) -> bool:
    """Tell whether a conflict is of the network: of a thing in it, of its centre, or telling its centre."""
    told = {value for telling in conflict.clashing for value in telling.values}
    return conflict.subject in about | centre or bool(told & centre)
