"""The agreements of a story by partner: kind, date, term and end, topics, what they come after, who tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode

from green_corridors import terms
from green_corridors.dates import end_of_term
from green_corridors.stories._network import Thing
from green_corridors.stories._writing import Page, counted, folded, in_time, in_words, most_exact, table, when
from green_corridors.validity import CANNOT_BE_TOLD, NO, YES

HEAD = ("With", "Agreement", "Concluded", "What is told of it", "Told by")


def write(page: Page) -> list[str]:
    """Return the section of the agreements, those with one partner together, oldest first."""
    if not page.network.agreements:
        return []
    partners = _partners(page)
    dates = {each.iri: _concluded(page, each) for each in page.network.agreements}
    first = {iri: min(map(when, told), default=date.max) for iri, told in dates.items()}
    ordered = sorted(
        page.network.agreements, key=lambda each: (partners[each.iri], first[each.iri], each.label)
    )
    rows, before = [], ""
    for each in ordered:
        partner = partners[each.iri]
        rows.append(
            [
                f"**{partner}**" if partner != before else "",
                "<br>".join(_name(page, each)),
                "<br>".join((in_words(dates[each.iri]) or "not told", *_in_force(page, each))),
                "<br>".join(_more(page, each, partner)),
                f"{counted(page.origins(each.releases), 'origin')} "
                f"{page.cite((each.iri, release) for release in each.releases)}",
            ]
        )
        before = partner
    return ["## Agreements", "", *table(HEAD, rows)]


def _partners(page: Page) -> dict[NamedNode, str]:
    """Return for each agreement the partner under which it stands.

    The partner is the port for which a party acts, or the party itself if it acts for none or several. Of
    several partners, one from the same country comes last and that of most agreements first.
    """
    sides = {
        each.iri: [_side(page, party) for party in page.parties(each)] for each in page.network.agreements
    }
    often = Counter(side for found in sides.values() for side in found)
    home = {page.countries.get(port) for port in page.network.ports} - {None}

    def order(side: NamedNode) -> tuple[bool, int, str]:
        return page.countries.get(side) in home, -often[side], page.label(side)

    return {
        iri: page.label(min(found, key=order)) if found else "nobody named" for iri, found in sides.items()
    }


def _side(page: Page, party: NamedNode) -> NamedNode:
    ports = page.archive.ports.get(party, ())
    return ports[0] if len(ports) == 1 else party


def _concluded(page: Page, agreement: Thing) -> list[Literal]:
    days = (page.archive.dated(row, "concluded") for row in agreement.rows["when-concluded"])
    return most_exact(day for day in days if day)


def _name(page: Page, agreement: Thing) -> Iterator[str]:
    """Yield the name of an agreement, its kinds where the name does not say them, and its conflicts."""
    name = page.label(agreement.iri)
    yield name
    kinds = [page.label(kind) for kind in agreement.values("agreement-details", "kind")]
    if any(kind not in name for kind in kinds):
        yield f"*{', '.join(kinds)}*"
    if disputes := page.disputes_about(agreement.iri):
        yield disputes


def _in_force(page: Page, agreement: Thing) -> Iterator[str]:
    """Yield whether an agreement was in force on the day of the story, if it has one."""
    if page.validity and page.day:
        verdicts = {
            page.validity.of((agreement.iri, row.node("release"))) for row in agreement.rows["when-concluded"]
        }
        certain = verdicts & {YES, NO} or {CANNOT_BE_TOLD}
        verdict = certain.pop() if len(certain) == 1 else "told differently"
        yield f"in force on {page.day.isoformat()}: {verdict}"


def _more(page: Page, agreement: Thing, partner: str) -> Iterator[str]:
    """Yield its other parties, term, topics, corridors, duties and what it came after, in a few words."""
    others = [
        page.label(each) for each in page.parties(agreement) if page.label(_side(page, each)) != partner
    ]
    if others:
        yield f"also with {folded(others)}"
    yield from _terms(page, agreement)
    for said, question, name in (
        ("on", "topics-of-agreement", "topic"),
        ("plans", "planned-corridors", "corridor"),
        ("after", "preceding-agreements", "agreement"),
    ):
        if found := [page.label(each) for each in agreement.values(question, name)]:
            yield f"{said} {folded(found)}"
    if duties := agreement.told("duties-under", "gist"):
        yield counted(duties, "duty", "duties")


def _terms(page: Page, agreement: Thing) -> Iterator[str]:
    """Yield how long it runs, and until when by the date of the same release, as exactly as it is told."""
    lengths: dict[str, set[NamedNode | None]] = {}
    for row in agreement.rows["agreement-details"]:
        if term := row.literal("term"):
            lengths.setdefault(term.value, set()).add(row.node("release"))
    for length, releases in sorted(lengths.items()):
        begun = [row for row in agreement.rows["when-concluded"] if row.node("release") in releases]
        days = [day.value for row in begun if (day := page.archive.dated(row, "concluded"))]
        ends = [end for day in days if (end := end_of_term(day, length))]
        until = in_words(most_exact(Literal(end, datatype=terms.EDTF_DATATYPE) for end in ends))
        yield f"for {in_time(length)}{f', ending {until}' if until else ''}"
