"""The house keeps its shape: imports run one way, heavy libraries stay behind their doors."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "green_corridors"

#: From the foundation up: a module may import from the floors below its own, and within its own from what
#: stands before it.
FLOORS = [
    ["errors", "terms", "findings", "escapes", "folders", "binding", "parts", "plain_terms"],
    ["dates", "dangers", "reading", "standings", "places", "replacing", "workspace", "sparql"],
    ["messages", "containment", "parallel", "streaming", "blank_nodes", "xsd", "cache", "circles"],
    ["tables", "sorting", "stamps", "generations"],
    ["anchors", "hypertext", "connections", "pages", "bridge"],
    [
        "rules",
        "matching",
        "rule_reading",
        "reach",
        "firings",
        "axioms",
        "inference",
        "derivation",
        "attempts",
        "clashes",
    ],
    ["sources", "computed", "graph", "house", "placing", "silencing", "judgements", "selection"],
    ["query_reading", "restricting", "store", "lines", "naming", "names"],
    ["shape_faults", "xpath_patterns", "validation"],
    ["likeness", "decisions", "traits", "clues", "candidates"],
    ["shape_paths", "shape_words", "shape_rules", "shape_findings"],
    ["question", "questions", "answers", "kept_questions", "answer_data", "asking", "spelling", "dataset"],
    ["evidence", "citations", "validity"],
    ["compatibility", "tellings", "conflicts", "disputes", "origins"],
    ["vocabulary", "wanted", "grounds", "steps", "why"],
    ["copies", "proof", "digests"],
    ["words", "mentions", "patterns", "wording"],
    ["units", "spool", "inputs", "tabling", "filling", "building", "kept", "compiled", "keeping", "ahead"],
    ["passages", "printed_dates", "recognition", "scaffold"],
    ["show", "portions", "extract", "exports", "formats", "reports", "proofs"],
    ["pictures", "stories"],
    ["checks"],
    ["checking", "conformance", "merging", "manual"],
    ["commands"],
    ["cli"],
    ["entry"],
    ["__init__", "__main__"],
]

#: Which modules alone import a library.
ONLY = {
    "edtf": {"dates"},
    "yaml": {"questions"},
    "rapidfuzz": {"names", "likeness", "clues", "questions", "wording", "checks", "commands"},
    "rdflib": {"bridge", "shape_faults", "validation", "xpath_patterns", "checks"},
    "pyshacl": {"shape_faults", "validation"},
    "elementpath": {"xsd"},
    "platformdirs": {"folders"},
    "pyld": {"exports"},
    "rich": {"formats", "reports"},
    "click": {"cli", "commands"},
    "searoute": {"pictures"},
    "resvg_py": {"pictures"},
    "httpx": {"connections", "pages"},
    "httpcore": {"connections"},
    "selectolax": {"hypertext"},
    "webencodings": {"hypertext"},
    "owlrl": set(),
}


def for_types_alone(tree: ast.Module) -> set[ast.AST]:
    """Return what stands under ``if TYPE_CHECKING``, which no running program imports."""
    blocks = (
        node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {inner for block in blocks for node in block.body for inner in ast.walk(node)}


def imports(path: Path, *, at_run_time: bool = False) -> set[str]:
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in set(ast.walk(tree)) - (for_types_alone(tree) if at_run_time else set()):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(PACKAGE.rglob("*.py"))
HEIGHT = {name: (floor, place) for floor, names in enumerate(FLOORS) for place, name in enumerate(names)}


def test_every_module_has_its_floor() -> None:
    assert len(MODULES) > 30
    assert {room(path) for path in MODULES} == set(HEIGHT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_below(path: Path) -> None:
    ours = {
        name.split(".")[1] for name in imports(path, at_run_time=True) if name.startswith("green_corridors.")
    }
    above = {name for name in ours & set(HEIGHT) if HEIGHT[name] > HEIGHT[room(path)]}
    assert above - {"__init__"} == set()


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    users = {room(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    assert users == ONLY[library]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_small_and_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring is not None
    assert docstring.splitlines()[0].endswith((".", "…")) or "\n" in docstring
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "--help"], ["ask", "corridor-partners", "Los Angeles"], ["show", "Gene Seroka"]],
    ids=" ".join,
)
def test_asking_never_imports_the_heavy_libraries(arguments: list[str]) -> None:
    program = (
        "import sys, json\nfrom green_corridors.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(run.stderr.splitlines()[-1]))
    assert loaded.isdisjoint({"rdflib", "pyshacl", "owlrl", "rich", "pyld", "rapidfuzz", "asyncio"})


def test_a_question_asked_again_reads_no_source(tmp_path: Path) -> None:
    program = (
        "import sys, json\nfrom green_corridors.cli import main\n"
        "try:\n    main(['ask', 'corridor-partners', 'Tokyo', '-w', sys.argv[1]])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    loaded = [
        set(
            json.loads(
                subprocess.run(
                    [sys.executable, "-c", program, str(ROOT)],
                    capture_output=True,
                    text=True,
                    check=True,
                    env={**os.environ, "GSC_CACHE_DIR": str(tmp_path)},
                ).stderr.splitlines()[-1]
            )
        )
        for _ in range(2)
    ]
    reading = {"green_corridors.graph", "green_corridors.inference", "green_corridors.reading"}
    assert reading < loaded[0]
    assert loaded[1].isdisjoint({*reading, "yaml", "edtf"})
