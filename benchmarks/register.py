"""Invented ports, bodies, people and publishers: the register that a synthetic corpus refers to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.names import Draws, invented
from benchmarks.writing import block, english, head

__all__ = ["Person", "Port", "Publisher", "ports_for", "publishers_for", "register_text"]

PORTS_OF_A_COUNTRY = 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789"
GIVEN = [
    "Ada",
    "Amir",
    "Bela",
    "Chidi",
    "Dana",
    "Emil",
    "Farah",
    "Goran",
    "Hana",
    "Ines",
    "Jomo",
    "Kaya",
    "Lior",
    "Mina",
    "Nils",
    "Oona",
    "Pavel",
    "Quyen",
    "Rosa",
    "Sami",
    "Tala",
    "Umar",
    "Vera",
    "Wanda",
    "Yann",
    "Zora",
]


@dataclass(frozen=True)
class Person:
    """Somebody who signs and speaks for the body of a port."""

    number: int

    @property
    def name(self) -> str:
        """The name as people read it."""
        return f"{GIVEN[self.number * 7 % len(GIVEN)]} {self.family}"

    @property
    def family(self) -> str:
        """The family name."""
        return invented(self.number, 1)

    @property
    def term(self) -> str:
        """The person as Turtle."""
        return "person:" + self.name.lower().replace(" ", "-")


@dataclass(frozen=True)
class Port:
    """A port with its city, its country, the body that signs for it and the two people who speak for that."""

    number: int

    @property
    def name(self) -> str:
        """The name of the port and of its city."""
        return invented(self.number)

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.name.lower()

    @property
    def term(self) -> str:
        """The port as Turtle."""
        return f"port:{self.slug}"

    @property
    def city(self) -> str:
        """The city as Turtle."""
        return f"place:{self.slug}"

    @property
    def body(self) -> str:
        """The body as Turtle."""
        return f"organization:port-of-{self.slug}"

    @property
    def country(self) -> str:
        """The name of its country."""
        return invented(self.number // PORTS_OF_A_COUNTRY, 2)

    @property
    def people(self) -> tuple[Person, Person]:
        """Who signs and who speaks for its body."""
        return Person(2 * self.number), Person(2 * self.number + 1)


@dataclass(frozen=True)
class Publisher:
    """A publisher of press releases."""

    number: int

    @property
    def name(self) -> str:
        """The name as people read it."""
        return f"{invented(self.number, 3)} News"

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.name.lower().replace(" ", "-")

    @property
    def term(self) -> str:
        """The publisher as Turtle."""
        return f"organization:{self.slug}"


def ports_for(releases: int) -> int:
    """Return how many ports a corpus of so many releases has."""
    return 8 + 4 * math.isqrt(releases)


def publishers_for(releases: int) -> int:
    """Return how many publishers a corpus of so many releases has."""
    return 4 + math.isqrt(releases) // 2


def register_text(releases: int, seed: int = 1) -> str:
    """Return the register of a corpus of so many releases, in house form."""
    blocks = dict(_blocks(releases, seed))
    texts = [blocks[term] for term in sorted(blocks, key=lambda term: term.replace(":", "/") + ">")]
    return head(None, texts) + "\n".join(texts)


def _blocks(releases: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield each thing of the register with its block."""
    ports = [Port(number) for number in range(ports_for(releases))]
    for publisher in map(Publisher, range(publishers_for(releases))):
        yield _thing(publisher.term, "gsc:Organization", publisher.name, ["gsc:kind kind:publisher"])
    for country in {port.country for port in ports}:
        yield _thing(f"place:{country.lower()}", "gsc:Country", country, [])
    for port in ports:
        yield from _of_port(port, Draws(f"{seed}:port:{port.number}"))


def _of_port(port: Port, draws: Draws) -> Iterator[tuple[str, str]]:
    country = f"gsc:country place:{port.country.lower()}"
    yield _thing(
        port.term,
        "gsc:Port",
        f"Port of {port.name}",
        [
            f"gsc:city {port.city}",
            country,
            f"gsc:latitude {(draws.below(1_300_000) - 600_000) / 10_000:.4f}",
            f"gsc:longitude {(draws.below(3_600_000) - 1_800_000) / 10_000:.4f}",
            f'gsc:unlocode "{_unlocode(port.number)}"',
        ],
        port.name,
    )
    yield _thing(port.city, "gsc:City", f"City of {port.name}", [country], port.name)
    yield _thing(
        port.body,
        "gsc:Organization",
        f"{port.name} Harbours",
        [f"gsc:actsFor {port.term}", "gsc:kind kind:port-authority"],
        f"Port of {port.name}",
    )
    for person in port.people:
        yield _thing(person.term, "gsc:Person", person.name, [])


def _thing(term: str, kind: str, label: str, facts: list[str], other: str | None = None) -> tuple[str, str]:
    labels = [f"skos:prefLabel {english(label)}"]
    if other:
        labels.append(f"skos:altLabel {english(other)}")
    return term, block(term, kind, facts, labels)


def _unlocode(number: int) -> str:
    """Return a code under QM, which ISO 3166 leaves to its users: it can never be that of a real port."""
    size = len(LETTERS)
    return "QM" + "".join(LETTERS[number // size**place % size] for place in (2, 1, 0))
