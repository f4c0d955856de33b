"""Derivations: the smallest proof of a fact from what is stated."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from green_corridors.errors import LimitExceeded
from green_corridors.matching import Binding, Concluding, Facts, different, fact_of, ordered, solutions
from green_corridors.rules import Rule, construct
from green_corridors.sparql import bind, tokens

__all__ = ["Derivations", "Instance", "Proof"]

#: A rule with the facts from which it draws a conclusion.
Instance = tuple[Rule, tuple[Triple, ...]]

#: So many instances of rules are looked at in the search for one proof.
MAX_INSTANCES = 50_000
#: A proof with more steps helps nobody.
MAX_STEPS = 500
#: So many solutions of a rule are tried that is asked of the engine.
MAX_TRIALS = 20


@dataclass(frozen=True)
class Proof:
    """A fact, and the rule and the proofs of its premises by which it follows; no rule where it is stated."""

    fact: Triple
    rule: Rule | None = None
    premises: tuple[Proof, ...] = ()

    def leaves(self) -> Iterator[Triple]:
        """Yield the stated facts on which it rests, from left to right."""
        if self.rule is None:
            yield self.fact
        for premise in self.premises:
            yield from premise.leaves()


#: Finds instances of what is computed rather than inferred.
Computed = Callable[[Triple, Facts], Iterable[Instance]]


class Derivations:
    """How facts follow by rules within one closure; ``stated`` are the facts that need no proof."""

    def __init__(
        self,
        rules: Iterable[Rule],
        facts: Facts,
        stated: Container[Triple],
        computed: Computed = lambda *_: (),
    ):
        self._facts, self._stated, self._computed = facts, stated, computed
        self._concluding = Concluding(rules)

    def proof(self, fact: Triple) -> Proof | None:
        """Return the smallest proof of a fact, ``None`` where it does not follow.

        Raises:
            LimitExceeded: it has too many steps, or would be too long to find.
        """
        leaves, instances = self._reachable(fact)
        chosen = _smallest(leaves, instances, fact)
        return _built(fact, chosen) if fact in chosen else None

    def _reachable(self, goal: Triple) -> tuple[list[Triple], list[tuple[Triple, Instance]]]:
        """Return the stated facts and the instances of rules to which one comes backwards from a goal."""
        ahead, seen = [goal], {goal}
        leaves: list[Triple] = []
        found: list[tuple[Triple, Instance]] = []
        while ahead:
            fact = ahead.pop()
            if fact in self._stated:
                leaves.append(fact)
                continue
            for instance in self.instances(fact):
                found.append((fact, instance))
                fresh = [premise for premise in instance[1] if premise not in seen]
                seen.update(fresh)
                ahead += fresh
                if len(found) > MAX_INSTANCES:
                    raise _too_large(goal)
        return leaves, found

    def instances(self, fact: Triple) -> Iterator[Instance]:
        """Yield the rules that conclude a fact, each with the facts that make it do so."""
        yield from self._computed(fact, self._facts)
        for rule, start in self._concluding.starting(fact):
            if rule.query:
                yield from self._asked(rule, fact, start)
                continue
            for binding in solutions(self._facts, ordered(rule.body, start), start):
                premises = tuple(fact_of(pattern, binding) for pattern in rule.body)
                if different(rule.unequal, binding) and fact not in premises:
                    yield rule, tuple(dict.fromkeys(premises))

    @cached_property
    def _store(self) -> Store:
        store = Store()
        store.extend(Quad(*triple) for triple in self._facts)
        return store

    def _asked(self, rule: Rule, fact: Triple, start: Binding) -> Iterator[Instance]:
        """Yield instances of a rule that is asked of the engine, each with the fewest facts that do."""
        answers = self._store.query(bind(as_select(rule.query), _writable(start)))
        if not isinstance(answers, QuerySolutions):
            return
        names = [variable.value for variable in answers.variables]
        for answer in islice(answers, MAX_TRIALS):
            pinned = _writable({name: answer[name] for name in names if answer[name] is not None})
            query = bind(rule.query, pinned)

            def concludes(facts: Iterable[Triple], query: str = query) -> bool:
                store = Store()
                store.extend(Quad(*triple) for triple in facts)
                return fact in set(construct(store, query))

            facts = [each for each in sorted(self._facts, key=str) if each != fact]
            if concludes(facts):
                yield rule, tuple(_fewest(facts, concludes))


def as_select(query: str) -> str:
    """Return a CONSTRUCT query as the SELECT of all its variables."""
    begin, depth = None, 0
    for token in tokens(query):
        if token.text.upper() == "CONSTRUCT" and token.kind == "word":
            begin = token.start
        elif begin is not None and token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                return f"{query[:begin]}SELECT * {query[token.start + 1 :]}"
    return query


def _writable(binding: Binding) -> dict[str, NamedNode | Literal]:
    """Return what a VALUES clause can say of a binding."""
    return {name: term for name, term in binding.items() if isinstance(term, NamedNode | Literal)}


def _fewest(facts: list[Triple], holds: Callable[[Iterable[Triple]], bool]) -> list[Triple]:
    """Return facts of which none can be left out, by leaving out ever smaller parts."""
    size = (len(facts) + 1) // 2
    while size:
        start = 0
        while start < len(facts):
            fewer = facts[:start] + facts[start + size :]
            if holds(fewer):
                facts = fewer
            else:
                start += size
        size = size // 2 if size > 1 else 0
    return facts


def _smallest(
    leaves: Iterable[Triple], instances: list[tuple[Triple, Instance]], goal: Triple
) -> dict[Triple, Instance | None]:
    """Return for each fact how it is proved with fewest steps, up to a goal (Knuth, 1977).

    Facts are settled in the order of the size of their proofs, so that no proof rests on itself.
    """
    using: dict[Triple, list[int]] = defaultdict(list)
    for number, (_, (_, premises)) in enumerate(instances):
        for premise in premises:
            using[premise].append(number)
    waiting = [len(premises) for _, (_, premises) in instances]
    stated = list(leaves)
    heap = [(1, str(leaf), -1 - number) for number, leaf in enumerate(stated)]
    heap += [(1, "", number) for number, left in enumerate(waiting) if not left]
    heapq.heapify(heap)
    sizes: dict[Triple, int] = {}
    chosen: dict[Triple, Instance | None] = {}
    while heap and goal not in chosen:
        size, _, number = heapq.heappop(heap)
        fact, instance = instances[number] if number >= 0 else (stated[-1 - number], None)
        if fact in chosen:
            continue
        sizes[fact], chosen[fact] = size, instance
        for each in using[fact]:
            waiting[each] -= 1
            if not waiting[each]:
                premises = instances[each][1][1]
                total = 1 + sum(sizes[premise] for premise in premises)
                heapq.heappush(heap, (total, str(premises), each))
    if sizes.get(goal, 0) > MAX_STEPS:
        raise _too_large(goal)
    return chosen


def _built(fact: Triple, chosen: dict[Triple, Instance | None]) -> Proof:
    instance = chosen[fact]
    if instance is None:
        return Proof(fact)
    rule, premises = instance
    return Proof(fact, rule, tuple(_built(premise, chosen) for premise in premises))


def _too_large(goal: Triple) -> LimitExceeded:
    return LimitExceeded(
        f"the proof of {goal} is too large to be of use (more than {MAX_STEPS} steps, or too many ways "
        "lead to it); ask for one of its premises"
    )
