"""The files that a compiled store is made of, as they are at one moment, and the keys that follow."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from green_corridors.cache import hashed, program_hash
from green_corridors.generations import State
from green_corridors.reading import read_bytes
from green_corridors.stamps import Listing, program_stamp, stamped, unsettled
from green_corridors.units import ChangedMeanwhile
from green_corridors.workspace import Workspace

__all__ = ["Inputs"]

#: The libraries whose versions decide what is compiled.
LIBRARIES = ("pyoxigraph", "edtf", "PyYAML")


@dataclass(frozen=True)
class Inputs:
    """The files of a workspace at a moment, in nanoseconds, with the SHA-256 of each."""

    workspace: Workspace
    moment: int
    listing: Listing
    hashes: list[str]
    program: str

    @classmethod
    def of(cls, workspace: Workspace, before: State | None) -> Inputs:
        """Read the files of a workspace that have changed since a state.

        Raises:
            UnreadableFile: a file cannot be read.
        """
        moment, listing = time.time_ns(), stamped(workspace.root)
        known = before.hashes() if before else {}
        hashes = [
            known.get(file) or hashlib.sha256(read_bytes(workspace.root / file[0])).hexdigest()
            for file in listing
        ]
        return cls(workspace, moment, listing, hashes, program_stamp())

    def state(self) -> State:
        """Return that the generation of these files is made of them."""
        restless = unsettled(self.listing, self.moment)
        return State(self.key, self.program, self.listing, self.hashes, restless)

    @cached_property
    def digests(self) -> dict[Path, str]:
        """The SHA-256 of each file."""
        paths = (self.workspace.root / path for path, _ in self.listing)
        return dict(zip(paths, self.hashes, strict=True))

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file.

        Raises:
            ChangedMeanwhile: it was not there a moment ago.
        """
        if path not in self.digests:
            raise ChangedMeanwhile(f"{path}: the file was not there a moment ago; try again")
        return self.digests[path]

    def _hash(self, paths: Iterable[Path]) -> str:
        return hashed(part for path in paths for part in (self.workspace.shown(path), self.digest(path)))

    @cached_property
    def background(self) -> str:
        """The hash of all that decides what follows from a release, but for itself."""
        known = self.workspace
        files = [*known.ontology, *known.vocabularies, *known.register, *known.rules]
        versions = (sys.version, *(version(library) for library in LIBRARIES))
        return hashed([program_hash(), *versions, self._hash(files)])

    @cached_property
    def key(self) -> str:
        """The hash of everything."""
        return hashed([self.background, self._hash(self.digests)])[:32]

    def units(self) -> dict[str, tuple[str, Path]]:
        """Return the kind of each unit and its file, by the hash of all that decides what it comes to."""
        known = self.workspace
        kinds = (("release", known.releases), ("judgement", known.judgements), ("question", known.queries))
        return {
            hashed([self.background, self._hash([path])])[:32]: (kind, path)
            for kind, paths in kinds
            for path in paths
        }
