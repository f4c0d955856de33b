"""Fetch pages politely: what robots.txt allows, one request at a time with a pause, within limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.robotparser import RobotFileParser

from green_corridors import __version__, terms
from green_corridors.errors import GreenCorridorsError, LimitExceeded
from green_corridors.hypertext import INSTALL, text_of

if TYPE_CHECKING:
    import httpx

    from green_corridors.connections import Deadline

__all__ = ["AGENT", "Manners", "Page", "Visitor"]

AGENT = f"green-corridors/{__version__} (+{terms.HOME})"
HTML, PLAIN = ("text/html", "application/xhtml+xml"), ("text/plain",)
HEADERS = {"User-Agent": AGENT, "Accept": ", ".join(HTML + PLAIN), "Accept-Encoding": "gzip, deflate"}
#: The encodings whose expansion is bounded; of two on top of each other it would not be.
ENCODINGS = ("", "identity", "gzip", "deflate")
REDIRECTS = 5
ROBOTS_BYTES = 512_000
LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Manners:
    """How pages are fetched: seconds between two requests to a host, and the most that one page may take."""

    pause: float = 1.0
    seconds: float = 30.0
    max_bytes: int = 5_000_000


@dataclass(frozen=True)
class Page:
    """What came of a visit: a text, or that the page is gone, or why there is no text.

    ``unreachable`` says why no page was had, ``unreadable`` why one that was had holds no text. ``moved`` is
    where permanent redirects lead from the address that was visited.
    """

    text: str | None = None
    gone: bool = False
    unreadable: str = ""
    unreachable: str = ""
    moved: str = ""


class _NotReached(Exception):
    """Why no page was had."""


class _NotRead(Exception):
    """Why a page holds no text."""


@dataclass
class Visitor:
    """Whoever fetches: the manners, when each host was last asked, and what its robots.txt allows."""

    manners: Manners = Manners()
    asked: dict[str, float] = field(default_factory=dict)
    robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def visit(self, address: str) -> Page:
        """Fetch a page and return what came of it.

        Raises:
            GreenCorridorsError: a package for fetching is not installed.
        """
        try:
            from httpx import URL, HTTPError, InvalidURL

            from green_corridors.connections import Deadline
        except ModuleNotFoundError as error:
            raise GreenCorridorsError(f"fetching needs the package {error.name}; {INSTALL}") from error
        try:
            visit = _Visit(self, URL(address), Deadline(self.manners.seconds))
        except InvalidURL as reason:
            return Page(unreachable=f"{address} is no address: {reason}")
        try:
            return visit.page()
        except _NotRead as reason:
            return Page(unreadable=str(reason), moved=visit.moved)
        except (_NotReached, HTTPError) as reason:
            return Page(unreachable=str(reason), moved=visit.moved)

    def wait(self, host: str) -> float:
        """Wait until a host may be asked again, and return for how long."""
        rules = self.robots.get(host)
        wished = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
        pause = max(self.manners.pause, min(wished, LONGEST_PAUSE))
        waited = max(0.0, self.asked[host] + pause - time.monotonic()) if host in self.asked else 0.0
        time.sleep(waited)
        self.asked[host] = time.monotonic()
        return waited


class _Visit:
    """One visit: from an address over its redirects to a text."""

    def __init__(self, visitor: Visitor, url: httpx.URL, deadline: Deadline):
        import httpx

        from green_corridors.connections import Guarded, is_loopback

        self.visitor, self.url, self.deadline, self.moved = visitor, url, deadline, ""
        transport = Guarded(deadline, loopback=is_loopback(url.host))
        self.client = httpx.Client(transport=transport, headers=HEADERS, trust_env=False)

    def page(self) -> Page:
        with self.client, self._followed(self.url, for_page=True) as answer:
            if answer.status_code in (404, 410):
                return Page(gone=True, moved=self.moved)
            if not answer.is_success:
                raise _NotReached(f"it answers {answer.status_code} {answer.reason_phrase}".rstrip())
            return Page(self._text(answer), moved=self.moved)

    @contextmanager
    def _followed(self, url: httpx.URL, *, for_page: bool) -> Iterator[httpx.Response]:
        """Yield the answer at the end of the redirects; a page's obey robots.txt and tell where it moved."""
        permanent = for_page
        for _ in range(REDIRECTS + 1):
            if url.scheme not in ("http", "https") or not url.host:
                wrong = f"{url} is no address of the web" if str(url) else "the release tells no address"
                raise _NotReached(wrong)
            if for_page:
                self._obey(url)
            with self._answer(url) as answer:
                if answer.next_request is None:
                    yield answer
                    return
                url, permanent = answer.next_request.url, permanent and answer.status_code in (301, 308)
                self.moved = str(url) if permanent else self.moved
        raise _NotReached(f"it redirects more than {REDIRECTS} times")

    @contextmanager
    def _answer(self, url: httpx.URL) -> Iterator[httpx.Response]:
        self.deadline.extend(self.visitor.wait(_host(url)))
        with self.client.stream("GET", url) as answer:
            yield answer

    def _obey(self, url: httpx.URL) -> None:
        """Refuse what the robots.txt of a host disallows (RFC 9309, 2.3.1)."""
        rules = self.visitor.robots.get(_host(url))
        if rules is None:
            rules = self.visitor.robots[_host(url)] = self._rules(url)
        if not rules.can_fetch(AGENT, str(url)):
            raise _NotReached(f"the robots.txt of {url.host} does not allow to fetch it")

    def _rules(self, url: httpx.URL) -> RobotFileParser:
        rules = RobotFileParser()
        with self._followed(url.join("/robots.txt"), for_page=False) as answer:
            if answer.is_server_error:
                raise _NotReached(f"the robots.txt of {url.host} answers {answer.status_code}")
            if answer.is_success:
                lines = self._body(answer, ROBOTS_BYTES, cut=True).decode("utf-8", "replace").splitlines()
                rules.parse(lines)
            else:
                rules.parse(())
        return rules

    def _text(self, answer: httpx.Response) -> str:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in HTML + PLAIN:
            raise _NotRead(f"it is {kind or 'of no named kind'}, not HTML or plain text")
        content = self._body(answer, self.visitor.manners.max_bytes)
        try:
            return text_of(content, html=kind in HTML, charset=answer.charset_encoding)
        except LimitExceeded as error:
            raise _NotRead(str(error)) from error

    def _body(self, answer: httpx.Response, limit: int, *, cut: bool = False) -> bytes:
        if (encoding := answer.headers.get("content-encoding", "").strip().lower()) not in ENCODINGS:
            raise _NotRead(f"it is encoded as {encoding}")
        content = bytearray()
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > limit and cut:
                break
            if len(content) > limit:
                raise _NotRead(f"it is longer than {limit:,} bytes")
        return bytes(content[:limit])


def _host(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"
