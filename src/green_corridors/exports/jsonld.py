"""JSON-LD 1.1, compacted with the prefixes as its inline context: one named graph for each release."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pyoxigraph import Quad, RdfFormat

from green_corridors.exports._engine import serialized

MEDIA_TYPE = "application/ld+json"
ENDINGS = (".jsonld",)


def write(quads: Sequence[Quad], prefixes: dict[str, str]) -> bytes:
    """Return the document; every literal keeps its lexical form as a string with its datatype."""
    from pyld import jsonld

    expanded = json.loads(serialized(quads, RdfFormat.JSON_LD, prefixes))
    document: dict[str, Any] = jsonld.compact(expanded, {"@context": prefixes}, {"documentLoader": _refuse})
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _refuse(address: str, options: dict[str, Any]) -> dict[str, Any]:
    raise ValueError(f"nothing is fetched: {address}")
