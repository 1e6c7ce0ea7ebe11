"""An address that can be dialled, and the order in which several are tried."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a server. `where` is what sockets take: host and port, for IPv6 also flow and scope."""

    family: socket.AddressFamily
    where: tuple[str, int] | tuple[str, int, int, int]

    @property
    def text(self) -> str:
        """The numeric address, without the port."""
        return self.where[0]


def interleave(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Let the families take turns, the first one's first, each in its own order (RFC 8305 section 4)."""
    families: dict[socket.AddressFamily, list[Address]] = {}
    for address in dict.fromkeys(addresses):
        families.setdefault(address.family, []).append(address)
    turns = chain.from_iterable(zip_longest(*families.values()))
    return tuple(address for address in turns if address is not None)
