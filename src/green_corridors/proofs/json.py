"""Plain data for programs: every term both as RDF and in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, Any

from pyoxigraph import Triple

from green_corridors.grounds import Ground
from green_corridors.steps import Step
from green_corridors.why import Explanation, Miss

ENDINGS = (".json",)


def write(explanations: Sequence[Explanation], out: IO[str]) -> None:
    """Write explanations as a list of objects."""
    json.dump([_explanation(each) for each in explanations], out, ensure_ascii=False, indent=2)
    print(file=out)


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "fact": _fact(explanation.fact, explanation.text),
        "terms": explanation.terms,
        "holds": explanation.holds,
        "accounts": [
            {"source": each.source, "release": each.release, "proof": _step(each.step)}
            for each in explanation.accounts
        ],
        "nearest": [_miss(miss) for miss in explanation.nearest],
        "instead": [_step(step) for step in explanation.instead],
        "elsewhere": list(explanation.elsewhere),
    }


def _fact(fact: Triple, text: str) -> dict[str, str]:
    """Return a fact in words, and its terms as N-Triples writes them."""
    terms = {"subject": fact.subject, "predicate": fact.predicate, "object": fact.object}
    return {"text": text, **{name: str(term) for name, term in terms.items()}}


def _step(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {"fact": _fact(step.fact, step.text)}
    if step.ground:
        return {**told, "stated": _ground(step.ground)}
    return {
        **told,
        "by": step.by,
        "says": step.said,
        "place": step.place,
        "premises": [_step(premise) for premise in step.premises],
        "conditions": list(step.conditions),
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return asdict(ground)


def _miss(miss: Miss) -> dict[str, Any]:
    return {
        "source": miss.source,
        "release": miss.release,
        "goal": miss.goal,
        "by": miss.by,
        "says": miss.said,
        "then": list(miss.steps),
        "holding": [_step(step) for step in miss.holding],
        "missing": [asdict(missing) for missing in miss.missing],
    }
