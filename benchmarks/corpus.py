"""A synthetic corpus with the shape of the real one, at any size, the same bytes each time.

Run with ``python -m benchmarks.corpus FOLDER --releases 1000``. The folder becomes a workspace: the real
ontology, shapes, questions and register, a register of invented ports, bodies and people that grows with the
square root of the size, and the releases, about 100 triples each. Of five releases one stands alone, two
retell the account of one body, and two contradict each other in day, stage and claim. A smaller corpus of a
seed is the beginning of a larger one.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.accounts import release_text
from benchmarks.register import register_text
from green_corridors.errors import GreenCorridorsError, InvalidParameter

__all__ = ["release_text", "write_corpus"]

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("ontology", "shapes", "queries", "data/register")
REGISTER = "data/register/invented.ttl"


def write_corpus(folder: Path, releases: int, seed: int = 1) -> None:
    """Make a folder a workspace of so many synthetic releases, one after the other, in constant memory.

    Raises:
        InvalidParameter: the folder is not empty, or the number is negative.
    """
    if releases < 0:
        raise InvalidParameter(f"{releases} releases cannot be written; ask for 0 or more")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidParameter(f"{folder}: this is not an empty folder; name a new one")
    for name in COPIED:
        # Which corridors of the real releases are not one says nothing of invented releases.
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("differences.ttl"))
    (folder / REGISTER).write_text(register_text(releases, seed), encoding="utf-8")
    home = folder / "data/releases"
    home.mkdir()
    for number in range(releases):
        name, text = release_text(number, seed)
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Write a corpus from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder, or an empty one")
    parser.add_argument("--releases", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives another corpus (default: 1)")
    given = parser.parse_args()
    try:
        write_corpus(given.folder, given.releases, given.seed)
    except GreenCorridorsError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
