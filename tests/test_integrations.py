"""The files for other tools do what they say: hooks, workflow, issue form and tasks of an editor."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cases import cases
from tests.conftest import ROOT, run_gsc

GSC = [sys.executable, "-m", "green_corridors"]
RELEASE = "data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl"
OTHER = "data/releases/2023/2023-10-26-balitang-marino-guangzhou-mou.ttl"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
TASKS = {
    task["label"]: task for task in json.loads((ROOT / "docs/vscode-tasks.json").read_text("utf-8"))["tasks"]
}
WORKFLOW = ROOT / "docs" / "github-workflow.yml"
FORM = ROOT / "docs" / "release-issue-form.yml"


def gsc_in(folder: Path, arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``gsc`` in a process of its own, in a folder."""
    return subprocess.run(
        [*GSC, *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def hooked(name: str, folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: its entry, then the names of the changed files that it wants."""
    hook = HOOKS[name]
    program, *arguments = shlex.split(hook["entry"])
    assert program == "gsc"
    wanted = [file for file in files if re.search(hook["files"], file)]
    assert wanted == list(files)
    return gsc_in(folder, [*arguments, *wanted])


def test_each_hook_has_what_pre_commit_asks_for() -> None:
    assert set(HOOKS) == {"gsc-fmt", "gsc-check"}
    for hook in HOOKS.values():
        assert {"id", "name", "entry", "language", "files"} <= hook.keys()
        assert hook["language"] == "python"


def test_the_hooks_take_every_file_of_knowledge_and_no_other() -> None:
    tracked = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/*.*")]
    for name, endings in (("gsc-fmt", {".ttl"}), ("gsc-check", {".ttl", ".rq"})):
        taken = {path for path in tracked if re.search(HOOKS[name]["files"], path)}
        known = {
            path.relative_to(ROOT).as_posix()
            for folder in ("ontology", "data", "shapes", "queries")
            for path in (ROOT / folder).rglob("*")
            if path.suffix in endings
        }
        assert taken == known


def test_the_hook_for_house_form_rewrites_a_file_and_leaves_a_good_one(
    spoil: Callable[[str, str, str], Path],
) -> None:
    folder = spoil(RELEASE, " ;\n", ";\n")
    before = (folder / OTHER).read_bytes()
    assert hooked("gsc-fmt", folder, RELEASE, OTHER).returncode == 0
    assert (folder / RELEASE).read_bytes() == (ROOT / RELEASE).read_bytes()
    assert (folder / OTHER).read_bytes() == before


def test_the_hook_for_house_form_fails_where_it_cannot_write(spoil: Callable[[str, str, str], Path]) -> None:
    folder = spoil(RELEASE, " ;\n", " ; # why\n")
    broken = (folder / RELEASE).read_bytes()
    assert hooked("gsc-fmt", folder, RELEASE).returncode == 3
    assert (folder / RELEASE).read_bytes() == broken


def test_the_hook_for_checks_tells_what_is_wrong_in_the_changed_files_alone(
    spoil: Callable[[str, str, str], Path],
) -> None:
    folder = spoil(RELEASE, "gsc:retrieved", "gsc:retreived")
    told = hooked("gsc-check", folder, RELEASE)
    assert told.returncode == 1
    assert "gsc:retreived" in told.stdout
    quiet = hooked("gsc-check", folder, OTHER)
    assert (quiet.returncode, quiet.stdout) == (0, "")


def valid(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    """Compare a file with a JSON schema that check-jsonschema carries; nothing is fetched."""
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("schema", "path", "key"),
    [("github-workflows", WORKFLOW, "jobs:"), ("github-issue-forms", FORM, "body:")],
)
def test_a_file_for_github_holds_to_its_schema_and_a_broken_one_does_not(
    schema: str, path: Path, key: str, tmp_path: Path
) -> None:
    run = valid(schema, path)
    assert run.returncode == 0, run.stdout
    text = path.read_text(encoding="utf-8")
    assert f"\n{key}" in text
    broken = tmp_path / path.name
    broken.write_text(text.replace(f"\n{key}", f"\nx{key}"), encoding="utf-8")
    assert valid(schema, broken).returncode == 1


def steps() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["check"][
        "steps"
    ]
    return found


def test_the_workflow_may_read_and_upload_findings_and_nothing_more() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read", "security-events": "write"}
    for step in steps():
        assert re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", step.get("uses", "actions/none@v1"))


def test_the_workflow_annotates_a_broken_release_and_leaves_its_findings(
    spoil: Callable[[str, str, str], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = spoil(RELEASE, "gsc:retrieved", "gsc:retreived")
    summary = tmp_path_factory.mktemp("runner") / "summary.md"
    commands = [shlex.split(step["run"])[1:] for step in steps() if step.get("run", "").startswith("gsc ")]
    runs = [
        gsc_in(folder, command, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
        for command in commands
    ]
    assert [run.returncode for run in runs] == [0, 1, 1]
    assert f"::error file={RELEASE},line=" in runs[1].stdout
    assert RELEASE in summary.read_text(encoding="utf-8")
    results = json.loads((folder / "findings.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert "undeclared-term" in {result["ruleId"] for result in results}
    upload = steps()[-1]
    assert upload["with"]["sarif_file"] == "findings.sarif"


def test_the_issue_form_asks_for_all_that_gsc_new_needs_and_whether_the_page_was_read() -> None:
    form = yaml.safe_load(FORM.read_text(encoding="utf-8"))
    asked = {field["id"]: field for field in form["body"] if "id" in field}
    needed = {"address", "publisher", "published", "told"}
    assert all(asked[name]["validations"]["required"] for name in needed)
    assert asked["read"]["attributes"]["options"][0]["required"]
    assert form["labels"]
    help_text = run_gsc("new", "--help").out
    assert all(f"--{option} " in help_text for option in ("address", "publisher", "published", "language"))


def matched(task: str, line: str) -> dict[str, str]:
    """Read a line as an editor does, by the problem matcher of a task."""
    pattern = TASKS[task]["problemMatcher"]["pattern"]
    found = re.search(pattern["regexp"], line)
    return {name: found[group] for name, group in pattern.items() if name != "regexp"} if found else {}


@pytest.mark.parametrize("task", ["gsc: check", "gsc: check after each change"])
def test_an_editor_reads_every_finding_and_nothing_else_from_the_output(task: str, tmp_path: Path) -> None:
    case = next(case for case in cases("syntax") if case.name.endswith("syntax-two-errors.ttl"))
    file = tmp_path / "case.ttl"
    file.write_bytes(case.content)
    told = json.loads(run_gsc("check", str(file), "--format", "json").out)["findings"]
    lines = run_gsc("check", str(file), "--format", "text").out.splitlines()
    read = [problem for problem in (matched(task, line) for line in lines) if problem]
    assert read == [
        {
            "file": finding["path"],
            "line": str(finding["line"]),
            "column": str(finding["column"]),
            "severity": finding["severity"],
            "code": finding["rule"],
            "message": finding["message"],
        }
        for finding in told
    ]
    assert len(read) == 2


def test_an_editor_reads_a_finding_of_shapes_that_are_not_ours() -> None:
    shapes = str(ROOT / "docs/examples/ferry-shapes.ttl")
    lines = run_gsc("check", "docs/examples/ferries.ttl", "--shapes", shapes).out.splitlines()
    problems = [problem for problem in (matched("gsc: check", line) for line in lines) if problem]
    assert {problem["severity"] for problem in problems} == {"violation", "warning"}
    assert "ex:FerryShape-name/MinCount" in {problem["code"] for problem in problems}


def test_the_tasks_run_commands_that_exist() -> None:
    for task in TASKS.values():
        assert task["command"] == "gsc"
        command, *options = task["args"]
        help_text = run_gsc(command, "--help").out
        assert all(option in help_text for option in options if option.startswith("--"))


@pytest.mark.skipif(os.name == "nt", reason="a process of Windows cannot be interrupted alone")
def test_an_editor_sees_each_check_of_a_watch_begin_and_end(copied_workspace: Path) -> None:
    task = TASKS["gsc: check after each change"]
    begins, ends = (task["problemMatcher"]["background"][name] for name in ("beginsPattern", "endsPattern"))
    with subprocess.Popen(
        [*GSC, *task["args"]],
        cwd=copied_workspace,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr

        def next_line(pattern: str) -> bool:
            assert process.stderr
            return any(re.search(pattern, line) for line in process.stderr)

        try:
            assert next_line(begins)
            assert next_line(ends)
            shutil.copy(ROOT / RELEASE, copied_workspace / RELEASE)
            assert next_line(begins)
            assert next_line(ends)
        finally:
            process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait() == 130
