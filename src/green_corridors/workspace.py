"""Find the folder of knowledge and list its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from green_corridors.errors import MissingWorkspace

__all__ = ["Workspace", "find_workspace", "packaged_workspace"]

FOLDERS = ("ontology", "data", "shapes", "queries")


@dataclass(frozen=True)
class Workspace:
    """A folder with ``ontology/ data/ shapes/ queries/``; every listing is sorted."""

    root: Path

    def _files(self, pattern: str) -> list[Path]:
        return sorted(path for path in self.root.glob(pattern) if path.is_file())

    @property
    def ontology(self) -> list[Path]:
        """The core ontology with its prefixes, without alignments."""
        return self._files("ontology/*.ttl")

    @property
    def vocabularies(self) -> list[Path]:
        """The SKOS schemes, one file each."""
        return self._files("ontology/vocabularies/*.ttl")

    @property
    def alignments(self) -> list[Path]:
        """The alignments with foreign ontologies, one file each."""
        return self._files("ontology/alignments/*.ttl")

    @property
    def rules(self) -> list[Path]:
        """The CONSTRUCT rules, one file each."""
        return self._files("ontology/rules/*.rq")

    @property
    def register(self) -> list[Path]:
        """The register of ports, organizations, people and places."""
        return self._files("data/register/*.ttl")

    @property
    def releases(self) -> list[Path]:
        """The releases, one file each."""
        return self._files("data/releases/**/*.ttl")

    @property
    def shapes(self) -> list[Path]:
        """The SHACL shapes, one file per class."""
        return self._files("shapes/*.ttl")

    @property
    def queries(self) -> list[Path]:
        """The questions, one file each."""
        return self._files("queries/*.rq")

    @property
    def turtle(self) -> list[Path]:
        """Every Turtle file."""
        return [
            *self.ontology,
            *self.vocabularies,
            *self.alignments,
            *self.register,
            *self.releases,
            *self.shapes,
        ]

    def shown(self, path: Path) -> str:
        """Return ``path`` as a person would name it: relative to the workspace where it lies in it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


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


def find_workspace(named: Path | None = None, start: Path | None = None) -> Workspace:
    """Return the named workspace, else the nearest one upwards from ``start``, else the packaged one.

    Raises:
        MissingWorkspace: ``named`` is no workspace.
    """
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
