"""Marks: short links such as [3b] from a page to the passage b of source 3, and the list of these sources."""

from __future__ import annotations

from collections.abc import Iterable

from green_corridors.citations import Citation

__all__ = ["Marks"]


class Marks:
    """The releases that a page cites and the passages in them, numbered as they are first used."""

    def __init__(self) -> None:
        self._passages: dict[str, dict[str, str]] = {}
        self._addresses: dict[str, str] = {}

    @property
    def releases(self) -> dict[str, int]:
        """The IRIs of the releases cited so far, with their numbers."""
        return {release: number for number, release in enumerate(self._passages, 1)}

    def of(self, citations: Iterable[Citation]) -> str:
        """Return the marks of citations in Markdown, sorted: for each release its first passage.

        A release without a passage there is cited as a whole.
        """
        found = {self._mark(citation): None for citation in citations}
        return " ".join(f"\\[[{number}{letters}]\\]" for number, letters in sorted(found))

    def _mark(self, citation: Citation) -> tuple[int, str]:
        passages = self._passages.setdefault(citation.release, {})
        self._addresses[citation.release] = citation.address
        number = self.releases[citation.release]
        if not citation.passages:
            return number, ""
        passage = citation.passages[0]
        passages.setdefault(passage.link, letters_of(len(passages)))
        return number, passages[passage.link]

    def definitions(self) -> list[str]:
        """Return the link of each mark as Markdown’s link reference definitions."""
        lines = []
        for release, number in self.releases.items():
            links = {"": self._addresses[release]}
            links |= {letters: link for link, letters in self._passages[release].items()}
            lines += [f"[{number}{letters}]: <{link}>" for letters, link in links.items() if link]
        return lines


def letters_of(count: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 …"""
    before, last = divmod(count, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("a") + last)
