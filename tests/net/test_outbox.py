"""What is written for several connections goes out together."""

from __future__ import annotations

import asyncio

import pytest

from postroom.net.outbox import Outbox


class Line:
    """Notes when it is written to."""

    def __init__(self, name: str, sent: list[tuple[str, bytes]]) -> None:
        self._name = name
        self._sent = sent
        self.is_broken = False
        self.was_aborted = False

    def write(self, data: bytes) -> None:
        if self.is_broken:
            raise RuntimeError("a fault of ours")
        self._sent.append((self._name, data))

    def abort(self) -> None:
        self.was_aborted = True


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


async def test_a_connection_that_fails_ends_and_keeps_nothing_from_another(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sent: list[tuple[str, bytes]] = []
    broken, other, outbox = Line("broken", sent), Line("other", sent), Outbox()
    broken.is_broken = True
    outbox.write(broken, b"1")
    outbox.write(other, b"2")
    await asyncio.sleep(0)
    assert sent == [("other", b"2")]
    assert (broken.was_aborted, other.was_aborted) == (True, False)
    assert "RuntimeError: a fault of ours" in caplog.text
