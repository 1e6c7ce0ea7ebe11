"""The real window with a load: silent servers, a server that talks without end, and somebody who types."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from postroom.desktop.window.desk import Desk
from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account, Server
from postroom.model.endpoint import Protocol, Security
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.net.transcript import LATEST_LINES, Transcript
from tests.support.hostile import HostileServer
from tests.support.steps import Converse, Drop, Script, Send, Silence

SILENT_SESSIONS: Final = 10
TALKER: Final = SessionKey("talker", Protocol.SMTP)
KEEP_ALIVE: Final = 0.02
"""Seconds between two NOOPs of the session that talks: with `REPLY` they make more than 1,000 lines a second."""
REPLY: Final = b"".join(
    b"250-2.0.0 This is line %2d of what there is to say about NOOP\r\n" % n for n in range(24)
)
KEY_SECONDS: Final = 0.06
"""Two hundred words a minute."""
CALM_SECONDS: Final = 1.0
"""How long the window may take to paint what has been prepared."""


@contextmanager
def accounts() -> Iterator[list[Account]]:
    """Start the servers; give the accounts for them."""
    with HostileServer(_talking()) as talker, HostileServer((Silence(),)) as silent:
        deaf = Server(silent.host, silent.port, Security.NONE)
        loud = Server(talker.host, talker.port, Security.NONE)
        names = [TALKER.account, *(f"silent{number}" for number in range(1, SILENT_SESSIONS))]
        yield [Account(name=name, pop3=deaf, smtp=loud if name == TALKER.account else None) for name in names]


def _talking() -> Script:
    return (
        Send(b"220 talker.test ESMTP\r\n"),
        Converse(
            (
                (b"EHLO .*", (Send(b"250 talker.test\r\n"),)),
                (b"NOOP", (Send(REPLY + b"250 2.0.0 Ok\r\n"),)),
                (b"QUIT", (Send(b"221 2.0.0 Bye\r\n"), Drop())),
            )
        ),
    )


@dataclass(frozen=True)
class BusyWindow:
    """A window whose engine has `accounts`, and keeps sessions alive every `KEEP_ALIVE` seconds."""

    desk: Desk
    engine: Engine

    @property
    def transcript(self) -> Transcript:
        """What the talker says."""
        transcript = self.engine.transcript(TALKER)
        assert transcript is not None, "the talker's session was opened"
        return transcript

    async def prepare(self) -> None:
        """Open the talker's session, show its transcript, fill that to its bounds, and wait until it is painted."""
        self.desk.presenter.choose(TALKER.account)
        snapshot = await self.engine.open(TALKER)
        assert snapshot.ok, snapshot.error
        self.transcript.received(b"250 2.0.0 This was said before\r\n" * (LATEST_LINES + 2_500))
        self.desk.page.choose_session(Protocol.SMTP)
        self.desk.page.details.start_search()
        await asyncio.sleep(CALM_SECONDS)

    async def work(self, typed: str, seconds: float) -> None:
        """Open the silent sessions, and type `typed` and take it back until the time is over."""
        for account in self.engine.accounts:
            self.desk.sessions.start(account.name, set(account.protocols) - {Protocol.SMTP})
        owner: set[asyncio.Task[Any]] = set()
        typing = spawn(self._type(typed), name="type", owner=owner)
        await asyncio.sleep(seconds)
        await cancel_and_wait(typing)

    async def _type(self, typed: str) -> None:
        field = self.desk.page.details.search.field
        for character in cycle(typed + "\b" * len(typed)):
            if character == "\b":
                QTest.keyClick(field, Qt.Key.Key_Backspace)
            else:
                QTest.keyClicks(field, character)
            await asyncio.sleep(KEY_SECONDS)

    async def calm_down(self) -> None:
        """End every session, and wait until that is painted."""
        self.desk.page.details.search.field.clear()
        for account in self.engine.accounts:
            for protocol in account.protocols:
                await self.engine.close(SessionKey(account.name, protocol))
        await asyncio.sleep(CALM_SECONDS)
