"""What is written for several connections goes out together."""

from __future__ import annotations

import asyncio

from postroom.net.outbox import Outbox


class Line:
    """Notes when it is written to."""

    def __init__(self, name: str, sent: list[tuple[str, bytes]]) -> None:
        self._name = name
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent.append((self._name, data))


async def test_it_goes_out_in_the_next_turn_and_in_its_order() -> None:
    sent: list[tuple[str, bytes]] = []
    one, other, outbox = Line("one", sent), Line("other", sent), Outbox()
    outbox.write(one, b"1")
    outbox.write(other, b"2")
    outbox.write(one, b"3")
    assert sent == []
    await asyncio.sleep(0)
    assert sent == [("one", b"1"), ("other", b"2"), ("one", b"3")]
    outbox.write(other, b"4")
    await asyncio.sleep(0)
    assert sent[3:] == [("other", b"4")]


async def test_it_goes_out_at_once_where_that_is_asked_for() -> None:
    sent: list[tuple[str, bytes]] = []
    outbox = Outbox()
    outbox.write(Line("one", sent), b"1")
    outbox.send()
    assert sent == [("one", b"1")]
    await asyncio.sleep(0)
    assert len(sent) == 1
