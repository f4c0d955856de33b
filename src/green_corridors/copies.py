"""Saved copies of the pages of releases: which file of a folder is whose, and its text."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.errors import UnreadableFile
from green_corridors.hypertext import text_of
from green_corridors.reading import decode, read_bytes
from green_corridors.sources import Release

__all__ = ["copy_of", "folder_of_copies", "name_of_copy", "text_of_copy"]


def folder_of_copies(path: Path) -> Path:
    """Return a path that is a folder.

    Raises:
        UnreadableFile: it is none.
    """
    if not path.is_dir():
        raise UnreadableFile(f"{path}: this is not a folder; name the folder of the saved texts")
    return path


def name_of_copy(release: Release) -> str:
    """Return the name of the copy of a release without its ending: the one it tells, else its slug."""
    told = (
        triple.object.value
        for triple in release.triples
        if triple.predicate == terms.SAVED_COPY and isinstance(triple.object, Literal)
    )
    return next(told, release.slug)


def copy_of(release: Release, folder: Path) -> Path | None:
    """Return the copy of a release in a folder: its saved copy, else a file named after its slug."""
    names = (f"{name_of_copy(release)}.txt", f"{release.slug}.txt", f"{release.slug}.html")
    # A name that leads out of the folder names no copy: the name stands in a file that others wrote.
    paths = [folder / name for name in names if Path(name).name == name]
    return next((path for path in paths if path.is_file()), None)


def text_of_copy(path: Path) -> str:
    """Return the text of a saved copy; of HTML, what a reader sees.

    Raises:
        UnreadableFile, SyntaxProblem: it cannot be read, or is not UTF-8.
        LimitExceeded: it is HTML that takes too long to read.
        GreenCorridorsError: it is HTML, and the package that reads HTML is not installed.
    """
    content = read_bytes(path)
    if path.suffix == ".html":
        return text_of(content, html=True)
    return decode(path, content.removeprefix(BOM_UTF8))
