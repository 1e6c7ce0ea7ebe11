"""The mail of the demo in the engine: it comes into a spool in memory, goes on coming, and goes with the demo."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.engine.engine import Engine
from postroom.model.mail_fate import MailFate
from postroom.model.message import PENDING, MessageState
from postroom.settings.folders import Folders
from tests.support.leaks import no_leaks

WAIT = 20.0


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with Engine.start(Folders.under(tmp_path), saved=False) as engine:
        yield engine


async def until_posted(engine: Engine, number: int) -> None:
    """Return when so many messages have come in, told by the changes."""
    reached = asyncio.Event()
    leave = engine.subscribe(lambda _: reached.set() if len(engine.demo_mail.posted) >= number else None)
    async with asyncio.timeout(WAIT):
        await reached.wait()
    leave()


async def states(engine: Engine) -> dict[int, MessageState]:
    return {row.id: row.state for row in await engine.spooler.rows(list(engine.demo_mail.posted))}


async def test_the_queue_is_full_before_anything_is_sent(engine: Engine) -> None:
    await engine.start_demo(mail=True)
    posted = engine.demo_mail.posted
    assert len(posted) >= 35
    assert len({row.account for row in await engine.spooler.rows(list(posted))}) >= 4
    held = {number for number, each in posted.items() if each.expected is MailFate.HELD}
    assert held
    assert await states(engine) == {
        number: MessageState.HELD if number in held else MessageState.QUEUED for number in posted
    }


async def test_without_being_asked_for_no_mail_comes(engine: Engine) -> None:
    await engine.start_demo()
    assert engine.demo_mail.posted == {}
    assert not engine.spooler.is_open


async def test_a_spool_that_is_saved_is_left_alone(tmp_path: Path) -> None:
    async with Engine.start(Folders.under(tmp_path)) as engine:
        await engine.start_demo(mail=True)
        await engine.spooler.open()
        assert engine.accounts
        assert await engine.spooler.count() == 0


async def test_more_comes_in_while_the_demo_runs(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postroom.demo.traffic.PAUSE", (0.0, 0.0))
    await engine.start_demo(mail=True)
    await until_posted(engine, len(engine.demo_mail.posted) + 5)


async def test_what_waits_is_discarded_with_the_demo(engine: Engine) -> None:
    await engine.start_demo(mail=True)
    count = len(engine.demo_mail.posted)
    await engine.stop_demo()
    assert engine.spooler.counts.total(PENDING) == 0
    assert engine.spooler.counts.total([MessageState.DISCARDED]) == count
    await engine.start_demo(mail=True)
    assert len(engine.demo_mail.posted) == count


async def test_what_is_on_its_way_does_not_stay_behind_when_the_demo_ends(engine: Engine) -> None:
    await engine.start_demo(mail=True)
    under_way = asyncio.Event()
    engine.subscribe(
        lambda _: under_way.set() if engine.spooler.counts.total([MessageState.SENDING]) else None
    )
    await engine.spooler.open(send=True)
    async with asyncio.timeout(WAIT):
        await under_way.wait()
        await engine.stop_demo()
    assert engine.spooler.counts.total(PENDING) == 0


async def test_mail_of_an_account_under_another_name_goes_too(engine: Engine) -> None:
    await engine.start_demo(mail=True)
    shown = engine.accounts[0]
    await engine.replace_account(shown.name, replace(shown, name="renamed"))
    await engine.stop_demo()
    assert engine.spooler.counts.total(PENDING) == 0


async def test_a_disabled_spooler_gets_none(engine: Engine) -> None:
    await engine.spooler.open()
    await engine.spooler.disable()
    await engine.start_demo(mail=True)
    assert engine.demo_mail.posted == {}
    assert engine.accounts


async def test_an_account_that_leads_elsewhere_gets_no_more(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postroom.demo.traffic.PAUSE", (0.0, 0.0))
    await engine.start_demo(mail=True)
    opened = len(engine.demo_mail.posted)
    elsewhere = engine.accounts[0]
    assert elsewhere.smtp is not None
    await engine.replace_account(
        elsewhere.name, replace(elsewhere, smtp=replace(elsewhere.smtp, host="smtp.example.com"))
    )
    assert len(engine.demo_mail.posted) == opened
    await until_posted(engine, opened + 20)
    later = [number for number in engine.demo_mail.posted if number > opened]
    assert elsewhere.name not in {row.account for row in await engine.spooler.rows(later)}


async def test_it_ends_in_order_in_the_midst_of_sending(tmp_path: Path) -> None:
    async with no_leaks():
        async with Engine.start(Folders.under(tmp_path), saved=False) as engine:
            await engine.start_demo(mail=True)
            sent = asyncio.Event()
            engine.subscribe(
                lambda _: sent.set() if engine.spooler.counts.total([MessageState.SENT]) else None
            )
            await engine.spooler.open(send=True)
            async with asyncio.timeout(WAIT):
                await sent.wait()
    assert not engine.spooler.is_open
