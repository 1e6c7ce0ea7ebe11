"""Resolving a host into addresses, with a deadline, whatever the system's resolver does."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from functools import partial
from typing import Final, Protocol

from postroom.model.endpoint import is_loopback, to_ascii
from postroom.net.address import Address, interleave
from postroom.net.deadlines import within
from postroom.net.errors import ResolveFailed, ResolveTrouble
from postroom.net.threads import DaemonThreads

RESOLVE_SECONDS: Final = 10.0
"""How long a name may take; longer than the two tries of five seconds of most systems' resolvers is of no use."""

_LOOPBACK: Final = ("127.0.0.1", "::1")
_TROUBLES: Final = {
    11004: ResolveTrouble.NO_ADDRESS,  # Windows: WSANO_DATA
    getattr(socket, "EAI_NODATA", 11004): ResolveTrouble.NO_ADDRESS,
    socket.EAI_AGAIN: ResolveTrouble.TEMPORARY,
    socket.EAI_NONAME: ResolveTrouble.NOT_FOUND,  # last, because on some systems EAI_NODATA is the same
}
_threads: Final = DaemonThreads("resolver", limit=16)


class Resolver(Protocol):
    """Whoever knows the addresses of names."""

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        """Give all addresses of `name`, which is in its ASCII form, in the order preferred. Raises `ResolveFailed`."""
        ...


class SystemResolver:
    """The operating system's own resolver: hosts file, DNS and whatever else it is set up to ask."""

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        return await asyncio.wrap_future(_threads.submit(partial(_ask_system, name, port)))


SYSTEM_RESOLVER: Final = SystemResolver()


async def resolve(
    host: str, port: int, *, resolver: Resolver = SYSTEM_RESOLVER, deadline: float = RESOLVE_SECONDS
) -> tuple[Address, ...]:
    """Give the addresses of `host` in the order in which they are to be dialled (RFC 8305 section 4).

    Numeric addresses and names of this computer (RFC 6761 section 6.3) are never looked up. Raises `ResolveFailed`
    after `deadline` seconds at the latest, and `BadEndpoint` for a name that DNS cannot carry.
    """
    if is_loopback(host) and not _is_numeric(host):
        return tuple(_numeric(address, port) for address in _LOOPBACK)
    if _is_numeric(host):
        return (_numeric(host, port),)
    try:
        async with within(deadline):
            found = await resolver.lookup(to_ascii(host), port)
    except TimeoutError:
        words = f"no answer within {deadline:g} seconds"
        raise ResolveFailed(host, ResolveTrouble.TIMEOUT, words) from None
    if not found:
        raise ResolveFailed(host, ResolveTrouble.NO_ADDRESS, "the answer holds no address")
    return interleave(found)


def _is_numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _numeric(host: str, port: int) -> Address:
    """Read a numeric address. Raises `ResolveFailed` where it has a scope that does not exist here."""
    return _ask_system(host, port, socket.AI_NUMERICHOST)[0]


def _ask_system(name: str, port: int, flags: int = 0) -> tuple[Address, ...]:
    try:
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=flags)
    except socket.gaierror as error:
        trouble = _TROUBLES.get(error.errno or 0, ResolveTrouble.OTHER)
        raise ResolveFailed(name, trouble, error.strerror or str(error)) from None
    except OSError as error:
        raise ResolveFailed(name, ResolveTrouble.OTHER, error.strerror or str(error)) from None
    return tuple(Address(family, where) for family, _, _, _, where in rows)  # type: ignore[arg-type]  # TCP has no more
