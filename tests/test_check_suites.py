"""The gate: ``gsc check`` takes what W3C calls valid, and says of the rest on which line it is not."""

from __future__ import annotations

import pytest

from green_corridors.conformance import check_files
from green_corridors.terms import RDF_TYPE
from tests.conftest import shared_folder
from tests.test_suites import MF, READING, Facts, path_of

#: What a file may be that is not valid.
BROKEN = {"syntax", "encoding", "nesting"}


@pytest.mark.parametrize("suite", READING)
def test_a_valid_file_passes_and_any_other_is_a_finding_with_its_line(suite: str) -> None:
    manifest = shared_folder("suites", "SUITES") / "rdf-tests" / "rdf" / "rdf11" / suite / "manifest.ttl"
    facts = Facts(manifest)
    home = next(iter(facts.having(MF + "assumedTestBase")), None)
    base = getattr(facts.one(home, MF + "assumedTestBase"), "value", "http://e.example/")
    heads = [facts.one(node, MF + "entries") for node in facts.having(MF + "entries")]
    entries = [entry for head in heads for entry in facts.items(head)]
    wrong, negative = [], 0
    for entry in entries:
        path = path_of(facts.one(entry, MF + "action"))
        report = check_files([path], root=manifest.parent, base=base + path.name).report
        lines = len(path.read_bytes().splitlines())
        if "Negative" not in str(facts.one(entry, RDF_TYPE.value)):
            passed = not report.broken and {finding.rule for finding in report.findings} <= {"literal"}
        else:
            negative += 1
            places = [finding.place for finding in report.findings if finding.rule in BROKEN]
            passed = report.broken and bool(places)
            passed = passed and all(each.path == path and 1 <= each.line <= lines + 1 for each in places)
        wrong += [] if passed else [str(entry)]
    assert (len(entries), wrong) == (READING[suite], [])
    assert 0 < negative < len(entries)
