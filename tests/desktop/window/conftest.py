"""The window on the page of the spooler, with an account that sends to a receiver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from postroom.model.account import Account, Server
from postroom.model.endpoint import Security
from tests.desktop.conftest import Open, until
from tests.desktop.window.hands import CTRL, page
from tests.support.answers import GREYLISTED, OK, UNKNOWN, Plan
from tests.support.receiver import Receiver

PLAN: Plan = {"later@example.com": [GREYLISTED, OK], "nobody@example.com": [UNKNOWN]}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver(PLAN) as receiver:
        yield receiver


@pytest.fixture
async def shown(opened: Open, receiver: Receiver) -> Open:
    """The page of the spooler, with an account that sends to the receiver."""
    opened.engine.add_account(Account(name="ada", smtp=Server("127.0.0.1", receiver.port, Security.NONE)))
    await until(lambda: opened.engine.spooler.is_open and opened.desk.presenter.current == "ada")
    QTest.keyClick(opened.window, Qt.Key.Key_8, CTRL)
    await until(lambda: page(opened).isVisible())
    return opened
