"""The steps of a proof in words: what each says, by what it follows, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Triple

from green_corridors import terms
from green_corridors.answers import Labels
from green_corridors.derivation import Proof
from green_corridors.graph import Knowledge
from green_corridors.grounds import Ground, Grounds
from green_corridors.house import write_term
from green_corridors.matching import Binding, Concluding, Facts, different, ordered, solutions
from green_corridors.places import place_of
from green_corridors.reading import decode, read_bytes
from green_corridors.rules import Part, Pattern, Rule
from green_corridors.sources import Release
from green_corridors.sparql import tokens

__all__ = ["Step", "Words"]

DASH = " — "
SUMMARY = re.compile(r"^#\+ summary: *(.+)$", re.MULTILINE)
#: How the terms of an axiom are joined in words, by its kind; the first comes from its body.
SIGNS = {
    **{"subclass": " ⊑ ", "sub-property": " ⊑ ", "domain": " → ", "range": " → ", "inverse": " ↔ "},
    **{"equivalent classes": " ≡ ", "equivalent properties": " ≡ "},
}


@dataclass(frozen=True)
class Step:
    """A fact in a proof: stated at its ``ground``, or following ``by`` a rule from its ``premises``.

    ``said`` is what the rule says of itself, ``place`` where it is written, ``conditions`` what it demands
    beside its premises.
    """

    fact: Triple
    text: str
    ground: Ground | None = None
    by: str = ""
    said: str = ""
    place: str = ""
    conditions: tuple[str, ...] = ()
    premises: tuple[Step, ...] = ()


class Words:
    """The words for facts, rules and proofs of a workspace."""

    def __init__(self, knowledge: Knowledge, labels: Labels):
        self._knowledge, self._labels = knowledge, labels
        self._grounds = Grounds(knowledge, labels)

    def step(self, proof: Proof, release: Release | None) -> Step:
        """Return a proof within a release as a step, with all that is below it."""
        text = self.text((proof.fact.subject, proof.fact.predicate, proof.fact.object))
        if proof.rule is None:
            return Step(proof.fact, text, self._grounds.of(proof.fact, release))
        premises = tuple(self.step(premise, release) for premise in proof.premises)
        by, said, place = self.rule(proof.rule)
        facts = [premise.fact for premise in proof.premises]
        binding = _binding(proof.rule, proof.fact, facts)
        conditions = (
            *self._unequal(proof.rule.unequal, binding),
            *(self._condition(condition, binding) for condition in proof.rule.conditions),
        )
        return Step(proof.fact, text, None, by, said, place, conditions, premises)

    def text(self, pattern: Pattern) -> str:
        """Return a fact, or a pattern with variables, in words."""
        subject, predicate, value = pattern
        verb = "is a" if predicate == terms.RDF_TYPE else self._labels.of(predicate)
        return DASH.join((self._part(subject), verb, self._part(value)))

    def terms(self, fact: Triple) -> str:
        """Return a fact as a file would write it."""
        prefixes = self._knowledge.prefixes
        parts = [write_term(part, prefixes) for part in (fact.subject, fact.predicate, fact.object)]
        return " ".join("a" if part == "rdf:type" else part for part in parts)

    def _part(self, part: Part) -> str:
        return f"?{part}" if isinstance(part, str) else self._labels.of(part)

    def rule(self, rule: Rule) -> tuple[str, str, str]:
        """Return what a rule or an axiom is called, what it says, and where it is written."""
        if rule.kind == "rule":
            path = next(path for path in self._knowledge.workspace.rules if path.stem == rule.name)
            return f"rule {rule.name}", self._summaries[path], f"{self._shown(path)}:1"
        if rule.kind == "computed":
            return f"computed: {rule.name}", "", ""
        return f"{rule.kind}: {self._axiom(rule)}", "", self._place(rule)

    def _axiom(self, rule: Rule) -> str:
        label = self._labels.of
        about = [
            pattern[2] if pattern[1] == terms.RDF_TYPE else pattern[1] for pattern in (*rule.body, *rule.head)
        ]
        if rule.kind in SIGNS:
            return SIGNS[rule.kind].join(label(term) for term in about if not isinstance(term, str))
        if rule.kind == "chain":
            return f"{' ∘ '.join(label(pattern[1]) for pattern in rule.body)} ⊑ {label(rule.head[0][1])}"
        return label(rule.head[0][1])

    @cached_property
    def _summaries(self) -> Mapping[Path, str]:
        texts = {path: decode(path, read_bytes(path)) for path in self._knowledge.workspace.rules}
        return {
            path: found[1].strip() if (found := SUMMARY.search(text)) else "" for path, text in texts.items()
        }

    def _place(self, rule: Rule) -> str:
        for source in self._knowledge.ontology:
            for document in source.documents:
                if rule.axiom in document.triples and (place := place_of(document, *rule.axiom)):
                    return f"{self._shown(document.path)}:{place.line}"
        return ""

    def _shown(self, path: Path) -> str:
        return self._knowledge.workspace.shown(path)

    def refusal(self, rule: Rule, fact: Triple, premises: Iterable[Triple]) -> tuple[str, ...]:
        """Return why a rule does not conclude a fact although all its patterns hold.

        That is what must differ and is one, else a condition; where a rule has several, which of them fails
        is not known.
        """
        binding = _binding(rule, fact, premises)
        same = [pair for pair in rule.unequal if not different([pair], binding)]
        if same:
            return self._unequal(same, binding)
        asked = [self._condition(text, binding) for text in rule.conditions]
        return (f"at least one of: {'; '.join(asked)}",) if len(asked) > 1 else tuple(asked)

    def _unequal(self, pairs: Iterable[tuple[Part, Part]], binding: Binding) -> tuple[str, ...]:
        return tuple(
            f"{self._bound(left, binding)} differs from {self._bound(right, binding)}"
            for left, right in pairs
        )

    def _bound(self, part: Part, binding: Binding) -> str:
        return self._part(binding.get(part, part) if isinstance(part, str) else part)

    def _condition(self, text: str, binding: Binding) -> str:
        """Return a condition as it is written, with what its variables stand for, and a negation in words."""
        negation = re.match(r"(?:FILTER\s+NOT\s+EXISTS|MINUS)\s*\{(.*)\}$", text, re.DOTALL | re.IGNORECASE)
        words = " ".join((negation[1] if negation else text).split())
        told = "".join(
            f"“{self._labels.of(binding[token.text[1:]])}”"
            if token.kind == "variable" and token.text[1:] in binding
            else token.text
            for token in tokens(words)
        )
        return f"nothing says: {told.strip()}" if negation else f"the rule also asks: {told}"


def _binding(rule: Rule, fact: Triple, premises: Iterable[Triple]) -> Binding:
    """Return what the variables of a rule stand for where it concludes a fact from its premises."""
    starts = [start for _, start in Concluding([rule]).starting(fact)]
    facts = Facts(premises)
    found = (binding for start in starts for binding in solutions(facts, ordered(rule.body, start), start))
    return next(found, starts[0] if starts else {})
