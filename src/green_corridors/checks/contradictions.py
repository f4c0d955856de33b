"""Contradictions within one source: what it states or implies against the exclusions of the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.clashes import Clash, Exclusions
from green_corridors.dates import bounds
from green_corridors.derivation import Derivations
from green_corridors.errors import InvalidDate
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.matching import Facts
from green_corridors.places import place_of
from green_corridors.placing import finding
from green_corridors.reading import Document
from green_corridors.rule_reading import read_rule
from green_corridors.sources import Release

DISJOINT = Rule(
    "disjoint",
    "violation",
    "a thing of two kinds that exclude each other",
    "The ontology says which classes have nothing in common (owl:AllDisjointClasses). A thing may be of "
    "a class by its type, or because a property has a domain or a range.",
)
FUNCTIONAL = Rule(
    "functional",
    "violation",
    "two values where there can be one",
    "The ontology says which properties have one value at most (owl:FunctionalProperty). Two values in one "
    "release contradict each other, however near they are: the release is retold with the more precise one. "
    "Two releases may differ. Two addresses are two things; they are never taken for one.",
)
EXCLUDED = Rule(
    "excluded-fact",
    "violation",
    "a fact that another one excludes",
    "The ontology says which properties never join a thing with itself (owl:IrreflexiveProperty), never hold "
    "in both directions (owl:AsymmetricProperty), or never join the same two things "
    "(owl:propertyDisjointWith, owl:AllDisjointProperties).",
)
RULES = (DISJOINT, FUNCTIONAL, EXCLUDED)

Leaf = tuple[Document, Triple]


def of_background(context: Context) -> Iterator[Finding]:
    """Yield each contradiction of ontology and register."""
    documents = context.background_documents
    yield from _Judge(context, documents, context.knowledge.background).findings(context.background)


def of_release(context: Context, release: Release) -> Iterator[Finding]:
    """Yield each contradiction of a release with itself or with the background, stated or inferred."""
    fresh = {*release.triples, *context.follows(release)} - context.background
    documents = (*context.background_documents, *release.documents)
    judge = _Judge(context, documents, context.knowledge.background.union(release.triples))
    for found in judge.findings(fresh):
        if found.place.path == release.path:
            yield found


@lru_cache(maxsize=4)
def _exclusions(context: Context) -> tuple[Exclusions, Facts]:
    """Return the exclusions of the ontology, and what the background has that they may concern."""
    exclusions = Exclusions(context.axioms.exclusions)
    return exclusions, exclusions.facts(context.background)


class _Judge:
    """What the findings of one source need to know: its documents in their order, and what they state."""

    def __init__(self, context: Context, documents: Sequence[Document], stated: frozenset[Triple]):
        self.context, self.documents, self.stated = context, documents, stated

    def findings(self, fresh: Iterable[Triple]) -> Iterator[Finding]:
        """Yield one finding for each thing of two kinds, and for each fact that contradicts another."""
        exclusions, facts = _exclusions(self.context)
        added = [fact for fact in exclusions.facts(fresh) if not facts.has(fact)]
        for fact in added:
            facts.add(*fact)
        clashes = set(exclusions.among(facts, fresh))
        for fact in added:
            facts.remove(*fact)
        if not clashes:
            return
        derivations = self._derivations(fresh)
        told: set[object] = set()
        for clash in sorted(clashes, key=self._order):
            leaves = sorted(self._leaves(derivations, clash), key=self._place)
            thing = clash.facts[0].subject
            key = thing if clash.exclusion.kind == "disjoint classes" else frozenset(t for _, t in leaves)
            if leaves and key not in told:
                told.add(key)
                yield self._finding(clash, leaves)

    def _order(self, clash: Clash) -> tuple[int, str]:
        """Put what is stated before what follows from it."""
        return sum(fact not in self.stated for fact in clash.facts), str(clash.facts)

    def _place(self, leaf: Leaf) -> tuple[int, int, int]:
        document, triple = leaf
        place = place_of(document, *triple)
        return self.documents.index(document), place.line if place else 0, place.column if place else 0

    def _derivations(self, fresh: Iterable[Triple]) -> Derivations:
        rules = [*self.context.axioms.rules, *map(read_rule, self.context.rule_texts)]
        return Derivations(rules, Facts({*self.context.background, *fresh}), self.stated)

    def _leaves(self, derivations: Derivations, clash: Clash) -> Iterator[Leaf]:
        """Yield the stated facts on which a clash rests, with the document that states each."""
        leaves = dict.fromkeys(
            leaf
            for fact in clash.facts
            if (proof := derivations.proof(fact)) is not None
            for leaf in proof.leaves()
        )
        for leaf in leaves:
            for document in self.documents[::-1]:
                if leaf in document.triples:
                    yield document, leaf
                    break

    def _finding(self, clash: Clash, leaves: list[Leaf]) -> Finding:
        """Return a clash as a finding at the last of the facts on which it rests."""
        document, last = leaves[-1]
        kind, fact = clash.exclusion.kind, clash.facts[0]

        def written(term: object) -> str:
            return "a" if term == terms.RDF_TYPE else write_term(term, document.prefixes, document.base)

        premises = leaves if kind == "disjoint classes" else leaves[:-1]
        others = [(other, leaf, " ".join(map(written, leaf))) for other, leaf in premises]
        for source in self.context.knowledge.ontology:
            for each in source.documents:
                if clash.exclusion.axiom in each.triples:
                    others.append((each, clash.exclusion.axiom, f"the axiom of the ontology ({kind})"))

        thing, verb, value = map(written, fact)
        if kind == "disjoint classes":
            kinds = " and ".join(str(each.object).strip("<>").removeprefix(terms.GSC) for each in clash.facts)
            said, repair = (
                f"{thing} is both {kinds}",
                "mend its type or its name, for these exclude each other",
            )
            return finding(
                DISJOINT, document, last, said, repair, others, at_subject=last.subject == fact.subject
            )
        if kind == "functional":
            other = written(clash.facts[1].object)
            said = f"{thing} has two values of {verb}, which has one at most: {value} and {other}"
            return finding(FUNCTIONAL, document, last, said, _repair(clash), others)
        if kind == "irreflexive":
            said = f"{thing} has itself as a value of {verb}, which the ontology excludes"
        elif kind == "asymmetric":
            said = f"{verb} holds in both directions between {thing} and {value}, which the ontology excludes"
        else:
            both = " and ".join(written(each.predicate) for each in clash.facts)
            said = f"{both} exclude each other, and both join {thing} with {value}"
        return finding(
            EXCLUDED, document, last, said, "keep what the source says, and remove the other", others
        )


def _repair(clash: Clash) -> str:
    values = [fact.object for fact in clash.facts]
    if all(isinstance(value, NamedNode) for value in values):
        return "keep one, for two addresses are two things"
    dates = [v.value for v in values if isinstance(v, Literal) and v.datatype == terms.EDTF_DATATYPE]
    if len(dates) == len(values) and _compatible(dates):
        return "keep the more precise one"
    return "keep the one that the source gives, and tell the other in a skos:editorialNote"


def _compatible(texts: list[str]) -> bool:
    """Tell whether two imprecise dates may be the same day."""
    try:
        one, other = map(bounds, texts)
    except InvalidDate:
        return False
    starts = [span.earliest for span in (one, other) if span.earliest]
    ends = [span.latest for span in (one, other) if span.latest]
    return not starts or not ends or max(starts) <= min(ends)
