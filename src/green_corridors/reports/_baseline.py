"""Read back which findings an earlier report holds, by their fingerprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from green_corridors.errors import SyntaxProblem

__all__ = ["KEY", "VERSION", "fingerprints"]

#: The version of our JSON report.
VERSION = 1

#: The name of our fingerprint in SARIF; its version rises when ``Finding.fingerprint`` is computed otherwise.
KEY = "gscFinding/v1"

REPAIR = "write one with gsc check --format json or --format sarif"


def fingerprints(text: str, source: str = "baseline") -> set[str]:
    """Return the fingerprints in a JSON or SARIF report of ours; ``source`` is named in errors.

    Raises:
        SyntaxProblem: the text is no such report.
    """
    try:
        report = json.loads(text)
    except json.JSONDecodeError as error:
        raise SyntaxProblem(
            source, f"this is no JSON ({error.msg}); {REPAIR}", error.lineno, error.colno
        ) from error
    except (ValueError, RecursionError) as error:
        raise SyntaxProblem(source, f"this JSON cannot be read; {REPAIR}") from error
    try:
        found = set(_found(report))
    except (AttributeError, KeyError, TypeError) as error:
        raise SyntaxProblem(source, f"this is no report of gsc check; {REPAIR}") from error
    if not all(isinstance(each, str) for each in found):
        raise SyntaxProblem(source, f"a fingerprint here is no text; {REPAIR}")
    return found


def _found(report: Any) -> Iterator[str]:
    """Yield the fingerprints of a report; another kind lacks a key or holds something else under it."""
    if report["version"] == VERSION:
        for finding in report["findings"]:
            yield finding["fingerprint"]
    elif report["version"] == "2.1.0":
        for run in report["runs"]:
            for result in run["results"]:
                yield result["partialFingerprints"][KEY]
    else:
        raise KeyError(report["version"])
