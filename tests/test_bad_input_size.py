"""Large input takes bounded memory, and what is told of it stays short."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from green_corridors.reports import report_names
from tests.bad_input import PREFIXES, gsc, keep_one_release


@pytest.fixture
def release(copied_workspace: Path) -> Path:
    """Return the one release of a small workspace."""
    return keep_one_release(copied_workspace)


@pytest.mark.parametrize("form", report_names())
def test_a_text_of_a_megabyte_is_told_briefly(copied_workspace: Path, release: Path, form: str) -> None:
    text = "x" * 1_000_000
    with release.open("a", encoding="utf-8") as out:
        out.write(f'\n<#big> gsc:published "{text}"^^xsd:date ;\n    gsc:nonsense "{text}" .\n')
    run = gsc("check", "--no-cache", "-w", copied_workspace, "-f", form)
    assert run.code == 1
    assert len(run.out) < (3_000_000 if form in ("json", "sarif") else 10_000)


@pytest.mark.parametrize("form", report_names())
def test_ten_thousand_findings_in_one_file_are_told(copied_workspace: Path, release: Path, form: str) -> None:
    with release.open("a", encoding="utf-8") as out:
        out.writelines(f'\n<#t{n}> gsc:nonsense "x" .' for n in range(10_000))
    run = gsc("check", "--no-cache", "-w", copied_workspace, "-f", form)
    assert (run.code, "10000 violations" in run.err) == (1, True)
    assert len(run.out) < (100_000 if form in ("github", "markdown") else 30_000_000)


def test_thousands_of_prefixes_are_read(copied_workspace: Path, release: Path) -> None:
    many = "".join(f"@prefix p{n}: <http://e.example/{n}#> .\n" for n in range(20_000))
    text = release.read_text(encoding="utf-8")
    release.write_text(many + text, encoding="utf-8")
    (copied_workspace / "shapes/x.ttl").write_text(f"{many}<x:x> a <x:y> .")
    run = gsc("check", "--no-cache", "-w", copied_workspace, "-f", "json")
    assert (run.code, {each["rule"] for each in json.loads(run.out)["findings"]}) == (0, {"house-form"})
    assert gsc("fmt", "-w", copied_workspace, release).code == 0
    assert release.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("report", ["turtle", "json-ld"])
def test_thousands_of_prefixes_are_read_in_any_data_and_shapes(tmp_path: Path, report: str) -> None:
    many = "".join(f"@prefix p{n}: <http://e.example/{n}#> .\n" for n in range(20_000))
    data, shapes = tmp_path / "d.ttl", tmp_path / "s.ttl"
    data.write_text(many + "".join(f"p{n}:a p{n}:p 'x' .\n" for n in range(20_000)))
    constraint = "sh:property [ sh:path p1:p ; sh:maxLength 0 ] ."
    shapes.write_text(f"{many}{PREFIXES}p1:S a sh:NodeShape ; sh:targetSubjectsOf p1:p ; {constraint}")
    run = gsc("check", data, "--shapes", shapes)
    assert (run.code, f"{data}:20002:11: violation p1:S" in run.out) == (1, True), run
    assert gsc("check", data, "--shapes", shapes, "--report", report).code == 1


@pytest.mark.parametrize(
    "text",
    [
        "<http://e.example/{long}> " + " ; ".join(f"<x:{n}> {n}" for n in range(3000)) + " .",
        "@prefix p: <http://e.example/{long}> . p:a p:b " + ", ".join(f"p:{n}" for n in range(3000)) + " .",
        "_:{long} <x:p> " + ", ".join(map(str, range(3000))) + " .",
        "<x:s> <x:p> " + ", ".join(f"'{n}'^^<http://e.example/{{long}}>" for n in range(1)) + " .",
    ],
)
def test_a_long_address_that_is_repeated_takes_bounded_memory(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(text.replace("{long}", "x" * 1_000_000))
    assert gsc("check", path, "-f", "json").code == (0 if "^^" in text else 3)


def test_a_file_has_at_most_a_million_statements(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<x:a> <x:b> 1" + ",1" * 1_000_000 + " .")
    run = gsc("check", path)
    assert (run.code, "more than 1,000,000 statements" in run.out) == (3, True)
