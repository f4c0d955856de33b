"""A comparison as a Markdown table of ratios with notes in words, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.peers.comparing import Comparison
from benchmarks.peers.engines import Measured

__all__ = ["document", "table"]

Figures = Mapping[str, Measured]


def document(found: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data: seconds, bytes, rows and faults, by question and peer."""
    peers = {
        peer.name: {"version": found.versions[peer.name], "holds": peer.holds, "remark": peer.remark}
        for peer in found.peers
    }
    return {
        "title": found.title,
        "peers": peers,
        "left_out": dict(found.left_out),
        "load": _plain(found.load),
        "cold": {question: _plain(figures) for question, figures in found.cold.items()},
        "warm": {question: _plain(figures) for question, figures in found.warm.items()},
    }


def table(found: Comparison) -> str:
    """Return the ratios to the first peer as a Markdown table, and below it what they do not tell."""
    base = found.peers[0].name
    names = [peer.name for peer in found.peers]
    heads = " | ".join(f"{name} {found.versions[name]}" for name in names)

    def line(title: str, figures: Figures, unit: str = "s", rows: str = "") -> str:
        cells = [_cell(figures.get(name), figures.get(base), unit) for name in names]
        return f"| {title} | {rows} | {' | '.join(cells)} |"

    lines = [f"| {found.title} | rows | {heads} |", f"| --- | ---: {'| ---: ' * len(names)}|"]
    lines += [line("load", found.load), line("load, peak memory", _peaks(found.load), "MB")]
    for question, cold in found.cold.items():
        rows = cold[base].rows if base in cold else None
        lines.append(line(f"{question}, cold", cold, rows="" if rows is None else f"{rows:,}"))
        lines.append(line(f"{question}, warm", found.warm[question]))
    answers = [pair for figures in found.cold.values() for pair in figures.items()]
    # Of a name, a dictionary keeps what comes last: the largest.
    largest = dict(sorted(answers, key=lambda pair: pair[1].peak or 0))
    lines.append(line("questions, peak memory", _peaks(largest), "MB"))
    return "\n".join([*lines, "", *_notes(found)])


def _plain(figures: Figures) -> dict[str, Any]:
    return {name: asdict(measured) for name, measured in figures.items()}


def _peaks(figures: Figures) -> dict[str, Measured]:
    """Return figures in which megabytes stand in the place of seconds."""
    return {name: Measured(each.peak / 1e6) for name, each in figures.items() if each.peak}


def _cell(own: Measured | None, base: Measured | None, unit: str) -> str:
    """Return a figure: the base in its unit, another as a ratio, and whether its answer is another."""
    if own is None:
        return "–"
    if own.fault:
        return "stopped" if own.fault.startswith("stopped") else "fault"
    if own is base or base is None or base.fault:
        return f"{own.seconds:.3g} {unit}"
    ratio = f"{own.seconds / base.seconds:.3g}"
    if not _differs(own, base):
        return ratio
    return f"{ratio}, **other values**" if own.rows == base.rows else f"{ratio}, **{own.rows:,} rows**"


def _differs(own: Measured, base: Measured) -> bool:
    return not own.fault and not base.fault and own.content != base.content


def _notes(found: Comparison) -> Iterator[str]:
    """Yield where peers hold their data, whose answers differ, what went wrong, and who is missing."""
    base = found.peers[0].name
    for peer in found.peers:
        yield f"- {peer.name} {found.versions[peer.name]}: {peer.holds}."
        pairs = {each: (cold.get(peer.name), cold.get(base)) for each, cold in found.cold.items()}
        other = [each for each, (own, first) in pairs.items() if own and first and _differs(own, first)]
        if other:
            because = f"; {peer.remark}" if peer.remark else ""
            yield f"- {peer.name} answers {_listed(other, len(pairs))} otherwise{because}."
        faults: dict[str, list[str]] = {}
        for work, figures in _works(found):
            if peer.name in figures and (fault := figures[peer.name].fault):
                faults.setdefault(fault, []).append(work)
        for fault, works in faults.items():
            yield f"- {peer.name}, {', '.join(works)}: {fault}."
    for name, reason in found.left_out.items():
        yield f"- {name} is left out: {reason}."


def _listed(questions: list[str], whole: int) -> str:
    return f"all {whole} questions" if len(questions) == whole > 1 else ", ".join(questions)


def _works(found: Comparison) -> Iterator[tuple[str, Figures]]:
    yield "load", found.load
    for kind, by_question in (("cold", found.cold), ("warm", found.warm)):
        for question, figures in by_question.items():
            yield f"{question} {kind}", figures
