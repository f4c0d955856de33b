"""The documents say what is true: their commands are run and their excerpts stand in the files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from green_corridors.graph import Knowledge
from green_corridors.manual import questions_page
from tests.conftest import ROOT, run_gsc

GENERATED = ROOT / "docs" / "questions.md"
WRITTEN = sorted(set((ROOT / "docs").glob("*.md")) - {GENERATED})
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


CONSOLE = [(page.name, block) for page in PAGES for block in blocks(page, "console")]
TURTLE = [(page.name, block) for page in PAGES for block in blocks(page, "turtle")]


@pytest.mark.parametrize(
    ("page", "block"), CONSOLE, ids=[f"{page}: {block.splitlines()[0]}" for page, block in CONSOLE]
)
def test_the_commands_of_a_page_print_what_it_shows(page: str, block: str) -> None:
    for command, shown in re.findall(r"^\$ (gsc .*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        run = run_gsc(*shlex.split(command)[1:])
        assert run.code == 0, run.err
        assert [line.rstrip() for line in run.out.splitlines()] == [
            line.rstrip() for line in shown.splitlines()
        ], command


@pytest.mark.parametrize(
    ("page", "block"), TURTLE, ids=[f"{page}: {block.splitlines()[0]}" for page, block in TURTLE]
)
def test_an_excerpt_of_turtle_stands_in_a_file(page: str, block: str) -> None:
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("*.ttl")]
    for part in block.strip().split("\n\n"):
        assert any(part in text for text in files), part


def test_the_readme_fits_one_screen_and_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 70
    assert "make ask" in text
    assert "make test" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_page_of_questions_is_what_the_questions_say(knowledge: Knowledge) -> None:
    written = GENERATED.read_text(encoding="utf-8")
    assert written == questions_page(knowledge), (
        "write it again: python -m green_corridors.manual > docs/questions.md"
    )


def test_the_picture_of_the_readme_is_what_the_graph_says(tmp_path: Path) -> None:
    assert run_gsc("picture", "corridors", "-o", str(tmp_path / "corridors.svg")).code == 0
    shown = (ROOT / "docs" / "corridors.svg").read_text(encoding="utf-8")
    assert (tmp_path / "corridors.svg").read_text(encoding="utf-8") == shown, (
        "gsc picture corridors -o docs/corridors.svg"
    )


def test_the_design_names_every_module() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    names = {path.stem for path in (ROOT / "src/green_corridors").glob("[!_]*.py")}
    names |= {f"{path.parent.name}/" for path in (ROOT / "src/green_corridors").glob("*/__init__.py")}
    assert {name for name in names if f"| `{name}` |" not in text} == set()


def test_the_version_is_the_same_everywhere() -> None:
    from green_corridors import __version__

    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{__version__}"' in (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")
