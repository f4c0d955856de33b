"""Whatever a file holds, each format says what was found and steers nothing."""

from __future__ import annotations

import html
import json
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from green_corridors.escapes import UNSAFE, visible
from green_corridors.findings import SEVERITIES, Finding, Place, Related, Report, Rule
from green_corridors.reports import fingerprints, report_names
from green_corridors.reports._excerpt import excerpt
from tests.test_reports import _outside_of_github, written
from tests.test_reports_sarif import VALIDATOR

__all__ = ["_outside_of_github"]

ROOT = Path("/nowhere/at all")

NASTY = [
    "\n", "\r\n", "\t", "::", "::error::x", "##[group]", "%0A", "%", ",", ":", "|", "\\", "`", "```", "<script>alert(1)</script>",
    "</code></summary>", "<!--", "-->", "&lt;", "&amp;", "]]>", "{0}", "{{", "}", "[a](1)", "![a](b)", "@everyone", "#12", "$x$", "\x1b[31m",
    "\x1b]8;;https://example.org\x07", "\x9b2J", "\x00", "\x07", "\u202e", "\u2066", "\u200d", "\u2028", "\ufeff", "\ufffe", "走廊",
    "e\u0301", "👩‍👧", "🚢", " ", "  ", "https://example.org/a_b", "**b**", "_i_", "~~s~~", "---", "- ", "1. ", "\x85",
]  # fmt: skip
texts = st.lists(
    st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=8
).map("".join)
names = texts.map(lambda text: re.sub(r"[/\x00]", "", text) or "f").filter(
    lambda name: name not in (".", "..")
)
codes = st.from_regex(r"GSC-[A-Z][0-9]{2}", fullmatch=True)
numbers = st.integers(1, 10_000)


@st.composite
def places(draw: st.DrawFn) -> Place:
    path = ROOT / draw(names) / draw(names)
    line, column = draw(numbers), draw(numbers)
    end = draw(st.none() | st.tuples(st.integers(0, 3), st.integers(1, 50)))
    if end is None:
        return Place(path, line, column)
    return Place(path, line, column, line + end[0], (0 if end[0] else column) + end[1])


@st.composite
def reports(draw: st.DrawFn) -> Report:
    code, severity = draw(codes), draw(st.sampled_from(SEVERITIES))
    rule = Rule(code, severity, draw(texts), draw(texts))
    related = draw(st.lists(st.builds(Related, places(), texts), max_size=2))
    message, repair, focus, said, value = (draw(texts) for _ in range(5))
    place = draw(places())
    finding = Finding(code, severity, message, place, repair, focus, said, value, tuple(related))
    return Report(ROOT, (finding,), {code: rule}, draw(texts), 0)


class Told(NamedTuple):
    """What stands in every format."""

    path: str
    line: int
    severity: str
    rule: str
    message: str


def from_line(line: str) -> Told:
    match = re.fullmatch(r"(.*?):(\d+):\d+: (violation|warning|info) (GSC-\w+): (.*)", line)
    assert match is not None, line
    path, number, severity, rule, message = match.groups()
    return Told(path, int(number), severity, rule, message)


def from_text(text: str) -> Told:
    first, *rest = text.removesuffix("\n").split("\n")
    assert all(line.startswith("  ") for line in rest)
    return from_line(first)


def from_json(text: str) -> Told:
    (finding,) = json.loads(text)["findings"]
    path, severity, rule, message = (
        visible(finding[name]) for name in ("path", "severity", "rule", "message")
    )
    return Told(path, finding["line"], severity, rule, message)


def from_sarif(text: str) -> Told:
    log = json.loads(text)
    VALIDATOR.validate(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
    path = os.fsdecode(unquote_to_bytes(place["artifactLocation"]["uri"]))
    severity = {"error": "violation", "warning": "warning", "note": "info"}[result["level"]]
    told = result["message"]["text"].replace("\\](", "](")
    assert "{" not in told.replace("{{", "")
    message = told.replace("{{", "{").replace("}}", "}")
    assert result["ruleId"] == log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    return Told(visible(path), place["region"]["startLine"], severity, result["ruleId"], message)


def from_github(text: str) -> Told:
    (line,) = text.removesuffix("\n").split("\n")
    match = re.fullmatch(r"::(error|warning|notice) ((?:[^:])*)::(.*)", line)
    assert match is not None, line
    properties = dict(each.split("=", 1) for each in match[2].split(","))
    severity = {"error": "violation", "warning": "warning", "notice": "info"}[match[1]]
    rule = unescaped(properties["title"]).split(" ")[0]
    message = unescaped(match[3]).split("\n")[0]
    return Told(unescaped(properties["file"]), int(properties["line"]), severity, rule, message)


def unescaped(text: str) -> str:
    codes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%[0-9A-F]{2}", lambda match: codes[match[0]], text)


def from_junit(text: str) -> Told:
    (case,) = ElementTree.fromstring(text).iter("testcase")
    (child,) = case
    told = from_line((child.text or "").split("\n")[0])
    assert (case.get("file"), case.get("line")) == (told.path, str(told.line))
    assert (child.tag == "failure") == (told.severity == "violation")
    return told


def from_markdown(text: str) -> Told:
    """Read a page as GitHub's reader of Markdown does, as far as the tables go."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    blocks = "".join(token.content for token in tokens if token.type == "html_block")
    match = re.fullmatch(r"<details><summary><code>([^<>]*)</code>: 1</summary>\n</details>\n", blocks)
    assert match is not None, blocks
    rows = [token for token in tokens if token.type == "inline"][-5:]
    line, severity, rule, message, _repair = (plain(token.children or []) for token in rows)
    return Told(html.unescape(match[1]), int(line), severity, rule, message)


def plain(tokens: list[Any]) -> str:
    """Return the text of a cell that holds nothing but text, and what keeps GitHub from reading more into it."""
    assert {token.type for token in tokens} <= {"text", "html_inline", "text_special"}, tokens
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<span>", "</span>"}
    shown = "".join(token.content for token in tokens if token.type != "html_inline")
    assert re.search(r"[@#](?!\u200b)", shown) is None
    return shown.replace("\u200b", "")


READERS: dict[str, Callable[[str], Told]] = {
    "text": from_text,
    "json": from_json,
    "sarif": from_sarif,
    "github": from_github,
    "junit": from_junit,
    "markdown": from_markdown,
}


def expected(report: Report, name: str) -> Told:
    (finding,) = report.findings
    path, message = visible(report.shown(finding.place.path)), visible(finding.message)
    if name == "markdown":
        message = " ".join(message.split())
    if name == "sarif" and finding.repair:
        message = visible(finding.text)
    return Told(path, finding.place.line, finding.severity, finding.rule, message)


def test_every_format_is_read_back() -> None:
    assert sorted(READERS) == report_names()


@pytest.mark.parametrize("name", sorted(READERS))
@given(report=reports())
def test_each_format_says_the_same_of_any_finding_and_steers_nothing(name: str, report: Report) -> None:
    told = written(name, report)
    assert UNSAFE.search(told.replace("\n", "")) is None
    assert READERS[name](told) == expected(report, name)
    told.encode("utf-8")
    if name in ("json", "sarif"):
        assert fingerprints(told) == {report.findings[0].fingerprint(ROOT)}


@given(line=texts.map(lambda text: text.replace("\n", "")), place=places(), width=st.integers(1, 120))
@example(line="", place=Place(Path("f"), 1, 1, 1, 1), width=1)
def test_an_excerpt_of_any_line_is_safe_and_marks_something(line: str, place: Place, width: int) -> None:
    near = Place(place.path, 1, place.column % (len(line) + 3) + 1, 1, None if width % 2 else len(line) + 1)
    shown = excerpt(line, near, width)
    assert UNSAFE.search(shown.line + shown.carets) is None
    assert re.fullmatch(r" *\^+…?", shown.carets)
    simple = all(not unicodedata.combining(character) and character < "\u2000" for character in line)
    if simple:
        assert max(len(shown.line), len(shown.carets)) <= max(width, 20) + 1


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_file_name_that_is_not_utf8_breaks_no_format(name: str, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"port\xff.ttl")
    path.write_text("ex:a\n", encoding="utf-8")
    finding = Finding("GSC-L01", "warning", "m", Place(path), related=(Related(Place(path), "n"),))
    report = Report(tmp_path, (finding,), {"GSC-L01": Rule("GSC-L01", "warning", "n", "e")}, "1 file")
    told = written(name, report)
    told.encode("utf-8")
    assert READERS[name](told) == Told("port\\udcff.ttl", 1, "warning", "GSC-L01", "m")
