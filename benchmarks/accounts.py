"""An invented press release in house form: every fact of a telling, each with its passage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.register import Person, Port
from benchmarks.stories import KINDS, STAGES, Telling, telling_of
from benchmarks.writing import ID, block, edtf, english, head

__all__ = ["release_text"]

PRINTED = (
    "jointly initiated",
    "agreed to establish",
    "has been established",
    "a plan is ready",
    "a first voyage",
    "ships now sail",
)
TITLES = ("Director General", "Executive Director", "Chief Executive", "Harbour Master", "Chair of the Board")
DUTIES = (
    "Share what works best in cutting the emissions of terminals and ships.",
    "Try vessels without emissions on the route between the two ports, and put them to use.",
    "Look into the use of energy in the port and into other sources of it.",
    "Measure the emissions on the route each year and report them to the other side.",
    "Make the supply chain digital so that it runs better and harms less.",
)
GISTS = (
    "The two ports are to work together more formally on sustainability.",
    "Both sides mean to free the route between them of carbon, step by step.",
    "A frame for working together on ships, fuels and the supply chain.",
)
SAYINGS = (
    "The step makes a good relationship firmer and helps both ports to grow in a sustainable way.",
    "Freeing shipping of carbon matters to both ports, and neither can do it alone.",
    "What one port has learned will spare the other much time.",
)
CLAIMS = ("largest of its kind", "first in the region", "one in seven jobs", "leading trade gateway")


ORDINALS = ("First", "Second", "Third", "Fourth")

Blocks = Iterator[tuple[str, str]]


def release_text(number: int, seed: int = 1) -> tuple[str, str]:
    """Return the path of a release under ``data/releases`` and its text in house form.

    It depends on number and seed alone, not on the size of the corpus.
    """
    told = telling_of(number, seed)
    day = f"{told.published}" if told.exact_day else f"{told.published:%Y-%m}"
    world = dict(_things(told))
    local = dict(_facts(told))
    local |= _passages(told, [*world, *local])
    texts = [_release(told, day)]
    texts += [world[term] for term in sorted(world, key=lambda term: term.replace(":", "/") + ">")]
    texts += [local[term] for term in sorted(local)]
    path = f"{day[:4]}/{day}-{told.slug}.ttl"
    return path, head(f"{ID}release/{told.slug}", texts) + "\n".join(texts)


def _release(told: Telling, day: str) -> str:
    title = f"The ports of {_pair(told)} conclude the {told.story.name} {KINDS[told.story.kind][1]}"
    facts = [
        f"gsc:address <https://news.example/{told.published.year}/{told.slug}>",
        'gsc:language "en"',
        f"gsc:origin {told.origin.body}",
        f"gsc:published {edtf(day if told.exact_day else f'{day}/..')}",
        f"gsc:publisher {told.publisher.term}",
        f'gsc:retrieved "{told.retrieved}"^^xsd:date',
        f"gsc:title {english(title)}",
    ]
    note = None if told.exact_day else "No day is stated; the page tells of that month as gone by."
    return block("<>", "gsc:Release", facts, note=note)


def _pair(told: Telling) -> str:
    return f"{told.story.first.name} and {told.story.second.name}"


def _ends(told: Telling) -> str:
    return f"{told.story.first.name}–{told.story.second.name}"


def _agreement(told: Telling) -> str:
    story = told.story
    return f"agreement:{story.first.slug}-{story.second.slug}-{story.name.lower()}-{KINDS[story.kind][2]}"


def _earlier(told: Telling) -> str:
    story = told.story
    return f"agreement:{story.first.slug}-{story.second.slug}-trade-agreement-{story.earlier}"


def _corridor(told: Telling) -> str:
    return f"corridor:{told.story.first.slug}-{told.story.second.slug}"


def _event(told: Telling) -> str:
    return f"event:{told.story.name.lower()}-signing"


def _things(told: Telling) -> Blocks:
    """Yield what has an address of its own: agreements, the corridor, the event, names."""
    story = told.story
    parties = [f"gsc:party {story.first.body}", f"gsc:party {story.second.body}"]
    yield _agreement(told), _agreement_block(told, parties)
    if story.earlier:
        yield (
            _earlier(told),
            block(
                _earlier(told),
                "gsc:TradeAgreement",
                [f"gsc:concluded {edtf(str(story.earlier))}", *parties],
                [f"skos:prefLabel {english(f'{_ends(told)} trade agreement of {story.earlier}')}"],
            ),
        )
    yield (
        _corridor(told),
        block(
            _corridor(told),
            "gsc:Corridor",
            [
                f"gsc:aim {english('Fewer emissions on the route between the two ports.')}",
                f"gsc:endpoint {story.first.term}",
                f"gsc:endpoint {story.second.term}",
                "gsc:fuel fuel:zero-carbon",
            ],
            [f"skos:prefLabel {english(f'{_ends(told)} green shipping corridor')}"],
        ),
    )
    if story.has_event:
        yield _event(told), _event_block(told)
    if story.number % 3 == 0:
        label = f"skos:altLabel {english(f'{told.origin.name} Port Board')}"
        yield told.origin.body, block(told.origin.body, "", [], [label])


def _agreement_block(told: Telling, parties: list[str]) -> str:
    story = told.story
    kind, words, _ = KINDS[story.kind]
    facts = [
        *parties,
        f"gsc:gist {english(GISTS[story.number % len(GISTS)])}",
        f"gsc:plannedCorridor {_corridor(told)}",
        f"gsc:signed {edtf(told.signed)}",
        *(f"gsc:topic topic:{topic}" for topic in story.topics),
    ]
    if story.has_event:
        facts += [f"gsc:signedAt {story.first.city}", f"gsc:signedDuring {_event(told)}"]
    if story.term:
        facts.append(f'gsc:term "P{story.term}Y"^^xsd:duration')
    if story.earlier:
        facts.append(f"gsc:follows {_earlier(told)}")
    open_start = told.signed.startswith("..")
    note = (
        "The text gives no day; the posting proves only that it was signed by then." if open_start else None
    )
    label = f"skos:prefLabel {english(f'{_ends(told)} {story.name} {words}')}"
    return block(_agreement(told), f"gsc:{kind}", facts, [label], note)


def _event_block(told: Telling) -> str:
    begin, end = (told.story.signed + timedelta(days=days) for days in (-1, 3))
    facts = [
        f"gsc:endDate {edtf(str(end))}",
        f"gsc:heldIn {told.story.first.city}",
        f"gsc:startDate {edtf(str(begin))}",
        f"gsc:topic topic:{told.story.topics[0]}",
    ]
    label = f"skos:prefLabel {english(f'{told.story.name} signing ceremony')}"
    return block(_event(told), "gsc:SigningCeremony", facts, [label])


def _facts(told: Telling) -> Blocks:
    """Yield what lives inside the release: who signs, who speaks, the stage, the duties, the claim."""
    story = told.story
    for port in (story.first, story.second):
        yield _participation(told, port, port.people[0])
    yield _statement(told, told.origin, told.origin.people[1])
    yield _milestone(told)
    for place, (port, other) in enumerate(((story.first, story.second), (story.second, story.first))):
        yield _commitment(told, port, other, place)
    value = CLAIMS[(story.number + told.differs) % len(CLAIMS)]
    facts = [
        f"gsc:about {told.origin.term}",
        f"gsc:asOf {edtf(str(told.published))}",
        f"gsc:claimedBy {told.origin.body}",
        f"gsc:gist {english('The port leads among those it compares itself with.')}",
        f'gsc:value "{value}"',
    ]
    yield "<#leading>", block("<#leading>", "gsc:Claim", facts)


def _participation(told: Telling, port: Port, person: Person) -> tuple[str, str]:
    name = f"<#{person.family.lower()}-signs>"
    facts = [
        f'gsc:jobTitle "{TITLES[person.number % len(TITLES)]}"',
        f"gsc:onBehalfOf {port.body}",
        f"gsc:participant {person.term}",
        f"gsc:participatesIn {_agreement(told)}",
        "gsc:role role:signatory",
    ]
    return name, block(name, "gsc:Participation", facts)


def _statement(told: Telling, port: Port, person: Person) -> tuple[str, str]:
    name = f"<#{person.family.lower()}-quoted>"
    facts = [
        f"gsc:about {_agreement(told)}",
        f"gsc:gist {english(SAYINGS[told.story.number % len(SAYINGS)])}",
        f'gsc:jobTitle "{TITLES[person.number % len(TITLES)]}"',
        f"gsc:onBehalfOf {port.body}",
        f"gsc:speaker {person.term}",
        f"gsc:topic topic:{told.story.topics[1]}",
    ]
    return name, block(name, "gsc:Statement", facts)


def _milestone(told: Telling) -> tuple[str, str]:
    name = f"<#{STAGES[told.stage]}>"
    facts = [
        f"gsc:asOf {edtf(told.signed)}",
        f"gsc:corridor {_corridor(told)}",
        f"gsc:stage stage:{STAGES[told.stage]}",
        f'gsc:stagePrinted "{PRINTED[told.stage]}"',
    ]
    if STAGES[told.stage] in ("initiated", "agreed"):
        later = date(told.signed_day.year + 1, told.signed_day.month, 1)
        facts.append(f"gsc:expected {edtf(f'{told.signed_day:%Y-%m}/{later:%Y-%m}')}")
    return name, block(name, "gsc:Milestone", facts)


def _commitment(told: Telling, port: Port, other: Port, place: int) -> tuple[str, str]:
    name = f"<#{port.slug}-duty>"
    facts = [
        f"gsc:gist {english(DUTIES[(told.story.number + place) % len(DUTIES)])}",
        f"gsc:owedTo {other.body}",
        f"gsc:subject subject:{told.story.subjects[place]}",
        f"gsc:topic topic:{told.story.topics[place]}",
        f"gsc:topic topic:{told.story.topics[place + 1]}",
        f"gsc:under {_agreement(told)}",
        f"gsc:undertakenBy {port.body}",
    ]
    return name, block(name, "gsc:Commitment", facts)


def _passages(told: Telling, subjects: list[str]) -> dict[str, str]:
    """Return the passages: the first supports the release, each thing stands in two or in one.

    Accounts of one origin have the same words, as copies have.
    """
    part = "paragraph" if told.origin == told.story.first else "section"
    found = {}
    places = [[*subjects[:2], "<>"], [_agreement(told), *subjects[2:5]], subjects[5:8], subjects[8:]]
    for place, supported in enumerate((words for words in places if words), 1):
        name = f"<#passage-{place:02}>"
        facts = [
            f'gsc:firstWords "{ORDINALS[place - 1]} {part} of {told.story.name}"',
            f'gsc:lastWords "end of paragraph {place}"',
            *(f"gsc:supports {subject}" for subject in dict.fromkeys(supported)),
        ]
        found[name] = block(name, "gsc:Passage", facts)
    return found
