"""Connections for fetching pages: they end at a deadline, and never reach into a private network."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

__all__ = ["Deadline", "Guarded", "is_loopback"]


class Deadline:
    """The moment at which all must be done."""

    def __init__(self, seconds: float):
        self.moment = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Allow for time that was spent waiting on purpose."""
        self.moment += seconds

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            httpcore.TimeoutException: there are none.
        """
        if (left := self.moment - time.monotonic()) <= 0:
            raise httpcore.TimeoutException
        return left


class Guarded(httpx.BaseTransport):
    """A transport whose every step ends at the deadline, and that connects to public addresses only.

    A name is resolved once and the address that was looked at is the one that is connected to, so a second
    answer of its name server changes nothing. ``loopback`` allows the addresses of this machine too.
    """

    def __init__(self, deadline: Deadline, *, loopback: bool = False):
        backend = _Backend(deadline, loopback)
        self._pool = httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response, whose body is still to come."""
        url = request.url
        address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with _told():
            answer = self._pool.handle_request(
                httpcore.Request(request.method, address, headers=request.headers.raw)
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _told():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline, loopback: bool):
        self._deadline, self._loopback = deadline, loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("its name leads to no address")
        for address in self._addresses(host, port):
            try:
                stream = super().connect_tcp(
                    address, port, self._deadline.left(), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._deadline)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"no host is called {host}") from error
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        for address in addresses:
            if not _allowed(address, self._loopback):
                raise httpcore.ConnectError(f"{host} lies in a private network ({address})")
        return addresses


class _Stream(httpcore.NetworkStream):
    """A stream whose every step ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline):
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@contextmanager
def _told() -> Iterator[None]:
    """Turn the errors of a connection into one kind, with words for a person."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.TransportError("the time for it is up") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        words = str(error).partition("] ")[2] or str(error) or type(error).__name__
        raise httpx.TransportError(words) from error


def _allowed(address: str, loopback: bool) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return (found.is_global and not found.is_multicast) or (loopback and found.is_loopback)


def is_loopback(host: str) -> bool:
    """Tell whether a host is literally this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
