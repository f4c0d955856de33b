"""What code scanning reads, against the schema of the standard (``tests/schemas/README.md``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from green_corridors.findings import Finding, Place, Related, Report, Rule
from green_corridors.reports import fingerprints
from tests.conftest import ROOT
from tests.test_reports import RULES, report, report_of, written
from tests.test_reports_ci import many

__all__ = ["report"]

SCHEMA = json.loads((ROOT / "tests" / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=Draft4Validator.FORMAT_CHECKER)


def log(report: Report) -> dict[str, Any]:
    """Return the only run of a SARIF log that the official schema accepts."""
    told = json.loads(written("sarif", report))
    VALIDATOR.validate(told)
    (run,) = told["runs"]
    assert isinstance(run, dict)
    return run


def test_sarif_is_valid_and_tells_everything_of_a_finding(report: Report) -> None:
    run = log(report)
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(RULES)
    assert run["columnKind"] == "unicodeCodePoints"
    first = run["results"][0]
    fingerprint = report.findings[0].fingerprint(report.root)
    assert first == {
        "ruleId": "GSC-L01",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "“2023-02-30” is no date: write a day that the calendar has"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "data/a%20b.ttl", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 4, "startColumn": 12, "endLine": 4, "endColumn": 34},
                },
                "logicalLocations": [{"fullyQualifiedName": "ex:agreement", "kind": "resource"}],
            }
        ],
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "shapes/s.ttl", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 7, "startColumn": 1},
                },
                "message": {"text": "the shape that asks for it"},
            }
        ],
        "properties": {"property": "ex:signed", "value": '"2023-02-30"^^xsd:date'},
        "partialFingerprints": {
            "gscFinding/v1": fingerprint,
            "primaryLocationLineHash": f"{fingerprint}:1",
        },
    }


def test_sarif_says_of_each_rule_what_it_is_for(report: Report) -> None:
    rule = log(report)["tool"]["driver"]["rules"][1]
    assert rule == {
        "id": "GSC-L01",
        "name": "IllTypedLiteral",
        "shortDescription": {"text": "ill-typed literal"},
        "fullDescription": {"text": "A literal must fit its datatype."},
        "help": {
            "text": "A literal must fit its datatype.",
            "markdown": "A literal must fit its datatype. "
            "[More about GSC-L01](https://w3id.org/green-corridors/rules#gsc-l01)",
        },
        "helpUri": "https://w3id.org/green-corridors/rules#gsc-l01",
        "defaultConfiguration": {"level": "error"},
    }


def test_sarif_counts_findings_that_are_alike_and_lists_equal_places_once(tmp_path: Path) -> None:
    again = (Related(Place(tmp_path / "o.ttl"), "it"), Related(tmp_place := Place(Path("/o.ttl")), "it")) * 2
    twins = [
        Finding("GSC-H03", "info", "m", Place(tmp_path / "f.ttl", n), focus="ex:a", related=again)
        for n in (1, 2)
    ]
    results = log(report_of(*twins, root=tmp_path))["results"]
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert [each.rpartition(":")[2] for each in hashes] == ["1", "2"]
    assert len(fingerprints(written("sarif", report_of(*twins, root=tmp_path)))) == 1
    assert len(results[0]["relatedLocations"]) == 2
    outside = results[0]["relatedLocations"][1]["physicalLocation"]["artifactLocation"]
    assert outside == {"uri": tmp_place.path.as_uri()}


def test_sarif_keeps_to_the_limits_of_code_scanning(tmp_path: Path) -> None:
    whole = many(tmp_path, 25_001)
    told = json.loads(written("sarif", whole))["runs"][0]
    assert len(told["results"]) == 25_000
    (notification,) = told["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 more findings are left out")
    related = tuple(Related(Place(tmp_path / "f", n), "here") for n in range(1, 2_000))
    rules = {"A": Rule("A", "warning", "n" * 2_000, "e" * 2_000)}
    finding = Finding("A", "warning", "m", Place(tmp_path / "f"), related=related)
    run = log(Report(tmp_path, (finding,), rules, "1 file"))
    assert len(run["results"][0]["relatedLocations"]) == 999
    (rule,) = run["tool"]["driver"]["rules"]
    assert [len(rule["name"]), len(rule["fullDescription"]["text"])] == [255, 1024]
    assert "invocations" not in run
