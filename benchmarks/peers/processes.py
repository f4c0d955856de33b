"""Whole processes, timed: what one command took, how much memory it needed at most, and what it wrote."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Run", "run"]

LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True)
class Run:
    """What a command took (``seconds``; ``peak`` in bytes), how it ended, and what it wrote."""

    seconds: float
    peak: int
    code: int
    stopped: bool
    out: str
    err: str

    def fault(self, limit: float) -> str:
        """Return why the command did not do its work, in one line, or nothing."""
        if self.stopped:
            return f"stopped after {limit:g} s"
        if self.code == 0:
            return ""
        # Python tells first where it was, indented, and then what is wrong; others begin with what is wrong.
        lines = [line for line in self.err.splitlines() if re.match(r"(?!Traceback|\s|$)", line)]
        return next(iter(lines), f"ended with {self.code}")[:300].rstrip(".")


def run(command: Sequence[str], limit: float) -> Run:
    """Run a command from start to end, at most for ``limit`` seconds."""
    with tempfile.TemporaryDirectory(prefix="gsc-peer-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        launch = [sys.executable, "-I", str(LAUNCHER), str(limit), str(out), str(err), *command]
        told = subprocess.run(launch, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603
        written = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
        return Run(**json.loads(told), out=written[0], err=written[1])
