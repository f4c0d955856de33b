"""Findings: what a check has to say, where it stands, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["SEVERITIES", "Finding"]

#: From worst to mildest: wrong, incomplete, advice (as in SHACL).
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, incomplete or could be better; ``line`` counts from 1."""

    rule: str
    severity: str
    message: str
    path: Path
    line: int | None = None
    focus: str = ""

    @property
    def order(self) -> tuple[int, str, int, str, str]:
        """The order findings are told in: the worst first, then by place."""
        return SEVERITIES.index(self.severity), str(self.path), self.line or 0, self.rule, self.message
