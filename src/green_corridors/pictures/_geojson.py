"""Corridors as GeoJSON (RFC 7946), one feature on each line."""

from __future__ import annotations

import json
from typing import Any

from green_corridors.pictures._map import cut_at_date_line
from green_corridors.pictures._sea import Point
from green_corridors.pictures._told import Corridor, ports_of

__all__ = ["geojson"]


def geojson(corridors: list[Corridor], lines: list[tuple[Corridor, list[Point]]]) -> str:
    """Return GeoJSON (RFC 7946): each corridor as lines, each port as a point; no position, no geometry."""
    features = []
    for corridor in corridors:
        parts = [part for owner, points in lines if owner == corridor for part in cut_at_date_line(points)]
        geometry = {"type": "MultiLineString", "coordinates": parts} if parts else None
        facts = {
            "kind": "corridor",
            "label": corridor.label,
            "stage": corridor.stage_label,
            "stageIri": corridor.stage.value,
            "date": corridor.date,
            "release": corridor.release_label,
            "releaseIri": corridor.release,
            "endpoints": [port.iri for port in corridor.ports],
        }
        features.append(_feature(corridor.iri, geometry, facts))
    for port in ports_of(corridors):
        point = {"type": "Point", "coordinates": port.position} if port.position else None
        features.append(_feature(port.iri, point, {"kind": "port", "label": port.label}))
    written = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{written}\n]}}\n'


def _feature(iri: str, geometry: dict[str, Any] | None, facts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": iri, "geometry": geometry, "properties": facts}
