"""Canonical N-Triples: one graph, the union of all; which release states a fact is lost."""

from __future__ import annotations

from collections.abc import Iterator

from green_corridors.portions import Portions

MEDIA_TYPE = "application/n-triples"
ENDINGS = (".nt",)
UNION = True


def write(portions: Portions, prefixes: dict[str, str]) -> Iterator[bytes]:
    """Yield the document; it has no prefixes."""
    return (portion.text for portion in portions)
