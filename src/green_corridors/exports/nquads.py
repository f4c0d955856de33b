"""Canonical N-Quads: one named graph for each release."""

from __future__ import annotations

from collections.abc import Iterator

from green_corridors.portions import Portions

MEDIA_TYPE = "application/n-quads"
ENDINGS = (".nq",)
UNION = False


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the document, a graph at a time; it has no prefixes."""
    return (portion.quads_text for portion in portions)
