"""Bad files never hurt: each is a finding or one clear line, with the right exit code, in bounded memory."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input import PREFIXES, gsc, keep_one_release, one_line, sound, without_rights
from tests.conftest import Run, run_gsc

SHAPE = (
    PREFIXES + "e:S a sh:NodeShape ; sh:targetClass e:A ; sh:property [ sh:path e:p ; sh:maxLength 5 ] .\n"
)

#: What stands in place of a Turtle file, the rule it breaks as a release, and as a file of its own, if any.
CONTENTS = {
    "invalid UTF-8": (b"<x:a> <x:b> '\xff' .", "encoding", "encoding"),
    "UTF-16": ("<x:a> <x:b> 1 .".encode("utf-16"), "encoding", "encoding"),
    "a surrogate": (b"<x:a> <x:b> '\xed\xa0\x80' .", "encoding", "encoding"),
    "a byte order mark": (b"\xef\xbb\xbf<x:a> <x:b> 1 .", "encoding", "encoding"),
    "NUL in a text": (b'<x:a> <x:b> "\0" .', "encoding", None),
    "NUL between statements": (b"<x:a> <x:b> 1 .\0", "encoding", "syntax"),
    "only NUL": (b"\0" * 5000, "encoding", "syntax"),
    "nothing": (b"", "one-release", None),
    "only white space": (b" \r\n\t\n", "one-release", None),
    "only a comment": (b"# nothing", "one-release", None),
    "a truncated string": (b'<x:a> <x:b> "c', "syntax", "syntax"),
    "a truncated statement": (b"<x:a> <x:b>", "syntax", "syntax"),
    "brackets without end": (b"<x:a> <x:b> " + b"[ <x:b> " * 100_000, "nesting", "nesting"),
    "lists without end": (b"<x:a> <x:b> " + b"(" * 1_000_000, "nesting", "nesting"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "encoding", "encoding"),
}


def rules(run: Run) -> set[str]:
    return {finding["rule"] for finding in json.loads(run.out)["findings"]}


@pytest.fixture(autouse=True)
def _one_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what is found in the parts of a workspace that a test leaves alone."""
    monkeypatch.setenv("GSC_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache-of-bad-input"))


@pytest.fixture
def release(copied_workspace: Path) -> Path:
    """Return the one release of a small workspace."""
    return keep_one_release(copied_workspace)


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str | bytes], Path]:
    """Return a function that writes a file outside of any workspace."""
    folder = tmp_path_factory.mktemp("files")

    def write(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize("name", CONTENTS)
def test_a_release_of_bad_content_is_a_finding(copied_workspace: Path, release: Path, name: str) -> None:
    content, rule, _ = CONTENTS[name]
    release.write_bytes(content)
    sound(run_gsc("check", "-w", str(copied_workspace)))
    run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
    assert (run.code, rules(run)) == (3, {rule})
    assert release.read_bytes() == content


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_of_bad_content_is_a_finding_alone_and_among_shapes(
    file: Callable[[str, str | bytes], Path], name: str
) -> None:
    content, _, rule = CONTENTS[name]
    bad, good, shapes = file("bad.ttl", content), file("good.ttl", "<x:a> <x:b> 1 ."), file("s.ttl", SHAPE)
    run = run_gsc("check", str(bad), "-f", "json")
    assert (run.code, rules(run)) == ((3, {rule}) if rule else (0, set()))
    for arguments, said in (
        ((bad, "--shapes", shapes), "the shapes target nothing in the data"),
        ((good, "--shapes", bad), "there are no shapes"),
    ):
        run = run_gsc("check", *map(str, arguments), "-f", "json")
        if rule:
            assert (run.code, rules(run)) == (3, {rule})
        else:
            one_line(run, 3, said)


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_of_bad_content_is_left_as_it_is_by_fmt(
    file: Callable[[str, str | bytes], Path], name: str
) -> None:
    content, _, rule = CONTENTS[name]
    bad = file("bad.ttl", content)
    run = run_gsc("fmt", str(bad))
    sound(run)
    assert run.code == (3 if rule or name == "only a comment" else 0)
    assert run.code == 0 or bad.read_bytes() == content
    assert [path.name for path in bad.parent.iterdir()] == ["bad.ttl"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_are_read_and_mended(copied_workspace: Path, release: Path, end: str) -> None:
    text = release.read_text(encoding="utf-8")
    release.write_bytes(text.replace("\n", end).encode())
    run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
    assert (run.code, rules(run)) == (0, {"house-form"})
    assert run_gsc("fmt", "-w", str(copied_workspace), str(release)).code == 0
    assert release.read_text(encoding="utf-8") == text


def test_a_release_that_is_cut_off_anywhere_is_a_finding(copied_workspace: Path, release: Path) -> None:
    content = release.read_bytes()
    for length in range(0, len(content) - 1, len(content) // 6):
        release.write_bytes(content[:length])
        run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
        sound(run)
        assert rules(run), length


#: What stands where a release should: how it is made, and what is said of it.
PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "this is not a regular file"),
    "a pipe": (os.mkfifo, "this is not a regular file"),
    "a link to a device without end": (
        lambda path: path.symlink_to("/dev/zero"),
        "this is not a regular file",
    ),
    "a link to itself": (lambda path: path.symlink_to(path.name), "too many levels of symbolic links"),
    "a link to nothing, as a file that has gone": (
        lambda path: path.symlink_to("gone.ttl"),
        "no such file or directory",
    ),
    "a file of 60 MB": (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_RDWR), 60_000_000), "50 MB"),
}


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        *(("data/releases/2022", kind) for kind in PLACES),
        ("data/releases", "a pipe"),
        ("data/register", "a folder"),
        ("shapes", "a link to itself"),
    ],
)
def test_what_is_no_file_is_a_finding_wherever_a_file_is_expected(
    copied_workspace: Path, release: Path, folder: str, kind: str
) -> None:
    make, said = PLACES[kind]
    path = copied_workspace / folder / "x.ttl"
    make(path)
    place = f"{folder}/x.ttl"
    run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
    found = json.loads(run.out)["findings"]
    assert (run.code, [(each["rule"], each["path"]) for each in found]) == (3, [("unreadable", place)])
    assert said in found[0]["message"]
    run = run_gsc("check", "-w", str(copied_workspace), str(path), "-f", "json")
    assert (run.code, rules(run)) == (3, {"unreadable"})
    run = run_gsc("fmt", "-w", str(copied_workspace))
    sound(run)
    assert (run.code, said in run.err) == (3, True)


@pytest.mark.parametrize("folder", ["queries", "ontology/rules"])
@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_file_is_a_finding_as_a_question_and_as_a_rule(
    copied_workspace: Path, release: Path, folder: str, kind: str
) -> None:
    PLACES[kind][0](copied_workspace / folder / "x.rq")
    run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
    assert (run.code, rules(run)) == (3, {"unreadable"})


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_file_is_refused_as_a_file_named(tmp_path: Path, kind: str) -> None:
    bad, shapes, data = tmp_path / "bad.ttl", tmp_path / "s.ttl", tmp_path / "d.ttl"
    PLACES[kind][0](bad)
    shapes.write_text(SHAPE)
    data.write_text(PREFIXES + "e:a a e:A .")
    for arguments in ([bad], [bad, "--shapes", shapes], [data, "--shapes", bad]):
        run = run_gsc("check", *map(str, arguments), "-f", "json")
        assert (run.code, rules(run)) == (3, {"unreadable"})
    run = run_gsc("check", "--baseline", str(bad), str(data))
    one_line(run, 3, PLACES[kind][1])
    one_line(run_gsc("fmt", str(bad)), 3, PLACES[kind][1])


def test_a_circle_of_folders_is_told_and_not_followed(copied_workspace: Path, release: Path) -> None:
    (copied_workspace / "data/releases/2021").symlink_to("..")
    run = run_gsc("check", "-w", str(copied_workspace), "-f", "json")
    found = json.loads(run.out)["findings"]
    assert (run.code, [each["path"] for each in found]) == (3, ["data/releases/2021"])


def test_hidden_files_are_no_files_of_knowledge(copied_workspace: Path, release: Path) -> None:
    (release.parent / ".#lock.ttl").symlink_to("someone@somewhere:1")
    (release.parent / "._copy.ttl").write_bytes(b"\0")
    assert run_gsc("check", "-w", str(copied_workspace)).code == 0


def test_a_file_that_may_not_be_read_is_a_finding(
    copied_workspace: Path, release: Path, tmp_path: Path
) -> None:
    secret = release.with_name("x.ttl")
    secret.write_text("")
    secret.chmod(0)
    for arguments in (["-w", copied_workspace], [secret, "-w", copied_workspace]):
        run = gsc("check", "-f", "json", *arguments, limit=without_rights)
        assert run.out, run
        found = json.loads(run.out)["findings"]
        assert (run.code, [(each["rule"], each["path"]) for each in found]) == (
            3,
            [("unreadable", "data/releases/2022/x.ttl")],
        )
        assert "permission denied" in found[0]["message"]


@pytest.mark.parametrize("folder", ["data/releases/2022", "data/register", "shapes", "queries"])
def test_a_folder_that_may_not_be_listed_is_one_line(
    copied_workspace: Path, release: Path, folder: str
) -> None:
    closed = copied_workspace / folder
    closed.chmod(0)
    try:
        run = gsc("check", "-w", copied_workspace, limit=without_rights)
        one_line(run, 3, f"{folder}: cannot be listed (permission denied)")
    finally:
        closed.chmod(0o755)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"\xff", 3, "this is not UTF-8"),
        (b"a\0b", 3, "a NUL character"),
        (b"x " * 30_000_000, 3, "larger than 50 MB"),
        (b"", 1, "does not stand in"),
        (b"\xef\xbb\xbf\r\n", 1, "does not stand in"),
        (b"x" * 1_000_000, 1, "does not stand in"),
    ],
)
def test_bad_texts_of_pages_are_told(
    copied_workspace: Path, release: Path, tmp_path: Path, content: bytes, code: int, said: str
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    text = texts / "cimc-shanghai-corridor.txt"
    text.write_bytes(content)
    run = gsc("sources", "check", "--text", texts, "-w", copied_workspace)
    assert (run.code, said in run.out + run.err) == (code, True), run
    arguments = ["--address", "https://example.org/a", "--publisher", "PortNews", "--published", "2024"]
    run = gsc("new", "-w", copied_workspace, *arguments, "--title", "Talks", "--text", text, "--dry-run")
    assert run.code == (3 if code == 3 or len(content) > 500_000 else 0), run


@pytest.mark.parametrize("kind", [kind for kind in PLACES if "60 MB" not in kind])
def test_what_is_no_file_is_no_text_of_a_page(
    copied_workspace: Path, release: Path, tmp_path: Path, kind: str
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    text = texts / "cimc-shanghai-corridor.txt"
    PLACES[kind][0](text)
    run = run_gsc("sources", "check", "--text", str(texts), "-w", str(copied_workspace))
    assert (run.code, "there is no copy of any release" in run.err) == (3, True)
    arguments = ["--address", "https://example.org/a", "--publisher", "PortNews", "--published", "2024"]
    run = run_gsc("new", "-w", str(copied_workspace), *arguments, "--title", "Talks", "--text", str(text))
    one_line(run, 3, PLACES[kind][1])
