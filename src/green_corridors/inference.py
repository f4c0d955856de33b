"""What follows from a source: a closure under the ontology's axioms and its CONSTRUCT rules.

What is stated is taken one triple after the other, and joined with what was taken before (semi-naive
evaluation). A background is closed once, and each source added to it and taken out again. Rules that are more
than patterns are asked of the engine when nothing else follows, until nothing new follows from them either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TypeGuard

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from green_corridors import terms
from green_corridors.axioms import Axioms, axioms_of, is_axiom, read_axioms
from green_corridors.containment import Limits, contained
from green_corridors.errors import BrokenQuery, LimitExceeded, UnsupportedAxiom
from green_corridors.firings import Firing, Firings, Join
from green_corridors.matching import Binding, Facts, bound, different, is_absent, solutions, unified
from green_corridors.reach import Budget
from green_corridors.rule_reading import read_rule
from green_corridors.rules import Rule, Term, construct, parts_of
from green_corridors.sparql import refuse_excess

__all__ = [
    "MAX_INFERRED",
    "Axioms",
    "Closed",
    "axioms_of",
    "closure",
    "read_axioms",
    "refuse_axioms",
    "rule_fault",
]

#: So many triples may follow from one source, and besides for each triple that it states so many more.
MAX_INFERRED, MAX_GROWTH = 250_000, 10
#: So many facts may be looked at for each triple that may follow.
MAX_STEPS = 5
#: So often rules that are asked of the engine are asked again because something new was found.
MAX_ROUNDS = 1_000


class Closed:
    """A background with all that follows from it, to which sources are added one at a time."""

    def __init__(self, axioms: Axioms, rules: Iterable[str | Rule], given: Iterable[Triple]):
        """Close a background; ``rules`` are SPARQL CONSTRUCT queries, or are read already.

        Raises:
            BrokenQuery: a rule is not a valid CONSTRUCT query.
            LimitExceeded: more follows than may follow from one source.
        """
        read = [rule if isinstance(rule, Rule) else read_rule(rule) for rule in rules]
        self._queries = [rule for rule in read if rule.asked]
        self._doubtful: list[tuple[Rule, list[Binding]]] = [(rule, []) for rule in read if rule.absent]
        self._firings = Firings((*axioms.rules, *(rule for rule in read if not rule.query)))
        for rule, doubts in self._doubtful:
            self._firings.join(rule, doubts)
            self._firings.keep(rule.absent)
        self._facts, self._store = Facts(), Store()
        self._concluded: list[set[Triple]] = []
        self._known: set[Triple] = set()
        stated = frozenset(given)
        self._log: list[Triple] = []
        self._concluded = self._saturate(stated, "the background")
        self._log = []
        self._settled = [len(doubts) for _, doubts in self._doubtful]
        self.known = frozenset(self._known)
        self.follows = self.known - stated

    def of(self, triples: Iterable[Triple], what: str = "a source") -> set[Triple]:
        """Return what follows from the background with some triples, and is in neither.

        ``what`` is what the triples are, in words.

        Raises:
            LimitExceeded: more follows than may follow from one source.
            BrokenQuery: a rule takes back what follows from the background without the triples.
        """
        stated = set(triples) - self.known
        self._log = []
        try:
            self._saturate(stated, what)
            return set(self._log) - stated
        finally:
            self._take_back()

    def _take_back(self) -> None:
        """Forget everything that was added since the background was closed."""
        self._known.difference_update(self._log)
        for triple in self._log:
            for firing in self._firings.by(triple):
                if firing.kept:
                    self._facts.remove(*triple)
                if firing.reach:
                    firing.reach.remove(*triple)
            if self._queries:
                self._store.remove(Quad(*triple))
        for (_, doubts), settled in zip(self._doubtful, self._settled, strict=True):
            del doubts[settled:]

    def _saturate(self, stated: Iterable[Triple], what: str) -> list[set[Triple]]:
        """Add triples and all that follows; return what each rule concludes that is more than patterns."""
        fresh, concluded = list(stated), self._concluded
        most = MAX_INFERRED + (1 + MAX_GROWTH) * len(fresh)
        for _ in range(MAX_ROUNDS):
            before = len(self._log)
            self._follow(fresh, most, what)
            if not (self._queries or self._doubtful) or not fresh:
                return concluded
            if self._queries:
                self._store.extend(Quad(*triple) for triple in self._log[before:])
            asked = [self._asked(rule, most, what) for rule in self._queries]
            found = asked + [self._undoubted(*each, most, what) for each in self._doubtful]
            rules = (*self._queries, *(rule for rule, _ in self._doubtful))
            for rule, earlier, now in zip(rules, concluded or found, found, strict=True):
                if not earlier <= now:
                    raise BrokenQuery(
                        f"{what}: {rule.name or 'a rule'} takes back what it has concluded from less; "
                        "let its negations be about what is stated, not about what follows"
                    )
            concluded = found
            fresh = list(set[Triple]().union(*found) - self._known)
        raise LimitExceeded(
            f"{what}: the rules find something new in each of {MAX_ROUNDS:,} rounds; "
            "let them connect what is there, and make nothing new"
        )

    def _follow(self, fresh: list[Triple], most: int, what: str) -> None:
        """Add triples and all that follows by axioms and by rules that are patterns."""
        known, log, budget = self._known, self._log, Budget(most * MAX_STEPS, partial(self._excess, what))
        known.update(fresh)
        log += fresh
        ahead = list(fresh)
        while ahead:
            triple = ahead.pop()
            for firing in self._firings.by(triple):
                for found in self._found(firing, triple, budget):
                    if found not in known:
                        known.add(found)
                        log.append(found)
                        ahead.append(found)
                        if len(log) > most:
                            raise self._excess(what)

    def _found(self, firing: Firing, triple: Triple, budget: Budget) -> Iterator[Triple]:
        """Yield what follows from a triple, by itself and together with those taken before."""
        subject, predicate, value = triple
        for above in firing.above:
            yield Triple(subject, above, value)
        for kind in firing.subject_is:
            yield Triple(subject, terms.RDF_TYPE, kind)
        if _is_thing(value):
            for swapped in firing.swapped:
                yield Triple(value, swapped, subject)
            for kind in firing.value_is:
                yield Triple(value, terms.RDF_TYPE, kind)
            if firing.reach:
                for start, end in firing.reach.add(subject, value, budget):
                    yield Triple(start, predicate, end)  # type: ignore[arg-type]
        if firing.kept:
            self._facts.add(subject, predicate, value)
        for join in firing.joins:
            yield from self._joined(join, (subject, value), budget)

    def _joined(self, join: Join, ends: tuple[Term, Term], budget: Budget) -> Iterator[Triple]:
        start = unified(join.first, ends, {})
        if start is None:
            return
        for binding in solutions(self._facts, join.rest, start, budget.spend):
            if not different(join.rule.unequal, binding):
                continue
            if join.doubts is None:
                yield from _concluded(join.rule, binding)
            else:
                join.doubts.append(binding)

    def _undoubted(self, rule: Rule, doubts: list[Binding], most: int, what: str) -> set[Triple]:
        """Return what a rule concludes from all bindings under which what must be absent is."""
        budget = Budget(most * MAX_STEPS, partial(self._excess, what))
        return {
            conclusion
            for binding in doubts
            if all(is_absent(each, self._facts, binding, budget.spend) for each in rule.absent)
            for conclusion in _concluded(rule, binding)
        }

    def _asked(self, rule: Rule, most: int, what: str) -> set[Triple]:
        """Return all that a rule finds that is no mere pattern."""
        budget, found = Budget(most * MAX_STEPS, partial(self._excess, what)), set[Triple]()
        for triple in construct(self._store, rule.query):
            budget.spend()
            found.add(triple)
            if len(found) > most:
                raise self._excess(what)
        return found

    def _excess(self, what: str) -> LimitExceeded:
        often = Counter(triple.predicate for triple in self._log).most_common(1)
        told = f", most of it with {often[0][0]}" if often else ""
        return LimitExceeded(
            f"{what}: too much follows from it{told} (more than {MAX_INFERRED:,} triples, or as much work); "
            "look for a circle, a long chain or a rule that joins everything with everything"
        )


def _concluded(rule: Rule, binding: Binding) -> Iterator[Triple]:
    """Yield the head of a rule under a binding."""
    for pattern in rule.head:
        subject, value = (bound(part, binding) for part in parts_of(pattern))
        if _is_thing(subject):
            yield Triple(subject, pattern[1], value)  # type: ignore[arg-type]


def closure(axioms: Axioms, rules: Iterable[str], given: Iterable[Triple]) -> set[Triple]:
    """Return the triples that follow from ``given`` and are not in it.

    Raises:
        BrokenQuery: a rule is not a valid CONSTRUCT query.
        LimitExceeded: more follows than may follow from one source.
    """
    return set(Closed(axioms, rules, given).follows)


def refuse_axioms(triples: Iterable[Triple], what: str) -> None:
    """Refuse data that says what only an ontology may say, for it would be ignored.

    Raises:
        UnsupportedAxiom: there is such a triple; ``what`` says where.
    """
    for triple in triples:
        if is_axiom(triple):
            raise UnsupportedAxiom(f"{what}: “{triple}” belongs in the ontology; move it there or remove it")


def rule_fault(rule: str) -> str | None:
    """Return what is wrong with a rule, or ``None``; of a syntax error in the engine's words."""
    try:
        refuse_excess(rule)
        # In a child, for a rule that nests too deep ends the process.
        contained(partial(read_rule, rule), Limits(what="the rule"))
    except (BrokenQuery, LimitExceeded) as error:
        return str(error)
    return None


def _is_thing(term: object) -> TypeGuard[NamedNode | BlankNode]:
    return isinstance(term, NamedNode | BlankNode)
