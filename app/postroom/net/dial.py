"""Dialling several addresses of one server so that a dead one costs a quarter of a second (RFC 8305)."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.step import Attempt
from postroom.net.address import Address
from postroom.net.clock import Clock
from postroom.net.deadlines import within
from postroom.net.errors import DialFailed, DialTrouble
from postroom.net.tasks import cancel_and_wait, spawn

STAGGER_SECONDS: Final = 0.25
"""How long an address stays alone before the next one is dialled beside it (RFC 8305 section 8)."""

TROUBLES: Final = {
    errno.ECONNREFUSED: DialTrouble.REFUSED,
    errno.ECONNRESET: DialTrouble.REFUSED,
    errno.EHOSTUNREACH: DialTrouble.UNREACHABLE,
    errno.EHOSTDOWN: DialTrouble.UNREACHABLE,
    errno.ENETUNREACH: DialTrouble.NO_ROUTE,
    errno.ENETDOWN: DialTrouble.NO_ROUTE,
    errno.EADDRNOTAVAIL: DialTrouble.NO_ROUTE,
    errno.EAFNOSUPPORT: DialTrouble.NO_ROUTE,
    errno.ETIMEDOUT: DialTrouble.TIMEOUT,
    errno.EACCES: DialTrouble.DENIED,
    errno.EPERM: DialTrouble.DENIED,
}

_WINDOWS_TROUBLES: Final = {
    121: DialTrouble.TIMEOUT,
    1225: DialTrouble.REFUSED,
    1231: DialTrouble.NO_ROUTE,
    1232: DialTrouble.UNREACHABLE,
}
"""What the completion port says, in numbers that Python translates to no errno."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """A connection. The socket is non-blocking and belongs to whoever asked for it."""

    socket: socket.socket
    address: Address
    attempts: tuple[Attempt, ...]


async def dial(
    addresses: Sequence[Address], *, clock: Clock, deadline: float, stagger: float = STAGGER_SECONDS
) -> Dialled:
    """Connect to the first of `addresses` that answers.

    Each address has a head start of `stagger` seconds; the next one starts at once when one fails. When one is
    connected the others are given up, and after `deadline` seconds all of them. Raises `DialFailed`. Cancelled, it
    leaves no socket.
    """
    race = _Race(addresses, clock, stagger)
    try:
        try:
            async with within(deadline):
                await race.run()
        except TimeoutError:
            race.end(f"no answer within {deadline:g} seconds")
        finally:
            await cancel_and_wait(*race.running)
        return race.result()
    finally:
        race.close()


class _Race:
    """The addresses of one dial against each other."""

    def __init__(self, addresses: Sequence[Address], clock: Clock, stagger: float) -> None:
        self._waiting = deque(addresses)
        self._clock = clock
        self._stagger = stagger
        self._tries: list[_Try] = []
        self._winner: _Try | None = None
        self.running: set[asyncio.Task[Any]] = set()

    async def run(self) -> None:
        """Dial until one address is connected or none is left."""
        while self._winner is None and (self._waiting or self.running):
            if self._waiting:
                self._start(self._waiting.popleft())
            head_start = self._stagger if self._waiting else None
            await asyncio.wait(self.running, timeout=head_start, return_when=asyncio.FIRST_COMPLETED)
            self._winner = next((one for one in self._tries if one.socket is not None), None)
        self.end("another address was faster")

    def end(self, words: str) -> None:
        """Write down for all that neither won nor failed by themselves why they ended."""
        for one in self._tries:
            if one is not self._winner and one.error is None:
                one.fail(words, DialTrouble.TIMEOUT)

    def result(self) -> Dialled:
        """Hand over the winner's socket. Raises `DialFailed` where there is none."""
        attempts = tuple(one.attempt for one in self._tries)
        if self._winner is None:
            raise DialFailed(attempts, tuple(one.trouble for one in self._tries))
        return Dialled(self._winner.take(), self._winner.address, attempts)

    def close(self) -> None:
        """Close whatever was connected and not handed over."""
        for one in self._tries:
            if one.socket is not None:
                one.socket.close()

    def _start(self, address: Address) -> None:
        one = _Try(address, self._clock)
        self._tries.append(one)
        spawn(one.connect(), name=f"dial {address.text}", owner=self.running)


class _Try:
    """One address that is dialled."""

    def __init__(self, address: Address, clock: Clock) -> None:
        self.address = address
        self.socket: socket.socket | None = None
        self.error: str | None = None
        self.trouble = DialTrouble.OTHER
        self._clock = clock
        self._started = clock()
        self._seconds = 0.0

    async def connect(self) -> None:
        """Connect, or write down why not."""
        try:
            self.socket = await _connect(self.address)
            self._seconds = self._clock() - self._started
        except OSError as error:
            self.fail(*_explain(error))

    def fail(self, words: str, trouble: DialTrouble) -> None:
        self.error, self.trouble = words, trouble
        self._seconds = self._clock() - self._started

    @property
    def attempt(self) -> Attempt:
        return Attempt(self.address.text, self._started, self._seconds, self.error)

    def take(self) -> socket.socket:
        """Hand over the socket; it is the caller's from now on."""
        taken, self.socket = self.socket, None
        assert taken is not None
        return taken


async def _connect(address: Address) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address.where)
    except BaseException:
        sock.close()
        raise
    return sock


def _explain(error: OSError) -> tuple[str, DialTrouble]:
    """Give the system's words, which asyncio replaces by its own, and what they mean."""
    number = error.errno or 0
    words = os.strerror(number) if os.name == "posix" and number else error.strerror
    trouble = TROUBLES.get(number) or _WINDOWS_TROUBLES.get(getattr(error, "winerror", 0), DialTrouble.OTHER)
    return words or str(error), trouble
