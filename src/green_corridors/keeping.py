"""What is kept between runs on this machine: shown, verified, cleared."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from green_corridors.folders import cache_folder
from green_corridors.generations import Generation, Home

__all__ = ["Kept", "clear", "kept", "remove_damaged"]


@dataclass(frozen=True)
class Kept:
    """One thing that is kept: what it is, of which workspace, where, and how many bytes it has."""

    what: str
    workspace: str
    folder: Path

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def _findings() -> Path:
    return cache_folder() / "checks"


def _homes() -> list[Home]:
    folder = cache_folder() / "stores"
    return [Home(path) for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []


def _generations() -> Iterator[tuple[Home, Generation | None, Path]]:
    """Yield every generation with its folder, ``None`` for one that is damaged at first sight."""
    for home in _homes():
        for folder in home.generations():
            yield home, home.generation(folder.name), folder


def kept() -> list[Kept]:
    """Return all that is kept."""
    found = []
    for _, generation, folder in _generations():
        whole = generation is not None
        what = "compiled store" if whole else "remains of a compiled store"
        found.append(Kept(what, generation.manifest["workspace"] if generation else "", folder))
    if _findings().is_dir():
        found.append(Kept("findings of checks", "", _findings()))
    return found


def remove_damaged() -> list[Path]:
    """Read all compiled stores, remove those that are damaged, and return where they were.

    Raises:
        OSError: one cannot be removed.
    """
    found = []
    for home, generation, folder in _generations():
        names = [folder] if generation is None else [folder / name for name in generation.damage()]
        if names:
            if generation:
                generation.close()
            with home.building():
                home.remove(folder)
            found += names
    return found


def clear() -> list[Kept]:
    """Remove all that nobody is using, and return what is left.

    Raises:
        OSError: it cannot be removed.
    """
    for home in _homes():
        with home.building():
            home.spool.unlink(missing_ok=True)
            for folder in home.generations():
                home.remove(folder)
            if not home.generations():
                home.state.unlink(missing_ok=True)
    if _findings().is_dir():
        shutil.rmtree(_findings())
    return kept()
