"""Two things made one: every use of the one address rewritten to the other, in all files or in none."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.cache import Cache
from green_corridors.checking import Progress, check_workspace
from green_corridors.decisions import decided
from green_corridors.errors import RefusedMerge
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.house import house_form, write_turtle
from green_corridors.names import Entity, Names
from green_corridors.reading import Document, read
from green_corridors.replacing import Change
from green_corridors.traits import COMPARED, COMPARED_WORDS, Things
from green_corridors.workspace import Workspace

__all__ = ["Merge", "merge", "named_elsewhere", "prove"]

IDENTIFIERS = ((terms.UNLOCODE, "UN/LOCODE"), (terms.EXACT_MATCH, "match"))
#: The files that are searched for an address which is no more: texts of at most so many bytes.
TEXTS = frozenset([".csv", ".json", ".md", ".py", ".rq", ".tsv", ".ttl", ".txt", ".yaml", ".yml"])
MAX_TEXT = 1_000_000
BUILT = frozenset(["build", "dist", "node_modules"])


@dataclass(frozen=True)
class Merge:
    """The one thing that two become, the address that goes, and what changes in which file."""

    keep: Entity
    drop: Entity
    changes: dict[Path, Change]


def merge(knowledge: Knowledge, names: Names, keep: Entity, drop: Entity) -> Merge:
    """Return what changes when one thing takes the place of another in all data; nothing is written.

    Raises:
        RefusedMerge: the two are no two things of one kind, have different identifiers, or are told apart.
        NotHouseForm: a file that names the thing to drop would lose a comment.
    """
    _refuse(knowledge, names, keep, drop)
    return Merge(keep, drop, _Rewriting(knowledge, keep.iri, drop.iri).changes())


def _refuse(knowledge: Knowledge, names: Names, keep: Entity, drop: Entity) -> None:
    """Refuse what cannot become one thing."""
    one, other = names.curie(keep.iri), names.curie(drop.iri)
    for entity, shown in ((keep, one), (drop, other)):
        if entity.kind not in COMPARED:
            raise RefusedMerge(f"{shown} is a {entity.kind}; what can be merged is a {COMPARED_WORDS}")
    things = Things(knowledge, names)
    if keep == drop:
        raise RefusedMerge(f"{one} is one thing already; name another one to merge with it")
    if not things.comparable(keep.iri.value, drop.iri.value):
        raise RefusedMerge(f"{one} and {other} are of different kinds and stay two things")
    if frozenset((keep.iri, drop.iri)) in decided(knowledge.sources()):
        raise RefusedMerge(f"{one} and {other} are decided to be two; take back owl:differentFrom first")
    for name, what in IDENTIFIERS:
        ours, theirs = (things.values(iri.value, name) for iri in (keep.iri, drop.iri))
        for a, b in ((a, b) for a in sorted(ours) for b in sorted(theirs) if a != b and b not in ours):
            if a.rpartition("/")[0] == b.rpartition("/")[0]:
                said = f"{one} has the {what} {_last(a)}, {other} has {_last(b)}"
                raise RefusedMerge(f"{said}; mend the wrong one, or leave the two apart")
    if fact := _between(knowledge, keep.iri, drop.iri):
        subject, verb, value = (names.curie(term) for term in fact)
        raise RefusedMerge(
            f"{subject} {verb} {value} would become a tie of a thing to itself; mend this first"
        )


def _last(identifier: str) -> str:
    return identifier.rpartition("/")[2]


def _between(
    knowledge: Knowledge, one: NamedNode, other: NamedNode
) -> tuple[NamedNode, NamedNode, NamedNode] | None:
    """Return a fact that ties two things to each other."""
    for source in knowledge.sources():
        for subject, predicate, value in source.triples:
            if (subject, value) == (one, other):
                return one, predicate, other
            if (subject, value) == (other, one):
                return other, predicate, one
    return None


class _Rewriting:
    """One address rewritten to another in the data of a workspace."""

    def __init__(self, knowledge: Knowledge, keep: NamedNode, drop: NamedNode):
        self._keep, self._drop = keep, drop
        self._prefixes = knowledge.prefixes
        known = {d.path: d for source in knowledge.sources() for d in source.documents}
        data = knowledge.workspace.root / "data"
        paths = (path for path in knowledge.workspace.turtle if path.is_relative_to(data))
        self._documents = [known.get(path) or read(path) for path in paths]
        labels = (t for source in knowledge.sources() for t in source.triples if t.subject == keep)
        self._preferred = {t.object for t in labels if t.predicate == terms.PREF_LABEL}
        self._register = {d for source in knowledge.register for d in source.documents}
        typed = (d for d in self._documents if d in self._register and _describes(d, keep))
        self._home = next(typed, None)

    def changes(self) -> dict[Path, Change]:
        """Return the documents that change, each with its text before and after.

        What the register says of the thing that goes comes to stand where it describes the one that stays.
        """
        leaving = [
            t for d in self._documents if self._leaves(d) for t in d.triples if t.subject == self._drop
        ]
        found = {}
        for document in self._documents:
            triples = list(document.triples)
            if self._leaves(document):
                triples = [t for t in triples if t.subject != self._drop]
            prefixes = document.prefixes
            if document is self._home and leaving:
                triples += leaving
                new = {n: ns for n, ns in self._prefixes.items() if ns not in prefixes.values()}
                prefixes = new | prefixes
            if any(self._drop in (t.subject, t.object) for t in (*document.triples, *triples)):
                house_form(document)  # refuses what would be lost
                text = write_turtle(self._renamed(triples), prefixes, document.base)
                found[document.path] = (document.text, text)
        return found

    def _leaves(self, document: Document) -> bool:
        """Tell whether what a document says of the thing that goes is to stand elsewhere."""
        return self._home is not None and document in self._register and document is not self._home

    def _renamed(self, triples: list[Triple]) -> Iterator[Triple]:
        """Yield the facts under the address that stays; the name of what goes becomes another name."""
        named = any(t.subject == self._keep and t.predicate == terms.PREF_LABEL for t in triples)
        for triple in triples:
            subject = self._keep if triple.subject == self._drop else triple.subject
            predicate = triple.predicate
            value = self._keep if triple.object == self._drop else triple.object
            if triple.subject == self._drop and predicate in (terms.PREF_LABEL, terms.ALT_LABEL):
                if predicate == terms.PREF_LABEL and not named:
                    yield from (Triple(self._keep, predicate, label) for label in self._preferred)
                if value in self._preferred:
                    continue
                predicate = terms.ALT_LABEL
            yield Triple(subject, predicate, value)


def _describes(document: Document, thing: NamedNode) -> bool:
    return any(t.subject == thing and t.predicate == terms.RDF_TYPE for t in document.triples)


def prove(
    merged: Merge, knowledge: Knowledge, today: date, cache: Cache | None, progress: Progress | None
) -> None:
    """Check a copy of the workspace with the changes, and compare what is wrong before and after.

    Raises:
        RefusedMerge: a rule would be broken that is not broken now.
    """
    workspace = knowledge.workspace
    with tempfile.TemporaryDirectory(prefix="gsc-merge-") as folder:
        copy = Workspace(Path(folder).resolve())
        for path in workspace.files:
            target = copy.root / path.relative_to(workspace.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in merged.changes:
                target.write_text(merged.changes[path][1], encoding="utf-8", newline="")
            else:
                shutil.copyfile(path, target)
        before, after = (
            check_workspace(each, today=today, cache=cache, progress=progress) for each in (workspace, copy)
        )
    known = {_known(finding, workspace, merged) for finding in before.findings}
    for finding in after.findings:
        if finding.severity == "violation" and _known(finding, copy, merged) not in known:
            where = f"{copy.shown(finding.place.path)}:{finding.place.line}"
            raise RefusedMerge(f"merged, {where} would break {finding.rule}: {finding.text}")


def _known(finding: Finding, workspace: Workspace, merged: Merge) -> tuple[str, ...]:
    """Return what a finding says of which subject, as if the two things were one already."""
    told = (finding.rule, workspace.shown(finding.place.path), finding.focus, finding.property, finding.value)
    mention = _mention(_last(merged.drop.iri.value))
    return tuple(mention.sub(_last(merged.keep.iri.value), text) for text in told)


def _mention(slug: str) -> re.Pattern[str]:
    """Return what finds the last part of an address where it stands as such."""
    return re.compile(rf"(?<=[:/]){re.escape(slug)}(?![\w-])")


def named_elsewhere(merged: Merge, knowledge: Knowledge, names: Names) -> list[Path]:
    """Return the other text files below the workspace that name the address which goes."""
    wanted = re.compile(
        "|".join(
            rf"{re.escape(name)}(?![\w-])" for name in (merged.drop.iri.value, names.curie(merged.drop.iri))
        )
    )
    found = []
    for path in sorted(_texts(knowledge.workspace.root)):
        if path not in merged.changes and wanted.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(path)
    return found


def _texts(root: Path) -> Iterator[Path]:
    """Yield the text files below a folder, without hidden ones and what was built."""
    for home, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name[0] != "." and name not in BUILT]
        for path in (Path(home) / name for name in files if name[0] != "."):
            if path.suffix in TEXTS and path.is_file() and path.stat().st_size <= MAX_TEXT:
                yield path
