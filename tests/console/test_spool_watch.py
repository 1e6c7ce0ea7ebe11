"""How a run of the spooler ends: only after all that it knows was told."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from postroom.console.page import Page
from postroom.console.spool_run_page import RunPage, for_people
from postroom.console.spool_watch import SpoolRun
from postroom.console.usage import ExitStatus
from postroom.engine.changes import Changes
from postroom.model.lane import LaneStanding
from postroom.model.message import MessageState
from postroom.model.spool_message import Counts, MessageRow
from postroom.model.spooler import Switches, stand
from tests.model.spool_samples import ROW

WORK = ROW.account
HELD = LaneStanding(account=WORK, reason="The password is not known here.")


class Spooler(SimpleNamespace):
    """What a run asks of a spooler. `meanwhile` happens while it reads rows."""

    standing = stand(Switches(), pending=1, online=True)
    sender = None
    is_sender = True

    async def rows(self, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        await asyncio.sleep(0)
        self.meanwhile()
        return tuple(replace(ROW, id=number, state=MessageState.SENT, attempts=1) for number in ids)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def run_of(spooler: Spooler, out: io.StringIO) -> SpoolRun:
    return SpoolRun(cast("Any", spooler), RunPage(for_people(Page(out))), None)


async def test_what_holds_the_last_account_up_is_told_before_the_end(out: io.StringIO) -> None:
    spooler = Spooler(
        lanes={WORK: LaneStanding(account=WORK)}, counts=Counts({(WORK, MessageState.QUEUED): 1})
    )
    spooler.meanwhile = lambda: spooler.lanes.update({WORK: HELD})
    run = run_of(spooler, out)
    assert await run.work(until_empty=True) is ExitStatus.FAILED
    assert run.stuck == (WORK,)
    assert f"{WORK}: {HELD.reason}" in out.getvalue()


async def test_the_last_message_is_told_before_the_end(out: io.StringIO) -> None:
    spooler = Spooler(lanes={}, counts=Counts({}), meanwhile=lambda: None)
    run = run_of(spooler, out)
    late = Changes(messages=frozenset({7}))  # a batch that comes after the counts were read
    asyncio.get_running_loop().call_soon(run.changed, late)
    assert await run.work(until_empty=True) is ExitStatus.OK
    assert "7  sent" in out.getvalue()
