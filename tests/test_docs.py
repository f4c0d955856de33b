"""The documents say what is true: their commands are run and their excerpts stand in the files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from green_corridors import manual, proof
from green_corridors.checking import rules_of
from green_corridors.graph import Knowledge
from green_corridors.workspace import Workspace
from tests.cases import FOLDER, case_of
from tests.conftest import ROOT, run_gsc

GENERATED = [ROOT / "docs" / name for name in manual.PAGES]
WRITTEN = sorted(set((ROOT / "docs").glob("*.md")) - set(GENERATED))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A command, whether its errors are shown, what is shown, and the exit code where the page asks for it.
COMMAND = re.compile(r"^\$ (gsc .*?)( 2>&1)?\n((?:(?!\$ ).*\n)*)(?:\$ echo \$\?\n(\d+)\n)?", re.MULTILINE)


def blocks(page: Path, language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


CONSOLE = [(page.name, block) for page in PAGES for block in blocks(page, "console")]
TURTLE = [(page.name, block) for page in PAGES for block in blocks(page, "turtle")]


@pytest.mark.parametrize(
    ("page", "block"), CONSOLE, ids=[f"{page}: {block.splitlines()[0]}" for page, block in CONSOLE]
)
def test_the_commands_of_a_page_print_what_it_shows(page: str, block: str) -> None:
    commands = COMMAND.findall(block)
    assert len(commands) == len(re.findall(r"^\$ gsc ", block, re.MULTILINE)) > 0
    for command, with_errors, shown, code in commands:
        run = run_gsc(*shlex.split(command)[1:])
        assert run.code == int(code or 0), run.err
        printed = run.out + run.err if with_errors else run.out
        assert [line.rstrip() for line in printed.splitlines()] == [
            line.rstrip() for line in shown.splitlines()
        ], command


@pytest.mark.parametrize(
    ("page", "block"), TURTLE, ids=[f"{page}: {block.splitlines()[0]}" for page, block in TURTLE]
)
def test_an_excerpt_of_turtle_stands_in_a_file(page: str, block: str) -> None:
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "data").rglob("*.ttl")]
    files += [path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "examples").glob("*.ttl")]
    files += [case_of(path).content.decode() for path in FOLDER.glob("exception-*/*.ttl")]
    for part in block.strip().split("\n\n"):
        assert any(part in text for text in files), part


def test_the_readme_fits_one_screen_and_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 70
    assert "make ask" in text
    assert "make test" in text


def test_a_misspelt_name_is_told_as_the_page_on_checking_shows(copied_workspace: Path) -> None:
    case = case_of(FOLDER / "unknown-thing" / "unknown-thing-port.ttl")
    (copied_workspace / case.file).write_bytes(case.content)
    run = run_gsc("check", str(copied_workspace / case.file))
    assert [run.out] == blocks(ROOT / "docs" / "checking.md", "text")


def test_two_bodies_of_one_acronym_are_told_as_the_page_on_names_shows(copied_workspace: Path) -> None:
    text = (ROOT / "docs" / "examples" / "two-bodies.ttl").read_text(encoding="utf-8")
    path = copied_workspace / "data" / "register" / "two-bodies.ttl"
    shown = blocks(ROOT / "docs" / "names.md", "text")
    decision = re.compile(r"    owl:differentFrom .*\n")
    for block, register in zip(shown, (decision.sub("", text), text), strict=True):
        path.write_text(register, encoding="utf-8")
        command, _, printed = block.partition("\n")
        run = run_gsc(*shlex.split(command)[2:], "-w", str(copied_workspace))
        assert run.out == printed


@pytest.mark.parametrize("page", [*PAGES, *GENERATED], ids=lambda page: page.name)
def test_the_links_of_a_page_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", sorted(manual.PAGES))
def test_a_page_that_the_program_writes_is_what_it_would_write_now(name: str, knowledge: Knowledge) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == manual.PAGES[name](knowledge), "write it again: python -m green_corridors.manual"


def anchors(page: Path) -> list[str]:
    """Return the anchors of a page’s headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def test_every_rule_has_its_own_anchor_on_the_page_of_rules(workspace: Workspace) -> None:
    found = anchors(ROOT / "docs" / "rules.md")
    codes = [*rules_of(workspace), *(rule.code for rule in proof.RULES)]
    assert len(found) == len(set(found))
    assert {code.lower() for code in codes} <= set(found)


def test_every_rule_of_the_shapes_leads_to_its_failing_case() -> None:
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"^### (GSC-\S+)$(?:(?!^###).)*?\nFailing case: \[(\S+)\]", text, re.MULTILINE | re.DOTALL
    )
    assert len(shown) == len(re.findall("^### GSC-", text, re.MULTILINE)) > 200
    for code, case in shown:
        assert {rule for rule, _ in case_of(ROOT / case).expected} == {code}, case


def test_the_anchors_that_pages_link_to_are_there() -> None:
    for page in [*PAGES, *GENERATED]:
        for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
            assert anchor in anchors(page.parent / target if target else page), (page.name, target, anchor)


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
