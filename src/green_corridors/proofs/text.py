"""A tree of text: each fact with what it follows from, down to where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from green_corridors.escapes import visible
from green_corridors.steps import Step
from green_corridors.why import Explanation, Miss, Missing

ENDINGS = (".txt",)

#: What begins the lines of a branch: its first, and those below it.
FORK, LAST = ("├─ ", "│  "), ("└─ ", "   ")

NO_RULE = "No rule concludes this: it holds only where a source states it."

Lines = Iterator[str]


def write(explanations: Sequence[Explanation], out: IO[str]) -> None:
    """Write explanations as trees."""
    for number, explanation in enumerate(explanations):
        if number:
            print(file=out)
        for line in _explanation(explanation):
            print(visible(line), file=out)


def _explanation(explanation: Explanation) -> Lines:
    yield explanation.text
    yield f"({explanation.terms})"
    for account in explanation.accounts:
        yield ""
        yield f"{account.source}:"
        yield from _below(account.step)
    if explanation.holds:
        return
    yield "does not hold"
    if explanation.elsewhere:
        yield f"It holds by releases that are not selected: {'; '.join(explanation.elsewhere)}"
    for miss in explanation.nearest:
        yield ""
        yield from _miss(miss)
    if not explanation.nearest:
        yield NO_RULE
    if explanation.instead:
        yield ""
        yield "Stated instead:"
        yield from _branches([list(_step(step)) for step in explanation.instead])


def _step(step: Step) -> Lines:
    yield step.text
    yield from _below(step)


def _below(step: Step) -> Lines:
    """Yield how a fact holds, without the fact itself."""
    if step.ground:
        yield from _ground(step)
        return
    told = f"follows by {step.by}"
    yield f"{told}: {step.said}" if step.said else f"{told} ({step.place})" if step.place else told
    branches = [list(_step(premise)) for premise in step.premises]
    yield from _branches([*branches, *([condition] for condition in step.conditions)])


def _ground(step: Step) -> Lines:
    if step.ground is None:
        return
    yield f"stated in {step.ground.source} ({step.ground.place})"
    if step.ground.passages:
        first, *others = step.ground.passages
        more = f" (and {len(others)} more)" if others else ""
        yield f"“{first.first_words} … {first.last_words}”{more}"
        yield first.link
    elif step.ground.address:
        yield step.ground.address


def _miss(miss: Miss) -> Lines:
    said = f": {miss.said}" if miss.said else ""
    yield f"Nearest, by {miss.source}: {miss.by}{said}"
    yield f"It would give: {miss.goal}{''.join(f', then {step}' for step in miss.steps)}"
    holding = [[f"holds: {step.text}", *_below(step)] for step in miss.holding]
    yield from _branches([*holding, *(list(_missing(missing)) for missing in miss.missing)])


def _missing(missing: Missing) -> Lines:
    yield f"missing: {missing.text}"
    if missing.elsewhere:
        yield f"It holds by other releases: {'; '.join(missing.elsewhere)}"


def _branches(branches: list[list[str]]) -> Lines:
    for number, (first, *rest) in enumerate(branches, 1):
        begin, below = LAST if number == len(branches) else FORK
        yield begin + first
        yield from (below + line for line in rest)
