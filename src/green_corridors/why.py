"""Why a fact holds: its proof from each source, down to where each premise stands; or what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from pyoxigraph import Triple

from green_corridors import terms
from green_corridors.answers import Labels
from green_corridors.attempts import Attempt, Attempts
from green_corridors.axioms import axioms_of
from green_corridors.computed import dates_of, premises_of
from green_corridors.derivation import Derivations, Proof
from green_corridors.errors import LimitExceeded
from green_corridors.graph import Knowledge
from green_corridors.matching import Facts
from green_corridors.reading import decode, read_bytes
from green_corridors.rule_reading import read_rule
from green_corridors.rules import Pattern, Rule
from green_corridors.selection import Selection
from green_corridors.sources import Release
from green_corridors.steps import Step, Words
from green_corridors.store import inferred_by_release
from green_corridors.wanted import Wanted

__all__ = ["Account", "Explanation", "Miss", "Why"]

#: So many rules that almost fire are told.
NEAREST = 2


@dataclass(frozen=True)
class Account:
    """How a fact holds by one source: by a release, or by register and ontology alone (``release`` empty)."""

    source: str
    release: str
    step: Step


@dataclass(frozen=True)
class Missing:
    """What does not hold, in words; and the other releases that say it, where it is one certain fact."""

    text: str
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True)
class Miss:
    """The rule that comes nearest in a source: what holds of it and what does not.

    ``steps`` are the rules that would lead on from its conclusion to the fact that was asked for.
    """

    source: str
    release: str
    goal: str
    by: str
    said: str
    steps: tuple[str, ...]
    holding: tuple[Step, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Explanation:
    """A fact with the accounts by which it holds; where there is none, how near the rules come to it.

    ``text`` is the fact in words, ``terms`` as a file would write it. ``instead`` is what is stated of the
    same subject and property. ``elsewhere`` names the releases by which it holds that are not selected.
    """

    fact: Triple
    text: str
    terms: str
    accounts: tuple[Account, ...] = ()
    nearest: tuple[Miss, ...] = ()
    instead: tuple[Step, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether some source gives the fact."""
        return bool(self.accounts)


@dataclass(frozen=True)
class _World:
    """One source with what follows from it, beside the background; the background itself has no release."""

    release: Release | None
    stated: Collection[Triple]
    follows: set[Triple]


class Why:
    """Explains facts of a workspace."""

    def __init__(self, knowledge: Knowledge, labels: Labels):
        self._knowledge, self._labels = knowledge, labels
        self._words = Words(knowledge, labels)

    def explain(self, wanted: Wanted, selection: Selection) -> list[Explanation]:
        """Explain every reading that holds; where none does, the one to which the rules come nearest.

        Raises:
            UnknownName: a selected source is no release of the workspace.
            AmbiguousName: no reading holds, and a name is borne by two things of one kind.
            LimitExceeded: a proof is too large to be found or to be of use.
        """
        selected = set(selection.of(self._knowledge))
        found: dict[Triple, list[Account]] = {}
        elsewhere: dict[Triple, list[str]] = {}
        for world in self._worlds(wanted):
            for fact in sorted(set(wanted.among(chain(world.stated, world.follows))), key=str):
                if world.release is None or world.release in selected:
                    found.setdefault(fact, []).append(self._account(fact, world))
                else:
                    elsewhere.setdefault(fact, []).append(self._labels.of(world.release.graph))
        if found:
            ordered = sorted(found, key=lambda fact: self._rank(fact, wanted))
            return [self._explanation(fact, accounts=tuple(found[fact])) for fact in ordered]
        if wanted.doubt:
            raise wanted.doubt
        return [self._missed(wanted, selected, elsewhere)]

    def _rank(self, fact: Triple, wanted: Wanted) -> tuple[int, str]:
        return wanted.subjects.index(fact.subject), str(fact)

    @cached_property
    def _rules(self) -> list[Rule]:
        ontology = (triple for source in self._knowledge.ontology for triple in source.triples)
        paths = self._knowledge.workspace.rules
        return [*axioms_of(ontology).rules, *(read_rule(decode(p, read_bytes(p)), p.stem) for p in paths)]

    @cached_property
    def _follows(self) -> list[tuple[Release | None, frozenset[Triple]]]:
        """The background and each release, with what follows from it."""
        return list(inferred_by_release(self._knowledge))

    def _worlds(self, wanted: Wanted) -> Iterator[_World]:
        """Yield the background, then each release, with what follows and what is computed."""
        dated = any(subject.value.startswith(terms.ID + "date/") for subject in wanted.subjects)
        for release, follows in self._follows:
            stated = release.triples if release else self._background[0]
            computed = dates_of(chain(stated, follows)) if dated else set()
            yield _World(release, stated, {*follows, *computed})

    @cached_property
    def _background(self) -> tuple[frozenset[Triple], Facts]:
        """What ontology and register state, and an index of it with all that follows from it."""
        stated = frozenset(self._knowledge.background)
        return stated, Facts(stated | self._follows[0][1])

    def _account(self, fact: Triple, world: _World) -> Account:
        with _Added(self._background[1], world) as facts:
            proof = self._derivations(facts, world).proof(fact)
            if proof is None:
                raise LimitExceeded(
                    f"no proof of {self._words.terms(fact)} was found, though it follows; "
                    "a rule that concludes it is too involved to take apart"
                )
            step = self._words.step(proof, world.release)
        return Account(self._source(world), world.release.graph.value if world.release else "", step)

    def _derivations(self, facts: Facts, world: _World) -> Derivations:
        return Derivations(self._rules, facts, self._background[0].union(world.stated), premises_of)

    def _source(self, world: _World) -> str:
        return self._labels.of(world.release.graph) if world.release else "register and ontology"

    def _missed(
        self, wanted: Wanted, selected: set[Release], elsewhere: dict[Triple, list[str]]
    ) -> Explanation:
        """Explain why nothing that may be meant holds."""
        near: list[tuple[Attempt, _World, Triple]] = []
        about = self._near(wanted)
        for world in self._worlds(wanted):
            concerned = any(triple.subject in about or triple.object in about for triple in world.stated)
            if world.release is None or (world.release in selected and concerned):
                with _Added(self._background[1], world) as facts:
                    attempts = Attempts(self._rules, facts)
                    near += [(each, world, fact) for fact in wanted.readings() for each in attempts.of(fact)]
        near.sort(key=lambda found: found[0].order)
        likely = near[0][2] if near else next(wanted.readings())
        fact = min(elsewhere, key=lambda each: self._rank(each, wanted), default=likely)
        lacking = 0
        chosen: dict[Rule, tuple[Attempt, _World]] = {}
        for attempt, world, reading in near:
            if reading == fact and (not chosen or (attempt.holding and len(attempt.missing) <= lacking + 1)):
                chosen.setdefault(attempt.rule, (attempt, world))
                lacking = min(len(each.missing) for each, _ in chosen.values())
        nearest = tuple(self._miss(*found) for found in list(chosen.values())[:NEAREST])
        instead = tuple(self._instead(wanted, selected))
        others = tuple(elsewhere.get(fact, ()))
        return self._explanation(fact, nearest=nearest, instead=instead, elsewhere=others)

    def _explanation(self, fact: Triple, **told: Any) -> Explanation:
        return Explanation(fact, self._words.text(_pattern(fact)), self._words.terms(fact), **told)

    def _near(self, wanted: Wanted) -> frozenset[object]:
        """Return the things asked for and their neighbours in the register; others are of no interest."""
        asked = {*wanted.subjects, *wanted.things}
        ties = [t for t in self._background[0] if t.subject in asked or t.object in asked]
        found = {end for triple in ties for end in (triple.subject, triple.object)}
        return frozenset(asked | {end for end in found if str(end).startswith(f"<{terms.ID}")})

    def _miss(self, attempt: Attempt, world: _World) -> Miss:
        """Tell what holds of a rule that almost fires, and what does not."""
        with _Added(self._background[1], world) as facts:
            proofs = [self._derivations(facts, world).proof(fact) for fact in attempt.holding]
        by, said, _ = self._words.rule(attempt.rule)
        missing = [self._missing(pattern, world) for pattern in attempt.missing]
        if not missing:
            refusal = self._words.refusal(attempt.rule, attempt.goal, attempt.holding)
            missing = [Missing(text) for text in refusal]
        return Miss(
            self._source(world),
            world.release.graph.value if world.release else "",
            self._words.text(_pattern(attempt.goal)),
            by,
            said,
            tuple(self._words.rule(rule)[0] for rule in attempt.steps[::-1]),
            tuple(self._words.step(proof, world.release) for proof in proofs if proof),
            tuple(missing),
        )

    def _missing(self, pattern: Pattern, world: _World) -> Missing:
        """Tell what does not hold; where it is one fact, who says it all the same."""
        subject, predicate, value = pattern
        text = self._words.text(pattern)
        if isinstance(subject, str) or isinstance(value, str):
            return Missing(text)
        fact = Triple(subject, predicate, value)  # type: ignore[arg-type]
        others = (
            each
            for each in self._worlds(Wanted((), predicate, (), None))
            if each.release
            and each.release != world.release
            and (fact in each.follows or fact in each.stated)
        )
        return Missing(text, tuple(self._source(other) for other in others))

    def _instead(self, wanted: Wanted, selected: set[Release]) -> Iterator[Step]:
        """Yield what is stated of the subject and the property that were asked for."""
        found: dict[Triple, Step] = {}
        for world in self._worlds(wanted):
            if world.release is None or world.release in selected:
                for triple in sorted(set(wanted.beside(world.stated)), key=str):
                    found.setdefault(triple, self._words.step(Proof(triple), world.release))
        yield from found.values()


def _pattern(fact: Triple) -> Pattern:
    return fact.subject, fact.predicate, fact.object


class _Added:
    """The facts of a background with those of a source for a while."""

    def __init__(self, facts: Facts, world: _World):
        self._facts = facts
        self._fresh = [fact for fact in (*world.stated, *world.follows) if not facts.has(fact)]

    def __enter__(self) -> Facts:
        for fact in self._fresh:
            self._facts.add(*fact)
        return self._facts

    def __exit__(self, *_: object) -> None:
        for fact in self._fresh:
            self._facts.remove(*fact)
