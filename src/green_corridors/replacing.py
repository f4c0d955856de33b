"""Several files of a workspace replaced together: none of them or, whatever happens, all in the end.

The new files are written beside the old ones. Then a journal that lists them appears under its name: from
this moment on all are replaced. They are renamed into place, and the journal is removed. Whoever finds a
journal whose writer is gone can only go on to the end. The lock is the kernel's and ends with its holder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from green_corridors.errors import RefusedMerge, UnfinishedMerge, UnreadableFile
from green_corridors.folders import JOURNAL
from green_corridors.reading import read_bytes

__all__ = ["Change", "finish", "refuse_unfinished", "replace_all", "unfinished"]

#: What a file holds, and what it is to hold.
Change = tuple[str, str]


def replace_all(root: Path, changes: Mapping[Path, Change], what: str) -> None:
    """Replace files under ``data`` of a workspace; ``what`` says in a few words why.

    Raises:
        RefusedMerge: a file has changed since it was read, or is a link.
        UnfinishedMerge: an earlier replacing was interrupted.
        OSError: something cannot be written; then nothing has changed.
    """
    import json
    import shutil

    with _locked(root):
        if earlier := unfinished(root):
            raise UnfinishedMerge(_told(root, earlier))
        _refuse_changed(changes)
        try:
            for path, (_, new) in changes.items():
                _write(_beside(path), new.encode())
                shutil.copymode(path, _beside(path))
            files = {
                path.relative_to(root).as_posix(): _digest(new.encode()) for path, (_, new) in changes.items()
            }
            _write(_beside(root / JOURNAL), json.dumps({"what": what, "files": files}).encode())
            _sync(path.parent for path in changes)
            _beside(root / JOURNAL).replace(root / JOURNAL)
        finally:
            if (root / JOURNAL).exists():
                _finish(root)
            else:
                for path in (*changes, root / JOURNAL):
                    _beside(path).unlink(missing_ok=True)


def unfinished(root: Path) -> str | None:
    """Return what was begun in a workspace and not finished, in a few words; ``None`` if nothing was.

    Raises:
        UnfinishedMerge: the journal is not one that was written here.
    """
    return _journal(root)[0] if (root / JOURNAL).exists() else None


def refuse_unfinished(root: Path) -> None:
    """Refuse a workspace of which some files are replaced and some not; wait while they just are.

    Raises:
        UnfinishedMerge: whoever replaced them was interrupted.
    """
    if (root / JOURNAL).exists():
        with _locked(root, alone=False):
            earlier = unfinished(root)
        if earlier:
            raise UnfinishedMerge(_told(root, earlier))


def finish(root: Path) -> str | None:
    """Finish what was interrupted, and return what that was; ``None`` if nothing was.

    Raises:
        UnfinishedMerge: the journal or a file that it lists is not as it was written.
    """
    with _locked(root):
        earlier = unfinished(root)
        if earlier:
            _finish(root)
    return earlier


def _told(root: Path, earlier: str) -> str:
    return f"{root}: the {earlier} was interrupted, so only some files are written; run gsc names merge again"


@contextmanager
def _locked(root: Path, *, alone: bool = True) -> Iterator[None]:
    """Hold the lock of a workspace, which is on its folder ``data``, alone or together with other readers."""
    import fcntl

    handle = os.open((root / JOURNAL).parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _refuse_changed(changes: Mapping[Path, Change]) -> None:
    for path, (old, _) in changes.items():
        if path.is_symlink():
            raise RefusedMerge(
                f"{path}: this is a link, which is not written through; put the file in its place"
            )
        if read_bytes(path) != old.encode():
            raise RefusedMerge(f"{path}: the file has changed meanwhile; run the command again")


def _beside(path: Path) -> Path:
    """Return where the new content of a file waits: a hidden file, which no workspace lists."""
    return path.with_name(f".{path.name.lstrip('.')}.new")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _sync(folders: Iterable[Path]) -> None:
    """Make sure that the names in folders outlive a loss of power."""
    for folder in set(folders):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _journal(root: Path) -> tuple[str, dict[Path, str]]:
    """Return what a journal says: why, and the digest of each new file."""
    import json

    path = root / JOURNAL
    try:
        told = json.loads(read_bytes(path))
        what, files = str(told["what"]), {root / name: str(digest) for name, digest in told["files"].items()}
    except (UnreadableFile, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnfinishedMerge(f"{path}: this is no journal of a merge; remove it") from error
    home = ((root / JOURNAL).parent).resolve()
    if not all(target.parent.resolve().is_relative_to(home) and target.suffix == ".ttl" for target in files):
        raise UnfinishedMerge(f"{path}: the journal names files outside of data; remove it")
    return what, files


def _finish(root: Path) -> None:
    """Rename what still waits into place."""
    _, files = _journal(root)
    waiting = [path for path in files if _beside(path).exists()]
    for path, digest in files.items():
        new = _beside(path) if path in waiting else path
        if _digest(read_bytes(new)) != digest:
            message = "is not as the merge wrote it, so it cannot be finished"
            raise UnfinishedMerge(f"{new}: {message}; restore data from version control and remove {JOURNAL}")
    for path in waiting:
        _beside(path).replace(path)
    _sync(path.parent for path in files)
    (root / JOURNAL).unlink()
