"""Pictures: what they show, where it stands, and that labels stay labels in every format."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from green_corridors.graph import Knowledge
from green_corridors.pictures import Material, draw
from green_corridors.pictures._chart import LAND_COLOUR, SEA, Line, Spot, chart
from green_corridors.pictures._labels import SIZE
from green_corridors.pictures._map import LAND, cut_at_date_line, middle
from green_corridors.pictures._rings import Tie, rings
from green_corridors.pictures._sea import Point, lane, unwrapped
from green_corridors.pictures._svg import GREY, INK, PAPER, WIDTH, Style
from green_corridors.pictures._text import dot, mermaid, width_of, xml
from green_corridors.pictures.corridors import STYLES
from green_corridors.pictures.network import STYLES as KIND_STYLES
from green_corridors.pictures.network import readable
from green_corridors.selection import Selection
from tests.conftest import run_gsc

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</text></title><script>alert(1)</script>",
    'A" ]; evil -- n1 [label="x',
    "B\\",
    "C\\N\\G &lt;b&gt; &amp; ]]>",
    'n1["D"] --> n2; click n1 href "x"',
    "1. list `code` _em_ #quot; end",
    "E\u202egnp.exe\u0007\ufffe|%%",
    "<b>F</b> {G} $H @I",
]
PLAIN = Style("#0060a0", "", 2.0)
LOS_ANGELES = (-118.26, 33.73)


def written(label: str) -> str:
    """Return a label as the inside of a Turtle string."""
    return "".join(c if c.isalnum() and c.isascii() else f"\\u{ord(c):04X}" for c in label)


@pytest.fixture(scope="module")
def material(knowledge: Knowledge) -> Material:
    return Material.of(knowledge, Selection())


def svg_of(material: Material, name: str, *, whole_world: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(draw(name, material, "svg", whole_world=whole_world).text)


def titles(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}title")]


def boxes(root: ElementTree.Element) -> dict[str, tuple[float, float, float, float]]:
    """Return the box of every line of text, by its words and place, as wide as the estimate."""
    found = {}
    for element in root.iter(f"{SVG}text"):
        words, size = element.text or "", float(element.attrib["font-size"])
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        width = width_of(words, size, bold=element.get("font-weight") == "bold")
        west = x - width / 2 if element.get("text-anchor") == "middle" else x
        found[f"{words} at {x} {y}"] = (west, y - size * 0.75, west + width, y + size * 0.25)
    return found


def lanes(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    """Return each drawn line that has a title, as its points."""
    found = []
    for group in root.iter(f"{SVG}g"):
        for part in cast(ElementTree.Element, group.find(f"{SVG}path")).attrib["d"].split("M")[1:]:
            pairs = (pair.split() for pair in part.split("L"))
            found.append([(float(x), float(y)) for x, y in pairs])
    return found


def assert_tidy(root: ElementTree.Element) -> None:
    """Hold that all text is inside the picture and that no two lines of text meet."""
    height = float(root.attrib["height"])
    found = boxes(root)
    for words, (west, north, east, south) in found.items():
        assert west >= 0, words
        assert north >= 0, words
        assert east <= WIDTH, words
        assert south <= height, words
    for (one, a), (other, b) in combinations(found.items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)


def test_the_map_names_every_corridor_and_port_with_its_stage(material: Material) -> None:
    told = titles(svg_of(material, "corridors"))
    assert (
        "Los Angeles–Guangzhou green shipping corridor: agreed (Shipping Digest Taiwan, 2023-10-27)" in told
    )
    for stage in ("initiated", "agreed", "established"):
        assert sum(f"corridor: {stage} (" in title for title in set(told)) == 3
    assert {"Port of Los Angeles", "Port of Tokyo", "Port of Yokohama", "Port of Singapore"} <= set(told)


@pytest.mark.parametrize("whole_world", [False, True])
def test_labels_stay_inside_the_map_and_meet_no_other(material: Material, whole_world: bool) -> None:
    assert_tidy(svg_of(material, "corridors", whole_world=whole_world))


def test_labels_of_the_network_stay_inside_and_meet_no_other(material: Material) -> None:
    assert_tidy(svg_of(material, "network"))


@pytest.mark.parametrize("whole_world", [False, True])
def test_the_pacific_is_not_cut(material: Material, whole_world: bool) -> None:
    drawn = lanes(svg_of(material, "corridors", whole_world=whole_world))
    assert sum(abs(points[0][0] - points[-1][0]) > WIDTH / 4 for points in drawn) == 9
    for points in drawn:
        assert max(b[0] - a[0] for a, b in pairwise(points)) < WIDTH / 4


def test_the_map_is_centred_on_the_middle_of_the_corridors() -> None:
    pacific = [lane(LOS_ANGELES, (103.8, 1.26)), lane(LOS_ANGELES, (139.8, 35.6))]
    longitude, reach = middle(pacific)
    assert 170 < longitude < 180
    assert 138 < reach < 142


@pytest.mark.parametrize("name", ["corridors", "network"])
def test_a_picture_is_one_file_without_scripts_links_or_fonts(material: Material, name: str) -> None:
    text = draw(name, material, "svg").text
    root = ElementTree.fromstring(text)
    used = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert used <= {"svg", "title", "desc", "rect", "path", "g", "circle", "text"}
    assert not re.search(r"href|url\(|@import|<style|data:|on\w+=", text)
    assert {element.get("font-family") for element in root.iter()} == {None, "sans-serif"}
    assert "Sources: [1] " in text


@pytest.mark.parametrize(("stage", "style"), STYLES.items())
def test_a_line_is_drawn_as_its_latest_stage(
    spoil: Callable[[str, str, str], Path], stage: str, style: Style
) -> None:
    workspace = spoil("data/releases/2023/2023-10-26-*.ttl", "stage:agreed", f"stage:{stage}")
    root = ElementTree.fromstring(run_gsc("picture", "corridors", "-w", str(workspace)).out)
    group = next(
        group for group in root.iter(f"{SVG}g") if "Guangzhou" in (group.findtext(f"{SVG}title") or "")
    )
    assert f"corridor: {stage} (" in (group.findtext(f"{SVG}title") or "")
    line = cast(ElementTree.Element, group.find(f"{SVG}path"))
    assert (line.get("stroke"), line.get("stroke-dasharray", "")) == (style.colour, style.dashes)
    assert stage in [element.text for element in root.iter(f"{SVG}text") if element.get("font-weight")]


def test_only_what_was_known_and_what_is_trusted_is_drawn() -> None:
    known = run_gsc("picture", "corridors", "--known-at", "2023-03-31")
    assert "as known on 2023-03-31" in known.out
    assert "Guangzhou" not in known.out
    assert "Tokyo green shipping corridor: agreed (PortNews, 2023-03-17)" in known.out
    trusted = run_gsc("picture", "network", "--source", "portnews-tokyo-yokohama-mous")
    assert "Sources: [1] PortNews, 2023-03-17." in trusted.out
    assert "Gothenburg" not in trusted.out


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("styles", [list(STYLES.values()), list(KIND_STYLES)])
def test_styles_differ_without_their_colours_and_stand_out(styles: list[Style]) -> None:
    assert len({(style.dashes, style.width) for style in styles}) == len(styles)
    for style in styles:
        assert min(contrast(style.colour, ground) for ground in (SEA, LAND_COLOUR, PAPER)) >= 3
    assert contrast(GREY, PAPER) >= 4.5
    assert contrast(INK, LAND_COLOUR) >= 4.5


def test_every_stage_of_the_vocabulary_has_its_style(knowledge: Knowledge) -> None:
    ranked = {
        str(triple.subject).strip("<>").rpartition("/")[2]
        for source in knowledge.ontology
        for triple in source.triples
        if str(triple.predicate).endswith("#rank>") and "/stage/" in str(triple.subject)
    }
    assert ranked == set(STYLES)


@pytest.mark.parametrize("picture", ["corridors.svg", "corridors.geojson", "network.svg", "network.graphml"])
def test_two_runs_write_the_same_bytes(picture: str, tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        path = tmp_path / seed / picture
        path.parent.mkdir()
        command = [sys.executable, "-m", "green_corridors", "picture", path.stem, "-o", str(path)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        written.append(path.read_bytes())
    assert written[0] == written[1]


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request: pytest.FixtureRequest, spoil: Callable[[str, str, str], Path]) -> tuple[str, str]:
    """Return a hostile label and a workspace in which Tokyo, as port and as body, bears it."""
    label = str(request.param)
    for file in ("ports", "organizations"):
        old = '"Port of Tokyo"@en'
        workspace = spoil(f"data/register/{file}.ttl", f"prefLabel {old}", f'prefLabel "{written(label)}"@en')
    return label, str(workspace)


@pytest.mark.parametrize("name", ["corridors", "network"])
def test_a_hostile_label_stays_a_label(hostile: tuple[str, str], name: str, small_workspace: Path) -> None:
    label, workspace = hostile
    shown = re.sub("[\u202e\u0007\ufffe]", "\ufffd", label)
    runs = {
        form: run_gsc("picture", name, "-f", form, "-w", workspace)
        for form in ("svg", "graphml", "dot", "mermaid")
    }
    assert {run.code for run in runs.values()} == {0}
    root = ElementTree.fromstring(runs["svg"].out)
    assert shown in titles(root)
    assert shown in [element.text for element in root.iter(f"{SVG}text")]
    assert_tidy(root)
    graph = nx.parse_graphml(runs["graphml"].out)
    assert shown in [facts["label"] for _, facts in graph.nodes(data=True)]
    plain = {
        form: run_gsc("picture", name, "-f", form, "-w", str(small_workspace)).out
        for form in ("dot", "mermaid")
    }
    for form, text in plain.items():
        assert skeleton(runs[form].out) == skeleton(text)


def skeleton(text: str) -> list[str]:
    """Return the lines of a graph file with every quoted string emptied, sorted, nodes numbered alike."""
    emptied = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    return sorted(re.sub(r"n\d+", "n", line) for line in emptied.splitlines())


LABELS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(LABELS)
def test_any_text_reads_back_from_xml(text: str) -> None:
    read = ElementTree.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')
    assert read.text == read.attrib["b"] or not read.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", xml(text))


@given(LABELS)
def test_any_text_is_one_string_of_dot_and_of_mermaid(text: str) -> None:
    assert re.fullmatch(r'"(?:[^"\\\n]|\\["\\])*"', dot(text))
    assert re.fullmatch(r'"(?:[^\W_]|[ –,-]|#\d+;)*"', mermaid(text))


def test_the_whole_is_written_for_other_tools(material: Material) -> None:
    ties = nx.parse_graphml(draw("network", material, "graphml").text)
    names = nx.get_node_attributes(ties, "label")
    centre = next(node for node, label in names.items() if label == "Port of Los Angeles")
    assert {"Port of Tokyo", "JETRO Los Angeles"} <= {names[node] for node in ties[centre]}
    ports = nx.parse_graphml(draw("corridors", material, "graphml").text)
    # Nine corridors, of which one joins three ends and one four, the port complex of San Pedro Bay among them.
    assert (ports.number_of_nodes(), ports.number_of_edges()) == (12, 7 + 3 + 6)
    assert draw("corridors", material, "mermaid").text.count(" ---|") == 3
    assert draw("corridors", material, "dot").text.count('style="dashed"') == 2 + 6


def test_geojson_is_cut_at_the_date_line_and_stays_within_the_world(material: Material) -> None:
    found = json.loads(draw("corridors", material, "geojson").text)
    kinds = [feature["properties"]["kind"] for feature in found["features"]]
    assert (kinds.count("corridor"), kinds.count("port")) == (9, 12)
    for feature in found["features"]:
        if feature["properties"]["kind"] == "corridor":
            parts = feature["geometry"]["coordinates"]
            assert all(abs(x) <= 180 and abs(y) <= 90 for part in parts for x, y in part)
            assert all(abs(a[0] - b[0]) < 90 for part in parts for a, b in pairwise(part))
            assert sum(abs(point[0]) == 180 for part in parts for point in (part[0], part[-1])) == 2


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-89, 89)), min_size=2, max_size=8))
def test_any_line_is_cut_at_the_date_line(points: list[Point]) -> None:
    for part in cut_at_date_line(unwrapped(points)):
        assert all(abs(x) <= 180 and abs(y) <= 90 for x, y in part)
        assert all(abs(a[0] - b[0]) <= 180.001 for a, b in pairwise(part))


@pytest.mark.parametrize(
    "latitude",
    ["", "gsc:latitude 95.0 ;", 'gsc:latitude "far"^^<http://www.w3.org/2001/XMLSchema#decimal> ;'],
)
def test_a_port_without_usable_coordinates_is_named_and_left_out(
    spoil: Callable[[str, str, str], Path], latitude: str
) -> None:
    workspace = spoil("data/register/ports.ttl", "gsc:latitude 35.616944 ;", latitude)
    run = run_gsc("picture", "corridors", "-w", str(workspace))
    assert run.code == 0
    assert "note: Port of Tokyo has no usable coordinates; give it gsc:latitude and gsc:longitude" in run.err
    root = ElementTree.fromstring(run.out)
    assert "Port of Tokyo" not in titles(root)
    assert len(lanes(root)) == 5
    assert "Los Angeles–Tokyo green shipping corridor [1] (not on the map)" in run.out
    assert not run_gsc("picture", "corridors", "-w", str(workspace), "-q").err
    found = json.loads(run_gsc("picture", "corridors", "-w", str(workspace), "-f", "geojson").out)
    assert {f["properties"]["label"] for f in found["features"] if f["geometry"] is None} == {
        "Port of Tokyo",
        "Los Angeles–Tokyo green shipping corridor",
    }


def test_a_port_far_from_every_lane_is_not_joined_to_one(spoil: Callable[[str, str, str], Path]) -> None:
    workspace = spoil("data/register/ports.ttl", "gsc:longitude 103.835", "gsc:longitude 85.0")
    text = (workspace / "data/register/ports.ttl").read_text(encoding="utf-8")
    text = text.replace("gsc:latitude 1.265555", "gsc:latitude 45.0")
    (workspace / "data/register/ports.ttl").write_text(text, encoding="utf-8")
    run = run_gsc("picture", "corridors", "-w", str(workspace))
    assert "not wholly on the map; no sea lane is within 250 km of its ports" in run.err
    assert len(lanes(ElementTree.fromstring(run.out))) == 5


def test_a_png_is_written_beside_or_instead(tmp_path: Path) -> None:
    beside = run_gsc("picture", "network", "-o", str(tmp_path / "beside.svg"), "--png")
    instead = run_gsc("picture", "network", "-o", str(tmp_path / "instead.png"))
    if "needs a font" in beside.err:
        pytest.skip(beside.err)
    assert (beside.code, instead.code) == (0, 0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beside.png", "beside.svg", "instead.png"]
    content = (tmp_path / "beside.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20]) == 2 * WIDTH
    assert content == (tmp_path / "instead.png").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["network", "-f", "geojson"], "the picture network has no geojson; choose one of png, svg, graphml"),
        (["corridors", "--png"], "--png is written beside an SVG file; name one, such as -o corridors.svg"),
        (["corridors", "--known-at", "2000-01-01"], "tell the stage of no corridor; widen --known-at"),
        (["network", "--known-at", "2000-01-01"], "tell of no agreement; widen --known-at or --source"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_repair(arguments: list[str], message: str) -> None:
    run = run_gsc("picture", *arguments)
    assert (run.code, run.out) == (2, "")
    assert message in run.err


@pytest.mark.parametrize(("library", "name"), [("searoute", "corridors.svg"), ("resvg_py", "network.png")])
def test_a_missing_extra_is_named_with_the_command_that_installs_it(
    library: str, name: str, tmp_path: Path
) -> None:
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from green_corridors.cli import main\nmain(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, "picture", Path(name).stem, "-o", str(tmp_path / name)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 3
    assert run.stderr.count("\n") == 1
    assert "install it with: pip install 'green-corridors[pictures]'" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_workspace_without_the_question_is_told_which_to_add(copied_workspace: Path) -> None:
    (copied_workspace / "queries/corridors.rq").unlink()
    run = run_gsc("picture", "corridors", "-w", str(copied_workspace))
    assert run.code == 2
    assert run.err == "gsc: the picture asks the question corridors; add queries/corridors.rq\n"


def test_a_network_needs_no_extra(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['searoute'] = sys.modules['resvg_py'] = None\n"
        "from green_corridors.cli import main\nmain(sys.argv[1:])"
    )
    command = [sys.executable, "-c", program, "picture", "network", "-o", str(tmp_path / "network.svg")]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_crowd_of_ports_is_labelled_without_collisions_or_says_which_is_not() -> None:
    spots = [
        Spot(f"p{n}", f"Port of City {n}", (85.0 + n % 5 * 13.0 + n // 5, n // 5 * 5.3)) for n in range(40)
    ]
    lines = [
        Line(f"c{n}", "", PLAIN, unwrapped([LOS_ANGELES, (-170.0, 45.0), s.position]))
        for n, s in enumerate(spots)
    ]
    text, notes = chart(lines, spots, [], [], (), subtitle="", whole_world=False)
    root = ElementTree.fromstring(text)
    assert_tidy(root)
    labelled = [
        element.text for element in root.iter(f"{SVG}text") if element.get("font-size") == f"{SIZE:.0f}"
    ]
    missing = [note.partition(":")[0] for note in notes]
    assert {spot.label for spot in spots} == {label for label in labelled if label} | set(missing)
    assert len(missing) < 6


def test_a_lane_over_the_edge_of_the_world_goes_on_at_the_other_side() -> None:
    around = [[(float(x), 10.0) for x in range(start, start + 160, 10)] for start in (-180, -60, 60)]
    lines = [Line(f"c{n}", f"c{n}", PLAIN, points) for n, points in enumerate(around)]
    root = ElementTree.fromstring(chart(lines, [], [], [], (), subtitle="", whole_world=False)[0])
    drawn = lanes(root)
    assert len(drawn) > 3
    west, east = min(x for p in drawn for x, _ in p), max(x for p in drawn for x, _ in p)
    assert west < 24
    assert east > WIDTH - 24


def test_a_network_in_several_parts_is_drawn_whole() -> None:
    bodies = {f"b{n}": f"Body number {n} with a name" for n in range(31)}
    pairs = [(f"b{n}", f"b{(n - 1) // 3}") for n in range(1, 22)] + [
        (f"b{n}", f"b{n + 1}") for n in range(22, 30, 2)
    ]
    ties = [Tie(one, other, f"{one} {other}", PLAIN) for one, other in [*pairs, pairs[0]]]
    text, notes = rings(bodies, ties, [], [], "")
    root = ElementTree.fromstring(text)
    assert_tidy(root)
    assert not notes
    assert len({(c.get("cx"), c.get("cy")) for c in root.iter(f"{SVG}circle")}) == len(bodies)


def test_the_land_says_where_it_comes_from_and_is_closed() -> None:
    land = json.loads(LAND.read_text(encoding="utf-8"))
    assert set(land["properties"]) == {"title", "source", "version", "licence", "made"}
    assert land["properties"]["licence"].startswith("public domain")
    for polygon in land["geometry"]["coordinates"]:
        for ring in polygon:
            assert ring[0] == ring[-1]
            if min(y for _, y in ring) > -90:
                assert all(abs(a[0] - b[0]) < 30 for a, b in pairwise(ring))


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2023-03", "2023-03"),
        ("../2023-10-26?", "by 2023-10-26?"),
        ("2022-01/..", "2022-01 or later"),
        ("2023-03-11/2023-03-18", "between 2023-03-11 and 2023-03-18"),
    ],
)
def test_a_date_is_told_as_exactly_as_its_source(date: str, words: str) -> None:
    assert readable(date) == words
