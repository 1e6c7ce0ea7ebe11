"""An engine that sends from a spool to one port on loopback, and waiting for what becomes of its messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from postroom.engine.engine import Engine
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.address import parse_address
from postroom.model.endpoint import Security
from postroom.model.envelope import Envelope, Recipient
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.plan import Trust
from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_message import MessageDetail
from postroom.protocol.delivery_state import Command
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secrets import Secrets
from tests.support.ca import HOST
from tests.support.ports import LOOPBACK

ACCOUNT: Final = "main"
ADA, BOB, CARL, EVE = (f"{name}@example.com" for name in ("ada", "bob", "carl", "eve"))
MESSAGE: Final = b"Subject: Hello\r\n\r\nHow are you?\r\n"
DEADLINE: Final = 30.0
UNDER_WAY: Final = {MessageState.QUEUED, MessageState.SENDING}
IMPATIENT: Final[Mapping[Command, float]] = dict.fromkeys(Command, 0.2)
"""So many seconds a server has for its answers, where a test does not want to wait for minutes."""


def account_for(
    port: int,
    *,
    rules: SendingRules = USUAL_SENDING,
    security: Security = Security.NONE,
    trust: Trust | None = None,
    name: str = ACCOUNT,
) -> Account:
    """Make an account that sends to a port without a login."""
    host = LOOPBACK if security is Security.NONE else HOST
    return Account(
        name=name, smtp=Server(host, port, security), smtp_auth=SmtpAuth.OFF, sending=rules, trust=trust
    )


def letter_to(*recipients: str, sender: str | None = ADA, **needs: Any) -> Envelope:
    """Make an envelope; the engine finds out its size."""
    to = tuple(Recipient(parse_address(each)) for each in recipients or (BOB,))
    return Envelope(None if sender is None else parse_address(sender), to, size=0, **needs)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a message."""

    detail: MessageDetail
    attempts: tuple[DeliveryAttempt, ...]
    explanation: str

    @property
    def state(self) -> MessageState:
        return self.detail.row.state

    @property
    def words(self) -> str:
        """What its list says about the last attempt."""
        return self.detail.row.last_reply

    @property
    def outcomes(self) -> dict[str, RecipientOutcome]:
        return {str(each.recipient.address): each.outcome for each in self.detail.recipients}

    @property
    def replies(self) -> dict[str, str]:
        """The last reply about each recipient; empty where there is none."""
        return {str(each.recipient.address): str(each.reply or "") for each in self.detail.recipients}


@dataclass(frozen=True, slots=True)
class Sending:
    """An engine that sends."""

    engine: Engine
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def submit(self, *recipients: str, message: bytes = MESSAGE, account: str = ACCOUNT) -> int:
        """Queue a message; give its number."""
        return (await self.engine.submit(account, letter_to(*recipients), message)).id

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return as soon as it holds; looked at with each batch of changes."""
        async with asyncio.timeout(DEADLINE):
            self.news.clear()
            while not holds():
                await self.news.wait()
                self.news.clear()

    async def until_empty(self) -> None:
        """Return when the spooler has nothing left to do."""
        async with asyncio.timeout(DEADLINE):
            await self.engine.spooler.until_empty()

    async def fate(self, number: int) -> Fate:
        """Give what became of a message, as soon as nothing is under way with it."""
        spooler = self.engine.spooler
        async with asyncio.timeout(DEADLINE):
            self.news.clear()
            while (detail := await spooler.message(number)).row.state in UNDER_WAY:
                await self.news.wait()
                self.news.clear()
        return Fate(detail, await spooler.attempts(number), await spooler.explain(number))

    async def until_queued(self, number: int) -> None:
        """Return when a message waits again, or still."""
        async with asyncio.timeout(DEADLINE):
            self.news.clear()
            while (await self.engine.spooler.message(number)).row.state is not MessageState.QUEUED:
                await self.news.wait()
                self.news.clear()

    async def until_attempts(self, number: int, attempts: int) -> None:
        """Return when so many attempts at a message were recorded."""
        async with asyncio.timeout(DEADLINE):
            self.news.clear()
            while len(await self.engine.spooler.attempts(number)) < attempts:
                await self.news.wait()
                self.news.clear()


@asynccontextmanager
async def sending(
    folder: Path | None, *accounts: Account, send: bool = True, **spooling: Any
) -> AsyncIterator[Sending]:
    """Run an engine whose spool is in `folder`, or in memory where that is None."""
    home = Folders.under(Path("unused") if folder is None else folder)
    async with Engine(None, Secrets(home), Preferences(), spool=folder, spooling=spooling) as engine:
        for account in accounts:
            engine.add_account(account)
        running = Sending(engine)
        engine.subscribe(lambda changes: running.news.set())
        await engine.spooler.open(send=send)
        yield running
