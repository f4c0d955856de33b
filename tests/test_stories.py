"""Stories: what they tell stands in the graph, every row leads to a source, and nothing of a network is left out."""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pyoxigraph import Literal

from green_corridors import terms
from green_corridors.answers import Labels
from green_corridors.citations import Citations
from green_corridors.compatibility import Compatibility
from green_corridors.conflicts import conflicts_of
from green_corridors.escapes import visible
from green_corridors.graph import Knowledge
from green_corridors.names import Names
from green_corridors.store import Graph
from green_corridors.stories._marks import letters_of
from green_corridors.stories._writing import counted, folded, in_time, listed, most_exact
from tests.conftest import FOLDERS, ROOT, run_gsc
from tests.test_pictures import written

PAGE = ROOT / "docs" / "network.md"
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
#: What stands around a character that GitHub would read as the beginning of a formula.
SPANS = ("<span>", "</span>")
YOKOHAMA = "agreement:los-angeles-yokohama-mou-2023"


@cache
def story(*arguments: str) -> str:
    """Return a story without its map, told once in a run of the tests."""
    run = run_gsc("story", *arguments, "-q")
    assert (run.code, run.err) == (0, "")
    return run.out


def asked(*arguments: str) -> list[dict[str, str]]:
    run = run_gsc("ask", *arguments, "-q", "--format", "json")
    assert run.code == 0
    return list(json.loads(run.out))


def section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def plain(inline: Token) -> str:
    """Return what a reader sees of a line, with a space for a break."""
    told = (each for each in inline.children or [] if each.content not in SPANS)
    return "".join(" " if each.type == "html_inline" else each.content for each in told)


def rows(text: str) -> Iterator[tuple[str, list[Token]]]:
    """Yield the rows of all tables below their heads, as cells, with the heading they stand under."""
    heading, body = "", False
    cells: list[Token] = []
    tokens = MARKDOWN.parse(text)
    for before, token in zip([tokens[0], *tokens], tokens, strict=False):
        if token.type == "inline" and before.type == "heading_open":
            heading = plain(token)
        body = token.type == "tbody_open" or (body and token.type != "tbody_close")
        if token.type == "inline" and before.type == "td_open":
            cells.append(token)
        if token.type == "tr_close" and body:
            yield heading, cells
            cells = []


def links(tokens: list[Token]) -> list[tuple[str, str]]:
    """Return the words and the address of each link."""
    found = []
    for inline in tokens:
        children = inline.children or []
        for place, child in enumerate(children):
            if child.type == "link_open":
                found.append((children[place + 1].content, str(child.attrs["href"])))
    return found


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def passages(knowledge: Knowledge, names: Names) -> dict[str, set[str]]:
    """Return the links of all passages of each address, with the address itself."""
    citations = Citations(knowledge, Labels(knowledge, names))
    found = {}
    for release in knowledge.releases:
        subjects = {triple.subject for triple in release.triples}
        cited = [each for subject in subjects for each in citations.of((subject, release.graph))]
        found[cited[0].address] = {p.link for each in cited for p in each.passages} | {cited[0].address}
    return found


def test_the_network_of_los_angeles_is_told_as_the_graph_says(tmp_path: Path) -> None:
    assert run_gsc("story", "Los Angeles", "-o", str(tmp_path / "network.md")).code == 0
    for name in ("network.md", "network.svg"):
        told = (tmp_path / name).read_text(encoding="utf-8")
        assert told == (ROOT / "docs" / name).read_text(encoding="utf-8"), (
            'gsc story "Los Angeles" -o docs/network.md'
        )


@pytest.mark.parametrize("name", ["Los Angeles", "Yokohama", "Singapore", "organization:c40-cities"])
def test_every_row_leads_to_the_words_of_a_source(name: str, passages: dict[str, set[str]]) -> None:
    every = set().union(*passages.values())
    found = list(rows(story(name)))
    assert len(found) > 20
    for heading, cells in found:
        cited = [address for _, address in links(cells) if not address.startswith("#")]
        assert cited, [cell.content for cell in cells]
        assert set(cited) <= every, cited
        if heading != "Sources":
            assert any(":~:text=" in address for address in cited), cells


def test_the_marks_of_a_page_lead_to_the_source_of_their_number(
    page: str, passages: dict[str, set[str]]
) -> None:
    found = list(rows(page))
    sources = {cells[0].content: links(cells)[0][1] for heading, cells in found if heading == "Sources"}
    marks = [link for heading, cells in found if heading != "Sources" for link in links(cells)]
    marks = [(words, address) for words, address in marks if not address.startswith("#")]
    assert len(marks) > 150
    for words, address in marks:
        number = re.fullmatch(r"(\d+)[a-z]*", words)
        assert number
        assert address in passages[sources[number[1]]]
    assert {re.sub("[a-z]", "", words) for words, _ in marks} == set(sources)


def test_each_link_is_defined_once_and_used(page: str) -> None:
    defined = re.findall(r"^\[(\w+)\]: <\S+>$", page, re.MULTILINE)
    used = re.findall(r"\[(\w+)\]", page.partition("\n[1]: ")[0])
    assert len(defined) == len(set(defined)) > 100
    assert set(defined) == set(used)


def test_no_agreement_corridor_happening_or_signatory_is_missing(page: str) -> None:
    agreements = {row["agreement"] for row in asked("agreements-of", "Los Angeles")}
    assert len(agreements) > 30
    told = section(page, "Agreements")
    assert {agreement for agreement in agreements if agreement not in told} == set()
    assert f"**{len(agreements)} agreements**" in page
    corridors = {row["corridor"] for row in asked("corridor-partners", "Los Angeles")}
    assert {corridor for corridor in corridors if corridor not in section(page, "Corridors")} == set()
    happened = {row["thing"] for row in asked("timeline-of", "Los Angeles")}
    assert {thing for thing in happened if thing not in section(page, "Timeline")} == set()
    signed = {row["signatory"] for row in asked("signatories", YOKOHAMA)} - {"Port of Los Angeles"}
    assert signed
    assert {who for who in signed if who not in section(page, "Who signed")} == set()


def test_every_telling_of_a_corridor_is_cited(page: str) -> None:
    stages = {
        row["stage"] for row in asked("corridor-history", "Los Angeles–Shanghai green shipping corridor")
    }
    row = next(line for line in page.splitlines() if line.startswith("| **Los Angeles–Shanghai green"))
    assert len(stages) > 2
    assert {stage for stage in stages if f"*{stage}*" not in row} == set()


@pytest.mark.parametrize("name", ["Los Angeles", "Long Beach", "Singapore", "organization:c40-cities"])
def test_no_conflict_is_missing(name: str, graph: Graph, names: Names) -> None:
    text = story(name)
    run = run_gsc("conflicts", name, "--format", "json", "-q")
    listed_ones = {(row["thing"], row["property"]) for row in json.loads(run.out)}
    labels = Labels(graph.knowledge, names)
    body = text.partition("\n## Conflicts\n")[0]
    for each in conflicts_of(graph.knowledge):
        if labels.of(each.subject) in body:
            listed_ones.add((labels.of(each.subject), labels.of(each.predicate)))
    told = re.findall(r"^\*\*(.+)\*\*, \*(.+)\*: (?:open|settled|reopened)\.", text, re.MULTILINE)
    assert set(told) == listed_ones
    assert len(told) == len(listed_ones) == len(re.findall(r"^### Conflict \d+$", text, re.MULTILINE)) > 1


def test_a_conflict_shows_its_values_side_by_side_and_is_marked_where_it_matters(page: str) -> None:
    number = next(part[0] for part in page.split("\n### Conflict ")[1:] if "**Port Optimizer**" in part)
    shown = page.partition(f"\n### Conflict {number}\n")[2].partition("\n#")[0]
    values = {cells[0].content for _, cells in rows(shown)}
    assert values == {"2017", "2021"}
    assert "Trafikmagasinet" in shown
    mark = f"[conflict {number}](#conflict-{number})"
    marked = [line for line in section(page, "Timeline").splitlines() if mark in line]
    assert len(marked) > 1
    assert all("Port Optimizer" in line for line in marked)


def test_a_judged_conflict_is_followed_and_what_is_rejected_stands_in_it_alone(tmp_path: Path) -> None:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("judgements"))
    where = ("-w", str(tmp_path))
    before = run_gsc("story", "Yokohama", *where, "-q").out
    assert "2023-03-16 |" in section(before, "Timeline")
    reason = "The party’s own page | gives the day."
    judged = ("judge", YOKOHAMA, "--property", "concluded", "--accept", "city-of-yokohama-los-angeles-mou")
    assert run_gsc(*judged, "--reason", reason, *where, "-q").code == 0
    after = run_gsc("story", "Yokohama", *where, "-q").out
    assert "2023-03-16 |" not in section(after, "Timeline")
    assert "2023-03-13 |" in section(after, "Timeline")
    assert "| ~~2023-03-16~~ (rejected) |" in section(after, "Conflicts")
    assert "The party’s own page \\| gives the day." in section(after, "Conflicts")
    assert "of which 1 is judged" in after


def test_another_port_and_a_body_have_stories_of_their_own() -> None:
    yokohama, singapore = story("Yokohama"), story("Singapore")
    assert yokohama.startswith("# Port of Yokohama: corridors and agreements\n")
    assert "Oakland–Yokohama green shipping corridor" in section(yokohama, "Corridors")
    assert "Singapore" not in section(yokohama, "Agreements")
    assert "Los Angeles–Singapore green shipping corridor" in section(singapore, "Corridors")
    assert "Yokohama" not in section(singapore, "Agreements")
    body = story("organization:copenhagen-malmo-port")
    assert "**no green shipping corridor** and **1 agreement** of Copenhagen Malmö Port" in body
    assert "## Corridors" not in body
    assert "**Port of Los Angeles**" in section(body, "Agreements")


def test_a_port_stands_before_its_city_and_its_authority() -> None:
    assert story("JPYOK") == story("Yokohama")
    assert story("organization:port-of-yokohama") != story("Yokohama")


@pytest.mark.parametrize(
    ("name", "label"), [("INBOM", "Port of Mumbai"), ("Balitang Marino", "Balitang Marino")]
)
def test_a_story_says_plainly_that_nothing_is_known(name: str, label: str) -> None:
    assert story(name) == (
        f"# {label}: corridors and agreements\n\n"
        f"The graph knows no green shipping corridor and no agreement of {label}.\n"
    )


def test_known_at_and_source_restrict_a_story() -> None:
    then = story("Los Angeles", "--known-at", "2023-03-31")
    assert "This is what was known on 2023-03-31." in then
    assert "Guangzhou memorandum of understanding" in story("Los Angeles")
    assert "Los Angeles–Guangzhou memorandum" not in then
    one = story("Los Angeles", "--source", "portnews-tokyo-yokohama-mous")
    assert "This is what chosen releases tell." in one
    assert "1 release of 1 independent origin tells of them, published in 2023." in one
    assert {cells[0].content for heading, cells in rows(one) if heading == "Sources"} == {"1"}
    assert "The graph knows no green" in story("Los Angeles", "--known-at", "1999-12-31")


def test_on_judges_each_agreement_by_a_day() -> None:
    told = story("organization:copenhagen-malmo-port", "--on", "2023-01-01")
    assert "2019-11-15<br>in force on 2023-01-01: yes |" in told
    ended = story("Singapore", "--on", "2000-01-01")
    assert "in force on 2000-01-01: no |" in ended
    assert "in force on" not in story("Singapore")


def test_a_day_that_is_only_that_of_reading_is_no_date() -> None:
    history = asked("corridor-history", "Los Angeles–Shanghai green shipping corridor")
    read = {row["retrieved"] for row in asked("releases")}
    only_read = {f"../{day}" for day in read}
    dated = {row["stage"] for row in history if row["asOf"] not in only_read}
    undated = {row["stage"] for row in history} - dated
    assert len(undated) == 1
    timeline = section(story("Los Angeles"), "Timeline")
    assert not any(f"by {day}" in timeline for day in read)
    assert f"**no date told** |  | stage reached, *{undated.pop()}*: Los Angeles–Shanghai" in timeline


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Atlantis"], "no thing in the graph is called “Atlantis”; the nearest are"),
        (["Gene Seroka"], "person:gene-seroka is a person; name a port or a body"),
        (["California"], "place:california is a place; name a port or a body"),
        ([], "Missing argument 'NAME...'"),
        (["Los Angeles", "--known-at", "soon"], "“soon” is no date"),
        (["Los Angeles", "--on", "2023"], "“2023” is no date"),
        (["Los Angeles", "--source", "nowhere"], "no release is called “nowhere”"),
        (["Los Angeles", "-o", "network.svg"], "name a file such as network.md"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_told_is_said_in_one_line(arguments: list[str], said: str) -> None:
    run = run_gsc("story", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("gsc: ")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_the_map_is_written_beside_the_page_and_shown_in_it(tmp_path: Path) -> None:
    path = tmp_path / "of (Oakland).md"
    run = run_gsc("story", "Oakland", "-o", str(path))
    assert (run.code, run.out) == (0, "")
    assert "](of%20%28Oakland%29.svg)" in path.read_text(encoding="utf-8")
    drawn = (tmp_path / "of (Oakland).svg").read_text(encoding="utf-8")
    assert "1 corridor of Port of Oakland by the latest stage told" in drawn
    assert "Oakland–Yokohama green shipping corridor" in drawn
    assert "Guangzhou" not in drawn


@pytest.mark.parametrize(
    "arguments", [["Oakland", "--no-picture"], ["organization:copenhagen-malmo-port"], ["INBOM"]], ids=" ".join
)  # fmt: skip
def test_no_map_is_written_where_none_is_wanted_or_nothing_is_on_it(
    arguments: list[str], tmp_path: Path
) -> None:
    assert run_gsc("story", *arguments, "-o", str(tmp_path / "story.md"), "-q").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["story.md"]
    assert "![" not in (tmp_path / "story.md").read_text(encoding="utf-8")


def test_a_corridor_that_cannot_be_on_a_map_is_noted_and_the_story_told(
    spoil: Callable[[str, str, str], Path], tmp_path: Path
) -> None:
    workspace = spoil("data/register/ports.ttl", "gsc:latitude 23.093865", "gsc:latitude 93.093865")
    run = run_gsc("story", "Guangzhou", "-w", str(workspace), "-o", str(tmp_path / "story.md"))
    assert run.code == 0
    assert "note: no corridor can be put on a map; Port of Guangzhou has no usable coordinates" in run.err
    assert not (tmp_path / "story.svg").exists()
    assert "![" not in (tmp_path / "story.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to_and_has_no_map_beside_it(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe.md", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert run_gsc("story", "Oakland", "-o", str(pipe), "-q").code == 0
    reader.join()
    assert read == [story("Oakland")]
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.md"]


HOSTILE = [
    "</td><script>alert(1)</script> a | b <!-- hidden `code` *em* ~~no~~ &lt;b&gt; $x$ @everyone #12",
    "[x](http://evil.example) ![x](http://evil.example/y) [1a]: <http://evil.example> \\| \\[1a\\]",
    "# heading\nbreak\r\n\n## two \u202egpj.exe\u0007",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_data(label: str, small_workspace: Path, spoil: Callable[[str, str, str], Path]) -> None:
    name = "Los Angeles–Guangzhou memorandum of understanding"
    label += " memorandum of understanding"
    workspace = spoil("data/releases/2023/*balitang*.ttl", f'"{name}"', f'"{written(label)}"')
    before = run_gsc("story", "Guangzhou", "-w", str(small_workspace), "-q").out
    after = run_gsc("story", "Guangzhou", "-w", str(workspace), "-q").out
    assert shape(after) == shape(before)
    assert addresses(after) == addresses(before)
    assert name in seen(before)
    assert name not in seen(after)
    assert " ".join(visible(label).split()) in seen(after)


def seen(text: str) -> str:
    return " ".join(plain(cell) for _, cells in rows(text) for cell in cells).replace("\u200b", "")


def addresses(text: str) -> set[str]:
    return {address for _, cells in rows(text) for _, address in links(cells)}


def shape(text: str) -> list[str]:
    """Return the structure of a page: its blocks, and what stands in them but text."""
    kinds = []
    for token in MARKDOWN.parse(text):
        kinds.append(token.type)
        inside = (
            each for each in token.children or [] if each.type not in ("text", "softbreak", "text_special")
        )
        kinds += [each.content or each.type for each in inside if each.content not in SPANS]
    return kinds


DATES = st.one_of(
    st.dates().map(str),
    st.dates().map(lambda day: str(day)[:7]),
    st.dates().map(lambda day: f"{str(day)[:4]}?"),
    st.dates().map(lambda day: f"../{day}"),
    st.dates().map(lambda day: f"{day}/.."),
    st.tuples(st.dates(), st.dates()).map(lambda span: "/".join(map(str, sorted(span)))),
)


@given(st.lists(DATES.map(lambda text: Literal(text, datatype=terms.EDTF_DATATYPE)), max_size=6))
def test_of_several_dates_the_most_exact_stand_for_all(dates: list[Literal]) -> None:
    agree, kept = Compatibility().agree, most_exact(dates)
    assert set(kept) <= set(dates)
    assert kept == most_exact(reversed(dates))
    for each in dates:
        assert any(agree(each, other) for other in kept)
    for number, each in enumerate(kept):
        assert not any(agree(each, other) for other in kept[number + 1 :])


def test_an_exact_day_stands_for_a_month_and_a_contradicting_day_beside_it() -> None:
    told = ["2023-03", "../2023-03-17", "2023-03-16", "2023-03-13", "2023?"]
    kept = most_exact(Literal(each, datatype=terms.EDTF_DATATYPE) for each in told)
    assert [each.value for each in kept] == ["2023-03-13", "2023-03-16"]


def test_passages_have_letters_as_columns_of_a_sheet_have() -> None:
    assert [letters_of(number) for number in (0, 1, 25, 26, 51, 52, 701, 702)] == [
        "a",
        "b",
        "z",
        "aa",
        "az",
        "ba",
        "zz",
        "aaa",
    ]
    assert len({letters_of(number) for number in range(2000)}) == 2000


def test_numbers_lists_and_terms_are_told_in_words() -> None:
    assert [counted(number, "duty", "duties") for number in (0, 1, 2)] == ["no duty", "1 duty", "2 duties"]
    assert [listed(list("abc"[:number])) for number in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert folded(list("abcde")) == "a, b, c, d, e"
    assert folded(list("abcdef")) == "a, b, c, d and 2 more"
    assert [in_time(term) for term in ("P3Y", "P1Y6M", "P90D")] == ["3 years", "1 year 6 months", "90 days"]
