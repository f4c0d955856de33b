"""Generations: where the compiled stores of a workspace lie, which is the current one, and who uses it.

``<cache>/stores/<workspace>/`` holds one folder for each generation, named by the hash of all it was made of
and never changed after it got that name; ``state``, which says for which stamps of files which generation was
made; ``lock``, which the one process that builds holds; and ``spool``, what an unfinished build has done.

A generation has ``store/`` (the engine's own files), for a small store ``store.nq`` (a copy that is read
sooner), ``<table>.table`` and ``manifest``, with the size and
checksum of each file. Who reads it holds a shared lock on its manifest, so that nobody removes it
meanwhile. All locks are the kernel's and end with their process. Nothing waits for the disk: what a power cut
leaves unwritten fails its checksum, and is made anew.
"""

from __future__ import annotations

import marshal
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from green_corridors.stamps import Listing, unsettled

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["COPY", "Generation", "Home", "State", "replace", "sealed", "sums"]


#: The name of the copy of a small store.
COPY = "store.nq"


class State:
    """That a generation was made from files with certain stamps and contents, by a program.

    ``unsettled`` are the files whose stamps are not to be trusted.
    """

    def __init__(
        self, generation: str, program: str, listing: Listing, hashes: list[str], unsettled: list[str]
    ):
        self.generation, self.program, self.unsettled = generation, program, unsettled
        self.listed, self._hashes = _listed(listing), "\n".join(hashes)

    def knows(self, program: str, listing: Listing) -> bool:
        """Tell whether neither files nor program have changed, as far as stamps can tell."""
        return self.program == program and self.listed == _listed(listing)

    def _files(self) -> Iterator[tuple[str, str, str]]:
        """Yield the path, the stamp and the hash of each file."""
        parts = self.listed.split("\0")
        return zip(parts[:-1:2], parts[1::2], self._hashes.split("\n"), strict=True)

    def hashes(self) -> dict[tuple[str, str], str]:
        """Return the hash of each file by its path and stamp, but for stamps that are not to be trusted."""
        return {(path, stamp): digest for path, stamp, digest in self._files() if path not in self.unsettled}

    def doubtful(self) -> list[tuple[str, str]]:
        """Return the path and the hash of each file whose stamp is not to be trusted."""
        return [(path, digest) for path, _, digest in self._files() if path in self.unsettled]

    def settle(self, moment: int) -> bool:
        """Trust stamps that have stood for long enough at a moment, and tell whether there are any."""
        before = len(self.unsettled)
        self.unsettled = unsettled([(path, stamp) for path, stamp, _ in self._files()], moment)
        return len(self.unsettled) < before

    def write(self, path: Path) -> None:
        """Write the state; it appears whole or not at all."""
        replace(path, sealed((self.generation, self.program, self.listed, self._hashes, self.unsettled)))

    @classmethod
    def read(cls, path: str | Path) -> State | None:
        """Return the state that was written; ``None`` where there is none, or it is damaged."""
        state = cls.__new__(cls)
        try:
            with open(path, "rb") as file:
                said = unsealed(file.read())
            state.generation, state.program, state.listed, state._hashes, state.unsettled = said
        except (OSError, ValueError):
            return None
        return state


def _listed(listing: Listing) -> str:
    return "".join(f"{path}\0{stamp}\0" for path, stamp in listing)


class Generation:
    """A compiled store that is held against removal as long as this object lives."""

    def __init__(self, place: str | Path):
        """Hold a generation.

        Raises:
            OSError, ValueError: it is not there, or not as it was when it was finished.
        """
        self.place, self._lock = os.fspath(place), -1
        self._lock = os.open(f"{self.place}/manifest", os.O_RDONLY)
        _lock(self._lock, wait=True, shared=True)
        self.manifest = self._read()

    @cached_property
    def folder(self) -> Path:
        """Where it lies."""
        from pathlib import Path

        return Path(self.place)

    def close(self) -> None:
        """Let the generation go."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __del__(self) -> None:
        self.close()

    def _read(self) -> dict[str, Any]:
        """Return the manifest, and hold that every file has its size, and was not written to since."""
        manifest: dict[str, Any] = unsealed(os.read(self._lock, 1 << 24))
        for name, (size, check, written) in manifest["files"].items():
            path = f"{self.place}/{name}"
            status = os.stat(path)
            if status.st_size != size or (status.st_mtime_ns != written and sums(path) != (size, check)):
                raise OSError(f"{path}: it is damaged")
        return manifest

    def damage(self, within: str = "") -> list[str]:
        """Read every file in a folder, by default all, and return those that are not as they were written."""
        return [
            name
            for name, (size, check, _) in self.manifest["files"].items()
            if name.startswith(within) and sums(f"{self.place}/{name}") != (size, check)
        ]


def sums(path: str | Path) -> tuple[int, int] | None:
    """Return the size and the checksum of a file; ``None`` where it cannot be read."""
    size = check = 0
    try:
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                size += len(block)
                check = crc32(block, check)
    except OSError:
        return None
    return size, check


class Home:
    """The folder of the generations of one workspace."""

    def __init__(self, place: str | Path):
        self.place = os.fspath(place)

    @cached_property
    def folder(self) -> Path:
        """Where it lies."""
        from pathlib import Path

        return Path(self.place)

    @property
    def state(self) -> Path:
        """The file that says which generation is the current one."""
        return self.folder / "state"

    @property
    def spool(self) -> Path:
        """The file of what an unfinished build has done."""
        return self.folder / "spool"

    def current(self) -> State | None:
        """Return which generation was made last, and of what."""
        return State.read(f"{self.place}/state")

    def generation(self, name: str) -> Generation | None:
        """Hold a generation, if it is there and whole."""
        try:
            return Generation(f"{self.place}/{name}")
        except (OSError, ValueError, LookupError):
            return None

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the only one that builds, as soon as nobody else does.

        Raises:
            OSError: nothing can be written here.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(handle, wait=True, shared=False)
            yield
        finally:
            os.close(handle)

    def generations(self) -> list[Path]:
        """Return the folders of all generations, finished or not."""
        return sorted(path for path in self.folder.iterdir() if path.is_dir()) if self.folder.is_dir() else []

    def remove(self, folder: Path) -> None:
        """Remove a generation that nobody uses, or what was left of one; only who builds may do so."""
        import shutil

        try:
            handle = os.open(folder / "manifest", os.O_RDONLY)
        except FileNotFoundError:
            # A process that filled it for a build that was killed may still write; the next build removes it.
            shutil.rmtree(folder, ignore_errors=True)
            return
        try:
            if _lock(handle, wait=False, shared=False):
                folder = self.rename_away(folder)
                (folder / "manifest").unlink()
                shutil.rmtree(folder)
        finally:
            os.close(handle)

    def rename_away(self, folder: Path) -> Path:
        """Take its name from a generation, so that nobody finds it again; return where it lies now."""
        return folder.rename(folder.with_name(f".{folder.name}.{os.getpid()}.{time.time_ns()}"))


def _lock(handle: int, *, wait: bool, shared: bool) -> bool:
    """Lock an open file until it is closed, and tell whether that was possible without waiting."""
    import fcntl

    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sealed(content: Any) -> bytes:
    """Return plain data as bytes that ``unsealed`` reads."""
    written = marshal.dumps(content)
    return crc32(written).to_bytes(4, "big") + written


def unsealed(content: bytes) -> Any:
    """Return the data that was sealed.

    Raises:
        ValueError: the bytes are not as they were written, or were written by another Python.
    """
    if crc32(content[4:]).to_bytes(4, "big") != content[:4]:
        raise ValueError("the checksum is wrong")
    try:
        return marshal.loads(content[4:])  # noqa: S302 - its checksum is right
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from error


def replace(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
