"""A graph of labelled nodes and edges as GraphML, Graphviz DOT and Mermaid."""

from __future__ import annotations

from dataclasses import dataclass, field

from green_corridors.pictures._text import dot, mermaid, xml

__all__ = ["WRITERS", "Diagram", "Edge", "Node"]


@dataclass(frozen=True)
class Node:
    """A node: its IRI, its label, and further facts by name."""

    iri: str
    label: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """An undirected edge between the IRIs of two nodes; ``style`` is a line style of DOT."""

    source: str
    target: str
    label: str
    facts: dict[str, str] = field(default_factory=dict)
    style: str = "solid"


@dataclass(frozen=True)
class Diagram:
    """A graph with a title; its nodes are numbered in their order."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def numbers(self) -> dict[str, str]:
        """The short name of each node by its IRI."""
        return {node.iri: f"n{number}" for number, node in enumerate(self.nodes, 1)}


def graphml(diagram: Diagram) -> str:
    """Write GraphML (http://graphml.graphdrawing.org/specification.html); every fact is a string."""
    names = {
        "node": {"label", "iri", *(name for node in diagram.nodes for name in node.facts)},
        "edge": {"label", *(name for edge in diagram.edges for name in edge.facts)},
    }
    keys = {
        (kind, name): f"{kind}-{number}"
        for kind in names
        for number, name in enumerate(sorted(names[kind]), 1)
    }

    def data(kind: str, facts: dict[str, str]) -> list[str]:
        return [f'      <data key="{keys[kind, n]}">{xml(v)}</data>' for n, v in sorted(facts.items()) if v]

    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    lines += [
        f'  <key id="{key}" for="{kind}" attr.name="{xml(name)}" attr.type="string"/>'
        for (kind, name), key in keys.items()
    ]
    lines.append('  <graph id="g" edgedefault="undirected">')
    lines.append(f"    <desc>{xml(diagram.title)}</desc>")
    for node in diagram.nodes:
        lines.append(f'    <node id="{diagram.numbers[node.iri]}">')
        lines += [*data("node", {**node.facts, "label": node.label, "iri": node.iri}), "    </node>"]
    for number, edge in enumerate(diagram.edges, 1):
        ends = f'source="{diagram.numbers[edge.source]}" target="{diagram.numbers[edge.target]}"'
        lines.append(f'    <edge id="e{number}" {ends}>')
        lines += [*data("edge", {**edge.facts, "label": edge.label}), "    </edge>"]
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def graphviz(diagram: Diagram) -> str:
    """Write an undirected graph in Graphviz's DOT language (https://graphviz.org/doc/info/lang.html)."""
    lines = [
        "graph {",
        f'  graph [label={dot(diagram.title)}, labelloc="t", overlap="false", fontname="sans-serif"]',
        '  node [shape="box", style="rounded", fontname="sans-serif"]',
        '  edge [fontname="sans-serif", fontsize="10"]',
    ]
    lines += [
        f"  {diagram.numbers[n.iri]} [label={dot(n.label)}, tooltip={dot(n.iri)}]" for n in diagram.nodes
    ]
    lines += [
        f"  {diagram.numbers[e.source]} -- {diagram.numbers[e.target]}"
        f' [label={dot(_told(e))}, tooltip={dot(e.label)}, style="{e.style}"]'
        for e in diagram.edges
    ]
    return "\n".join([*lines, "}"]) + "\n"


def mermaid_flowchart(diagram: Diagram) -> str:
    """Write a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html)."""
    links = {"solid": "---", "dashed": "-.-", "dotted": "-.-", "bold": "==="}
    lines = ["---", f"title: {mermaid(diagram.title)}", "---", "flowchart LR"]
    lines += [f"  {diagram.numbers[node.iri]}[{mermaid(node.label)}]" for node in diagram.nodes]
    lines += [
        f"  {diagram.numbers[e.source]} {links[e.style]}|{mermaid(_told(e))}| {diagram.numbers[e.target]}"
        for e in diagram.edges
    ]
    return "\n".join(lines) + "\n"


def _told(edge: Edge) -> str:
    """Return what stands at an edge: what kind of tie it is and since when, shorter than its label."""
    return ", ".join(edge.facts[name] for name in ("stage", "kind", "date") if edge.facts.get(name))


WRITERS = {"graphml": graphml, "dot": graphviz, "mermaid": mermaid_flowchart}
