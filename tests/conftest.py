"""What the tests share: the real workspace, and the command line run as a user runs it."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Callable, Collection
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from green_corridors.cli import main
from green_corridors.graph import Knowledge, load
from green_corridors.house import house_form
from green_corridors.names import Names
from green_corridors.questions import Question, load_questions
from green_corridors.reading import read
from green_corridors.store import Graph, open_graph
from green_corridors.workspace import Workspace

# No test is timed; in continuous integration every run tries the same examples.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("ontology", "data", "shapes", "queries")
#: The releases of a small workspace.
FEW = (
    "cimc-shanghai-corridor",
    "asia-cargo-news-jetro-mou",
    "portnews-tokyo-yokohama-mous",
    "pacific-maritime-japan-sweden-mous",
    "balitang-marino-guangzhou-mou",
)
#: The releases that tell of one judged conflict.
JUDGED = (
    "city-of-yokohama-los-angeles-mou",
    "container-news-tokyo-yokohama-mous",
    "logistics-update-africa-tokyo-yokohama-mous",
    "pacific-maritime-japan-sweden-mous",
    "pacific-maritime-tokyo-yokohama-mous",
    "port-news-tokyo-yokohama-corridors",
    "portnews-tokyo-yokohama-mous",
)
#: The options that ask these releases only.
FROM_FEW = tuple(option for slug in FEW for option in ("--source", slug))


@dataclass(frozen=True)
class Run:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


def run_gsc(*arguments: str, stdin: str = "") -> Run:
    """Run ``gsc`` in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    code = 0
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main(list(arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    finally:
        sys.stdin = before
    out.flush()
    return Run(code, out.buffer.getvalue().decode(), err.getvalue())


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache of the tests alone."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch, cache_folder: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("GSC_WORKSPACE", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setenv("GSC_CACHE_DIR", str(cache_folder))


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return Workspace(ROOT)


@pytest.fixture(scope="session")
def knowledge(workspace: Workspace) -> Knowledge:
    return load(workspace)


@pytest.fixture(scope="session")
def graph(knowledge: Knowledge) -> Graph:
    return open_graph(knowledge)


@pytest.fixture(scope="session")
def names(knowledge: Knowledge) -> Names:
    return Names(knowledge)


@pytest.fixture(scope="session")
def questions(workspace: Workspace) -> dict[str, Question]:
    return load_questions(workspace)


def copy_workspace(folder: Path, slugs: Collection[str] = FEW, *, judged: bool = False) -> Path:
    """Copy the workspace with few of its releases and what they need of the register, perhaps with judgements.

    It is checked quickly, and nothing is found in it.
    """
    few = {path.name for slug in slugs for path in (ROOT / "data" / "releases").rglob(f"*-{slug}.ttl")}
    assert len(few) == len(slugs)

    def left_out(home: str, names: list[str]) -> set[str]:
        return {name for name in names if "releases" in home and name.endswith(".ttl")} - few

    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for year in (folder / "data" / "releases").iterdir():
        if not any(year.iterdir()):
            year.rmdir()
    if not judged:
        shutil.rmtree(folder / "data" / "judgements")
    _prune(folder / "data")
    return folder


def _prune(data: Path) -> None:
    """Take out of a register what neither the releases name nor what they name does."""
    named = set[str]()
    ahead = [path.read_text(encoding="utf-8") for path in (data / "releases").rglob("*.ttl")]
    files = {path: path.read_text(encoding="utf-8").split("\n\n") for path in (data / "register").glob("*")}
    blocks = {block.split(" ", 1)[0]: block for _, *things in files.values() for block in things}
    while ahead:
        new = set(re.findall(r"\b(?:organization|person|place|port):[\w-]+", ahead.pop())) - named
        named |= new
        ahead += [blocks[name] for name in new]
    for path, (prefixes, *things) in files.items():
        kept = [block.rstrip("\n") for block in things if block.split(" ", 1)[0] in named]
        if not kept:
            path.unlink()
            continue
        path.write_text("\n\n".join([prefixes, *kept]) + "\n", encoding="utf-8")
        path.write_text(house_form(read(path)), encoding="utf-8")


@pytest.fixture(scope="session")
def small_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the workspace, with few releases, that no test changes."""
    return copy_workspace(tmp_path_factory.mktemp("small"))


@pytest.fixture
def copied_workspace(tmp_path: Path) -> Path:
    """Return a copy of the workspace, with few releases, that a test may break."""
    return copy_workspace(tmp_path)


@pytest.fixture
def spoil(copied_workspace: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces a text in a file of the copied workspace and returns the workspace."""

    def change(pattern: str, old: str, new: str) -> Path:
        path = next(copied_workspace.glob(pattern))
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copied_workspace

    return change


def shared_folder(name: str, variable: str) -> Path:
    """Return a folder of material beside the checkout, or skip the test and say so."""
    folder = Path(os.environ.get(variable, ROOT.parent / "shared" / name))
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there; set {variable} to run this test")
    return folder
