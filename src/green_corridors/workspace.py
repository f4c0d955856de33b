"""Find the folder of knowledge and list its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from green_corridors.errors import MissingWorkspace, UnreadableFile
from green_corridors.replacing import refuse_unfinished

__all__ = ["Workspace", "find_workspace", "packaged_workspace", "stamp"]

FOLDERS = ("ontology", "data", "shapes", "queries")


@dataclass(frozen=True)
class Workspace:
    """A folder with ``ontology/ data/ shapes/ queries/``; every listing is sorted.

    What bears the name of a file of knowledge is listed, even if it is no file, so that whoever reads it
    says so; so is a link to a folder of releases, which is not followed. Hidden names are left out.
    """

    root: Path

    def _files(self, folder: str, ending: str, *, deep: bool = False) -> list[Path]:
        """List a folder.

        Raises:
            UnreadableFile: a folder may not be read.
        """
        found: list[Path] = []
        for home, folders, files in os.walk(self.root / folder, onerror=_refuse):
            here = Path(home)
            links = [name for name in folders if deep and (here / name).is_symlink()]
            named = [name for name in (*folders, *files) if name.endswith(ending)]
            found += [here / name for name in {*links, *named} if not name.startswith(".")]
            folders[:] = [name for name in folders if deep and name not in named and name[0] != "."]
        return sorted(found)

    @property
    def ontology(self) -> list[Path]:
        """The core ontology with its prefixes, without alignments."""
        return self._files("ontology", ".ttl")

    @property
    def vocabularies(self) -> list[Path]:
        """The SKOS schemes, one file each."""
        return self._files("ontology/vocabularies", ".ttl")

    @property
    def alignments(self) -> list[Path]:
        """The alignments with foreign ontologies, one file each."""
        return self._files("ontology/alignments", ".ttl")

    @property
    def rules(self) -> list[Path]:
        """The CONSTRUCT rules, one file each."""
        return self._files("ontology/rules", ".rq")

    @property
    def register(self) -> list[Path]:
        """The register of ports, organizations, people and places."""
        return self._files("data/register", ".ttl")

    @property
    def releases(self) -> list[Path]:
        """The releases, one file each."""
        return self._files("data/releases", ".ttl", deep=True)

    @property
    def judgements(self) -> list[Path]:
        """The judgements of conflicts, one file each."""
        return self._files("data/judgements", ".ttl")

    @property
    def shapes(self) -> list[Path]:
        """The SHACL shapes, one file per class."""
        return self._files("shapes", ".ttl")

    @property
    def queries(self) -> list[Path]:
        """The questions, one file each."""
        return self._files("queries", ".rq")

    @property
    def background(self) -> list[Path]:
        """What is true of every dataset, and the alignments: all Turtle but releases and shapes."""
        return [*self.ontology, *self.vocabularies, *self.alignments, *self.register]

    @property
    def turtle(self) -> list[Path]:
        """Every Turtle file."""
        return [*self.background, *self.releases, *self.judgements, *self.shapes]

    @property
    def files(self) -> list[Path]:
        """Every file of knowledge."""
        return [*self.turtle, *self.queries, *self.rules]

    def snapshot(self) -> Workspace:
        """Return this workspace with listings that stay as they are when they are first asked for."""
        return _Snapshot(self.root)

    def shown(self, path: Path) -> str:
        """Return ``path`` as a person would name it: relative to the workspace where it lies in it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


@dataclass(frozen=True)
class _Snapshot(Workspace):
    """A workspace that lists each folder once, so that files which come and go confuse nobody."""

    _listed: dict[str, list[Path]] = field(default_factory=dict, compare=False, repr=False)

    def _files(self, folder: str, ending: str, *, deep: bool = False) -> list[Path]:
        if folder not in self._listed:
            self._listed[folder] = super()._files(folder, ending, deep=deep)
        return self._listed[folder]


def _refuse(error: OSError) -> None:
    """Refuse a folder that cannot be listed; one that is not there is empty."""
    if not isinstance(error, FileNotFoundError):
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFile(f"{error.filename}: cannot be listed ({reason}); check the rights") from error


def stamp(paths: Iterable[Path]) -> tuple[tuple[str, int, int, int], ...]:
    """Return what changes when one of some files is saved, added or removed."""
    state = []
    for path in paths:
        try:
            status = path.stat()
            state.append((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
        except OSError:
            state.append((str(path), 0, 0, 0))  # it is being replaced just now, or leads nowhere
    return tuple(state)


def is_workspace(folder: Path) -> bool:
    """Tell whether ``folder`` has all four folders of knowledge."""
    return all((folder / name).is_dir() for name in FOLDERS)


def packaged_workspace() -> Workspace:
    """Return the graph that travels inside the package, or the checkout it is installed from.

    Raises:
        MissingWorkspace: the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "knowledge", here.parent.parent):
        if is_workspace(folder):
            return Workspace(folder)
    raise MissingWorkspace("the package carries no graph; install it again or name one with --workspace")


def find_workspace(named: Path | None = None, start: Path | None = None, *, whole: bool = True) -> Workspace:
    """Return the named workspace, else the nearest one upwards from ``start``, else the packaged one.

    Raises:
        MissingWorkspace: ``named`` is no workspace.
        UnfinishedMerge: it shall be ``whole``, and only some of its files are written.
    """
    found = _found(named, start)
    if whole:
        refuse_unfinished(found.root)
    return found


def _found(named: Path | None, start: Path | None) -> Workspace:
    if named is not None:
        if not is_workspace(named):
            lacking = ", ".join(f"{name}/" for name in FOLDERS if not (named / name).is_dir())
            raise MissingWorkspace(f"{named}: no workspace, {lacking} is missing; name a folder that has it")
        return Workspace(named.resolve())
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if is_workspace(candidate):
            return Workspace(candidate)
    return packaged_workspace()
