"""JUnit XML, which dashboards read: a suite for each file, a case for each rule and resource.

A violation is a ``failure``. JUnit has no word for a warning: ``skipped`` would say that nothing was checked,
``error`` that the check broke, and both turn dashboards yellow or red. So a warning or an advice is a case
that passes, and its text stands in ``system-out``. A report without findings has one case that passes, since
readers take a document without cases for a run that failed.
"""

from __future__ import annotations

from typing import IO
from xml.etree import ElementTree

from green_corridors.escapes import visible
from green_corridors.findings import Finding, Report
from green_corridors.reports._told import by_file, line_of, title_of


def write(report: Report, out: IO[str]) -> None:
    """Write the findings as suites of cases; control characters, which XML cannot hold, are escapes."""
    root = ElementTree.Element("testsuites", name="gsc check")
    for path, findings in by_file(report, report.findings).items():
        suite = ElementTree.SubElement(root, "testsuite", name=visible(path))
        for group in _groups(findings):
            _case(report, suite, path, group)
    if not report.findings:
        suite = ElementTree.SubElement(root, "testsuite", name="gsc check")
        name = visible(f"{report.checked} checked")
        ElementTree.SubElement(suite, "testcase", classname="gsc check", name=name)
    for element in (*root, root):
        element.set("tests", str(len(element.findall(".//testcase"))))
        element.set("failures", str(len(element.findall(".//failure"))))
        element.set("errors", "0")
    ElementTree.indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(ElementTree.tostring(root, encoding="unicode") + "\n")


def _groups(findings: list[Finding]) -> list[list[Finding]]:
    """Return the findings of one file by rule, severity and resource."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.severity, finding.focus), []).append(finding)
    return list(groups.values())


def _case(report: Report, suite: ElementTree.Element, path: str, group: list[Finding]) -> None:
    first = group[0]
    name = title_of(report, first) + (f": {visible(first.focus)}" if first.focus else "")
    shown = visible(path)
    told = {"classname": shown, "name": name, "file": shown, "line": str(first.place.line)}
    case = ElementTree.SubElement(suite, "testcase", told)
    text = "\n".join(line for finding in group for line in _told(report, finding))
    if first.severity == "violation":
        told = {"type": visible(first.rule), "message": visible(first.text)}
        ElementTree.SubElement(case, "failure", told).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _told(report: Report, finding: Finding) -> list[str]:
    lines = [line_of(report, finding)]
    if finding.repair:
        lines.append(f"  help: {visible(finding.repair)}")
    for related in finding.related:
        place = f"{report.shown(related.place.path)}:{related.place.line}"
        lines.append(visible(f"  note: {place}: {related.message}"))
    return lines
