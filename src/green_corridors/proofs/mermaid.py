"""A flowchart of mermaid: facts, the rules between them, and where they are stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import IO

from green_corridors.escapes import visible
from green_corridors.grounds import Ground
from green_corridors.steps import Step
from green_corridors.why import Explanation, Miss

ENDINGS = (".mmd", ".mermaid")

#: What mermaid reads in a text as syntax or as HTML, in its own spelling of entities.
ENTITIES = str.maketrans({c: f"#{ord(c)};" for c in '"#&;<>`\\|{}[]()'})


def write(explanations: Sequence[Explanation], out: IO[str]) -> None:
    """Write explanations as one chart, read from what is stated at the bottom to the fact at the top."""
    chart = _Chart()
    lines = [line for explanation in explanations for line in chart.explanation(explanation)]
    print("flowchart BT", file=out)
    for line in lines:
        print(f"    {line}", file=out)
    print("    classDef stated fill:#e8f4ea,stroke:#2e7d32,color:#111;", file=out)
    print("    classDef missing fill:#fdecea,stroke:#c62828,color:#111,stroke-dasharray:4;", file=out)


def _text(*lines: str) -> str:
    return '"' + "<br/>".join(visible(line).translate(ENTITIES) for line in lines if line) + '"'


class _Chart:
    """Numbers the nodes; a fact is one node in a source, however often it is a premise."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._known: dict[tuple[str, str], str] = {}

    def _new(self) -> str:
        return f"n{next(self._numbers)}"

    def explanation(self, explanation: Explanation) -> Iterator[str]:
        """Yield the lines of one explanation."""
        top = self._new()
        if explanation.holds:
            yield f"{top}[{_text(explanation.text)}]"
        else:
            yield f"{top}[{_text(explanation.text, 'does not hold')}]:::missing"
        for account in explanation.accounts:
            yield from self._follows(account.step, top, account.source)
        for miss in explanation.nearest:
            yield from self._miss(miss, top)

    def _follows(self, step: Step, node: str, source: str) -> Iterator[str]:
        """Draw below the node of a fact what it follows from, or where it is stated."""
        below = self._new()
        if step.ground:
            yield f"{below}([{_text(f'stated in {step.ground.source}', *_passage(step.ground))}]):::stated"
        else:
            yield f"{below}{{{{{_text(step.by, source)}}}}}"
            for premise in step.premises:
                yield from self._premise(premise, below, source)
            for condition in step.conditions:
                each = self._new()
                yield f"{each}[/{_text(condition)}/]"
                yield f"{each} --> {below}"
        yield f"{below} --> {node}"

    def _premise(self, premise: Step, rule: str, source: str) -> Iterator[str]:
        key = str(premise.fact), premise.ground.place if premise.ground else source
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = self._new()
            if premise.ground:
                told = _text(premise.text, premise.ground.source, *_passage(premise.ground))
                yield f"{node}[{told}]:::stated"
            else:
                yield f"{node}[{_text(premise.text)}]"
                yield from self._follows(premise, node, source)
        yield f"{node} --> {rule}"

    def _miss(self, miss: Miss, top: str) -> Iterator[str]:
        """Draw a rule that almost fires: dashed is what does not hold."""
        rule = self._new()
        yield f"{rule}{{{{{_text(miss.by, miss.source)}}}}}"
        for premise in miss.holding:
            yield from self._premise(premise, rule, miss.source)
        for missing in miss.missing:
            node = self._new()
            yield f"{node}[{_text(missing.text, 'missing')}]:::missing"
            yield f"{node} -.-> {rule}"
        for step in miss.steps:
            above = self._new()
            yield f"{above}{{{{{_text(step)}}}}}"
            yield f"{rule} -.-> {above}"
            rule = above
        yield f"{rule} -.-> {top}"


def _passage(ground: Ground) -> tuple[str, ...]:
    first = ground.passages[:1]
    return (ground.place, *(f"“{each.first_words} … {each.last_words}”" for each in first))
