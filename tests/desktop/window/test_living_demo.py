"""The demo that the program was opened for: its queue lives, and the page of the spooler shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from postroom.desktop.app import open_window, shut_down
from postroom.desktop.look import theme
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.message import MessageState
from postroom.settings.folders import Folders
from tests.desktop.conftest import Open, until

pytestmark = pytest.mark.qt_loop_only


def count(opened: Open, *states: MessageState) -> int:
    return opened.engine.spooler.counts.total(states)


@pytest.fixture
async def demo(home: Folders, qapp: QApplication) -> AsyncIterator[Open]:
    theme.choose(Qt.ColorScheme.Light)
    engine, window = Engine.start(home, saved=False), MainWindow()
    desk = await open_window(window, engine, Appearance(qapp), demo=True)
    yield Open(window, desk, engine)
    await shut_down(desk, engine)
    window.hide()
    window.deleteLater()
    qapp.setStyleSheet("")


async def test_the_queue_fills_and_drains_before_one_s_eyes(demo: Open) -> None:
    await until(lambda: demo.engine.spooler.is_sender)
    assert count(demo, MessageState.HELD) == 3
    demo.window.actions_[Act.SPOOLER].trigger()
    await until(demo.desk.spool.page.isVisible)
    await until(lambda: count(demo, MessageState.SENT) and count(demo, MessageState.DEFERRED))
    model = demo.desk.spool.page.table.model()
    await until(lambda: model.rowCount() >= 35)
    await until(lambda: "Application password needed" in demo.engine.spooler.lanes)


async def test_when_the_demo_ends_nothing_waits_any_more(demo: Open) -> None:
    await until(lambda: demo.engine.spooler.is_sender)
    demo.window.actions_[Act.END_DEMO].trigger()
    await until(lambda: not demo.engine.accounts)
    await until(lambda: count(demo, MessageState.QUEUED, MessageState.HELD) == 0)
