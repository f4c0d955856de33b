"""SARIF 2.1.0, which code scanning reads; its limits are those of GitHub's."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from green_corridors import __version__, terms
from green_corridors.escapes import markdown, visible
from green_corridors.findings import Finding, Place, Report, Rule
from green_corridors.reports._baseline import KEY
from green_corridors.reports._told import cut, document

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"

LEVELS = {"violation": "error", "warning": "warning", "info": "note"}

#: The most results of one run and related places of one result that GitHub takes.
MAX_RESULTS, MAX_RELATED = 25_000, 999

#: The most characters GitHub takes of a name and of a description.
MAX_NAME, MAX_DESCRIPTION = 255, 1_024


def write(report: Report, out: IO[str]) -> None:
    """Write a log with one run; findings past the limit are counted in a notification."""
    codes = sorted(report.rules)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "gsc",
                "semanticVersion": __version__,
                "informationUri": terms.HOME,
                "rules": [_rule(report.rules[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that was checked."}}},
        "results": _results(report, {code: index for index, code in enumerate(codes)}),
    }
    if (left_out := len(report.findings) - MAX_RESULTS) > 0:
        text = f"{left_out} more findings are left out; mend the first ones and check again."
        notification = {"level": "warning", "message": {"text": text}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]
    out.write(document({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))


def _rule(rule: Rule) -> dict[str, Any]:
    address = f"{terms.HOME}rules#{quote(rule.code.lower(), safe='')}"
    explanation = rule.explanation or rule.name or rule.code
    words = re.findall(r"[^\W_]+", rule.name)
    name = "".join(word[0].upper() + word[1:] for word in words)
    return {
        "id": rule.code,
        **({"name": name[:MAX_NAME]} if name else {}),
        "shortDescription": {"text": _message(cut(rule.name or rule.code, MAX_DESCRIPTION))},
        "fullDescription": {"text": _message(cut(explanation, MAX_DESCRIPTION))},
        "help": {
            "text": _message(explanation),
            "markdown": _doubled(f"{markdown(explanation)} [More about {markdown(rule.code)}]({address})"),
        },
        "helpUri": address,
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _results(report: Report, indices: dict[str, int]) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    results = []
    for finding in report.findings[:MAX_RESULTS]:
        fingerprint = finding.fingerprint(report.root)
        seen[fingerprint] += 1
        results.append(_result(report, finding, indices) | _identity(fingerprint, seen[fingerprint]))
    return results


def _identity(fingerprint: str, occurrence: int) -> dict[str, Any]:
    """Return our fingerprint, and the one GitHub looks at, which must differ where two findings are alike."""
    return {
        "partialFingerprints": {KEY: fingerprint, "primaryLocationLineHash": f"{fingerprint}:{occurrence}"}
    }


def _result(report: Report, finding: Finding, indices: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": finding.rule}
    if finding.rule in indices:
        result["ruleIndex"] = indices[finding.rule]
    location = _location(report, finding.place)
    if finding.focus:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.focus, "kind": "resource"}]
    result |= {
        "level": LEVELS[finding.severity],
        "message": {"text": _message(finding.text)},
        "locations": [location],
    }
    related = [
        _location(report, each.place) | {"message": {"text": _message(each.message)}}
        for each in finding.related[:MAX_RELATED]
    ]
    if related:
        # The schema wants them all different.
        result["relatedLocations"] = [each for n, each in enumerate(related) if each not in related[:n]]
    told = {"property": finding.property, "value": finding.value}
    if properties := {name: value for name, value in told.items() if value}:
        result["properties"] = properties
    return result


def _location(report: Report, place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    known = {name: value for name, value in region.items() if value is not None}
    return {
        "physicalLocation": {"artifactLocation": _artifact(report.root, place.path), "region": known},
    }


def _artifact(root: Path, path: Path) -> dict[str, str]:
    """Return where a file is: relative to the root that was checked, or absolute outside it."""
    if path.is_relative_to(root):
        return {"uri": quote(os.fsencode(path.relative_to(root).as_posix())), "uriBaseId": ROOT}
    return {"uri": path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))}


def _message(text: str) -> str:
    """Return a text in which nothing is taken for a placeholder or a link (SARIF 3.11.5 and 3.11.6)."""
    return _doubled(visible(text)).replace("](", "\\](")


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
