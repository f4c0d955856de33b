"""What the parts of a story are written with: tables, counts, lists that fold, and dates in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from green_corridors.answers import Term
from green_corridors.compatibility import Compatibility
from green_corridors.conflicts import Conflict
from green_corridors.dates import bounds
from green_corridors.escapes import github
from green_corridors.pictures.network import readable
from green_corridors.stories._archive import Archive
from green_corridors.stories._marks import Marks
from green_corridors.stories._network import Network, Thing
from green_corridors.validity import Validity

__all__ = ["Page", "counted", "folded", "in_time", "in_words", "listed", "most_exact", "table", "when"]

#: How many names a cell shows before it folds.
MOST = 4
COUNTRIES = "SELECT DISTINCT ?port ?country WHERE { ?port a gsc:Port ; gsc:country ?country } ORDER BY ?port"
UNITS = {"Y": "year", "M": "month", "D": "day"}


@dataclass(frozen=True)
class Page:
    """What every part of a story needs: the network, where it was asked, and the marks used so far.

    With a ``day`` agreements are judged by ``validity`` on that day.
    """

    network: Network
    archive: Archive
    day: date | None = None
    marks: Marks = field(default_factory=Marks)

    @cached_property
    def validity(self) -> Validity | None:
        """What held on the day of the story, if it has one."""
        return Validity(self.archive.knowledge, self.day) if self.day else None

    @cached_property
    def countries(self) -> dict[NamedNode, NamedNode]:
        """The country of each port by the register."""
        rows = ((row.node("port"), row.node("country")) for row in self.archive.query(COUNTRIES))
        return {port: country for port, country in rows if port and country}

    @cached_property
    def partners(self) -> set[NamedNode]:
        """The parties of all agreements other than the port or body itself."""
        return {party for each in self.network.agreements for party in self.parties(each)}

    @cached_property
    def releases(self) -> list[NamedNode]:
        """The releases that tell of the corridors and the agreements, each once."""
        return list(dict.fromkeys(release for each in self.network.things for release in each.releases))

    def parties(self, agreement: Thing) -> list[NamedNode]:
        """Return the parties of an agreement other than the port or body itself, sorted by label."""
        parties = agreement.values("agreement-parties", "party")
        return sorted((each for each in parties if each not in self.network.bodies), key=self.label)

    def label(self, term: Term) -> str:
        """Return the label of a term, safe in Markdown."""
        return github(self.archive.labels.of(term))

    def release(self, node: NamedNode) -> str:
        """Return the label of an origin; of a release its publisher, and its date in words."""
        cited = self.archive.cite(node)
        if not cited:
            return self.label(node)
        return ", ".join(map(github, filter(None, (cited[0].publisher, readable(cited[0].published)))))

    def account(self, release: NamedNode) -> str:
        """Return the label of the origin of a release, or that the account is its own."""
        origin = self.archive.origins.of(release)
        return "its own" if origin == release else self.release(origin)

    def origins(self, releases: Iterable[NamedNode]) -> int:
        """Return how many independent origins releases have."""
        return len({self.archive.origins.of(release) for release in releases})

    def cite(self, rows: Iterable[Sequence[Term]]) -> str:
        """Return the marks of the citations of rows; each row names its release."""
        return self.marks.of(citation for row in rows for citation in self.archive.cite(*row))

    def disputes(self, conflicts: Iterable[Conflict]) -> str:
        """Return links to conflicts of the network."""
        known = self.network.conflicts
        numbers = sorted({known.index(each) + 1 for each in conflicts if each in known})
        return ", ".join(f"[conflict {number}](#conflict-{number})" for number in numbers)

    def disputes_about(self, thing: NamedNode) -> str:
        """Return links to the conflicts about a thing."""
        return self.disputes(each for each in self.network.conflicts if each.subject == thing)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table of Markdown from cells that are Markdown already, with an empty line behind it.

    Columns in which every cell is empty are left out.
    """
    rows = list(rows)
    kept = [column for column in range(len(head)) if any(row[column] for row in rows)]
    lines = [head, ["---"] * len(head), *rows]
    return [*(f"| {' | '.join(cells[column] for column in kept)} |" for cells in lines), ""]


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun: “1 corridor”, “2 corridors”, “no corridor”."""
    if number == 0:
        return f"no {one}"
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: “a, b and c”."""
    return " and ".join([", ".join(names[:-1]), *names[-1:]]) if len(names) > 1 else "".join(names)


def folded(names: Sequence[str], most: int = MOST) -> str:
    """Return names with commas; of many, the first ones and how many more there are."""
    more = len(names) - most
    return ", ".join(names) if more < 2 else f"{', '.join(names[:most])} and {more} more"


def most_exact(dates: Iterable[Literal]) -> list[Literal]:
    """Return the most exact of dates of a thing, and those that exclude a more exact one; oldest first."""
    kept: list[Literal] = []
    for each in sorted(set(dates), key=_vagueness):
        if not any(Compatibility().agree(each, other) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: (when(each), each.value))


def _vagueness(told: Literal) -> tuple[int, bool, date, str]:
    """Return how little a date says: how many days it allows, whether it is uncertain, by when it was."""
    span = bounds(told.value)
    days = (span.latest - span.earliest).days if span.latest and span.earliest else date.max.toordinal()
    return days, span.uncertain, span.latest or date.max, told.value


def when(told: Literal) -> date:
    """Return the first day that a date allows, or its last where it is open at its start."""
    span = bounds(told.value)
    return span.earliest or span.latest or date.min


def in_words(told: Iterable[Literal | None]) -> str:
    """Return dates in words, as exact as they are told."""
    return "; ".join(github(readable(each.value)) for each in told if each)


def in_time(term: str) -> str:
    """Return an ``xsd:duration`` of years, months and days in words: “1 year 6 months”."""
    return " ".join(counted(int(number), UNITS[unit]) for number, unit in re.findall(r"(\d+)([YMD])", term))
