"""A window whose spool holds messages of an account that sends to a receiver of the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication

from postroom.desktop.closing.closing import Closing
from postroom.desktop.closing.dialog import ClosingDialog
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.endpoint import Security
from postroom.model.message import MessageState
from postroom.model.ready_message import envelope_for
from postroom.settings.folders import Folders
from tests.desktop.conftest import Open, running, until
from tests.support.answers import Answer
from tests.support.receiver import Receiver

MESSAGE = b"From: ada@example.com\r\nTo: bob@example.org\r\nSubject: Tea\r\n\r\nAt five?\r\n"


@dataclass
class Closable:
    """An open window, and what decides whether it may close."""

    opened: Open
    closing: Closing
    receiver: Receiver
    agreed: int = 0

    @property
    def dialog(self) -> ClosingDialog:
        """The dialog that is open."""
        (dialog,) = [d for d in self.opened.window.findChildren(ClosingDialog) if d.isVisible()]
        return dialog

    @property
    def is_asking(self) -> bool:
        return any(
            dialog.isVisible() and dialog.is_asking
            for dialog in self.opened.window.findChildren(ClosingDialog)
        )

    @property
    def has_dialog(self) -> bool:
        return any(dialog.isVisible() for dialog in self.opened.window.findChildren(ClosingDialog))

    async def submit(self, number: int = 1) -> None:
        """Queue messages, and see them counted."""
        before = self.count(*MessageState)
        for _ in range(number):
            await self.opened.engine.submit("ada", envelope_for(MESSAGE), MESSAGE)
        await until(lambda: self.count(*MessageState) == before + number)

    async def close(self) -> ClosingDialog:
        """Close the window as a person does, and give the question."""
        self.opened.window.close()
        await until(lambda: self.is_asking)
        return self.dialog

    def count(self, *states: MessageState) -> int:
        return self.opened.engine.spooler.counts.total(states)


@pytest.fixture
def plan() -> dict[str, list[Answer | None]]:
    """What the receiver answers otherwise than usual; a test that needs it overrides this."""
    return {}


@pytest.fixture
def receiver(plan: dict[str, list[Answer | None]]) -> Iterator[Receiver]:
    with Receiver(plan) as receiver:
        yield receiver


@pytest.fixture
async def closable(home: Folders, qapp: QApplication, receiver: Receiver) -> AsyncIterator[Closable]:
    """A window that is paused, so that nothing is sent before the test wants it."""
    async with running(home, qapp) as opened:
        server = Server("127.0.0.1", receiver.port, Security.NONE)
        opened.engine.add_account(Account(name="ada", smtp=server, smtp_auth=SmtpAuth.OFF))
        await opened.engine.spooler.open(send=True)
        await until(lambda: opened.engine.spooler.is_sender)
        await opened.engine.spooler.pause()
        closable = Closable(opened, Closing(opened.engine, opened.window), receiver)

        def agree() -> None:
            closable.agreed += 1

        closable.closing.agreed.connect(agree)
        opened.window.close_wanted.connect(closable.closing.begin)
        yield closable
