"""The beginning of a release file: what is known of the page, and the passages to be worked through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from green_corridors import terms
from green_corridors.dates import bounds, day
from green_corridors.errors import InvalidDate, InvalidParameter, UnknownName
from green_corridors.graph import Knowledge
from green_corridors.house import write_turtle
from green_corridors.names import Names, fold
from green_corridors.recognition import Sentence
from green_corridors.words import MONTHS, STOP

__all__ = ["Candidate", "Page", "candidates", "organization", "release_file", "release_text"]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
SMALL = frozenset(["on", "to", "by", "for", "from"])
TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
SAVED = re.compile(r"[A-Za-z0-9_-]+")
QUOTED = re.compile('["“”„«»@]|[\x00-\x1f\x7f]')

#: Begins the note of each passage that nobody has read yet.
CANDIDATE = "Candidate:"
TASK = "found by names alone. State what stands here, support it with this passage, then remove this note."


@dataclass(frozen=True)
class Page:
    """What a release file says of the page itself; ``slug`` may be left to be made of its title.

    Raises:
        InvalidParameter, InvalidDate: something is not as a release needs it.
    """

    address: str
    title: str
    publisher: NamedNode
    published: str
    retrieved: str
    language: str = "en"
    origin: NamedNode | None = None
    saved_copy: str | None = None
    slug: str = ""

    def __post_init__(self) -> None:
        _hold_address(self.address)
        bounds(self.published)
        if re.search(r"\s", self.published):
            raise InvalidDate(f"“{self.published}” is no EDTF date; write it without spaces")
        day(self.retrieved)
        if not self.title.strip():
            raise InvalidParameter("the title is empty; say in your own words what the release is about")
        if QUOTED.search(self.title):
            raise InvalidParameter("a title is one line without quotation marks or @; use your own words")
        if not TAG.fullmatch(self.language) or not _is_tag(self.language):
            raise InvalidParameter(
                f"“{self.language}” is no BCP 47 tag of a language; write one such as en, ja or zh-Hans"
            )
        if self.saved_copy is not None and not SAVED.fullmatch(self.saved_copy):
            raise InvalidParameter(
                f"“{self.saved_copy}” cannot name a saved copy; call the file by letters, digits, - and _"
            )
        object.__setattr__(self, "slug", self.slug or _slug(self.publisher, self.title))
        if not SLUG.fullmatch(self.slug) or len(self.slug) > 100:
            raise InvalidParameter(
                f"“{self.slug}” is no slug; use lower-case ASCII letters, digits and single hyphens, such as "
                "portnews-tokyo-yokohama-mous"
            )

    @property
    def iri(self) -> NamedNode:
        """The address of the release in the graph."""
        return NamedNode(f"{terms.ID}release/{self.slug}")

    def triples(self) -> Iterator[Triple]:
        """Yield what the file says of the release itself."""
        facts: dict[NamedNode, NamedNode | Literal] = {
            terms.RDF_TYPE: terms.RELEASE,
            terms.ADDRESS: NamedNode(self.address),
            _gsc("language"): Literal(self.language),
            terms.PUBLISHED: Literal(self.published, datatype=terms.EDTF_DATATYPE),
            terms.PUBLISHER: self.publisher,
            terms.RETRIEVED: Literal(self.retrieved, datatype=terms.XSD_DATE),
            terms.TITLE: Literal(" ".join(self.title.split()), language="en"),
        }
        if self.origin is not None:
            facts[_gsc("origin")] = self.origin
        if self.saved_copy is not None:
            facts[terms.SAVED_COPY] = Literal(self.saved_copy)
        return (Triple(self.iri, predicate, value) for predicate, value in facts.items())


@dataclass(frozen=True)
class Candidate:
    """A name or a date of a text and one thing it may mean; ``supported`` if the file names that thing."""

    printed: str
    thing: str
    kind: str
    times: int
    supported: bool
    first_words: str


def _gsc(name: str) -> NamedNode:
    return NamedNode(terms.GSC + name)


def _hold_address(address: str) -> None:
    try:
        NamedNode(address)
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    except ValueError:
        fits = False
    if not fits or "#" in address:
        raise InvalidParameter(
            f"“{address}” is no address of a page; write it with http:// or https:// and a host, "
            "without a fragment (#…) or a password"
        )


def _is_tag(language: str) -> bool:
    try:
        Literal("", language=language)
    except ValueError:
        return False
    return True


def _ascii(text: str) -> list[str]:
    """Return the words of a text in plain lower-case ASCII; a letter that has no such form is left out."""
    return re.findall(r"[a-z0-9]+", fold(text).encode("ascii", "ignore").decode())


def _slug(publisher: NamedNode, title: str) -> str:
    """Return a slug of the publisher and the telling words of a title, without dates."""
    slug = publisher.value.rpartition("/")[2]
    for word in _ascii(title):
        dated = word in MONTHS or re.fullmatch(r"\d+(st|nd|rd|th)?", word)
        new = word not in slug.split("-") and word not in STOP | SMALL
        if new and not dated:
            if len(slug) + 1 + len(word) > LONGEST_SLUG:
                break
            slug += f"-{word}"
    return slug


def release_file(published: str, slug: str) -> str:
    """Return where under ``data/releases`` a release belongs: by the earliest date written, and its slug."""
    written = re.match(r"\d{4}(-\d\d){0,2}", published)
    return f"{written[0][:4]}/{written[0]}-{slug}.ttl" if written else f"undated/undated-{slug}.ttl"


def organization(names: Names, knowledge: Knowledge, text: str) -> NamedNode:
    """Return the organization of the register that bears a name.

    Raises:
        UnknownName: none does; the error has the lines to add to the register.
        AmbiguousName: several do.
    """
    try:
        found = names.resolve(text, "organization").iri
    except UnknownName as error:
        raise UnknownName(f"{error}; {_to_register(text)}") from error
    if found not in _registered(knowledge):
        raise UnknownName(f"{names.curie(found)} is not in the register; {_to_register(text)}")
    return found


def _to_register(name: str) -> str:
    slug = "-".join(_ascii(name)) or "its-slug"
    label = Literal(" ".join(name.split()), language="en")
    return (
        "for a new one add to data/register/organizations.ttl: "
        f"organization:{slug} a gsc:Organization ; skos:prefLabel {label} ; gsc:kind kind:publisher ."
    )


def _registered(knowledge: Knowledge) -> set[object]:
    """Return what the register describes: a release may name it without describing it."""
    every = (triple for source in knowledge.register for triple in source.triples)
    return {triple.subject for triple in every if triple.predicate == terms.RDF_TYPE}


def refuse_known(page: Page, knowledge: Knowledge) -> None:
    """Hold that no release of a workspace has the slug or the address of a page.

    Raises:
        InvalidParameter: one has; its file is named.
    """
    for release in knowledge.releases:
        name = knowledge.workspace.shown(release.path)
        if release.graph == page.iri:
            raise InvalidParameter(f"{name} has the slug “{page.slug}” already; choose another with --slug")
        for triple in release.triples:
            at = triple.object if triple.predicate == terms.ADDRESS else None
            if isinstance(at, NamedNode) and _place(at.value) == _place(page.address):
                raise InvalidParameter(f"{name} is the release of {page.address} already; work on that")


def _place(address: str) -> tuple[str, str, str]:
    """Return what tells two pages apart: one page is often reached by http and https, with / and without."""
    parts = urlsplit(address)
    return (parts.netloc.lower(), parts.path.rstrip("/"), parts.query)


def release_text(page: Page, sentences: Iterable[Sentence], knowledge: Knowledge) -> str:
    """Return the file of a release in house form: the release itself and a passage for each sentence."""
    triples = [*page.triples(), *_passages(page, list(sentences), _registered(knowledge))]
    return write_turtle(triples, knowledge.prefixes, page.iri.value)


def _passages(page: Page, sentences: Sequence[Sentence], registered: set[object]) -> Iterator[Triple]:
    worth = [(s, s.passage, things) for s in sentences if s.passage and (things := _supported(s, registered))]
    width = max(2, len(str(len(worth))))
    for number, (sentence, passage, things) in enumerate(worth, 1):
        node = NamedNode(f"{page.iri.value}#passage-{number:0{width}}")
        yield Triple(node, terms.RDF_TYPE, terms.PASSAGE)
        yield Triple(node, terms.FIRST_WORDS, Literal(passage.first_words))
        yield Triple(node, terms.LAST_WORDS, Literal(passage.last_words))
        yield Triple(node, terms.SHA256, Literal(passage.digest))
        yield from (Triple(node, terms.SUPPORTS, iri) for iri in things)
        note = Literal(_note(sentence, registered), language="en")
        yield Triple(node, NamedNode(terms.SKOS + "editorialNote"), note)


def _note(sentence: Sentence, registered: set[object]) -> str:
    """Return what is to be done with a passage; in it no name stands, for that may be words of the page."""
    note = f"{CANDIDATE} {TASK}"
    if any(len(sighting.meant) > 1 for sighting in sentence.sightings):
        note += " A name is borne by a port and a body: keep the one that is meant."
    others = {e.kind for s in sentence.sightings for e in s.meant if e.iri not in registered}
    return (
        f"{note} Other releases know of named things here: {', '.join(sorted(others))}." if others else note
    )


def _supported(sentence: Sentence, registered: set[object]) -> list[NamedNode]:
    """Return the things a sentence names that its release may support without describing them."""
    meant = (entity.iri for sighting in sentence.sightings for entity in sighting.meant)
    return [iri for iri in dict.fromkeys(meant) if iri in registered]


def candidates(sentences: Iterable[Sentence], names: Names, knowledge: Knowledge) -> list[Candidate]:
    """Return each name with each thing it may mean, and each date, in the order of the text."""
    registered = _registered(knowledge)
    found: dict[tuple[str, str], Candidate] = {}
    for sentence in sentences:
        first = sentence.passage.first_words if sentence.passage else ""
        supported = _supported(sentence, registered) if sentence.passage else []
        seen = [
            (s.printed, names.curie(e.iri), e.kind, e in s.meant and e.iri in supported)
            for s in sentence.sightings
            for e in s.readings
        ]
        seen += [(date.printed, date.edtf, "date", False) for date in sentence.dates]
        for printed, thing, kind, named in seen:
            old = found.get((printed, thing))
            found[printed, thing] = Candidate(
                printed,
                thing,
                kind,
                old.times + 1 if old else 1,
                named or (old is not None and old.supported),
                (old.first_words if old else "") or first,
            )
    return list(found.values())
