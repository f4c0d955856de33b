"""The sources of a story: every release that it cites, with all that is known of it."""

from __future__ import annotations

from pyoxigraph import NamedNode

from green_corridors.stories._writing import Page, in_words, table

HEAD = ("No.", "Source", "Published", "Language", "Whose account", "Nearness")


def write(page: Page) -> list[str]:
    """Return the section of the sources in the order of their numbers, and the links of all marks."""
    rows = [_row(page, number, NamedNode(iri)) for iri, number in page.marks.releases.items()]
    return ["## Sources", "", *table(HEAD, rows), *page.marks.definitions(), ""] if rows else []


def _row(page: Page, number: int, release: NamedNode) -> list[str]:
    row = page.archive.releases[release]
    return [
        str(number),
        f"{page.label(row.node('publisher'))}: [{page.label(row.literal('title')) or 'page'}][{number}]",
        in_words([row.literal("published")]),
        page.label(row.literal("language")),
        page.account(release),
        page.label(page.archive.origins.nearness(release)),
    ]
