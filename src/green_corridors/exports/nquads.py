"""Canonical N-Quads: one named graph for each release."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad, RdfFormat

from green_corridors.exports._engine import serialized

MEDIA_TYPE = "application/n-quads"
ENDINGS = (".nq",)


def write(quads: Sequence[Quad], prefixes: dict[str, str]) -> bytes:
    """Return the document."""
    return serialized(quads, RdfFormat.N_QUADS, prefixes)
