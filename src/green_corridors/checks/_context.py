"""What the checks of one run share: the knowledge, the shapes, and what follows from each source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from green_corridors import terms
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenShapes, EncodingProblem, UnreadableFile
from green_corridors.graph import Knowledge
from green_corridors.inference import Axioms, Closed, closure, read_axioms, rule_fault
from green_corridors.reading import Document, decode, read_bytes
from green_corridors.sources import Release

if TYPE_CHECKING:
    import rdflib

    from green_corridors.validation import Shapes

__all__ = ["Context"]

#: What a decision that two things are not one consists of.
DECIDING = (terms.DIFFERENT_FROM, terms.EDITORIAL_NOTE)


def text_of(path: Path) -> str | None:
    """Return the text of a file; ``None`` where it has none, which was found when all files were read."""
    try:
        return decode(path, read_bytes(path))
    except (EncodingProblem, UnreadableFile):
        return None


@dataclass(frozen=True, eq=False)
class Context:
    """The knowledge of one run and its shapes; ``follows`` is kept for the release asked last."""

    knowledge: Knowledge
    shape_documents: tuple[Document, ...]
    limits: Limits = field(default_factory=Limits)
    _last: dict[Release, set[Triple]] = field(default_factory=dict)

    @cached_property
    def background_documents(self) -> tuple[Document, ...]:
        """The documents of ontology, vocabularies, alignments and register."""
        sources = (*self.knowledge.ontology, *self.knowledge.alignments, *self.knowledge.register)
        return tuple(document for source in sources for document in source.documents)

    @cached_property
    def axioms(self) -> Axioms:
        """The axioms of the ontology, without those that are not supported, which are found by a check."""
        triples = (triple for source in self.knowledge.ontology for triple in source.triples)
        return read_axioms(triples)[0]

    @cached_property
    def rule_texts(self) -> list[str]:
        """The CONSTRUCT rules of the ontology, without those that are broken, which are found by a check."""
        texts = (text_of(path) for path in self.knowledge.workspace.rules)
        return [text for text in texts if text is not None and not rule_fault(text)]

    @cached_property
    def closed(self) -> Closed:
        """The background with what follows from it; a rule without end is stopped before."""
        stated = self.knowledge.background
        work = partial(closure, self.axioms, self.rule_texts, stated)
        follows = contained(work, replace(self.limits, what="what follows from the background"))
        return Closed(self.axioms, self.rule_texts, stated | follows)

    @property
    def background(self) -> frozenset[Triple]:
        """What ontology and register state, and what follows from them."""
        return self.closed.known

    def follows(self, release: Release) -> set[Triple]:
        """Return what follows from a release that does not follow without it."""
        if release not in self._last:
            self._last.clear()
            self._last[release] = self.closed.of(release.triples, release.path.name)
        return self._last[release]

    @cached_property
    def shapes(self) -> Shapes | BrokenShapes:
        """The shapes, compiled; or why they cannot be used."""
        from green_corridors.validation import Shapes

        try:
            return Shapes(triple for document in self.shape_documents for triple in document.triples)
        except BrokenShapes as error:
            return error

    @cached_property
    def background_graph(self) -> rdflib.Graph:
        """The background for rdflib; a check that adds to it takes out again what it has added."""
        from green_corridors.bridge import rdf_graph

        return rdf_graph(self.background)

    def prepare(self) -> None:
        """Make what many checks need, so that forked processes share it."""
        _ = self.described, self.background_graph, self.shapes

    @cached_property
    def described(self) -> frozenset[object]:
        """Every subject that the background or the shapes describe; to be told from another is not enough."""
        documents = (*self.background_documents, *self.shape_documents)
        triples = (triple for document in documents for triple in document.triples)
        return frozenset(t.subject for t in triples if t.predicate not in DECIDING)
