"""The sources still say what the releases cite: told from saved copies, and from pages only when asked."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import socket
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors import hypertext
from green_corridors.anchors import digest, normalised, occurrences, standing
from green_corridors.connections import Deadline, Guarded
from green_corridors.errors import LimitExceeded
from green_corridors.hypertext import text_of
from green_corridors.pages import AGENT, Manners, Visitor
from tests.conftest import FOLDERS, ROOT, Run, run_gsc, shared_folder

TEXT = """Two ports sign

The ports of Älvsund and “Nørre Havn” have agreed to begin work on a green corridor, it's said.

Its executive director called the port number one for 23 years.
The end of the news.
"""
FIRST = 'The ports of Älvsund and "Nørre Havn" have agreed to begin work on a green corridor'
SECOND = "Its executive director called the port number one for 23 years."
RELEASE = """@base <https://w3id.org/green-corridors/id/release/case> .
@prefix gsc: <https://w3id.org/green-corridors/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<> a gsc:Release ;
    gsc:address <{address}> ;
    gsc:retrieved "2026-11-21"^^xsd:date ;
    gsc:savedCopy "copy-1" .

<#claim> a gsc:Claim ;
    gsc:value "number one" .

<#passage-01> a gsc:Passage ;
    gsc:firstWords "The ports of Älvsund and" ;
    gsc:lastWords "on a green corridor" ;
    gsc:sha256 "{first}" ;
    gsc:supports <> .

<#passage-02> a gsc:Passage ;
    gsc:firstWords "Its executive director called the" ;
    gsc:lastWords "number one for 23 years." ;
    gsc:sha256 "{second}" ;
    gsc:supports <#claim> .
"""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Case:
    """A workspace with one release, and a folder for its copy."""

    root: Path
    texts: Path

    @property
    def release(self) -> Path:
        return self.root / "data" / "releases" / "case.ttl"

    def cite(self, address: str = "https://example.org/case") -> None:
        text = RELEASE.format(address=address, first=sha256(FIRST), second=sha256(SECOND))
        self.release.write_text(text, encoding="utf-8")

    def check(self, *options: str) -> tuple[Run, list[dict[str, Any]]]:
        run = run_gsc("sources", "check", "-w", str(self.root), "--format", "json", *options)
        return run, json.loads(run.out)["findings"] if run.out else []

    def against(self, text: str, *options: str, name: str = "copy-1.txt") -> list[tuple[str, str]]:
        """Return the rules that a copy breaks, each with the words of the file at its place."""
        (self.texts / name).write_text(text, encoding="utf-8")
        run, found = self.check("--text", str(self.texts), *options)
        assert run.code == int(any(each["severity"] == "violation" for each in found)), run.err
        return [(each["rule"], self.at(each)) for each in found]

    def at(self, finding: dict[str, Any]) -> str:
        lines = self.release.read_text(encoding="utf-8").splitlines()
        assert finding["path"] == "data/releases/case.ttl"
        assert finding["line"] == finding["endLine"]
        line: str = lines[finding["line"] - 1]
        return line[finding["column"] - 1 : finding["endColumn"] - 1]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    found = Case(tmp_path / "workspace", tmp_path / "texts")
    for folder in FOLDERS:
        ignore = shutil.ignore_patterns("releases")
        shutil.copytree(ROOT / folder, found.root / folder, ignore=ignore)
    found.release.parent.mkdir()
    found.texts.mkdir()
    found.cite()
    return found


def test_the_five_releases_stand_in_their_saved_copies() -> None:
    run = run_gsc("sources", "check", "--text", str(shared_folder("seeds", "SEEDS")))
    assert (run.code, "violation" in run.out) == (0, False), run.out
    assert int(run.err.split()[0]) >= 5


FIRST_01, LAST_01 = '"The ports of Älvsund and"', '"on a green corridor"'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT.replace("begin work", "end work"), [("passage-changed", f'"{sha256(FIRST)}"')]),
        (TEXT.replace("Havn", "havn"), [("passage-changed", f'"{sha256(FIRST)}"')]),
        (TEXT + "The ports of Älvsund and others sail.", [("passage-ambiguous", FIRST_01)]),
        (TEXT.replace("green corridor", "grey corridor"), [("passage-gone", LAST_01)]),
        (TEXT.replace("The ports of", "Some ports of"), [("passage-gone", FIRST_01)]),
        (TEXT.replace("Älvsund", "Ålvsund"), [("passage-gone", FIRST_01)]),
        (
            "Work on a green corridor.\n" + TEXT.replace("green corridor", "corridor"),
            [("passage-order", LAST_01)],
        ),
        (
            "nothing of it",
            [
                ("printed-words", '"number one"'),
                ("passage-gone", FIRST_01),
                ("passage-gone", LAST_01),
                ("passage-gone", '"Its executive director called the"'),
                ("passage-gone", '"number one for 23 years."'),
            ],
        ),
        (
            TEXT.replace("number one", "number ones"),
            [("printed-words", '"number one"'), ("passage-gone", '"number one for 23 years."')],
        ),
    ],
    ids=[
        "changed",
        "capital",
        "twice",
        "no end",
        "no start",
        "other letter",
        "order",
        "all",
        "part of a word",
    ],
)
def test_a_spoiled_copy_breaks_its_rule_at_the_words(
    case: Case, text: str, found: list[tuple[str, str]]
) -> None:
    assert case.against(text) == found


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("“", "„").replace("”", "“"),
        TEXT.replace("“", "«").replace("”", "»").replace("it's", "it’s"),
        TEXT.replace(" ", "\u00a0"),
        TEXT.replace(" of ", "\n\u2009of\u3000 "),
        TEXT.replace("corridor", "cor\u00adri\u00addor").replace("executive", "exe\u200bcutive"),
        unicodedata.normalize("NFD", TEXT),
        unicodedata.normalize("NFD", TEXT).replace("A\u0308", "A\u200d\u0308"),
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
    ],
    ids=["as it is", "low", "angle", "no-break", "spaces", "soft hyphens", "NFD", "joined", "CRLF", "mark"],
)
def test_quotes_spaces_hyphens_and_composition_make_no_difference(case: Case, text: str) -> None:
    assert case.against(text) == []


def test_a_copy_may_bear_the_slug_and_be_html(case: Case) -> None:
    html = "<title>The ports of Älvsund and</title><p>" + TEXT.replace("\n\n", "</p><p>")
    assert case.against(html.replace("executive", "exec<b>utive</b>"), name="case.html") == []


def test_a_missing_copy_is_a_warning_and_a_check_of_nothing_fails(case: Case) -> None:
    run, found = case.check("--text", str(case.texts))
    assert [(each["rule"], each["severity"], case.at(each)) for each in found] == [
        ("copy-missing", "warning", '"copy-1"')
    ]
    assert found[0]["repair"].endswith("copy-1.txt")
    assert (run.code, run.err.count("\n")) == (3, 1)
    other = RELEASE.format(address="https://example.org/", first=sha256(FIRST), second=sha256(SECOND))
    other = other.replace("release/case", "release/other").replace("copy-1", "copy-2")
    case.release.with_name("other.ttl").write_text(other, encoding="utf-8")
    (case.texts / "copy-1.txt").write_text(TEXT, encoding="utf-8")
    run, found = case.check("--text", str(case.texts))
    assert (run.code, [each["rule"] for each in found]) == (0, ["copy-missing"])
    assert run.err == "1 release with 2 passages checked: 1 warning\n"
    assert case.check("--text", str(case.texts), "--fail-on", "warning")[0].code == 1
    assert case.check("--text", str(case.texts), "--source", "case")[1] == []
    assert case.check("--text", str(case.texts), "--source", "other")[0].code == 3


def test_a_saved_copy_never_leads_out_of_its_folder(case: Case) -> None:
    (case.root / "copy-1.txt").write_text(TEXT, encoding="utf-8")
    text = case.release.read_text(encoding="utf-8").replace('"copy-1"', '"../workspace/copy-1"')
    case.release.write_text(text, encoding="utf-8")
    assert [each["rule"] for each in case.check("--text", str(case.texts))[1]] == ["copy-missing"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], 2, "give either --text DIR or --fetch"),
        (["--text", ".", "--fetch"], 2, "give either --text DIR or --fetch"),
        (["--text", "no-such-folder"], 3, "no-such-folder: this is not a folder"),
        (["--text", "README.md"], 3, "README.md: this is not a folder"),
        (["--text", ".", "--source", "nobody"], 2, "no release is called “nobody”"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_call_gets_one_line(options: list[str], code: int, said: str) -> None:
    run = run_gsc("sources", "check", *options)
    assert (run.code, run.out, run.err.count("\n")) == (code, "", 1)
    assert said in run.err


def test_a_copy_that_is_not_utf_8_is_named_with_its_line(case: Case) -> None:
    (case.texts / "copy-1.txt").write_bytes(b"one\n\x93two\x94")
    run, _ = case.check("--text", str(case.texts))
    assert (run.code, run.err.count("\n")) == (3, 1)
    assert "copy-1.txt:2: this is not UTF-8" in run.err


def test_findings_go_to_a_file_in_any_format(case: Case, tmp_path: Path) -> None:
    (case.texts / "copy-1.txt").write_text(TEXT.replace("begin", "end"), encoding="utf-8")
    out = tmp_path / "found"
    for name in ("text", "json", "sarif", "junit", "markdown", "github"):
        run = run_gsc(
            "sources", "check", "-w", str(case.root), "--text", str(case.texts), "-f", name, "-o", str(out)
        )
        assert (run.code, run.out) == (1, "")
        assert "passage-changed" in out.read_text(encoding="utf-8")


# Digests


def test_digests_are_written_once_and_only_where_the_passage_is_certain(case: Case) -> None:
    written = case.release.read_text(encoding="utf-8")
    bare = "".join(line for line in written.splitlines(keepends=True) if "sha256" not in line)
    case.release.write_text(bare, encoding="utf-8")
    copy = case.texts / "copy-1.txt"
    copy.write_text(TEXT + "The ports of Älvsund and others sail.", encoding="utf-8")
    command = ("sources", "digest", "-w", str(case.root), "--text", str(case.texts))
    run = run_gsc(*command)
    assert run.code == 1
    assert "#passage-01> is not found exactly once in copy-1.txt" in run.err
    assert sha256(FIRST) not in case.release.read_text(encoding="utf-8")
    assert sha256(SECOND) in case.release.read_text(encoding="utf-8")
    copy.write_text(TEXT, encoding="utf-8")
    assert run_gsc(*command).code == 0
    assert case.release.read_text(encoding="utf-8") == written
    assert run_gsc(*command, str(case.release)).err.endswith("0 digests written, 0 replaced\n")
    assert case.release.read_text(encoding="utf-8") == written
    copy.write_text(TEXT.replace("begin", "end"), encoding="utf-8")
    assert run_gsc(*command).err.endswith("0 digests written, 1 replaced\n")
    assert case.check("--text", str(case.texts))[1] == []
    assert run_gsc("fmt", "--check", "-w", str(case.root), str(case.release)).code == 0


def test_a_file_that_would_lose_a_comment_gets_no_digest(case: Case) -> None:
    (case.texts / "copy-1.txt").write_text(TEXT, encoding="utf-8")
    case.release.write_text(case.release.read_text(encoding="utf-8") + "# remark\n", encoding="utf-8")
    before = case.release.read_text(encoding="utf-8")
    run = run_gsc("sources", "digest", "-w", str(case.root), "--text", str(case.texts))
    assert (run.code, run.err.count("\n")) == (3, 1)
    assert "a comment would be lost" in run.err
    assert case.release.read_text(encoding="utf-8") == before


def test_digests_need_a_copy(case: Case) -> None:
    run = run_gsc("sources", "digest", "-w", str(case.root), "--text", str(case.texts))
    assert (run.code, run.err.count("\n")) == (3, 1)
    assert "there is no copy of any release" in run.err


@pytest.mark.parametrize("name", ["check", "digest"])
def test_the_examples_of_the_help_run(
    name: str, copied_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shared_folder("seeds", "SEEDS"), copied_workspace / "texts")
    monkeypatch.chdir(copied_workspace)
    lines = run_gsc("sources", name, "--help").out.splitlines()
    examples = [line.split()[1:] for line in lines if line.strip().startswith("gsc ") and "--text" in line]
    assert len(examples) == 2
    for example in examples:
        assert run_gsc(*example).code == 0, example


# Anchors

ODD = st.text(st.sampled_from("aA e\u0301\u00ad\u200b\u00a0\u2003“”«'’\n中中b"), max_size=12)


@given(ODD)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
    assert digest(normalised(text)) == digest(text)


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("Port of Airport of Port of", "Port of", [0, 19]),
        ("portside port", "port", [9]),
        ("the the the", "the the", [0, 4]),
        ("in 2023-24 and 2023", "2023", [3, 15]),
        ("“Quoted” it", '"Quoted"', [0]),
        ("洛杉矶港与广州港", "广州港", [5]),
        ("cafe\u0323", "cafe", []),
        ("any", "", []),
        ("any", "\u00ad", []),
    ],
)
def test_words_stand_where_they_are_whole_words(text: str, words: str, starts: list[int]) -> None:
    assert [start for start, _ in standing(normalised(text), words)] == starts


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("a b", "d", ["a b c d", "a b x d"]),
        ("a b c", "b c d", ["a b c d"]),
        ("a b c", "a b c", ["a b c"]),
        ("a b x", "x", ["a b x"]),
        ("d", "c", []),
        ("d a", "b x", ["d a b x"]),
    ],
)
def test_a_stretch_goes_from_the_first_words_to_the_nearest_last_words(
    first: str, last: str, found: list[str]
) -> None:
    text = "a b c d a b x d"
    assert [text[start:end] for start, end in occurrences(text, first, last)] == found


# Pages


@dataclass
class Site:
    """A web server on this machine: its answers by path, and what was asked of it."""

    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    home: str = ""


def answer(
    body: bytes | str = b"", status: int = 200, kind: str = "text/plain; charset=utf-8", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    content = body.encode() if isinstance(body, str) else body

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        told = {"Content_Type": kind, "Content_Length": str(len(content))} | headers
        for name, value in told.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return send


def drip(start: bytes, drop: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer slowly and without end, until nobody listens."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while True:
            handler.wfile.write(drop)
            handler.wfile.flush()
            if len(drop) < 100:
                time.sleep(0.02)

    return send


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            found.agents.add(self.headers["User-Agent"])
            try:
                found.answers.get(self.path, answer(b"", 404))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.home = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        server.shutdown()
        thread.join()


HTML = (
    "<!DOCTYPE html><html><head><meta charset='{charset}'><title>The ports of Älvsund and</title>"
    "<script>'The ports of Älvsund and'</script><style>p:before {{ content: 'The ports of Älvsund and' }}</style>"
    "</head><body><h1>Two ports sign</h1><!-- The ports of Älvsund and --><p>The ports of <b>Älv</b>sund and "
    "“Nørre&nbsp;Havn” have agreed to begin work<br>on a green&shy; corridor, it’s said.<li>Its executive "
    "director called the port number one for 23 years.<li>The end.<noscript>Its executive director called the"
    "</noscript>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def page(encoding: str, charset: str) -> bytes:
    return HTML.format(charset=charset).encode(encoding, "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("served", "rules"),
    [
        (answer(TEXT), []),
        (answer(page("utf-8", "utf-8"), kind="text/html"), []),
        (answer(page("cp1252", "iso-8859-1"), kind="text/html"), []),
        (answer(page("cp1252", "utf-8"), kind="text/html; charset=windows-1252"), []),
        (answer(page("utf-8", "utf-16"), kind="text/html"), []),
        (answer(TEXT.encode("cp1252"), kind="text/plain"), []),
        (answer(TEXT.encode("utf-16"), kind="text/plain"), []),
        (answer(gzip.compress(TEXT.encode()), Content_Encoding="gzip"), []),
        (answer(TEXT.replace("begin", "end")), ["violation passage-changed"]),
        (answer("", 404), ["violation page-gone"]),
        (answer("", 410), ["violation page-gone"]),
    ],
    ids=["text", "html", "meta", "header", "wrong meta", "guess", "mark", "gzip", "changed", "404", "410"],
)
def test_a_page_is_fetched_and_compared(
    case: Case, site: Site, served: Callable[[BaseHTTPRequestHandler], None], rules: list[str]
) -> None:
    site.answers["/page"] = served
    case.cite(f"{site.home}/page")
    run, found = case.check("--fetch", "--pause", "0")
    assert [f"{each['severity']} {each['rule']}" for each in found] == rules
    assert run.code == int(bool(rules))
    assert site.asked == ["/robots.txt", "/page"]
    assert site.agents == {AGENT}


@pytest.mark.parametrize(
    ("served", "rule", "said"),
    [
        (answer("", 500), "page-unreachable", "it answers 500 Internal Server Error"),
        (answer("", 403), "page-unreachable", "it answers 403 Forbidden"),
        (answer(TEXT, 200, "application/pdf"), "page-unreadable", "it is application/pdf"),
        (answer(TEXT, 200, ""), "page-unreadable", "it is of no named kind"),
        (answer(TEXT, Content_Encoding="br"), "page-unreadable", "it is encoded as br"),
        (answer(TEXT, Content_Encoding="gzip, gzip"), "page-unreadable", "it is encoded as gzip, gzip"),
        (answer(TEXT, Content_Encoding="gzip"), "page-unreachable", "incorrect header check"),
        (
            answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"),
            "page-unreadable",
            "it is longer than 5,000,000 bytes",
        ),
        (drip(HEAD + b"\r\n", bytes(100_000)), "page-unreadable", "it is longer than 5,000,000 bytes"),
        (drip(HEAD + b"\r\n", b"drop"), "page-unreachable", "the time for it is up"),
        (drip(HEAD + b"X-Slow: ", b"drop"), "page-unreachable", "the time for it is up"),
        (answer(TEXT, Content_Length="9999"), "page-unreachable", "peer closed connection"),
        (drip(b"nonsense\r\n\r\n", bytes(1000)), "page-unreachable", "illegal"),
        (answer("", 302, Location="/page"), "page-unreachable", "it redirects more than 5 times"),
        (answer("", 302, Location="file:///etc/hostname"), "page-unreachable", "is no address of the web"),
        (answer("", 302, Location="http://10.0.0.1/"), "page-unreachable", "lies in a private network"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_a_page_that_gives_no_text_is_told_with_its_reason(
    case: Case,
    site: Site,
    served: Callable[[BaseHTTPRequestHandler], None],
    rule: str,
    said: str,
) -> None:
    site.answers["/page"] = served
    case.cite(f"{site.home}/page")
    run, [found] = case.check("--fetch", "--pause", "0", "--timeout", "1.5")
    assert (found["rule"], found["severity"], case.at(found)) == (rule, "warning", f"<{site.home}/page>")
    assert said in found["message"]
    assert (run.code, run.err.count("\n")) == (4, 1)


def test_a_page_that_moved_for_good_is_told_with_its_new_address(case: Case, site: Site) -> None:
    site.answers |= {
        "/old": answer("", 301, Location="/new"),
        "/new": answer("", 308, Location="/newest"),
        "/newest": answer("", 302, Location="/today"),
        "/today": answer(TEXT),
    }
    case.cite(f"{site.home}/old")
    run, [found] = case.check("--fetch", "--pause", "0")
    assert (run.code, found["rule"], found["severity"]) == (0, "page-moved", "warning")
    assert found["repair"] == f"write the new address, {site.home}/newest"
    case.cite(f"{site.home}/newest")
    assert case.check("--fetch", "--pause", "0")[1] == []


def test_one_page_that_cannot_be_reached_is_a_warning_where_another_can(case: Case, site: Site) -> None:
    site.answers["/page"] = answer(TEXT)
    case.cite(f"{site.home}/page")
    other = case.release.read_text(encoding="utf-8").replace("release/case", "release/other")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    case.release.with_name("other.ttl").write_text(
        other.replace(f"{site.home}/page", f"http://127.0.0.1:{port}/page"), encoding="utf-8"
    )
    run, [found] = case.check("--fetch", "--pause", "0")
    assert (run.code, found["rule"], found["path"]) == (0, "page-unreachable", "data/releases/other.ttl")
    assert "Connection refused" in found["message"]


def test_robots_txt_is_obeyed(case: Case, site: Site) -> None:
    site.answers["/page"] = answer(TEXT)
    site.answers["/robots.txt"] = answer("User-agent: *\nDisallow: /page\n")
    case.cite(f"{site.home}/page")
    run, [found] = case.check("--fetch", "--pause", "0")
    assert (run.code, found["rule"], site.asked) == (4, "page-unreachable", ["/robots.txt"])
    assert "does not allow" in found["message"]
    site.answers["/robots.txt"] = answer(
        "User-agent: other\nDisallow: /\n\nUser-agent: green-corridors\nAllow: /"
    )
    assert case.check("--fetch", "--pause", "0")[1] == []
    site.answers["/robots.txt"] = answer("", 503)
    run, [found] = case.check("--fetch", "--pause", "0")
    assert "robots.txt of 127.0.0.1 answers 503" in found["message"]


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(site: Site) -> None:
    site.answers |= {
        "/page": answer("", 301, Location="/private"),
        "/private": answer(TEXT),
        "/robots.txt": answer("User-agent: *\nDisallow: /private\n"),
    }
    assert "does not allow" in Visitor(Manners(pause=0)).visit(f"{site.home}/page").unreachable
    assert site.asked == ["/robots.txt", "/page"]


def test_robots_txt_is_asked_once_for_each_host(site: Site) -> None:
    site.answers["/page"] = answer(TEXT)
    visitor = Visitor(Manners(pause=0))
    assert [visitor.visit(f"{site.home}/page").text for _ in range(3)] == [TEXT] * 3
    assert site.asked == ["/robots.txt", "/page", "/page", "/page"]


def test_a_host_is_asked_again_only_after_a_pause(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    site.answers["/page"] = answer(TEXT)
    Visitor(Manners(pause=5)).visit(f"{site.home}/page")
    assert [round(seconds) for seconds in waited] == [0, 5]
    waited.clear()
    site.answers["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 20\n")
    Visitor(Manners(pause=5)).visit(f"{site.home}/page")
    assert [round(seconds) for seconds in waited] == [0, 20]


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_a_private_network_is_never_reached_into(address: str) -> None:
    assert "lies in a private network" in Visitor(Manners(pause=0)).visit(address).unreachable


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "file:///etc/hostname", "x", "http://", "http://a:b/"]
)
def test_only_addresses_of_the_web_are_visited(address: str) -> None:
    assert Visitor(Manners(pause=0)).visit(address).unreachable


def test_a_release_without_an_address_is_told_so_and_nothing_is_fetched(case: Case) -> None:
    text = case.release.read_text(encoding="utf-8").replace(
        "gsc:address <https://example.org/case>", "gsc:x 1"
    )
    case.release.write_text(text, encoding="utf-8")
    run, [found] = case.check("--fetch")
    assert (run.code, found["rule"]) == (4, "page-unreachable")
    assert "the release tells no address" in found["message"]


def test_this_machine_is_reached_only_by_an_address_that_says_so(site: Site) -> None:
    site.answers["/page"] = answer(TEXT)
    with (
        httpx.Client(transport=Guarded(Deadline(5))) as client,
        pytest.raises(httpx.TransportError, match="private network"),
    ):
        client.get(f"{site.home}/page")
    assert site.asked == []


def test_without_fetch_nothing_is_asked_of_anybody(case: Case) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        case.cite(f"http://127.0.0.1:{listening.getsockname()[1]}/page")
        assert case.against(TEXT) == []
        assert run_gsc("sources", "digest", "-w", str(case.root), "--text", str(case.texts)).code == 0
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize("package", ["httpx", "httpcore", "selectolax", "webencodings"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    case: Case, site: Site, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] in ("httpx", "httpcore") or name == "green_corridors.connections":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    site.answers["/page"] = answer(page("utf-8", "utf-8"), kind="text/html")
    case.cite(f"{site.home}/page")
    run = run_gsc("sources", "check", "-w", str(case.root), "--fetch", "--pause", "0")
    assert (run.code, run.out, run.err.count("\n")) == (3, "", 1)
    assert f"needs the package {package}; install it with: pip install 'green-corridors[fetch]'" in run.err


def test_a_page_that_would_take_hours_to_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hypertext, "SECONDS", 0.5)
    with pytest.raises(LimitExceeded, match="its HTML takes more than"):
        text_of(b"<div>" * 400_000, html=True)


def test_what_a_reader_does_not_see_is_no_text() -> None:
    html = "<p>a<script>b</script><template>c</template><svg><text>d</text></svg>e<p>f<td>g<textarea>h"
    assert normalised(text_of(html.encode(), html=True)) == "ae f g"
    assert text_of(b"", html=True) == ""
    assert text_of(b"<frameset><frame>", html=True) == ""
