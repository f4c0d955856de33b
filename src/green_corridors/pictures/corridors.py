"""The corridors of the selection on a map, along sea lanes, each in the style of its latest stage."""

from __future__ import annotations

from itertools import combinations

from pyoxigraph import NamedNode

from green_corridors.errors import UsageProblem
from green_corridors.pictures import Material, Picture
from green_corridors.pictures._chart import Line, Spot, chart
from green_corridors.pictures._geojson import geojson
from green_corridors.pictures._graphs import WRITERS, Diagram, Edge, Node
from green_corridors.pictures._sea import FARTHEST, Point, distance, lane
from green_corridors.pictures._svg import Entry, Style
from green_corridors.pictures._told import Corridor, Port, corridors_of, ports_of

FORMATS = ("svg", "geojson", "graphml", "dot", "mermaid")

#: The style of each stage: dashes and widths differ as well as colours (Okabe and Ito’s, Tol’s darker ones).
STYLES = {
    "initiated": Style("#aa4499", "0.1 5", 2.4),
    "agreed": Style("#b84d00", "9 5", 2.2),
    "established": Style("#0060a0", "", 2.2),
    "planned": Style("#332288", "16 4 3 4", 2.4),
    "piloted": Style("#117733", "22 4", 3.4),
    "operational": Style("#0b5d27", "", 4.4),
    "ended": Style("#6a6a6a", "3 7", 1.6),
}
OTHER_STYLE = Style("#1b1b1b", "1 3", 2.2)
DOT_STYLES = {"initiated": "dotted", "agreed": "dashed", "ended": "dotted", "operational": "bold"}

STAGES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?stage ?rank ?definition
WHERE { ?stage gsc:rank ?rank . OPTIONAL { ?stage skos:definition ?definition } }
ORDER BY ?rank ?stage ?definition
"""


def draw(material: Material, format_name: str, *, whole_world: bool) -> Picture:
    """Return the picture of the corridors.

    Raises:
        UsageProblem: the selected releases tell of no corridor.
        GreenCorridorsError: searoute is missing.
    """
    corridors = corridors_of(material)
    if not corridors:
        raise UsageProblem(
            "the selected releases tell the stage of no corridor; widen --known-at or --source"
        )
    if format_name in WRITERS:
        return Picture(WRITERS[format_name](_diagram(corridors)))
    lines, notes = _lines(corridors)
    if format_name == "geojson":
        return Picture(geojson(corridors, lines), notes)
    if not lines:
        raise UsageProblem("no corridor can be put on a map; " + "; ".join(notes))
    return Picture(*_map(material, corridors, lines, notes, whole_world=whole_world))


def _lines(corridors: list[Corridor]) -> tuple[list[tuple[Corridor, list[Point]]], tuple[str, ...]]:
    """Return the lanes of each corridor, and a note for each port and corridor that stays off the map."""
    lines, notes = [], []
    for corridor in corridors:
        for port in corridor.ports:
            if port.position is None:
                notes.append(
                    f"{port.label} has no usable coordinates; give it gsc:latitude and gsc:longitude"
                )
        placed = [port for port in corridor.ports if port.position is not None]
        lanes = _tree(placed)
        lines += [(corridor, found) for found in lanes]
        if len(lanes) < len(corridor.ports) - 1 or not lanes:
            why = (
                ""
                if len(placed) < len(corridor.ports)
                else f"; no sea lane is within {FARTHEST:.0f} km of its ports"
            )
            notes.append(f"{corridor.label} is not wholly on the map{why or '; its ports need coordinates'}")
    return lines, tuple(dict.fromkeys(notes))


def _tree(ports: list[Port]) -> list[list[Point]]:
    """Return the lanes that join ports with the least distance at sea (Kruskal): of two ports, the one lane.

    A corridor of three ports and more does not tell its legs.
    """
    lanes = []
    for one, other in combinations(ports, 2):
        if one.position and other.position and (found := lane(one.position, other.position)):
            length = sum(map(distance, found, found[1:]))
            lanes.append((length, one.iri, other.iri, found))
    group = {port.iri: port.iri for port in ports}
    chosen = []
    for _, one_iri, other_iri, found in sorted(lanes):
        old, new = group[one_iri], group[other_iri]
        if old != new:
            group = {iri: new if root == old else root for iri, root in group.items()}
            chosen.append(found)
    return chosen


def _map(
    material: Material,
    corridors: list[Corridor],
    lines: list[tuple[Corridor, list[Point]]],
    notes: tuple[str, ...],
    *,
    whole_world: bool,
) -> tuple[str, tuple[str, ...]]:
    """Return the map as SVG, and the notes with those of the labels without room."""
    drawn = {corridor.iri for corridor, _ in lines}
    releases = sorted({(corridor.release_label, corridor.release) for corridor in corridors})
    cited = {iri: n for n, (_, iri) in enumerate(releases, 1)}
    legend: list[Entry] = []
    for row in reversed(material.rows(STAGES)):
        group = [corridor for corridor in corridors if corridor.stage == row["stage"]]
        if group and group[0].stage_label not in [entry.name for entry in legend]:
            things = tuple(
                f"{c.label} [{cited[c.release]}]{'' if c.iri in drawn else ' (not on the map)'}"
                for c in group
            )
            meaning = material.labels.of(row["definition"])
            legend.append(Entry(style_of(group[0].stage), group[0].stage_label, meaning, things))
    sources = "Sources: " + "; ".join(f"[{n}] {label}" for n, (label, _) in enumerate(releases, 1)) + "."
    credit = "Sea lanes: searoute, schematic and not for navigation; lanes side by side are one lane. "
    credit += "Coastlines: Natural Earth. Miller projection."
    spots = [Spot(port.iri, port.label, port.position) for port in ports_of(corridors) if port.position]
    return chart(
        [Line(corridor.iri, corridor.told, style_of(corridor.stage), found) for corridor, found in lines],
        spots,
        legend,
        [sources, credit],
        notes,
        subtitle=_subtitle(material, len(corridors)),
        whole_world=whole_world,
    )


def style_of(stage: NamedNode) -> Style:
    """Return the line style of a stage."""
    return STYLES.get(stage.value.rpartition("/")[2], OTHER_STYLE)


def _subtitle(material: Material, count: int) -> str:
    day = material.selection.known_at
    known = f", as known on {day.isoformat()}" if day else ""
    some = ", from chosen releases" if material.selection.sources else ""
    whose = f" of {material.centre}" if material.centre else ""
    return f"{count} corridor{'' if count == 1 else 's'}{whose} by the latest stage told{known}{some}"


def _diagram(corridors: list[Corridor]) -> Diagram:
    nodes = [
        Node(
            p.iri,
            p.label,
            {"longitude": f"{p.position[0]}", "latitude": f"{p.position[1]}"} if p.position else {},
        )
        for p in ports_of(corridors)
    ]
    edges = [
        Edge(
            one.iri,
            other.iri,
            corridor.label,
            {
                "corridor": corridor.iri,
                "stage": corridor.stage_label,
                "date": corridor.date,
                "release": corridor.release_label,
            },
            DOT_STYLES.get(corridor.stage.value.rpartition("/")[2], "solid"),
        )
        for corridor in corridors
        for one, other in combinations(corridor.ports, 2)
    ]
    return Diagram("Green shipping corridors", tuple(nodes), tuple(edges))
