"""Invented stories, and who tells them: one, two with the same account, or two who contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.names import Draws, invented
from benchmarks.register import Port, Publisher, ports_for, publishers_for

__all__ = ["Story", "Telling", "telling_of"]

#: For each of five releases in turn: which of three stories it tells, and whether for the second time.
TURNS = ((0, 0), (1, 0), (1, 1), (2, 0), (2, 1))
FIRST_DAY, DAYS = date(2008, 1, 1), 6300
KINDS = (
    ("MemorandumOfUnderstanding", "memorandum of understanding", "mou"),
    ("CooperationAgreement", "cooperation agreement", "cooperation"),
    ("LetterOfIntent", "letter of intent", "letter"),
    ("SisterPortAgreement", "sister port agreement", "sister-port"),
)
STAGES = ("initiated", "agreed", "established", "planned", "piloted", "operational")
TOPICS = [
    "alternative-energy",
    "climate-change",
    "decarbonization",
    "digitalization",
    "drayage-trucks",
    "emissions-reduction",
    "energy-use",
    "green-energy",
    "green-shipping-corridors",
    "innovation",
    "low-and-zero-carbon-fuels",
    "port-operations",
    "renewable-energy",
    "supply-chain-efficiency",
    "sustainability",
    "terminals",
    "trade-routes",
    "zero-emission-vessels",
]
SUBJECTS = [
    "consultation",
    "cooperation",
    "corridor-establishment",
    "demonstration",
    "evaluation",
    "exchange",
    "exploration",
    "promotion",
    "sharing-best-practices",
    "target-setting",
    "testing-and-deployment",
    "tracking-and-reporting",
]


@dataclass(frozen=True)
class Story:
    """What happened: two ports make an agreement that plans a corridor.

    ``first`` comes before ``second`` by name; ``earlier`` is the year of a former agreement of the two, and
    ``term`` the years for which the new one holds, 0 where nothing is said of it.
    """

    number: int
    name: str
    first: Port
    second: Port
    kind: int
    signed: date
    stage: int
    has_event: bool
    term: int
    earlier: int
    topics: tuple[str, ...]
    subjects: tuple[str, ...]


@dataclass(frozen=True)
class Telling:
    """One release: a story as one publisher tells it, by the account of one of the two bodies."""

    number: int
    story: Story
    second_time: bool
    differs: bool
    publisher: Publisher
    origin: Port
    published: date
    retrieved: date
    signed: str
    signed_day: date
    stage: int
    exact_day: bool

    @property
    def slug(self) -> str:
        """The last part of the release's address."""
        return f"{self.publisher.slug}-{self.story.name.lower()}"


def telling_of(number: int, seed: int) -> Telling:
    """Return what the release of a number tells, and how."""
    turn, second_time = TURNS[number % len(TURNS)]
    story = _story_of(3 * (number // len(TURNS)) + turn, seed)
    differs = turn == 2 and second_time == 1
    draws = Draws(f"{seed}:telling:{story.number}")
    publisher = (draws.below(publishers_for(_first_release(story.number))) + second_time) % publishers_for(
        _first_release(story.number)
    )
    signed = story.signed + timedelta(days=2 * differs)
    published = signed + timedelta(days=1 + draws.below(9) + second_time)
    return Telling(
        number=number,
        story=story,
        second_time=bool(second_time),
        differs=differs,
        publisher=Publisher(publisher),
        origin=story.second if differs else story.first,
        published=published,
        retrieved=date(2026, 1, 1) + timedelta(days=draws.below(300)),
        signed=_imprecise(signed, published, draws.below(4)),
        signed_day=signed,
        stage=(story.stage + differs) % len(STAGES),
        exact_day=draws.below(8) > 0,
    )


def _story_of(number: int, seed: int) -> Story:
    draws = Draws(f"{seed}:story:{number}")
    # The first ports of the register make more agreements than the others.
    count = ports_for(_first_release(number))
    one = count * draws.below(1000) ** 2 // 1_000_000
    other = (one + 1 + draws.below(count - 1)) % count
    first, second = sorted((Port(one), Port(other)), key=lambda port: port.slug)
    signed = FIRST_DAY + timedelta(days=draws.below(DAYS))
    return Story(
        number=number,
        name=invented(number, 4),
        first=first,
        second=second,
        kind=draws.below(len(KINDS)),
        signed=signed,
        stage=draws.below(len(STAGES)),
        has_event=draws.below(2) == 0,
        term=draws.one((0, 0, 3, 5)),
        earlier=draws.one((0, 0, 0, 1)) * (1960 + draws.below(40)),
        topics=tuple(draws.some(TOPICS, 3)),
        subjects=tuple(draws.some(SUBJECTS, 2)),
    )


def _first_release(story: int) -> int:
    """Return how many releases there are when the first of the story's group of five is told."""
    return story // 3 * len(TURNS) + 1


def _imprecise(signed: date, published: date, way: int) -> str:
    """Return a date as exactly as it is told: the day, the month, a likely day, or no later than told."""
    return (f"{signed}", f"{signed:%Y-%m}", f"{signed}?", f"../{published}")[way]
