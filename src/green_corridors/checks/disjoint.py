"""Disjointness: nothing is of two kinds that exclude each other, neither as stated nor as inferred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from pyoxigraph import BlankNode, NamedNode, Triple

from green_corridors import terms
from green_corridors.findings import Finding
from green_corridors.graph import Knowledge
from green_corridors.places import line_of
from green_corridors.store import inferred_by_release


def findings(knowledge: Knowledge) -> Iterator[Finding]:
    """Yield a finding for each thing that is of two disjoint classes in the register or in a release."""
    pairs = disjoint_pairs(knowledge.ontology[0].triples)
    register = [document for source in knowledge.register for document in source.documents]
    known: set[Triple] = set(knowledge.background)
    for release, follows in inferred_by_release(knowledge):
        if release is None:
            known |= follows
        told = known.union(release.triples, follows) if release else known
        for thing, kinds in _clashes(told, pairs):
            for document in (*(release.documents if release else ()), *register):
                if line := line_of(document, str(thing)):
                    message = (
                        f"{thing.value} is both {kinds}; these exclude each other: mend its type or its name"
                    )
                    yield Finding("disjoint", "violation", message, document.path, line, thing.value)
                    break


def disjoint_pairs(ontology: Iterable[Triple]) -> set[frozenset[NamedNode]]:
    """Return the pairs of classes that the ontology’s ``owl:AllDisjointClasses`` axioms name."""
    after: dict[object, object] = {}
    item: dict[object, NamedNode] = {}
    lists = []
    for subject, predicate, value in ontology:
        if predicate == terms.RDF_REST:
            after[subject] = value
        elif predicate == terms.RDF_FIRST and isinstance(value, NamedNode):
            item[subject] = value
        elif predicate == terms.MEMBERS and isinstance(value, BlankNode):
            lists.append(value)
    pairs = set()
    for head in lists:
        members, node = [], head
        while node in item:
            members.append(item[node])
            node = after[node]  # type: ignore[assignment]
        pairs |= {frozenset(pair) for pair in combinations(members, 2)}
    return pairs


def _clashes(told: Iterable[Triple], pairs: set[frozenset[NamedNode]]) -> Iterator[tuple[NamedNode, str]]:
    """Yield each thing of two disjoint classes, with the names of the two."""
    classes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for subject, predicate, value in told:
        if predicate == terms.RDF_TYPE and isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            classes[subject].add(value)
    for thing, kinds in sorted(classes.items(), key=str):
        for pair in combinations(sorted(kinds, key=str), 2):
            if frozenset(pair) in pairs:
                yield thing, " and ".join(kind.value.removeprefix(terms.GSC) for kind in pair)
