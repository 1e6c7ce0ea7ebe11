"""Parcels for a courier, which note all that becomes of them."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Iterable

from postroom.model.envelope import Envelope
from postroom.protocol.delivery_events import Verdict
from postroom.sessions.parcel import Delivered
from tests.protocol.delivery_dialogue import BOB, envelope

TEXT = b"Subject: Hello\r\n\r\n.Hello\r\n"


class Packet:
    """A parcel whose mark and text come when a test says so; at once by default."""

    def __init__(self, text: bytes = TEXT, *, to: Iterable[str] = (BOB,), size: int | None = None) -> None:
        self.envelope: Envelope = envelope(*to, size=len(text) if size is None else size)
        self.marking: Future[None] = asyncio.get_running_loop().create_future()
        self.marking.set_result(None)
        self.text: bytes | Future[bytes] = text
        self.mark_wanted = asyncio.Event()
        self.was_put_back = False
        self.delivered: Delivered | None = None

    def mark(self) -> Future[None]:
        self.mark_wanted.set()
        return self.marking

    def content(self) -> bytes | Future[bytes]:
        return self.text

    def put_back(self) -> None:
        assert self.delivered is None
        assert not self.was_put_back
        self.was_put_back = True

    def settle(self, delivered: Delivered) -> None:
        assert self.delivered is None
        assert not self.was_put_back
        self.delivered = delivered

    @property
    def marked(self) -> bool:
        """Whether its mark was asked for."""
        return self.mark_wanted.is_set()

    @property
    def verdicts(self) -> list[Verdict]:
        """What became of each recipient."""
        assert self.delivered is not None
        return [each.verdict for each in self.delivered.verdicts]


class Cart:
    """Gives packets in order, and counts how many are marked and neither settled nor put back."""

    def __init__(self, *packets: Packet) -> None:
        self.packets = list(packets)
        self._waiting = deque(packets)
        self.most_marked = 0

    def add(self, packet: Packet) -> None:
        self.packets.append(packet)
        self._waiting.append(packet)

    def next(self) -> Packet | None:
        given = self._waiting.popleft() if self._waiting else None
        open_now = [each for each in self.packets if each.marked and each.delivered is None]
        self.most_marked = max(self.most_marked, len(open_now) + (given is not None))
        return given
