"""Where a fact stands: the release with its passages, or the line of the register or the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Triple

from green_corridors import terms
from green_corridors.answers import Labels
from green_corridors.citations import Passage, fragment
from green_corridors.evidence import Told, value
from green_corridors.graph import Knowledge
from green_corridors.places import place_of
from green_corridors.sources import Release, Source

__all__ = ["Ground", "Grounds"]


@dataclass(frozen=True)
class Ground:
    """A place where a fact is stated; ``release`` and ``address`` are empty where it is no release.

    The passages stand in the order of the text, those first that support the value of the fact, too.
    """

    source: str
    file: str
    line: int
    release: str = ""
    address: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def place(self) -> str:
        """The file and the line, as editors and terminals link them."""
        return f"{self.file}:{self.line}"


class Grounds:
    """The grounds of facts in a workspace."""

    def __init__(self, knowledge: Knowledge, labels: Labels):
        self._knowledge, self._labels = knowledge, labels

    def of(self, fact: Triple, release: Release | None) -> Ground | None:
        """Return where a fact stands: in a release, else in the register or the ontology."""
        knowledge = self._knowledge
        named = (
            *([(release, self._labels.of(release.graph))] if release else []),
            *((source, "register") for source in knowledge.register),
            *((source, "ontology") for source in knowledge.ontology),
        )
        return next(self._found(fact, named), None)

    def _found(self, fact: Triple, sources: Iterable[tuple[Source, str]]) -> Iterator[Ground]:
        for source, name in sources:
            for document in source.documents:
                if fact in document.triples:
                    place = place_of(document, *fact)
                    file, line = self._knowledge.workspace.shown(document.path), place.line if place else 1
                    yield self._cited(Ground(name, file, line), fact, source)

    def _cited(self, ground: Ground, fact: Triple, source: Source) -> Ground:
        """Add to a ground in a release its address and the passages that support the subject of the fact."""
        if not isinstance(source, Release):
            return ground
        told = Told(source, self._knowledge.bodies)
        address = value(told.facts[source.graph].get(terms.ADDRESS))
        found = []
        for each in told.supporting.get(fact.subject, ()):
            about = told.facts[each.subject]
            words = value(about.get(terms.FIRST_WORDS)), value(about.get(terms.LAST_WORDS))
            passage = Passage(str(each.subject).strip("<>"), *words, fragment(address, *words))
            supported = about[terms.SUPPORTS]
            found.append(((fact.object not in supported, passage.iri), passage))
        ordered = tuple(passage for _, passage in sorted(found, key=lambda each: each[0]))
        return Ground(ground.source, ground.file, ground.line, source.graph.value, address, ordered)
