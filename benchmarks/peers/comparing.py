"""All peers in turn over the same quads and queries, several rounds, of which the medians count."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.engines import Measured, Peer

__all__ = ["Comparison", "compare"]


@dataclass(frozen=True)
class Comparison:
    """What was measured: by the name of a peer, or by a question and then the name of a peer.

    Who was never asked has no figure: a peer that could not load, or has nothing warm. ``left_out`` says of
    the peers that could not be run why.
    """

    title: str
    peers: tuple[Peer, ...]
    versions: Mapping[str, str]
    left_out: Mapping[str, str]
    load: Mapping[str, Measured]
    cold: Mapping[str, Mapping[str, Measured]]
    warm: Mapping[str, Mapping[str, Measured]]


def compare(
    peers: Sequence[Peer], quads: Path, questions: Mapping[str, str], rounds: int, limit: float, folder: Path
) -> Comparison:
    """Measure all peers that can be run, in turn, in several rounds.

    Each round loads the quads anew, asks every question cold, and asks again, warm, those that were answered.
    What was stopped or went wrong once is not tried again. The folder becomes the peers' own.
    """
    left_out = {peer.name: reason for peer in peers if (reason := peer.reason())}
    able = tuple(peer for peer in peers if peer.name not in left_out)
    load: dict[str, list[Measured]] = {peer.name: [] for peer in able}
    cold: dict[str, dict[str, list[Measured]]] = {
        each: {peer.name: [] for peer in able} for each in questions
    }
    warm: dict[str, dict[str, list[Measured]]] = {
        each: {peer.name: [] for peer in able} for each in questions
    }
    for turn in range(1, rounds + 1):
        for peer in able:
            _say(f"round {turn} of {rounds}: {peer.name} loads")
            if _sound(load[peer.name]):
                shutil.rmtree(folder / peer.name, ignore_errors=True)
                load[peer.name].append(peer.load(quads, folder / peer.name, limit))
        for question, text in questions.items():
            _say(f"round {turn} of {rounds}: {question}")
            for peer in able:
                if _sound(load[peer.name] + cold[question][peer.name]):
                    cold[question][peer.name].append(peer.ask(folder / peer.name, text, limit))
        for peer in able:
            _say(f"round {turn} of {rounds}: {peer.name}, warm")
            again = [
                question
                for question in questions
                if cold[question][peer.name] and _sound(cold[question][peer.name] + warm[question][peer.name])
            ]
            found = peer.warm(folder / peer.name, [questions[each] for each in again], limit)
            for question, measured in zip(again, found or [], strict=found is not None):
                warm[question][peer.name].append(measured)
    with quads.open("rb") as lines:
        title = f"{quads.name}, {sum(1 for _ in lines):,} quads"
    return Comparison(
        title,
        able,
        {peer.name: peer.version() for peer in able},
        left_out,
        _medians(load),
        {question: _medians(by_peer) for question, by_peer in cold.items()},
        {question: _medians(by_peer) for question, by_peer in warm.items()},
    )


def _sound(measured: Sequence[Measured]) -> bool:
    return not any(each.fault for each in measured)


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _medians(figures: Mapping[str, Sequence[Measured]]) -> dict[str, Measured]:
    """Return one figure for each peer that has any."""
    return {name: _median(measured) for name, measured in figures.items() if measured}


def _median(measured: Sequence[Measured]) -> Measured:
    """Return the median of the seconds with the largest peak, or the fault, after which nothing was tried."""
    last = measured[-1]
    if last.fault:
        return last
    peaks = [each.peak for each in measured if each.peak is not None]
    seconds = statistics.median(each.seconds for each in measured)
    return Measured(seconds, max(peaks, default=None), last.rows, last.content)
