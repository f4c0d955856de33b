"""What the selected releases tell of corridors: their ends, with positions, and the latest stage."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Term
from green_corridors.pictures import Material
from green_corridors.pictures._sea import Point

__all__ = ["Corridor", "Port", "corridors_of", "ports_of"]

POSITIONS = """
SELECT ?place ?latitude ?longitude
WHERE { ?place gsc:latitude ?latitude ; gsc:longitude ?longitude }
ORDER BY ?place ?latitude ?longitude
"""


@dataclass(frozen=True)
class Port:
    """An end of a corridor; without a position it is on no map."""

    iri: str
    label: str
    position: Point | None


@dataclass(frozen=True)
class Corridor:
    """A corridor with its ends and the latest stage told, and by which release."""

    iri: str
    label: str
    stage: NamedNode
    stage_label: str
    date: str
    release: str
    release_label: str
    ports: tuple[Port, ...]

    @property
    def told(self) -> str:
        """What a reader is told of the corridor in one line."""
        return f"{self.label}: {self.stage_label} ({self.release_label})"


def corridors_of(material: Material) -> list[Corridor]:
    """Return the corridors of the question ``corridors``, sorted by label."""
    positions = _positions(material)
    ends: dict[NamedNode, dict[str, Port]] = defaultdict(dict)
    about: dict[NamedNode, dict[str, Term]] = {}
    for row in material.answer("corridors"):
        corridor, end = row["corridor"], row["endpoint"]
        if (
            isinstance(corridor, NamedNode)
            and (material.only is None or corridor in material.only)
            and isinstance(end, NamedNode)
            and isinstance(row["stage"], NamedNode)
        ):
            about.setdefault(corridor, row)
            ends[corridor][end.value] = Port(end.value, material.labels.of(end), positions.get(end.value))
    found = [
        Corridor(
            iri=iri.value,
            label=material.labels.of(iri),
            stage=row["stage"],
            stage_label=material.labels.of(row["stage"]),
            date=material.labels.of(row["date"]),
            release=_iri(row["release"]),
            release_label=material.labels.of(row["release"]),
            ports=tuple(port for _, port in sorted(ends[iri].items())),
        )
        for iri, row in about.items()
        if isinstance(row["stage"], NamedNode)
    ]
    return sorted(found, key=lambda corridor: (corridor.label, corridor.iri))


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _positions(material: Material) -> dict[str, Point]:
    """Return the position of each place that has a usable one; two that differ are none."""
    found: dict[str, set[Point]] = defaultdict(set)
    for row in material.rows(POSITIONS):
        latitude, longitude = _degrees(row["latitude"], 90), _degrees(row["longitude"], 180)
        if isinstance(row["place"], NamedNode) and latitude is not None and longitude is not None:
            found[row["place"].value].add((longitude, latitude))
    return {iri: points.pop() for iri, points in found.items() if len(points) == 1}


def _degrees(term: Term, limit: float) -> float | None:
    try:
        value = float(term.value) if isinstance(term, Literal) else math.nan
    except ValueError:
        return None
    return value if abs(value) <= limit else None


def ports_of(corridors: list[Corridor]) -> list[Port]:
    """Return the ports of corridors once each, sorted by label."""
    ports = {port.iri: port for corridor in corridors for port in corridor.ports}
    return sorted(ports.values(), key=lambda port: (port.label, port.iri))
