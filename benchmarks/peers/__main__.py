"""Other engines beside bare pyoxigraph: the same quads loaded and the same questions asked, in one run.

Run with ``python -m benchmarks.peers --quads FILE --queries FOLDER``, after ``python -m benchmarks.peers
install``. Every figure is the median of several rounds in which the peers take turns; on a shared machine
only the ratios say anything.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.comparing import compare
from benchmarks.peers.engines import LIMIT, Peer, home_of_peers, peers_in
from benchmarks.peers.installing import install
from benchmarks.peers.reporting import document, table

__all__ = ["main"]


def _arguments() -> argparse.ArgumentParser:
    summary, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers",
        description=summary,
        epilog=rest,
    )
    home = home_of_peers()
    parser.add_argument("work", nargs="?", choices=["compare", "install"], default="compare")
    parser.add_argument(
        "--into", "--home", type=Path, default=home, help=f"where peers are (default: {home})"
    )
    parser.add_argument("--quads", type=Path, help="a file of N-Quads")
    parser.add_argument("--queries", type=Path, help="a file of SPARQL, or a folder of files *.rq")
    parser.add_argument("--only", nargs="+", help="only these peers, beside pyoxigraph")
    parser.add_argument("--rounds", type=int, default=3, help="rounds (default: 3)")
    parser.add_argument(
        "--timeout", type=float, default=LIMIT, help=f"seconds of a process (default: {LIMIT:g})"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    return parser


def _questions(path: Path) -> dict[str, str]:
    paths = sorted(path.glob("*.rq")) if path.is_dir() else [path]
    return {each.stem: each.read_text(encoding="utf-8") for each in paths}


def _wanted(
    parser: argparse.ArgumentParser, given: argparse.Namespace
) -> tuple[tuple[Peer, ...], dict[str, str]]:
    """Return the peers and the questions that are asked for; end with what is wrong, if something is."""
    if not given.quads or not given.queries:
        parser.error("--quads and --queries are needed")
    if missing := [path for path in (given.quads, given.queries) if not path.exists()]:
        parser.error(f"{missing[0]}: there is no such file")
    if given.rounds < 1 or given.timeout <= 0:
        parser.error("--rounds and --timeout must be more than 0")
    questions = _questions(given.queries)
    if not questions:
        parser.error(f"{given.queries}: there is no file *.rq in this folder")
    peers = peers_in(given.into)
    known = [peer.name for peer in peers]
    if unknown := set(given.only or known).difference(known):
        parser.error(f"no peer is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return tuple(peer for peer in peers if peer is peers[0] or peer.name in (given.only or known)), questions


def main() -> int:
    """Install the peers, or compare them and print the table."""
    parser = _arguments()
    given = parser.parse_args()
    if given.work == "install":
        faults = install(given.into)
        for name, fault in faults.items():
            print(f"{name} is not installed: {fault}", file=sys.stderr)
        return 1 if faults else 0
    peers, questions = _wanted(parser, given)
    folder = Path(tempfile.mkdtemp(prefix="gsc-peers-"))
    try:
        found = compare(peers, given.quads, questions, given.rounds, given.timeout, folder)
    finally:
        shutil.rmtree(folder)
    print(table(found))
    if given.json:
        given.json.write_text(json.dumps(document(found), indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
