"""Clocks that are set, time zones that change and computers that sleep: no message is lost, doubled or given up."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from postroom.engine.sending import dispatcher
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Seen
from tests.delivery.engines import Sending, account_for, sending
from tests.spool.samples import DAY, HOUR, NOON, Clock
from tests.support.answers import GREYLISTED, OK, RESET
from tests.support.receiver import Receiver

SENT, DEFERRED, FAILED = MessageState.SENT, MessageState.DEFERRED, MessageState.FAILED
LOOK_OFTEN = 0.05


@pytest.fixture
def looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the spooler look at the clock more often than every half minute."""
    monkeypatch.setattr(dispatcher, "LOOK_AT_LEAST", LOOK_OFTEN)


async def deferred(running: Sending) -> int:
    """Queue a message that is greylisted once."""
    number = await running.submit()
    assert (await running.fate(number)).state is DEFERRED
    return number


@pytest.mark.parametrize("jump", [8 * HOUR, 4 * DAY, 400 * DAY])
@pytest.mark.usefixtures("looking_often")
async def test_after_a_clock_was_set_forward_or_a_long_sleep_a_message_is_tried_before_it_is_given_up(
    jump: timedelta, tmp_path: Path
) -> None:
    clock = Clock()
    with Receiver({"RCPT": (GREYLISTED, OK)}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            number = await deferred(running)
            clock.advance(jump)
            await running.until_attempts(number, 2)
            assert (await running.fate(number)).state is SENT
    assert len(receiver.letters) == 1


@pytest.mark.usefixtures("looking_often")
async def test_a_message_whose_time_is_over_is_given_up_and_says_so(tmp_path: Path) -> None:
    clock = Clock()
    with Receiver({"RCPT": (GREYLISTED,)}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            number = await deferred(running)
            clock.advance(6 * DAY)
            await running.until_attempts(number, 2)
            fate = await running.fate(number)
    assert fate.state is FAILED
    assert "Given up after its time had passed. Last: 450 4.7.1 Greylisted" in fate.words
    assert "It could not be delivered: Given up after its time had passed." in fate.explanation


@pytest.mark.parametrize("jump", [HOUR, 400 * DAY])
@pytest.mark.usefixtures("looking_often")
async def test_after_a_clock_was_set_back_new_messages_go_out_and_old_ones_when_they_are_told_to(
    jump: timedelta, tmp_path: Path
) -> None:
    clock = Clock()
    with Receiver({"RCPT": (GREYLISTED, OK)}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            old = await deferred(running)
            clock.advance(-jump)
            new = await running.submit()
            assert (await running.fate(new)).state is SENT
            fate = await running.fate(old)
            assert fate.state is DEFERRED
            assert "The next attempt, number 2, is at" in fate.explanation
            await running.engine.spooler.command(Chosen((Seen(old),)), Command.RETRY)
            await running.until_attempts(old, 2)
            assert (await running.fate(old)).state is SENT
            assert running.engine.spooler.is_sender
    assert len(receiver.letters) == 2


@contextmanager
def zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.skipif(sys.platform == "win32", reason="a program cannot change its time zone there")
@pytest.mark.usefixtures("looking_often")
async def test_a_change_of_the_time_zone_changes_words_and_no_times(tmp_path: Path) -> None:
    clock = Clock()
    with Receiver({"RCPT": (GREYLISTED, OK)}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            with zone("UTC"):
                number = await deferred(running)
                before = await running.fate(number)
            with zone("Asia/Kathmandu"):
                after = await running.fate(number)
                assert after.detail == before.detail
                assert f"is at {NOON:%H}:01" in before.explanation
                assert "is at 17:46" in after.explanation
                clock.advance(2 * HOUR)
                await running.until_attempts(number, 2)
                assert (await running.fate(number)).state is SENT


@pytest.mark.usefixtures("looking_often")
async def test_a_connection_that_died_while_the_computer_slept_costs_no_attempt(tmp_path: Path) -> None:
    clock = Clock()
    with Receiver({"MAIL": (OK, RESET, OK)}) as receiver:
        async with sending(tmp_path, account_for(receiver.port), clock=clock) as running:
            assert (await running.fate(await running.submit())).state is SENT
            clock.advance(8 * HOUR)
            fate = await running.fate(await running.submit())
    assert (fate.state, len(fate.attempts)) == (SENT, 1)
    assert len(receiver.letters) == 2
    assert receiver.register.connections >= 2


async def test_after_a_sleep_that_outlasts_the_lease_one_process_sends_and_no_message_goes_twice(
    tmp_path: Path,
) -> None:
    clock = Clock()
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account, clock=clock) as running:
            await running.fate(await running.submit())
            clock.advance(DAY)
            async with sending(tmp_path, account, clock=clock) as other:
                numbers = [await running.submit() for _ in range(20)]
                await other.until_empty()
                await running.engine.spooler.nudge()
                await running.until(
                    lambda: running.engine.spooler.is_sender is not other.engine.spooler.is_sender
                )
                assert [(await running.fate(number)).state for number in numbers] == [SENT] * 20
    assert len(receiver.letters) == 21
