"""Two things become one in all files or in none; nothing else changes, and what would be wrong is refused."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from green_corridors import terms
from green_corridors.checking import check_workspace
from green_corridors.errors import RefusedMerge
from green_corridors.graph import Knowledge, load
from green_corridors.merging import merge
from green_corridors.names import Entity, Names
from green_corridors.reading import read
from green_corridors.replacing import unfinished
from green_corridors.traits import COMPARED
from green_corridors.workspace import Workspace
from tests.conftest import FOLDERS, ROOT, run_gsc
from tests.test_candidates import PREFIXES, release

TODAY = date(2026, 11, 24)
KEEP, DROP = "organization:port-of-tokyo", "organization:tokyo-port-bureau"
BUREAU = f"""{DROP} a gsc:Organization ;
    skos:prefLabel "Tokyo Port Bureau"@en ;
    skos:altLabel "Port of Tokyo"@en ;
    skos:altLabel "東京都港湾局"@ja ;
    gsc:actsFor port:tokyo ;
    gsc:kind kind:port-authority ;
    skos:editorialNote "The bureau at the town hall."@en .
"""
TOLD = f"""
agreement:case-mou a gsc:MemorandumOfUnderstanding ;
    skos:prefLabel "Case memorandum"@en ;
    gsc:party organization:port-of-los-angeles ;
    gsc:party {DROP} ;
    gsc:signed "2023-03-16"^^edtf:EDTF .

{DROP} skos:altLabel "Bureau du port"@fr .

<#passage-01> a gsc:Passage ;
    gsc:firstWords "The two ports have agreed" ;
    gsc:lastWords "to work together from now" ;
    gsc:supports agreement:case-mou ;
    gsc:supports {DROP} ;
    gsc:supports {KEEP} .
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a workspace of two releases of ours and one that names a body under a second address."""
    for name in FOLDERS:
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("judgements", "differences.ttl")
        )
    for path in (tmp_path / "data" / "releases").rglob("*.ttl"):
        if not path.match("*cimc*") and not path.match("*2023-03-17-portnews*"):
            path.unlink()
    (tmp_path / "data" / "register" / "supplement.ttl").write_text(PREFIXES + BUREAU, encoding="utf-8")
    add(tmp_path, "case", TOLD)
    return tmp_path


def add(home: Path, slug: str, text: str) -> Path:
    """Add a release that says what a text says, in house form."""
    path = home / "data" / "releases" / "2023" / f"2023-03-17-{slug}.ttl"
    whole = release(slug, text).replace(
        '    gsc:title "A case"', '    gsc:language "en" ;\n    gsc:title "A case"'
    )
    path.write_text(
        whole.replace("gsc:publisher", "gsc:origin organization:portnews ;\n    gsc:publisher"),
        encoding="utf-8",
    )
    assert run_gsc("fmt", str(path), "-w", str(home)).code == 0
    return path


def facts(home: Path) -> set[Triple]:
    return {
        quad.triple
        for path in (home / "data").rglob("*.ttl")
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    }


def texts(home: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted((home / "data").rglob("*.*"))}


def node(curie: str) -> NamedNode:
    return NamedNode(terms.ID + curie.replace(":", "/"))


def test_every_use_of_the_one_becomes_the_other_and_no_rule_is_broken(home: Path) -> None:
    run = run_gsc("names", "merge", KEEP, DROP, "-w", str(home))
    assert run.code == 0, run.err
    assert not [path for path, text in texts(home).items() if "tokyo-port-bureau" in text]
    keep, after = node(KEEP), facts(home)
    names = {t.object for t in after if t.subject == keep and t.predicate == terms.ALT_LABEL}
    assert names == {
        Literal("Tokyo Port Bureau", language="en"),
        Literal("東京都港湾局", language="ja"),
        Literal("Bureau du port", language="fr"),
    }
    assert [t.object for t in after if t.subject == keep and t.predicate == terms.PREF_LABEL] == [
        Literal("Port of Tokyo", language="en")
    ]
    assert Triple(node("agreement:case-mou"), terms.PARTY, keep) in after
    assert Triple(keep, terms.EDITORIAL_NOTE, Literal("The bureau at the town hall.", language="en")) in after
    passage = NamedNode(terms.ID + "release/case#passage-01")
    assert {t.object for t in after if t.subject == passage and t.predicate == terms.SUPPORTS} == {
        node("agreement:case-mou"),
        keep,
    }
    report = check_workspace(Workspace(home), today=TODAY)
    assert [f for f in report.findings if f.severity == "violation" or f.rule == "house-form"] == []


def test_what_the_register_says_comes_to_stand_in_one_place(home: Path) -> None:
    assert run_gsc("names", "merge", KEEP, DROP, "-w", str(home), "--quiet").err == ""
    assert read(home / "data" / "register" / "supplement.ttl").triples == ()
    block = (
        (home / "data" / "register" / "organizations.ttl")
        .read_text(encoding="utf-8")
        .partition(f"\n{KEEP} ")[2]
    )
    assert '    skos:altLabel "東京都港湾局"@ja ;\n' in block.partition("\n\n")[0]


def test_the_one_that_stays_may_stand_anywhere(home: Path) -> None:
    assert run_gsc("names", "merge", DROP, KEEP, "-w", str(home)).code == 0
    supplement = (home / "data" / "register" / "supplement.ttl").read_text(encoding="utf-8")
    assert '    skos:prefLabel "Tokyo Port Bureau"@en ;\n    skos:altLabel "Port of Tokyo"@en ;' in supplement
    assert not [path for path, text in texts(home).items() if f"{KEEP} " in text]


def test_what_was_merged_is_unknown_afterwards(home: Path) -> None:
    assert run_gsc("names", "merge", KEEP, DROP, "-w", str(home)).code == 0
    before = texts(home)
    again = run_gsc("names", "merge", KEEP, DROP, "-w", str(home))
    assert (again.code, texts(home)) == (2, before)
    assert f"is called “{DROP}”" in again.err
    assert (
        run_gsc("show", "Tokyo Port Bureau", "-w", str(home)).out
        == run_gsc("show", KEEP, "-w", str(home)).out
    )
    assert run_gsc("names", "check", "Tokyo Port Bureau", "-w", str(home)).code == 0


def test_a_dry_run_shows_the_changes_and_makes_none(home: Path) -> None:
    before = texts(home)
    run = run_gsc("names", "merge", KEEP, DROP, "--dry-run", "-w", str(home))
    assert run.code == 0
    assert texts(home) == before
    assert "--- a/data/register/supplement.ttl\n+++ b/data/register/supplement.ttl\n" in run.out
    assert f"-    gsc:party {DROP} ;\n" in run.out
    assert f"+    gsc:party {KEEP} ;\n" in run.out
    assert "data/register/supplement.ttl: would change" in run.err


def patched(before: dict[Path, str], diff: str, home: Path) -> dict[Path, str]:
    """Return texts to which a unified diff is applied, whose lines must be those of the texts."""
    after = dict(before)
    for part in re.split(r"^--- a/.*\n", diff, flags=re.MULTILINE)[1:]:
        name, _, hunks = part.removeprefix("+++ b/").partition("\n")
        old, new, at = before[home / name].splitlines(), list[str](), 0
        for line in hunks.splitlines():
            if line.startswith("@@"):
                start = int(re.match(r"@@ -(\d+)", line)[1]) - 1  # type: ignore[index]
                new, at = new + old[at:start], start
            elif line[0] in " -":
                assert old[at] == line[1:]
                at += 1
            new += [line[1:]] if line[0] in " +" else []
        after[home / name] = "".join(f"{line}\n" for line in new + old[at:])
    return after


def test_the_diff_of_a_dry_run_is_what_a_merge_does(home: Path) -> None:
    before = texts(home)
    diff = run_gsc("names", "merge", KEEP, DROP, "--dry-run", "-w", str(home)).out
    assert run_gsc("names", "merge", KEEP, DROP, "-w", str(home)).code == 0
    assert patched(before, diff, home) == texts(home) != before


def agreement(slug: str, label: str, more: str = "") -> str:
    return f"""
agreement:{slug} a gsc:MemorandumOfUnderstanding ;
    skos:prefLabel "{label}"@en ;
    gsc:party organization:port-of-los-angeles ;
    gsc:party {KEEP} ;
    gsc:signed "2023-03-16"^^edtf:EDTF{more} .

<#passage-01> a gsc:Passage ;
    gsc:firstWords "The two ports have agreed" ;
    gsc:lastWords "to work together from now" ;
    gsc:supports agreement:{slug} .
"""


def test_what_releases_describe_keeps_its_preferred_name_in_each(home: Path) -> None:
    one, other = (
        add(home, "one", agreement("one", "The one")),
        add(home, "other", agreement("other", "The other")),
    )
    run = run_gsc("names", "merge", "The one", "agreement:other", "-w", str(home))
    assert run.code == 0, run.err
    assert "altLabel" not in one.read_text(encoding="utf-8")
    assert '    skos:prefLabel "The one"@en ;\n    skos:altLabel "The other"@en ;' in other.read_text(
        encoding="utf-8"
    )


def test_a_decision_about_the_one_holds_for_the_other(home: Path) -> None:
    add(home, "one", agreement("one", "The one"))
    add(home, "other", agreement("other", "The other"))
    path = home / "data" / "register" / "differences.ttl"
    told = (
        "agreement:other owl:differentFrom agreement:case-mou ;\n"
        + '    skos:editorialNote "Two acts."@en .\n'
    )
    path.write_text(PREFIXES + told, encoding="utf-8")
    assert run_gsc("names", "merge", "agreement:one", "agreement:other", "-w", str(home)).code == 0
    assert "agreement:one owl:differentFrom agreement:case-mou ;" in path.read_text(encoding="utf-8")


def refused(home: Path, keep: str, drop: str) -> str:
    """Return why a merge is refused, and hold that it changes nothing and says it in one line."""
    before = texts(home)
    run = run_gsc("names", "merge", keep, drop, "-w", str(home))
    assert run.code == 2, run.err
    assert texts(home) == before
    assert run.out == ""
    assert run.err.count("\n") == 1
    return run.err


@pytest.mark.parametrize(
    ("keep", "drop", "why"),
    [
        (KEEP, KEEP, "is one thing already"),
        (KEEP, "port:tokyo", "are of different kinds"),
        ("place:tokyo", "place:japan", "are of different kinds"),
        (
            "release:case",
            "release:portnews-tokyo-yokohama-mous",
            "release:case is a release; what can be merged is a port",
        ),
        ("topic:sustainability", "topic:climate-change", "is a topic"),
        ("port:tokyo", "port:yokohama", "port:tokyo has the UN/LOCODE JPTYO, port:yokohama has JPYOK"),
        ("place:los-angeles", "place:gothenburg", "place:los-angeles has the match Q65"),
        (KEEP, "no such body", "is called “no such body”"),
        ("Tokyo", DROP, "say one of these"),
        ("organization:jetro", "organization:jetro-los-angeles", "a tie of a thing to itself"),
        (KEEP, "organization:portnews", "would break GSC-ORG-03"),
    ],
)
def test_what_cannot_be_one_thing_is_refused_in_one_line(home: Path, keep: str, drop: str, why: str) -> None:
    assert why in refused(home, keep, drop)


def test_two_things_that_are_decided_to_be_two_are_not_merged(home: Path) -> None:
    path = home / "data" / "register" / "supplement.ttl"
    decided = BUREAU.replace("    gsc:kind", f"    owl:differentFrom {KEEP} ;\n    gsc:kind")
    path.write_text(PREFIXES + decided, encoding="utf-8")
    assert "take back owl:differentFrom first" in refused(home, KEEP, DROP)


def test_a_file_that_would_lose_a_comment_is_not_rewritten(home: Path) -> None:
    path = home / "data" / "register" / "supplement.ttl"
    path.write_text("# a remark\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    before = texts(home)
    run = run_gsc("names", "merge", KEEP, DROP, "-w", str(home))
    assert (run.code, texts(home)) == (3, before)
    assert "a comment would be lost" in run.err


def test_the_graph_of_the_package_is_not_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = run_gsc("names", "merge", KEEP, "organization:port-of-yokohama")
    assert (run.code, run.out) == (3, "")
    assert "the graph inside the package is not written to; name a folder with -w" in run.err


def test_other_files_that_name_the_address_are_told(home: Path) -> None:
    (home / "tests").mkdir()
    (home / "tests" / "answers.tsv").write_text(f"ask\t{DROP}\n", encoding="utf-8")
    (home / "tests" / "others.tsv").write_text(f"ask\t{DROP}-2\n", encoding="utf-8")
    (home / ".hidden").mkdir()
    (home / ".hidden" / "answers.tsv").write_text(f"ask\t{DROP}\n", encoding="utf-8")
    run = run_gsc("names", "merge", KEEP, DROP, "-w", str(home))
    assert run.code == 0
    assert f"tests/answers.tsv: still names {DROP}; mend it by hand\n" in run.err
    assert run.err.count("still names") == 1
    assert (home / "tests" / "answers.tsv").read_text(encoding="utf-8") == f"ask\t{DROP}\n"


#: The command line, killed when it renames for the third time: the journal and one file are in place then.
KILLED = """
import os, signal, sys
from green_corridors.cli import main
count = 0
def hook(event, arguments):
    global count
    if event == "os.rename" and "/data/" in str(arguments[1]):
        count += 1
        if count == 3:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
main(sys.argv[1:])
"""


def test_after_a_kill_every_command_says_so_and_the_same_command_finishes(home: Path) -> None:
    whole = home / "whole"
    shutil.copytree(home, whole, ignore=shutil.ignore_patterns("whole"))
    assert run_gsc("names", "merge", KEEP, DROP, "-w", str(whole)).code == 0
    run = subprocess.run(
        [sys.executable, "-c", KILLED, "names", "merge", KEEP, DROP, "-w", str(home)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert unfinished(home) == f"merge of {DROP} into {KEEP}"
    for command in (["ask", "releases"], ["check"], ["fmt"], ["show", "Tokyo"], ["names", "check"]):
        told = run_gsc(*command, "-w", str(home))
        assert (told.code, told.out) == (3, ""), command
        assert f"the merge of {DROP} into {KEEP} was interrupted" in told.err
    assert run_gsc("names", "merge", KEEP, DROP, "--dry-run", "-w", str(home)).code == 3
    again = run_gsc("names", "merge", KEEP, DROP, "-w", str(home))
    assert again.code == 0
    assert "is finished now" in again.err
    assert {p.relative_to(home): t for p, t in texts(home).items()} == {
        p.relative_to(whole): t for p, t in texts(whole).items()
    }
    assert run_gsc("check", "-w", str(home)).code == 0


@pytest.fixture(scope="session")
def pairs(names: Names) -> list[tuple[Entity, Entity]]:
    """Return each two things of one kind of the workspace."""
    things = [each for each in names.entities.values() if each.kind in COMPARED]
    return [pair for pair in combinations(things, 2) if pair[0].kind == pair[1].kind]


def renamed(triple: Triple, keep: NamedNode, drop: NamedNode) -> Triple:
    subject, value = (keep if term == drop else term for term in (triple.subject, triple.object))
    return Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


@given(data=st.data())
def test_all_other_facts_stay_and_no_file_names_what_went(
    data: st.DataObject, pairs: list[tuple[Entity, Entity]], knowledge: Knowledge, names: Names
) -> None:
    one, other = data.draw(st.sampled_from(pairs))
    keep, drop = data.draw(st.permutations([one, other]))
    try:
        merged = merge(knowledge, names, keep, drop)
    except RefusedMerge:
        assume(False)
    named = (terms.PREF_LABEL, terms.ALT_LABEL)
    before, after = set[Triple](), set[Triple]()
    for source in (*knowledge.register, *knowledge.releases):
        document = source.documents[0]
        text = merged.changes.get(document.path, ("", document.text))[1]
        now = {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)}
        was = set(document.triples)
        assert not re.search(
            rf"{re.escape(drop.iri.value.rpartition('/id/')[2].replace('/', ':'))}(?![\w-])", text
        )
        assert not any(drop.iri in (t.subject, t.object) for t in now)
        if source not in knowledge.register:
            assert {renamed(t, keep.iri, drop.iri) for t in was if t.predicate not in named} == {
                t for t in now if t.predicate not in named
            }
        before |= was
        after |= now
    others = {
        renamed(t, keep.iri, drop.iri) for t in before if t.subject != drop.iri or t.predicate not in named
    }
    assert others <= after
    added = after - others
    assert {(t.subject, t.predicate) for t in added} <= {(keep.iri, terms.ALT_LABEL)}
    called = {t.object for t in before if t.subject in (keep.iri, drop.iri) and t.predicate in named}
    assert called == {t.object for t in after if t.subject == keep.iri and t.predicate in named}


def test_a_merge_reads_again_as_it_was_written(home: Path) -> None:
    assert run_gsc("names", "merge", KEEP, DROP, "-w", str(home)).code == 0
    assert run_gsc("fmt", "--check", "-w", str(home)).code == 0
    assert load(Workspace(home)).releases
