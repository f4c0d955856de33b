"""What is kept between runs: small JSON documents, each under the hash of all that it was made from.

A cache is never needed and never trusted: an entry that cannot be read is made anew, and where nothing can be
written nothing is kept. Entries that have not been asked for in thirty days are removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from green_corridors.errors import UnreadableFile
from green_corridors.reading import read_bytes

__all__ = ["Cache", "hashed", "program_hash"]

KEPT_SECONDS = 30 * 24 * 3600


def hashed(parts: Iterable[str | bytes]) -> str:
    """Return the SHA-256 of some parts, in which no part can pass for another."""
    whole = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode()
        whole.update(len(content).to_bytes(8, "big"))
        whole.update(content)
    return whole.hexdigest()


@lru_cache(maxsize=1)
def program_hash() -> str:
    """Return a hash of this program, so that nothing kept outlives a change of it."""
    here = Path(__file__).resolve().parent
    files = sorted(path for path in here.rglob("*.py"))
    return hashed(part for path in files for part in (path.name, path.read_bytes()))


class Cache:
    """A folder of entries; ``fault`` says why nothing could be written, if so."""

    def __init__(self, folder: Path):
        self._folder = folder / "checks"
        self.fault = ""

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"

    def get(self, key: str) -> dict[str, Any] | None:
        """Return an entry, or ``None`` where there is none that can be read."""
        path = self._path(key)
        try:
            found = json.loads(read_bytes(path))
            os.utime(path)
        except (OSError, UnreadableFile, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) and found.get("key") == key else None

    def put(self, key: str, entry: dict[str, Any]) -> None:
        """Keep an entry; it appears whole or not at all."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as out:
                    json.dump({**entry, "key": key}, out)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            self.fault = f"{error.filename or path}: {(error.strerror or str(error)).lower()}"

    def tidy(self) -> None:
        """Remove what has not been asked for in a long time."""
        oldest = time.time() - KEPT_SECONDS
        for path in self._folder.glob("*/*"):
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process tidies, too
            except OSError as error:
                self.fault = f"{path}: {(error.strerror or str(error)).lower()}"
