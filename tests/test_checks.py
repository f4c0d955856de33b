"""A check finds each kind of fault on its line, and nothing in the workspace as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import run_gsc

PORTNEWS = "data/releases/2023/*portnews*.ttl"


def test_the_workspace_has_no_violation() -> None:
    run = run_gsc("check")
    assert run.code == 0
    assert "violation" not in run.out
    assert run.err.startswith("5 releases and ")


@pytest.mark.parametrize(
    ("pattern", "old", "new", "said"),
    [
        (
            PORTNEWS,
            "gsc:stage stage:agreed",
            "gsc:stage stage:agred",
            "violation undeclared-term: stage:agred is not declared",
        ),
        (PORTNEWS, "gsc:asOf", "gsc:asof", "violation undeclared-term: gsc:asof is not declared"),
        (
            PORTNEWS,
            "organization:port-of-tokyo ;",
            "organization:port-of-tokio ;",
            "violation unknown-thing: organization:port-of-tokio is not described in the register",
        ),
        (
            PORTNEWS,
            '"2023-03/2024-03"^^edtf:EDTF',
            '"2023-13"^^edtf:EDTF',
            "violation literal: “2023-13” is no EDTF date",
        ),
        (PORTNEWS, '"2026-11-21"^^xsd:date', '"2026-02-30"^^xsd:date', None),
        (
            PORTNEWS,
            "gsc:stagePrinted",
            "gsc:termEnds",
            "violation derived: gsc:termEnds is derived, never typed",
        ),
        (
            PORTNEWS,
            "gsc:under agreement:los-angeles-tokyo-mou-2023",
            "gsc:under []",
            "violation blank-node: a blank node cannot be cited",
        ),
        ("data/register/ports.ttl", '"JPTYO"', '"jptyo"', "violation GSC-PLC-05"),
        ("data/register/ports.ttl", '"CNSHG"', '"CNSHA"', "violation GSC-POR-05"),
        (
            "data/register/people.ttl",
            "person:gene-seroka a",
            "# the director\nperson:gene-seroka a",
            "violation house-form: a comment would be lost",
        ),
        (
            "data/register/people.ttl",
            "    skos:prefLabel",
            "  skos:prefLabel",
            "warning house-form: the file is not in house form",
        ),
        (PORTNEWS, "a gsc:MemorandumOfUnderstanding", "a gsc:Person", "violation disjoint"),
        ("shapes/port.ttl", "sh:targetClass gsc:Port", "sh:targetClass gsc:Harbour", "violation idle-shape"),
        (
            "queries/releases.rq",
            "#+ summary",
            "#+ sumary",
            "violation question: the header has an unknown key “sumary”",
        ),
        ("queries/releases.rq", "gsc:publisher", "foo:publisher", "the prefix “foo:” is not known"),
    ],
)
def test_a_fault_is_found_with_file_and_repair(
    spoil: Callable[[str, str, str], Path], pattern: str, old: str, new: str, said: str | None
) -> None:
    folder = spoil(pattern, old, new)
    for other in set(folder.glob("data/releases/*/*.ttl")) - set(folder.glob(PORTNEWS)):
        other.unlink()
    run = run_gsc("check", "-w", str(folder), "--fail-on", "warning")
    if said is None:
        assert run.code == 3
        assert "is no date" in run.err
        return
    assert run.code == 1
    told = [line for line in run.out.splitlines() if said in line]
    assert told, run.out
    path = next(folder.glob(pattern))
    line = next(
        n
        for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if new.splitlines()[0] in text
    )
    assert (
        any(entry.startswith(f"{path.relative_to(folder)}:{line}: ") for entry in told)
        or "prefix" in said
        or "idle" in said
    )


def test_a_file_named_against_its_content_is_found(copied_workspace: Path) -> None:
    path = next(copied_workspace.glob(PORTNEWS))
    path.rename(path.with_name("2023-03-18-portnews.ttl"))
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 1
    assert "should be called 2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl" in run.out


def test_every_file_that_cannot_be_parsed_is_named_not_only_the_first(copied_workspace: Path) -> None:
    for path in copied_workspace.glob("data/releases/2023/*.ttl"):
        path.write_text("<> a .", encoding="utf-8")
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 3
    assert run.err.count("data/releases/2023/") == 3


def test_two_files_for_one_release_are_refused(copied_workspace: Path) -> None:
    path = next(copied_workspace.glob(PORTNEWS))
    (path.parent / "copy.ttl").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    run = run_gsc("ask", "releases", "-w", str(copied_workspace))
    assert run.code == 3
    assert "give each its own slug" in run.err


def test_a_check_of_nothing_fails(copied_workspace: Path) -> None:
    for path in copied_workspace.glob("data/releases/*/*.ttl"):
        path.unlink()
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 3
    assert "there is no release to check" in run.err


def test_two_releases_may_contradict_each_other(spoil: Callable[[str, str, str], Path]) -> None:
    folder = spoil(PORTNEWS, "gsc:stage stage:agreed", "gsc:stage stage:operational")
    assert run_gsc("check", "-w", str(folder)).code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe<>", "not UTF-8"),
        (b"\xef\xbb\xbf<http://e.example/a> a <http://e.example/b> .", "byte order mark"),
        (b"<http://e.example/a> a <http://e.example/\x00> .", "NUL"),
        (b"<http://e.example/a> a ", "mend the Turtle"),
        (b"", "holds 0 subjects of type gsc:Release"),
    ],
)
def test_a_file_that_is_no_turtle_is_refused_with_its_place(
    copied_workspace: Path, content: bytes, said: str
) -> None:
    path = next(copied_workspace.glob(PORTNEWS))
    path.write_bytes(content)
    run = run_gsc("check", "-w", str(copied_workspace))
    assert run.code == 3
    assert said in run.err
    assert "portnews" in run.err


def test_a_folder_or_a_pipe_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.ttl")
    for path in (tmp_path, tmp_path / "pipe.ttl"):
        run = run_gsc("fmt", str(path))
        assert run.code == 3
        assert "not a regular file" in run.err
