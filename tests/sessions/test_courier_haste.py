"""A courier lets the server know at once what has arrived where the server may wait for that, and only there."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from postroom.model.redaction import Redactor
from postroom.net.tasks import spawn
from postroom.sessions.courier import Courier
from postroom.sessions.parcel import Shipper
from tests.sessions.parcels import Cart, Packet

GROUP = b"250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go on\r\n"


class Line:
    """A stream and its transport: nothing but what a courier does to them."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.hastened = 0

    def attach(self, protocol: Courier, shown: object, *, hasty: bool) -> Line:
        assert not hasty
        return self

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def tap(self, listener: Any) -> Any:
        return listener

    def hasten(self) -> None:
        self.hastened += 1

    def detach(self) -> None: ...


@pytest.mark.parametrize("cut", range(1, len(GROUP)))
async def test_the_rest_of_an_answer_is_hastened(cut: int) -> None:
    line = Line()
    loan = SimpleNamespace(
        stream=line, snapshot=SimpleNamespace(capabilities=("PIPELINING",)), redact=Redactor()
    )
    packet = Packet()
    courier = Courier(cast("Any", loan), cast("Shipper", Cart(packet)))
    owner: set[asyncio.Task[Any]] = set()
    work = spawn(courier.run(), name="carry", owner=owner)
    await asyncio.sleep(0)
    courier.data_received(GROUP[:cut])
    assert line.hastened == 1
    courier.data_received(GROUP[cut:])
    await asyncio.sleep(0)
    assert line.hastened == 1  # the message follows, and tells the server
    assert line.sent[-1].endswith(b"\r\n.\r\n")
    courier.data_received(b"250 2.0.0 ")
    assert line.hastened == 2
    courier.data_received(b"Queued\r\n")
    assert line.hastened == 2  # nothing more is awaited
    await work
    assert packet.delivered is not None
