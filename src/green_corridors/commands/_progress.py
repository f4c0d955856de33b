"""Progress of long work: one line on a terminal, after half a second, with count, rate and time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType

__all__ = ["Progress"]

#: How long nothing is shown, and how long a line stands before the next; seconds.
PATIENCE, PAUSE = 0.5, 0.1


class Progress:
    """A line on standard error that tells how many of how many are done; nothing where nobody looks."""

    def __init__(self, verb: str, *, quiet: bool = False):
        self._verb = verb
        self._shows = not quiet and sys.stderr.isatty()
        self._begun = time.monotonic()
        self._last = 0.0

    def __enter__(self) -> Progress:
        return self

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        spent = now - self._begun
        if self._shows and spent > PATIENCE and (now - self._last > PAUSE or done == total):
            self._last = now
            rate = done / spent
            left = f"{rate:.0f}/s, {(total - done) / rate:.0f} s left" if done < total else "finishing"
            sys.stderr.write(f"\r{self._verb} {done} of {total}, {left}\x1b[K")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
