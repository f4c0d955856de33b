"""Origins: near-identical pages give one account, and say so with one origin."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from green_corridors import terms
from green_corridors.checks._context import Context
from green_corridors.findings import Finding, Rule
from green_corridors.house import write_term
from green_corridors.origins import near_identical
from green_corridors.placing import finding
from green_corridors.sources import Release

ACCOUNT = Rule(
    "across-origin",
    "warning",
    "two near-identical pages with different origins",
    "Pages that share most of their passages are copies of one account, and count once as a source. They "
    "have the same gsc:origin: the body whose account both print.",
)
RULES = (ACCOUNT,)


def across(context: Context) -> Iterator[Finding]:
    """Yield each release that is near-identical to an earlier one and does not have its origin."""
    for earlier, later in near_identical(context.knowledge.releases):
        if _origin(earlier) is None or _origin(earlier) != _origin(later):
            document = later.documents[0]
            name = write_term(earlier.graph, context.knowledge.prefixes)
            message = f"most passages stand in {name} too, which has another origin"
            if _origin(later) is None:
                message = f"most passages stand in {name} too, and no origin is named"
            kind = Triple(later.graph, terms.RDF_TYPE, terms.RELEASE)
            own = next((t for t in document.triples if _is_origin(later, t)), kind)
            yield finding(ACCOUNT, document, own, message, "give both the same gsc:origin")


def _is_origin(release: Release, triple: Triple) -> bool:
    return triple.subject == release.graph and triple.predicate == terms.ORIGIN


def _origin(release: Release) -> NamedNode | None:
    found = (triple.object for triple in release.triples if _is_origin(release, triple))
    return next((each for each in found if isinstance(each, NamedNode)), None)
