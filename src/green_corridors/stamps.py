"""Stamps: whether files are as they were, told from what the system says of them, without reading them.

A stamp is the size, the times of the last change of content and of status, and the number of a file. A file
that was changed within the last moments before its stamp was taken may change once more without changing its
stamp; such a stamp is not to be trusted (git calls it racily clean).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os.path import dirname

__all__ = ["Listing", "program_stamp", "stamped", "unsettled"]

#: The folders whose files make the store: path, ending of the files, whether folders in them count.
LISTED = (
    ("ontology", ".ttl", False),
    ("ontology/vocabularies", ".ttl", False),
    ("ontology/alignments", ".ttl", False),
    ("ontology/rules", ".rq", False),
    ("data/register", ".ttl", False),
    ("data/releases", ".ttl", True),
    ("data/judgements", ".ttl", False),
    ("queries", ".rq", False),
)
#: So long after its last change a stamp is not to be trusted; nanoseconds. Some systems count in 2 seconds.
UNSETTLED = 2_500_000_000

#: The paths of files, relative to a folder and sorted, with the stamp of each.
Listing = list[tuple[str, str]]


def stamped(root: str | os.PathLike[str]) -> Listing:
    """Return the files of knowledge that make the store of a workspace, with their stamps.

    These are the files that ``Workspace`` lists, but for shapes.

    Raises:
        OSError: a folder cannot be listed.
    """
    base = os.fspath(root)
    return sorted(found for folder, ending, deep in LISTED for found in _walk(base, folder, ending, deep))


def _walk(base: str, folder: str, ending: str, deep: bool) -> Iterator[tuple[str, str]]:
    try:
        entries = list(os.scandir(f"{base}/{folder}"))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.name[0] == ".":
            continue
        if entry.name.endswith(ending) or (deep and entry.is_symlink() and entry.is_dir()):
            yield f"{folder}/{entry.name}", _stamp(entry)
        elif deep and entry.is_dir(follow_symlinks=False):
            yield from _walk(base, f"{folder}/{entry.name}", ending, deep)


def _stamp(entry: os.DirEntry[str]) -> str:
    try:
        status = entry.stat()
    except OSError:
        return "0 0 0 0"  # it leads nowhere, or is being replaced just now
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"


def unsettled(listing: Iterable[tuple[str, str]], moment: int) -> list[str]:
    """Return the paths whose stamps were taken, at a moment in nanoseconds, too soon after a change."""
    return [
        path for path, stamp in listing if max(int(time) for time in stamp.split()[:2]) > moment - UNSETTLED
    ]


def program_stamp() -> str:
    """Return what changes with this program, and when any library is installed beside the engine."""
    import pyoxigraph

    package, engine = dirname(__file__), dirname(pyoxigraph.__file__)
    modules = (
        f"{status.st_mtime_ns} {status.st_size}"
        for folder in (package, *_subfolders(package))
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") and (status := entry.stat())
    )
    libraries = os.stat(dirname(engine)).st_mtime_ns
    return f"{package} {engine} {libraries} {' '.join(sorted(modules))}"


def _subfolders(package: str) -> list[str]:
    """Return the folders of modules within a package; the graph that a wheel carries is none."""
    return [
        entry.path
        for entry in os.scandir(package)
        if entry.is_dir() and entry.name not in ("__pycache__", "knowledge")
    ]
