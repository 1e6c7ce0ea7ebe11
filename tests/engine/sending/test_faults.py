"""Faults of our own: whatever fails in the background is told, and tried again until it succeeds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from postroom.engine import background, spool_watch
from postroom.engine.sending import dispatcher, ledger, sender
from postroom.engine.sending.lane import Lane
from postroom.model.message import MessageState
from postroom.spool.memory_store import MemoryStore
from tests.delivery.engines import DEADLINE, Sending, account_for, sending
from tests.support.receiver import Receiver

SOON = 0.02
SENT = MessageState.SENT


class Fault:
    """Something that fails as long as it is not mended."""

    def __init__(self) -> None:
        self.is_there = True
        self.met = 0

    def __call__(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def failing(*arguments: Any, **options: Any) -> Any:
            if self.is_there:
                self.met += 1
                raise RuntimeError("a fault of ours")
            return method(*arguments, **options)

        return failing


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "AFTER_FAULT", SOON)
    monkeypatch.setattr(sender, "TRY_EVERY", SOON)
    monkeypatch.setattr(spool_watch, "READ_AGAIN", SOON)
    monkeypatch.setattr(background, "ROUTE_EVERY", SOON)


async def until(holds: Callable[[], bool]) -> None:
    """Return when it holds, although nobody tells of it."""
    async with asyncio.timeout(DEADLINE):
        while not holds():  # noqa: ASYNC110 - what fails tells nobody
            await asyncio.sleep(SOON)


async def sent(running: Sending, receiver: Receiver, number: int) -> None:
    await running.until(lambda: running.engine.spooler.counts.total([SENT]) == number)
    assert len(receiver.letters) == number
    assert running.engine.spooler.standing.sends


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (MemoryStore, "agenda"),
        (MemoryStore, "claim"),
        (MemoryStore, "held_lanes"),
        (MemoryStore, "take_lease"),
        (Lane, "room"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_sending_goes_on_after_a_fault_which_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, owner: type, name: str
) -> None:
    fault = Fault()
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port), send=False) as running:
            spooler = running.engine.spooler
            await running.submit()
            monkeypatch.setattr(owner, name, fault(getattr(owner, name)))
            await spooler.open(send=True)
            await running.until(lambda: not spooler.standing.sends)
            assert "by a fault of ours" in spooler.standing.reason
            await until(lambda: fault.met > 2)
            assert "RuntimeError: a fault of ours" in caplog.text
            fault.is_there = False
            await sent(running, receiver, 1)


async def test_a_lane_that_fails_keeps_nothing_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault()
    go_on = Lane.go_on

    def failing(lane: Lane) -> None:
        (fault(go_on) if lane.account == "broken" else go_on)(lane)

    with Receiver() as receiver:
        broken, sound = account_for(receiver.port, name="broken"), account_for(receiver.port)
        async with sending(None, broken, sound, send=False) as running:
            await running.submit(account="broken")
            await running.submit()
            monkeypatch.setattr(Lane, "go_on", failing)
            await running.engine.spooler.open(send=True)
            await running.until(lambda: running.engine.spooler.counts.total([SENT]) == 1)
            assert "by a fault of ours" in running.engine.spooler.lanes["broken"].reason
            fault.is_there = False
            await running.engine.spooler.nudge("broken")
            await sent(running, receiver, 2)


@pytest.mark.parametrize("name", ["renew_lease", "forget"])
async def test_a_lease_that_fails_to_be_renewed_is_renewed_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    monkeypatch.setattr(sender, "RENEW_EVERY", timedelta(seconds=SOON))
    fault = Fault()
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port)) as running:
            lease = await running.engine.spooler._opened.lease()
            monkeypatch.setattr(MemoryStore, name, fault(getattr(MemoryStore, name)))
            await until(lambda: fault.met > 2)
            assert "RuntimeError: a fault of ours" in caplog.text
            fault.is_there = False
            await running.submit()
            await sent(running, receiver, 1)
            after = await running.engine.spooler._opened.lease()
    assert lease is not None
    assert after is not None
    assert (after.number, after.taken_at) == (lease.number, lease.taken_at)


async def test_how_the_spool_stands_is_seen_again_after_a_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fault = Fault()
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port)) as running:
            monkeypatch.setattr(MemoryStore, "counts", fault(MemoryStore.counts))
            await running.submit()
            await running.until(lambda: not running.engine.spooler.standing.sends)
            assert "by a fault of ours" in running.engine.spooler.standing.reason
            assert "RuntimeError: a fault of ours" in caplog.text
            fault.is_there = False
            await sent(running, receiver, 1)


async def test_where_it_cannot_be_found_out_whether_there_is_a_network_it_is_tried() -> None:
    fault = Fault()
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port), online=fault(lambda: False)) as running:
            await until(lambda: fault.met > 2)
            assert running.engine.spooler.standing.sends
            await running.submit()
            await sent(running, receiver, 1)


async def test_what_was_not_written_by_a_fault_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "RETRY_WRITING", SOON)
    fault = Fault()
    monkeypatch.setattr(MemoryStore, "record", fault(MemoryStore.record))
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port)) as running:
            await running.submit()
            await until(lambda: fault.met > 2)
            fault.is_there = False
            await sent(running, receiver, 1)


async def test_after_a_fault_it_is_still_noticed_that_the_network_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    online, fault = True, Fault()
    fault.is_there = False
    monkeypatch.setattr(Lane, "rest", fault(Lane.rest))
    with Receiver() as receiver:
        async with sending(None, account_for(receiver.port), online=lambda: online) as running:
            await running.submit()
            await sent(running, receiver, 1)
            await running.engine.spooler.pause()
            fault.is_there, online = True, False
            await until(lambda: fault.met > 0)
            fault.is_there, online = False, True
            await until(lambda: running.engine.spooler._background.online)
