"""What waits under data/pending passes the checks together with the rest, and its answers still hold."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest

from green_corridors.checking import check_workspace
from green_corridors.workspace import Workspace
from tests.conftest import FOLDERS, ROOT, run_gsc

PENDING = ROOT / "data" / "pending"
with (PENDING / "competency.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace to which all that is pending has been added."""
    folder = tmp_path_factory.mktemp("joined")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("pending"))
    for path in (PENDING / "register").glob("*.ttl"):
        shutil.copy(path, folder / "data" / "register" / f"pending-{path.name}")
    shutil.copytree(PENDING / "releases", folder / "data" / "releases", dirs_exist_ok=True)
    return folder


def test_the_pending_releases_have_no_violation(joined: Path) -> None:
    report = check_workspace(Workspace(joined), today=date(2026, 11, 25))
    assert len(Workspace(joined).releases) > 50
    assert [str(finding.place) for finding in report.findings if finding.severity == "violation"] == []


def test_every_tenth_answer_is_what_the_texts_say(joined: Path) -> None:
    assert len(ROWS) > 300
    for row in ROWS[::10]:
        run = run_gsc("ask", *shlex.split(row["question"]), "--format", "json", "-w", str(joined))
        columns = row["columns"].split(",")
        found = {tuple(each[column] or "" for column in columns) for each in json.loads(run.out)}
        lines = [line for line in row["answer"].split(" | ") if line.strip()]
        assert found == {tuple(cell.strip() for cell in line.split(" ; ")) for line in lines}, row["question"]
