"""The wheel carries the graph: it answers outside any checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import FOLDERS, ROOT, run_gsc


def test_a_wheel_answers_outside_any_checkout(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "dist"),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next((tmp_path / "dist").glob("green_corridors-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    packed = tmp_path / "site" / "green_corridors" / "knowledge"
    for folder in FOLDERS:
        ours = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {path.relative_to(packed) for path in (packed / folder).rglob("*") if path.is_file()} == ours
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    program = "import green_corridors.cli as c, green_corridors; print(green_corridors.__file__); c.main()"
    run = subprocess.run(
        [sys.executable, "-c", program, "ask", "which ports have a GSC with Los Angeles"],
        capture_output=True,
        text=True,
        check=True,
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )
    first, _, answer = run.stdout.partition("\n")
    assert first.startswith(str(tmp_path / "site"))
    assert answer == run_gsc("ask", "which ports have a GSC with Los Angeles").out
