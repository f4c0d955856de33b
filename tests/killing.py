"""Kill builds at random moments, and hold after each that the old store or the new one is there, never less.

Run with ``python -m tests.killing WORKSPACE CACHE COUNT``: each round changes a release, begins a build in a child
process, and kills it with SIGKILL after a while that is chosen at random from the time that a build takes.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pyoxigraph import Store

from green_corridors.building import build
from green_corridors.generations import Generation, Home, State
from green_corridors.stamps import stamped
from green_corridors.tables import Table
from green_corridors.workspace import Workspace

RETRIEVED = "SELECT ?day { ?release <https://w3id.org/green-corridors/ontology#retrieved> ?day }"


def change(path: Path, number: int) -> str:
    """Give a release a day of retrieval that it never had, and return that day."""
    day = f"{2030 + number // 300}-{number % 300 // 28 + 1:02}-{number % 28 + 1:02}"
    before, mark, rest = path.read_text(encoding="utf-8").partition('gsc:retrieved "')
    path.write_text(f"{before}{mark}{day}{rest[10:]}", encoding="utf-8")
    return day


def told(folder: Path) -> str:
    """Return the day that a generation tells, after all of it was read."""
    generation = Generation(folder)
    assert generation.damage() == [], "a generation is damaged"
    for path in folder.glob("*.?"):
        assert dict(Table(path).told_from()) is not None
    store = Store.read_only(str(folder / "store"))
    (day,) = {row["day"].value for row in store.query(RETRIEVED, use_default_graph_as_union=True)}  # type: ignore
    return str(day)


def in_child(work: Callable[[], object], after: float | None = None) -> str | None:
    """Return what work says, done in a child; ``None`` if the child is killed after some seconds first.

    The engine must not be opened in this process, for its threads would be missing in every child.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            with os.fdopen(writing, "wb") as said_to:
                said_to.write(str(work()).encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    assert os.WEXITSTATUS(status) == 0, "a child failed"
    return said


def main(workspace: Workspace, home: Home, count: int) -> Counter[str]:
    """Kill so many builds, and return how often which store was found afterwards."""
    (release,) = workspace.releases
    chance = random.Random(1)
    whole = partial(build, home, workspace)
    usual = 0.0
    for number in range(3):
        day, begun = change(release, number), time.monotonic()
        assert in_child(whole), "a build failed"
        usual = time.monotonic() - begun
    found = Counter[str]()
    for number in range(3, count + 3):
        new = change(release, number)
        finished = in_child(whole, after=chance.random() * usual * 1.2)
        state = State.read(home.state)
        assert state, "there is no state"
        there = in_child(partial(told, home.folder / state.generation))
        assert there in (day, new), f"the store tells {there}, not {day} or {new}"
        listed = State("", "", stamped(workspace.root), [], []).listed
        assert (state.listed == listed) == (there == new), "the state does not say of what the store is made"
        usual *= 0.93 if there == new else 1.07  # so that about half of them come to an end
        found["finished" if finished else "new" if there == new else "old"] += 1
        found["left behind"] += len(home.generations()) > 1
        day = there
    assert in_child(whole), "a build failed"
    (folder,) = home.generations()
    assert in_child(partial(told, folder)) == new, "the next build does not come to what the files say"
    return found


if __name__ == "__main__":
    print(dict(main(Workspace(Path(sys.argv[1])), Home(Path(sys.argv[2])), int(sys.argv[3]))))
