"""The compiled store: only what has changed is compiled, and every answer is what the files themselves give."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, Store

from green_corridors.building import Built, build
from green_corridors.errors import BrokenRelease
from green_corridors.generations import Home, State
from green_corridors.graph import Knowledge, load
from green_corridors.stamps import stamped, unsettled
from green_corridors.store import DATES, open_graph
from green_corridors.tables import Combined, Layers, Table, layers_of
from green_corridors.tabling import OWNED, PARTS, UNITS
from green_corridors.workspace import Workspace
from tests.conftest import FOLDERS, ROOT, run_gsc
from tests.killing import in_child

QUESTIONS = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
TOKYO = "data/releases/2023/2023-03-17-portnews-tokyo-yokohama-mous.ttl"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "cache" / "home")


def quads(built: Built) -> set[str]:
    """Return what a generation holds, blank nodes apart; the engine is opened in a child, which is not forked."""

    def told() -> str:
        return "\n".join(lines(Store.read_only(str(built.generation.folder / "store"))))

    return set((in_child(told) or "").split("\n"))


def lines(store: Iterable[Quad]) -> set[str]:
    """Return quads as lines, blank nodes apart."""
    blank = BlankNode
    return {str(q) for q in store if not isinstance(q.subject, blank) and not isinstance(q.object, blank)}


def wanted(workspace: Path) -> set[str]:
    """Return what the files come to, blank nodes apart."""
    return set("\n".join(lines(open_graph(load(Workspace(workspace))).store)).split("\n"))


def rows(built: Built) -> dict[str, dict[str, object]]:
    """Return what the tables of a generation hold, whatever their layers, but for what they are made of."""
    folder = built.generation.folder
    names = [path.name for path in folder.iterdir()]
    return {
        table: dict(Layers([Table(folder / name) for name in layers_of(names, table)]).told_from())
        for table in (*(part.name for part in PARTS), UNITS, OWNED)
    }


def fresh(workspace: Path, tmp_path: Path) -> Built:
    """Return a generation that is built of nothing."""
    return build(Home(tmp_path / "fresh" / str(time.monotonic_ns())), Workspace(workspace))


def files_of(workspace: Path) -> int:
    """Return how many files are compiled on their own."""
    known = Workspace(workspace)
    return len([*known.releases, *known.judgements, *known.queries])


def engine_tables(built: Built) -> set[tuple[str, int]]:
    """Return the engine's tables of a generation, which are linked where nothing in them has changed."""
    return {(path.name, path.stat().st_ino) for path in (built.generation.folder / "store").glob("*.sst")}


def graphs_of(some: set[str]) -> set[str]:
    return {line.rpartition(" ")[2] for line in some}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_store_holds_what_the_files_come_to(copied_workspace: Path, home: Home) -> None:
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled, built.resumed) == (5, files_of(copied_workspace), 0)
    assert quads(built) == wanted(copied_workspace)
    assert built.generation.damage() == []


def test_nothing_is_compiled_twice(copied_workspace: Path, home: Home) -> None:
    first = build(home, Workspace(copied_workspace))
    second = build(home, Workspace(copied_workspace))
    assert (second.releases, second.compiled) == (5, 0)
    assert second.generation.folder == first.generation.folder


def test_of_a_changed_release_only_its_graphs_are_replaced(copied_workspace: Path, home: Home) -> None:
    first = build(home, Workspace(copied_workspace))
    before, tables = quads(first), engine_tables(first)
    edit(copied_workspace / TOKYO, '"2023-03-17"', '"2023-03-19"')
    built = build(home, Workspace(copied_workspace))
    after = quads(built)
    assert (built.releases, built.compiled) == (5, 1)
    assert after == wanted(copied_workspace)
    release = "https://w3id.org/green-corridors/id/release/portnews-tokyo-yokohama-mous"
    assert graphs_of(before ^ after) == {f"<{release}>", str(DATES)}
    assert len(tables & engine_tables(built)) > 5


def test_of_a_removed_release_nothing_is_left(copied_workspace: Path, home: Home) -> None:
    build(home, Workspace(copied_workspace))
    (copied_workspace / TOKYO).unlink()
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled) == (4, 0)
    assert quads(built) == wanted(copied_workspace)
    assert not any("portnews-tokyo" in graph for graph in graphs_of(quads(built)))


def test_an_added_release_is_compiled_alone(copied_workspace: Path, home: Home) -> None:
    shutil.move(copied_workspace / TOKYO, copied_workspace / "away.ttl")
    build(home, Workspace(copied_workspace))
    shutil.move(copied_workspace / "away.ttl", copied_workspace / TOKYO)
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled) == (5, 1)
    assert quads(built) == wanted(copied_workspace)


def test_a_renamed_release_is_found_under_its_new_name(copied_workspace: Path, home: Home) -> None:
    build(home, Workspace(copied_workspace))
    (copied_workspace / TOKYO).rename(copied_workspace / "data/releases/renamed.ttl")
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled) == (5, 1)
    assert quads(built) == wanted(copied_workspace)
    assert "portnews-tokyo-yokohama-mous" in str(rows(built)["slugs"]["renamed"])


def test_a_changed_background_makes_all_that_is_inferred_anew(copied_workspace: Path, home: Home) -> None:
    build(home, Workspace(copied_workspace))
    edit(
        copied_workspace / "ontology/core.ttl",
        "gsc:SisterPortAgreement a owl:Class",
        "gsc:Odd a owl:Class .\n\ngsc:SisterPortAgreement a owl:Class",
    )
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled) == (5, files_of(copied_workspace))
    assert quads(built) == wanted(copied_workspace)


def test_a_changed_question_is_compiled_alone(copied_workspace: Path, home: Home) -> None:
    build(home, Workspace(copied_workspace))
    edit(copied_workspace / "queries/corridors.rq", "#+ summary:", "#+ summary: All the")
    built = build(home, Workspace(copied_workspace))
    assert (built.releases, built.compiled) == (5, 1)
    assert "All the" in str(rows(built)["questions"]["corridors"])


def test_many_changes_one_after_the_other_come_to_what_the_files_say(
    copied_workspace: Path, home: Home, tmp_path: Path
) -> None:
    judgement = ROOT / "data/judgements/los-angeles-yokohama-mou-2023-concluded.ttl"
    (copied_workspace / "data/judgements").mkdir()
    for number in range(14):
        releases = sorted((copied_workspace / "data/releases").rglob("*.ttl"))
        for path in releases[: number % 4 + 1]:
            text = path.read_text(encoding="utf-8")
            before, mark, rest = text.partition('gsc:retrieved "')
            path.write_text(f"{before}{mark}20{30 + number}{rest[4:]}", encoding="utf-8")
        if number % 3 == 0:
            edit(releases[number % 5], "skos:prefLabel", "skos:altLabel")
        if number % 3 == 2:
            edit(releases[(number - 2) % 5], "skos:altLabel", "skos:prefLabel")
        if number == 4:
            shutil.copy(judgement, copied_workspace / "data/judgements")
        if number == 9:
            (copied_workspace / "data/judgements" / judgement.name).unlink()
            (copied_workspace / "queries/corridors.rq").unlink()
        if number == 6:
            (copied_workspace / TOKYO).rename(tmp_path / "away.ttl")
        if number == 8:
            (tmp_path / "away.ttl").rename(copied_workspace / TOKYO)
        built, anew = build(home, Workspace(copied_workspace)), fresh(copied_workspace, tmp_path)
        assert number == 0 or built.compiled < 10
        assert quads(built) == wanted(copied_workspace)
        assert rows(built) == rows(anew)
        built.generation.close()
    assert [path.name for path in home.generations()] == [built.generation.folder.name]


def test_each_table_is_what_the_files_come_to_in_memory(knowledge: Knowledge, home: Home) -> None:
    built = build(home, Workspace(ROOT))
    folder = built.generation.folder
    for part in PARTS:
        kept = Combined(part, Layers([Table(folder / f"{part.name}.0")]))
        assert dict(kept.rows()) == dict(knowledge.table(part).rows()), part.name


def test_what_was_compiled_before_an_interruption_is_not_compiled_again(
    copied_workspace: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(home, Workspace(copied_workspace), interrupt)
    assert [path.name for path in home.generations()] == []
    built = build(home, Workspace(copied_workspace))
    assert (built.compiled, built.resumed) == (files_of(copied_workspace) - 3, 3)
    assert quads(built) == wanted(copied_workspace)
    assert not home.spool.exists()


def test_a_broken_release_leaves_the_generation_before(copied_workspace: Path, home: Home) -> None:
    built = build(home, Workspace(copied_workspace))
    edit(copied_workspace / TOKYO, "a gsc:Release", "a gsc:Agreement")
    with pytest.raises(BrokenRelease):
        build(home, Workspace(copied_workspace))
    assert [path.name for path in home.generations()] == [built.generation.folder.name]
    edit(copied_workspace / TOKYO, "<> a gsc:Agreement", "<> a gsc:Release")
    assert build(home, Workspace(copied_workspace)).compiled == 0


def test_two_files_for_one_release_are_refused(copied_workspace: Path, home: Home) -> None:
    shutil.copy(copied_workspace / TOKYO, copied_workspace / "data/releases/copy.ttl")
    with pytest.raises(BrokenRelease) as told:
        build(home, Workspace(copied_workspace))
    with pytest.raises(BrokenRelease) as wanted_error:
        load(Workspace(copied_workspace))
    assert str(told.value) == str(wanted_error.value)


def test_a_file_that_changes_during_a_build_is_not_taken_for_what_it_was(
    copied_workspace: Path, home: Home
) -> None:
    def change(done: int, total: int) -> None:
        if done == 1 and "2040" not in (copied_workspace / TOKYO).read_text(encoding="utf-8"):
            edit(copied_workspace / TOKYO, 'gsc:retrieved "2026', 'gsc:retrieved "2040')

    built = build(home, Workspace(copied_workspace), change)
    assert quads(built) == wanted(copied_workspace)
    assert build(home, Workspace(copied_workspace)).generation.folder == built.generation.folder


def test_the_stamps_are_those_of_the_files_that_make_the_store(workspace: Workspace) -> None:
    files = [
        *workspace.background,
        *workspace.rules,
        *workspace.register,
        *workspace.releases,
        *workspace.judgements,
        *workspace.queries,
    ]
    assert [path for path, _ in stamped(ROOT)] == sorted({workspace.shown(path) for path in files})


def test_a_stamp_taken_soon_after_a_change_is_not_trusted(copied_workspace: Path, home: Home) -> None:
    path, moment = copied_workspace / TOKYO, 1_700_000_000_000_000_000
    os.utime(path, ns=(moment, moment))
    listing = [(name, f"{moment} {moment} 1 1") for name, _ in stamped(copied_workspace)]
    assert unsettled(listing, moment + 10_000_000_000) == []
    assert len(unsettled(listing, moment + 1_000_000_000)) == len(listing)


def test_a_change_that_leaves_the_stamp_is_found_while_the_stamp_is_young(
    copied_workspace: Path, home: Home
) -> None:
    (copied_workspace / TOKYO).touch()
    build(home, Workspace(copied_workspace))
    state = State.read(home.state)
    assert state
    assert TOKYO in state.unsettled
    assert TOKYO not in {path for path, _ in state.hashes()}
    assert (
        dict(state.doubtful())[TOKYO] == hashlib.sha256((copied_workspace / TOKYO).read_bytes()).hexdigest()
    )


def test_a_damaged_state_is_no_state(copied_workspace: Path, home: Home) -> None:
    build(home, Workspace(copied_workspace))
    content = home.state.read_bytes()
    for place in range(0, len(content), 97):
        home.state.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        state = State.read(home.state)
        assert state is None, place
    assert build(home, Workspace(copied_workspace)).compiled == 0


def test_a_damaged_spool_is_used_as_far_as_it_is_whole(copied_workspace: Path, home: Home) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(home, Workspace(copied_workspace), interrupt)
    content = bytearray(home.spool.read_bytes())
    content[len(content) // 2] ^= 1
    home.spool.write_bytes(content)
    built = build(home, Workspace(copied_workspace))
    assert built.resumed < 4
    assert built.resumed + built.compiled == files_of(copied_workspace)
    assert quads(built) == wanted(copied_workspace)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_is_answered_as_without_what_is_kept(name: str) -> None:
    example = json.loads(run_gsc("ask", "--format", "json").out)
    usage = next(row["example"] for row in example if row["question"] == name)
    import shlex

    arguments = shlex.split(usage)[1:]
    for more in (
        [],
        ["--cite", "--format", "markdown"],
        ["--on", "2023-06-30"],
        ["--known-at", "2023-03-31"],
        ["--terms"],
    ):
        if "--on" in more and name == "in-force":
            continue
        kept, read = run_gsc(*arguments, *more), run_gsc(*arguments, *more, "--no-cache")
        assert kept == read
        assert kept.code == 0


def test_a_store_of_many_files_is_asked(tmp_path: Path, cache_folder: Path) -> None:
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    for path in sorted((tmp_path / "data/releases/2023").glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('gsc:retrieved "2026', 'gsc:retrieved "2027'), encoding="utf-8")
        assert run_gsc("build", "-w", str(tmp_path)).code == 0
        (store,) = cache_folder.glob(f"stores/{tmp_path.name}-*/*/store")
        if len(list(store.glob("*.sst"))) > 16:
            break
    else:
        pytest.fail("the engine opens all files of a store at once; nothing is tested")
    for arguments in (["corridor-partners", "Los Angeles"], ["releases"], ["corridors"]):
        kept = run_gsc("ask", *arguments, "-w", str(tmp_path))
        assert kept == run_gsc("ask", *arguments, "-w", str(tmp_path), "--no-cache")
        assert kept.code == 0
    whole = run_gsc("export", "-f", "nquads", "--inferred", "-w", str(tmp_path))
    assert whole == run_gsc("export", "-f", "nquads", "--inferred", "-w", str(tmp_path), "--no-cache")
    assert (whole.code, whole.err) == (0, "")


ASKING = "ask query show why conflicts judge picture story export names-check sources-check"


@pytest.mark.parametrize("command", ASKING.split())
def test_every_command_that_asks_the_graph_can_do_without_what_is_kept(command: str) -> None:
    assert "--no-cache" in run_gsc(*command.split("-"), "--help").out
