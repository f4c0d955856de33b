"""Nested lists in GitHub-flavoured Markdown, with links to the passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from green_corridors.escapes import markdown as escaped
from green_corridors.escapes import visible
from green_corridors.grounds import Ground
from green_corridors.steps import Step
from green_corridors.why import Explanation, Miss

ENDINGS = (".md",)
NO_RULE = "No rule concludes this: it holds only where a source states it."


def write(explanations: Sequence[Explanation], out: IO[str]) -> None:
    """Write explanations, each below a heading."""
    for number, explanation in enumerate(explanations):
        if number:
            print(file=out)
        for line in _explanation(explanation):
            print(line, file=out)


def _explanation(explanation: Explanation) -> Iterator[str]:
    yield f"## {escaped(explanation.text)}"
    yield ""
    yield f"`{visible(explanation.terms)}`"
    for account in explanation.accounts:
        yield ""
        yield f"**{escaped(account.source)}**"
        yield ""
        yield from _step(account.step, 0)
    if explanation.holds:
        return
    yield ""
    yield "This does not hold."
    if explanation.elsewhere:
        told = escaped("; ".join(explanation.elsewhere))
        yield f"It holds by releases that are not selected: {told}."
    for miss in explanation.nearest:
        yield ""
        yield from _miss(miss)
    if not explanation.nearest:
        yield NO_RULE
    if explanation.instead:
        yield ""
        yield "Stated instead:"
        yield ""
        for step in explanation.instead:
            yield from _step(step, 0)


def _item(depth: int, text: str) -> str:
    return f"{'  ' * depth}- {text}"


def _step(step: Step, depth: int, mark: str = "") -> Iterator[str]:
    """Yield a fact with all it follows from, one level deeper for each step."""
    if step.ground:
        yield _item(depth, f"{mark}{escaped(step.text)}. Stated in {_ground(step.ground)}")
        return
    place = f" (`{step.place}`)" if step.place else ""
    said = f": {escaped(step.said)}" if step.said else ""
    yield _item(depth, f"{mark}{escaped(step.text)}. Follows by *{escaped(step.by)}*{place}{said}")
    for premise in step.premises:
        yield from _step(premise, depth + 1)
    for condition in step.conditions:
        yield _item(depth + 1, escaped(condition))


def _ground(ground: Ground) -> str:
    told = f"{escaped(ground.source)}, `{ground.place}`"
    places = [
        f"[“{escaped(each.first_words)} … {escaped(each.last_words)}”](<{each.link}>)"
        for each in ground.passages[:1]
    ] or ([f"<{ground.address}>"] if ground.address else [])
    more = f" (and {len(ground.passages) - 1} more)" if len(ground.passages) > 1 else ""
    return f"{told}: {places[0]}{more}" if places else told


def _miss(miss: Miss) -> Iterator[str]:
    said = f": {escaped(miss.said)}" if miss.said else ""
    yield f"Nearest, by {escaped(miss.source)}: *{escaped(miss.by)}*{said}"
    yield ""
    then = "".join(f", then *{escaped(step)}*" for step in miss.steps)
    yield _item(0, f"It would give: {escaped(miss.goal)}{then}")
    for step in miss.holding:
        yield from _step(step, 1, "**Holds:** ")
    for missing in miss.missing:
        others = f". It holds by other releases: {'; '.join(missing.elsewhere)}" if missing.elsewhere else ""
        yield _item(1, f"**Missing:** {escaped(missing.text + others)}")
