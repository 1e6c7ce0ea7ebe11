"""Whether this computer has a way to other ones, as its system knows it. Nothing is sent to find out."""

from __future__ import annotations

import socket
from typing import Final

_ELSEWHERE: Final = (
    (socket.AF_INET, ("192.0.2.1", 9)),
    (socket.AF_INET6, ("2001:db8::1", 9)),
)
"""Addresses that belong to nobody (RFC 5737, RFC 3849): connecting a datagram socket only chooses a route."""


def has_route() -> bool:
    """Tell whether the system has a route to other networks."""
    return any(_routes(family, where) for family, where in _ELSEWHERE)


def _routes(family: socket.AddressFamily, where: tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(where)
    except OSError:
        return False
    return True
