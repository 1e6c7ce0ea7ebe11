"""The board of sessions, where several want the same place at the same time: one session stays, the others end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from postroom.engine.changes import ChangeFeed, SessionKey
from postroom.engine.sessions import SessionBoard
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot, SessionState
from postroom.net.tasks import spawn
from tests.support.hostile import HostileServer
from tests.support.ports import LOOPBACK
from tests.support.steps import Silence

ADA = SessionKey("ada", Protocol.POP3)
DEADLINE = 5.0

Opening = asyncio.Task[SessionSnapshot]


class Board:
    """A board whose sessions hang at the greeting."""

    def __init__(self, port: int) -> None:
        self.board = SessionBoard(ChangeFeed())
        self._plan = SessionPlan(protocol=Protocol.POP3, endpoint=Endpoint(LOOPBACK, port, Security.NONE))
        self._owner: set[asyncio.Task[Any]] = set()

    def open(self) -> Opening:
        return spawn(self.board.open(ADA, self._plan), name="open", owner=self._owner)


@asynccontextmanager
async def board() -> AsyncIterator[Board]:
    with HostileServer([Silence()]) as server:
        board = Board(server.port)
        try:
            async with asyncio.timeout(DEADLINE):
                yield board
        finally:
            await board.board.aclose()


def was_cancelled(snapshot: SessionSnapshot) -> bool:
    """Tell whether a session was ended from outside, before it began or while it opened."""
    return snapshot.state is SessionState.CLOSED or (
        snapshot.error is not None and snapshot.error.code is ErrorCode.CANCELLED
    )


async def turns(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  a board without a feed tells nobody
        await asyncio.sleep(0)


def stands(board: Board) -> bool:
    snapshot = board.board.snapshot(ADA)
    return snapshot is not None and snapshot.state is SessionState.OPENING


async def test_of_two_that_take_a_place_at_once_the_later_one_has_it() -> None:
    async with board() as one:
        former = one.open()
        await turns(lambda: stands(one))
        earlier, later = one.open(), one.open()
        assert was_cancelled(await former)
        assert was_cancelled(await earlier)
        await one.board.close(ADA)
        assert was_cancelled(await later)


async def test_what_opens_while_its_account_goes_is_closed_too() -> None:
    async with board() as one:
        former = one.open()
        await turns(lambda: stands(one))
        again = one.open()
        await asyncio.sleep(0)
        await one.board.forget("ada")
        assert was_cancelled(await former)
        assert was_cancelled(await again)
        assert one.board.snapshot(ADA) is None
