"""Ports on loopback: free ones, one that refuses and one that never answers."""

from __future__ import annotations

import errno
import random
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Final

LOOPBACK: Final = "127.0.0.1"
# Below the range from which Linux takes the ports of outgoing connections.
_RANGE: Final = range(20_000, 32_000)


def free_ports(count: int) -> tuple[int, ...]:
    """Give `count` different ports on which nobody listens now."""
    found: set[int] = set()
    while len(found) < count:
        port = random.choice(_RANGE)
        if _is_free(port):
            found.add(port)
    return tuple(found)


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


@contextmanager
def refusing_port() -> Iterator[int]:
    """Hold a port on which nobody listens: connections to it are refused."""
    with closing(socket.socket()) as holder:
        holder.bind((LOOPBACK, 0))
        yield holder.getsockname()[1]


@contextmanager
def silent_port() -> Iterator[int]:
    """Hold a port whose backlog is full: a connection to it is neither accepted nor refused."""
    with ExitStack() as stack:
        listener = stack.enter_context(closing(socket.socket()))
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        address = listener.getsockname()
        while True:
            filler = stack.enter_context(closing(socket.socket()))
            filler.setblocking(False)
            filler.connect_ex(address)
            if not select.select([], [filler], [], 0.2)[1]:
                break
        yield address[1]
