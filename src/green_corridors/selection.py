"""Which releases an answer may rest on: those known at a day, those named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.errors import UnknownName
from green_corridors.judgements import JUDGEMENTS, Judgement, judgements_of
from green_corridors.parts import Part, Row, Tabled
from green_corridors.terms import INFERRED

if TYPE_CHECKING:
    from datetime import date

    from green_corridors.graph import Knowledge
    from green_corridors.sources import Release

__all__ = ["RELEASES", "SLUGS", "Selection"]

#: So many releases are listed for whoever named none of them.
LISTED = 20


class Selection:
    """Which releases an answer may rest on: those known at a day, those named; both restrict."""

    def __init__(self, known_at: date | None = None, sources: tuple[str, ...] = ()):
        self.known_at, self.sources = known_at, sources

    def __bool__(self) -> bool:
        """Tell whether it restricts anything."""
        return self.known_at is not None or bool(self.sources)

    def of(self, knowledge: Knowledge) -> tuple[Release, ...]:
        """Return the selected releases.

        Raises:
            UnknownName: a named source is no release of this workspace.
        """
        if not self:
            return knowledge.releases
        chosen = self.membership(knowledge)
        return tuple(release for release in knowledge.releases if chosen(release.graph.value))

    def releases(self, knowledge: Tabled) -> Iterator[str]:
        """Yield the address of each selected release, sorted; memory need not hold them.

        Raises:
            UnknownName: a named source is no release of this workspace.
        """
        selects = self.selects(knowledge)
        return (release for release, about in knowledge.table(RELEASES).rows() if selects(release, about))

    def judgements(self, knowledge: Tabled) -> list[Judgement]:
        """Return the judgements that were made by the day."""
        made = judgements_of(knowledge)
        return [each for each in made if self.known_at is None or each.decided <= self.known_at]

    def membership(self, knowledge: Tabled) -> Callable[[str], bool]:
        """Return what tells of the name of a graph whether it is selected; the background always is.

        Raises:
            UnknownName: a named source is no release of this workspace.
        """
        releases, judgements = knowledge.table(RELEASES), knowledge.table(JUDGEMENTS)
        selects, day = self.selects(knowledge), self._day

        @cache
        def chosen(graph: str) -> bool:
            release = graph.removesuffix(INFERRED)
            about = releases.get(release)
            if about is None:
                judged = judgements.get(graph)
                return judged is None or bool(judged and (not day or judged["decided"] <= day))
            return selects(release, about)

        return chosen

    @property
    def _day(self) -> str:
        return self.known_at.isoformat() if self.known_at else ""

    def selects(self, knowledge: Tabled) -> Callable[[str, dict[str, str]], bool]:
        """Return what tells of the address of a release and its row in ``RELEASES`` whether it is selected.

        Raises:
            UnknownName: a named source is no release of this workspace.
        """
        wanted, day = {_find(knowledge, name) for name in self.sources}, self._day

        def selects(release: str, about: dict[str, str]) -> bool:
            return (not wanted or release in wanted) and (not day or about["known"] <= day)

        return selects


def _find(knowledge: Tabled, name: str) -> str:
    """Find a release by slug, CURIE, IRI or file name."""
    slug = name.strip("<>").rpartition("/")[2].removeprefix("release:").removesuffix(".ttl")
    found: str | None = knowledge.table(SLUGS).get(slug)
    if found is None:
        slugs = [iri.rpartition("/")[2] for iri, _ in islice(knowledge.table(RELEASES).rows(), LISTED + 1)]
        known = f"the releases are: {', '.join(slugs) or 'none'}"
        if len(slugs) > LISTED:
            known = f"there are more than {LISTED}; “gsc ask releases” lists them"
        raise UnknownName(f"no release is called “{name}”; {known}")
    return found


def _of_release(release: Release, knowledge: Knowledge) -> Iterator[Row]:
    """Tell where a release stands, from when it is known, who published it and when."""
    publisher, published = (_own(release, each) for each in (terms.PUBLISHER, terms.PUBLISHED))
    yield (
        release.graph.value,
        {
            "path": knowledge.workspace.shown(release.path),
            "known": release.known_from.isoformat(),
            "publisher": publisher.value if isinstance(publisher, NamedNode) else "",
            "published": published.value if isinstance(published, Literal) else "no date",
        },
    )


def _own(release: Release, predicate: NamedNode) -> object:
    """Return what a release says of itself by a property, the last value where there are several."""
    own = [t.object for t in release.by_property.get(predicate, ()) if t.subject == release.graph]
    return own[-1] if own else None


def _slugs(iri: str, about: dict[str, str]) -> Iterator[Row]:
    """Yield the slug of a release and the name of its file, by which people name it."""
    yield iri.rpartition("/")[2], iri
    if (stem := about["path"].rpartition("/")[2].removesuffix(".ttl")) != iri.rpartition("/")[2]:
        yield stem, iri


#: The releases: file, day from which each is known, publisher, published.
RELEASES = Part("releases", of_release=_of_release)
#: The address of each release by its slug and by the name of its file.
SLUGS = Part("slugs", derived=(RELEASES, _slugs))
