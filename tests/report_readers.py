"""Read each format of a report back: the rule, the path and the line of every finding, in the order told."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

from green_corridors.findings import SEVERITIES

Told = tuple[str, str, int]

LINE = re.compile(rf"(?P<path>.+?):(?P<line>\d+):\d+: (?:{'|'.join(SEVERITIES)}) (?P<rule>\S+): .")
COMMAND = re.compile(
    r"::(?P<level>error|warning|notice) file=(?P<file>[^,]*),line=(?P<line>\d+).*?,title=(?P<title>[^:]*)::"
)
SECTION = re.compile(r"<details><summary><code>(.*)</code>: (\d+)</summary>")
#: GitHub's word for each severity.
LEVELS = dict(zip(("error", "warning", "notice"), SEVERITIES, strict=True))


def _of_lines(lines: list[str]) -> Iterator[Told]:
    """Yield what the lines at the left margin tell; what belongs to a finding is indented."""
    for line in lines:
        if line and not line.startswith(" "):
            found = LINE.match(line)
            assert found, line
            yield found["rule"], found["path"], int(found["line"])


def text(content: str) -> list[Told]:
    return list(_of_lines(content.split("\n")))


def json_(content: str) -> list[Told]:
    return [(each["rule"], each["path"], each["line"]) for each in json.loads(content)["findings"]]


def sarif(content: str) -> list[Told]:
    (run,) = json.loads(content)["runs"]
    rules = run["tool"]["driver"]["rules"]
    found = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        found.append(
            (result["ruleId"], unquote(place["artifactLocation"]["uri"]), place["region"]["startLine"])
        )
    return found


def junit(content: str) -> list[Told]:
    """Return what the cases tell: a violation in a failure, all else in the output of a case that passes."""
    root = ElementTree.fromstring(content)
    texts = [element.text or "" for tag in ("failure", "system-out") for element in root.iter(tag)]
    assert root.get("failures") == str(len(root.findall(".//failure")))
    return [told for each in texts for told in _of_lines(each.split("\n"))]


def markdown(content: str) -> list[Told]:
    found: list[Told] = []
    for section in content.split("\n<details>")[1:]:
        opening = SECTION.match(f"<details>{section}")
        assert opening, section
        rows = [line for line in section.split("\n") if re.match(r"\| \d+ \|", line)]
        cells = [re.split(r"(?<!\\) \| ", row.strip("| ")) for row in rows]
        assert len(rows) == int(opening[2])
        found += [(_plain(rule), html.unescape(opening[1]), int(line)) for line, _, rule, *_ in cells]
    assert "more are left out" not in content
    return found


def _plain(cell: str) -> str:
    return re.sub(r"\\(.)", r"\1", html.unescape(cell)).replace("\u200b", "")


def github(content: str) -> tuple[dict[str, list[Told]], dict[str, int]]:
    """Return what the annotations tell by severity, and how many more of each the last one counts."""
    told: dict[str, list[Told]] = {severity: [] for severity in SEVERITIES}
    more = dict.fromkeys(SEVERITIES, 0)
    for line in content.splitlines():
        found = COMMAND.match(line)
        assert found, line
        severity, title = LEVELS[found["level"]], unquote(found["title"])
        if rest := re.fullmatch(r"(\d+) more of this kind", title):
            more[severity] += int(rest[1])
        else:
            told[severity].append((title.split()[0], unquote(found["file"]), int(found["line"])))
    return told, more


#: The formats that tell every finding, each with its reader.
WHOLE: dict[str, Callable[[str], list[Told]]] = {
    "json": json_,
    "junit": junit,
    "markdown": markdown,
    "sarif": sarif,
    "text": text,
}
