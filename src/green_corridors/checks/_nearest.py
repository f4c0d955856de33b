"""The known word that is most like a misspelt one."""

from __future__ import annotations

__all__ = ["nearest"]


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word nearest to a word, if one is near."""
    from rapidfuzz import process

    hit = process.extractOne(word, known, score_cutoff=85) if known else None
    return str(hit[0]) if hit else None
