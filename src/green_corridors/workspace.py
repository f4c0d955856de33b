"""Find the folder of knowledge and list its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from os.path import dirname, isdir, join, lexists, realpath
from typing import TYPE_CHECKING

from green_corridors.errors import MissingWorkspace, UnreadableFile
from green_corridors.folders import JOURNAL

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Workspace", "find_workspace", "packaged_workspace", "stamp"]

FOLDERS = ("ontology", "data", "shapes", "queries")


class Workspace:
    """A folder with ``ontology/ data/ shapes/ queries/``; every listing is sorted.

    What bears the name of a file of knowledge is listed, even if it is no file, so that whoever reads it
    says so; so is a link to a folder of releases, which is not followed. Hidden names are left out.
    """

    def __init__(self, root: Path | str):
        self.place = os.fspath(root)

    @cached_property
    def root(self) -> Path:
        """The folder."""
        from pathlib import Path

        return Path(self.place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workspace) and type(other) is type(self) and other.place == self.place

    def __hash__(self) -> int:
        return hash(self.place)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.place})"

    def _files(self, folder: str, ending: str, *, deep: bool = False) -> list[Path]:
        """List a folder.

        Raises:
            UnreadableFile: a folder may not be read.
        """
        from pathlib import Path

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
        shown, home = str(path), f"{self.root}{os.sep}"
        return shown[len(home) :] if shown.startswith(home) else shown


class _Snapshot(Workspace):
    """A workspace that lists each folder once, so that files which come and go confuse nobody."""

    def __init__(self, root: Path | str):
        super().__init__(root)
        self._listed: dict[str, list[Path]] = {}

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


def is_workspace(folder: str) -> bool:
    """Tell whether ``folder`` has all four folders of knowledge."""
    return all(isdir(join(folder, name)) for name in FOLDERS)


def packaged_workspace() -> Workspace:
    """Return the graph that travels inside the package, or the checkout it is installed from.

    Raises:
        MissingWorkspace: the installation is incomplete.
    """
    here = dirname(realpath(__file__))
    for folder in (join(here, "knowledge"), dirname(dirname(here))):
        if is_workspace(folder):
            return Workspace(folder)
    raise MissingWorkspace("the package carries no graph; install it again or name one with --workspace")


def find_workspace(
    named: Path | str | None = None, start: Path | str | None = None, *, whole: bool = True
) -> Workspace:
    """Return the named workspace, else the nearest one upwards from ``start``, else the packaged one.

    Raises:
        MissingWorkspace: ``named`` is no workspace.
        UnfinishedMerge: it shall be ``whole``, and only some of its files are written.
    """
    found = _found(named, start)
    if whole and lexists(join(found.place, JOURNAL)):
        from green_corridors.replacing import refuse_unfinished

        refuse_unfinished(found.root)
    return found


def _found(named: Path | str | None, start: Path | str | None) -> Workspace:
    if named is not None:
        place = os.fspath(named)
        if not is_workspace(place):
            lacking = ", ".join(f"{name}/" for name in FOLDERS if not isdir(join(place, name)))
            raise MissingWorkspace(f"{named}: no workspace, {lacking} is missing; name a folder that has it")
        return Workspace(realpath(place))
    folder, above = "", realpath(start or "")
    while folder != above:
        folder, above = above, dirname(above)
        if is_workspace(folder):
            return Workspace(folder)
    return packaged_workspace()
