"""Two programs at one spool: one sends, and the other looks on, steers, and takes over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from postroom.engine.sending import sender
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spooler import SpoolerState
from postroom.spool.file_store import FileStore
from tests.delivery.engines import ACCOUNT, Sending, account_for, sending
from tests.spool.samples import DAY, SERVICE, Clock
from tests.support.answers import DROP, OK
from tests.support.receiver import Receiver

SENT = MessageState.SENT


def state(running: Sending) -> SpoolerState:
    return running.engine.spooler.standing.state


def total(running: Sending, *states: MessageState) -> int:
    return running.engine.spooler.counts.total(states)


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "TRY_EVERY", 0.02)


async def test_one_sends_and_the_other_looks_on(tmp_path: Path) -> None:
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account) as first, sending(tmp_path, account) as second:
            assert [each.engine.spooler.is_sender for each in (first, second)] == [True, False]
            await second.submit()
            await second.until(lambda: total(second, SENT) == 1)
            assert second.engine.spooler.sender == first.engine.spooler.sender
    assert len(receiver.letters) == 1


async def test_the_other_steers(tmp_path: Path) -> None:
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account) as first, sending(tmp_path, account, send=False) as second:
            await second.engine.spooler.pause()
            await first.until(lambda: state(first) is SpoolerState.PAUSED)
            number = await second.submit()
            await second.engine.spooler.command(Chosen((Seen(number),)), Command.HOLD)
            await second.engine.spooler.resume()
            await first.until(lambda: total(first, MessageState.HELD) == 1)
            await second.engine.spooler.command(Chosen((Seen(number),)), Command.RELEASE)
            await first.until(lambda: total(first, SENT) == 1)
    assert len(receiver.letters) == 1


@pytest.mark.parametrize("by", ["message", "account", "all"])
async def test_what_the_other_wants_to_be_tried_again_is_tried_at_once(tmp_path: Path, by: str) -> None:
    with Receiver({"CONNECT": [DROP, OK]}) as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account) as first, sending(tmp_path, account, send=False) as second:
            number = await first.submit()
            await first.until(lambda: total(first, MessageState.DEFERRED) == 1)
            await first.until(lambda: bool(first.engine.spooler.lanes[ACCOUNT].waits_until))
            if by != "message":
                number = await first.submit()
            match by:
                case "message":
                    await second.engine.spooler.command(Chosen((Seen(number),)), Command.RETRY)
                case "account":
                    await second.engine.spooler.nudge(ACCOUNT)
                case _:
                    await second.engine.spooler.nudge()
            await first.until(lambda: total(first, SENT) == 1)
            assert (await first.fate(number)).state is SENT
    assert len(receiver.letters) == 1


async def test_the_other_takes_over_when_the_first_has_gone(tmp_path: Path) -> None:
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account) as first, sending(tmp_path, account) as second:
            assert not second.engine.spooler.is_sender
            await first.engine.spooler.aclose()
            await second.until(lambda: second.engine.spooler.is_sender)
            await second.submit()
            await second.until_empty()
    assert len(receiver.letters) == 1


async def test_after_the_clock_was_set_the_one_that_lives_goes_on_sending(tmp_path: Path) -> None:
    clock = Clock()
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account, clock=clock) as first:
            clock.advance(DAY)
            async with sending(tmp_path, account, clock=clock) as second:
                await second.submit()
                await second.until_empty()
                assert [each.engine.spooler.is_sender for each in (first, second)] == [True, False]
    assert len(receiver.letters) == 1


async def test_one_that_hangs_is_told_of_where_another_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    store = await FileStore.open(tmp_path, clock)
    await store.take_lease(SERVICE)
    clock.advance(DAY)
    monkeypatch.setattr(sender, "LASTS", timedelta(seconds=0.1))
    with Receiver() as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as waiting:
            spooler = waiting.engine.spooler
            await waiting.submit()
            await waiting.until(lambda: not spooler.standing.sends)
            assert spooler.standing.reason == (
                f"{SERVICE} is the one that sends, and has not been heard of for a while: it hangs. "
                "End it, and sending goes on here."
            )
            await store.close()
            await waiting.until_empty()
            assert spooler.standing.sends
    assert len(receiver.letters) == 1
