"""The ties between bodies: an edge for each agreement and each two of its parties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from pyoxigraph import NamedNode

from green_corridors.errors import UsageProblem
from green_corridors.pictures import Material, Picture
from green_corridors.pictures._graphs import WRITERS, Diagram, Edge, Node
from green_corridors.pictures._rings import Tie, rings
from green_corridors.pictures._svg import Entry, Style

FORMATS = ("svg", "graphml", "dot", "mermaid")

#: The styles of the kinds of agreement, in the order of their names; dashes differ as well as colours.
STYLES = (
    Style("#0060a0", "", 2.0),
    Style("#b84d00", "9 5", 2.0),
    Style("#117733", "14 4 3 4", 2.2),
    Style("#aa4499", "0.1 5", 2.4),
    Style("#332288", "", 3.6),
    Style("#0d6f78", "4 4", 2.0),
    Style("#7a1f3d", "14 4 3 4 3 4", 2.2),
    Style("#4d4d4d", "2 4", 2.2),
)
OTHER_STYLE = Style("#1b1b1b", "1 3", 2.0)
DOT_STYLES = ("solid", "dashed", "dotted", "bold")

KINDS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?kind WHERE { ?kind rdfs:subClassOf gsc:Agreement } ORDER BY ?kind
"""
KIND_OF = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?agreement ?kind
WHERE { ?kind rdfs:subClassOf gsc:Agreement . ?agreement a ?kind }
ORDER BY ?agreement ?kind
"""


@dataclass(frozen=True)
class Agreement:
    """An agreement with its kind, the dates told for it, and its parties and releases by IRI."""

    iri: str
    label: str
    kind: NamedNode | None
    kind_label: str
    dates: tuple[str, ...]
    parties: dict[str, str]
    releases: dict[str, str]

    @property
    def when(self) -> str:
        """The dates told, one after the other."""
        return "; ".join(readable(date) for date in self.dates)

    @property
    def told(self) -> str:
        """What a reader is told of the agreement in one line."""
        return f"{self.label}{f' ({self.when})' if self.dates else ''}"


def readable(date: str) -> str:
    """Return an EDTF date in words, as exact as it is told."""
    first, slash, last = date.partition("/")
    if not slash:
        return date
    if first in ("..", ""):
        return f"by {last}"
    return f"{first} or later" if last in ("..", "") else f"between {first} and {last}"


def draw(material: Material, format_name: str, *, whole_world: bool) -> Picture:
    """Return the picture of the ties; it has no map, so ``whole_world`` changes nothing.

    Raises:
        UsageProblem: the selected releases tell of no agreement.
    """
    agreements = agreements_of(material)
    if not agreements:
        raise UsageProblem("the selected releases tell of no agreement; widen --known-at or --source")
    alone = tuple(
        f"{agreement.label} has one party as told, so it ties nobody"
        for agreement in agreements
        if len(agreement.parties) < 2
    )
    if format_name in WRITERS:
        return Picture(WRITERS[format_name](_diagram(material, agreements)), alone)
    text, notes = _network(material, agreements)
    return Picture(text, (*alone, *notes))


def agreements_of(material: Material) -> list[Agreement]:
    """Return the agreements of the question ``agreements``, sorted by label."""
    kinds: dict[str, NamedNode] = {}
    for row in material.rows(KIND_OF):
        if isinstance(row["agreement"], NamedNode) and isinstance(row["kind"], NamedNode):
            kinds.setdefault(row["agreement"].value, row["kind"])
    labels = material.labels
    found: dict[str, Agreement] = {}
    dates: dict[str, set[str]] = defaultdict(set)
    for row in material.answer("agreements"):
        iri, party, release = row["agreement"], row["party"], row["release"]
        if isinstance(iri, NamedNode) and isinstance(party, NamedNode) and isinstance(release, NamedNode):
            kind = kinds.get(iri.value)
            known = found.setdefault(
                iri.value,
                Agreement(iri.value, labels.of(iri), kind, labels.of(kind) or "agreement", (), {}, {}),
            )
            known.parties[party.value] = labels.of(party)
            known.releases[release.value] = labels.of(release)
            dates[iri.value] |= {labels.of(row["concluded"])} - {""}
    whole = [
        Agreement(a.iri, a.label, a.kind, a.kind_label, tuple(sorted(dates[a.iri])), a.parties, a.releases)
        for a in found.values()
    ]
    return sorted(whole, key=lambda agreement: (agreement.label, agreement.iri))


def _styles(material: Material) -> dict[NamedNode | None, int]:
    """Return the number of the style of each kind of agreement."""
    kinds = [row["kind"] for row in material.rows(KINDS)]
    return {kind: n for n, kind in enumerate(kinds) if isinstance(kind, NamedNode)}


def _style(number: int | None) -> Style:
    return OTHER_STYLE if number is None else STYLES[number % len(STYLES)]


def _bodies(agreements: list[Agreement]) -> dict[str, str]:
    """Return the label of each party by its IRI, sorted by label."""
    bodies = {iri: label for agreement in agreements for iri, label in agreement.parties.items()}
    return dict(sorted(bodies.items(), key=lambda item: (item[1], item[0])))


def _network(material: Material, agreements: list[Agreement]) -> tuple[str, tuple[str, ...]]:
    styles = _styles(material)
    releases = sorted({(label, iri) for a in agreements for iri, label in a.releases.items()})
    cited = {iri: n for n, (_, iri) in enumerate(releases, 1)}
    ties = [
        Tie(one, other, f"{agreement.kind_label}: {agreement.told}", _style(styles.get(agreement.kind)))
        if agreement.kind
        else Tie(one, other, agreement.told, OTHER_STYLE)
        for agreement in agreements
        for one, other in combinations(sorted(agreement.parties), 2)
    ]
    legend = []
    for kind, label in sorted({(a.kind, a.kind_label) for a in agreements}, key=lambda pair: pair[1]):
        group = [agreement for agreement in agreements if agreement.kind == kind]
        things = tuple(
            f"{a.told} [{', '.join(str(n) for n in sorted(cited[r] for r in a.releases))}]" for a in group
        )
        legend.append(Entry(_style(styles.get(kind) if kind else None), label, "", things))
    sources = "Sources: " + "; ".join(f"[{n}] {label}" for n, (label, _) in enumerate(releases, 1)) + "."
    day = material.selection.known_at
    subtitle = (
        f"{len(_bodies(agreements))} bodies tied by {len(agreements)} agreements"
        if len(agreements) > 1
        else "One agreement"
    )
    subtitle += f", as known on {day.isoformat()}" if day else ""
    subtitle += ", from chosen releases" if material.selection.sources else ""
    return rings(_bodies(agreements), ties, legend, [sources], subtitle)


def _diagram(material: Material, agreements: list[Agreement]) -> Diagram:
    styles = _styles(material)
    edges = [
        Edge(
            one,
            other,
            agreement.label,
            {
                "agreement": agreement.iri,
                "kind": agreement.kind_label,
                "date": "; ".join(agreement.dates),
                "release": "; ".join(sorted(agreement.releases.values())),
            },
            DOT_STYLES[styles[agreement.kind] % len(DOT_STYLES)] if agreement.kind in styles else "solid",
        )
        for agreement in agreements
        for one, other in combinations(sorted(agreement.parties), 2)
    ]
    return Diagram(
        "Ties between bodies",
        tuple(Node(iri, label) for iri, label in _bodies(agreements).items()),
        tuple(edges),
    )
