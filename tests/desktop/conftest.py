"""What the tests of the window share: the whole window with an engine, driven by real clicks and keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from postroom.desktop.app import open_window, shut_down
from postroom.desktop.look import theme
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.endpoint import Protocol
from postroom.model.session import SessionSnapshot, SessionState
from postroom.settings.folders import Folders

if TYPE_CHECKING:
    from postroom.desktop.window.desk import Desk

WAIT = 15.0
FRAME = 0.02


async def until(condition: Callable[[], object]) -> None:
    """Return when `condition` holds; Qt goes on meanwhile."""
    async with asyncio.timeout(WAIT):
        while not condition():  # noqa: ASYNC110 - a person looks at a window in the same way
            await asyncio.sleep(FRAME)


def click(button: QAbstractButton) -> None:
    """Click a button that can be seen and clicked."""
    assert button.isVisible(), f"{button.text()} cannot be seen"
    assert button.isEnabled(), f"{button.text()} cannot be clicked"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def fill_in(field: QLineEdit, text: str) -> None:
    """Type into a field, in place of what it has."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


@dataclass(frozen=True)
class Open:
    """An open window."""

    window: MainWindow
    desk: Desk
    engine: Engine

    def state(self, protocol: Protocol) -> SessionState | None:
        """How a session of the chosen account stands."""
        snapshot = self.snapshot(protocol)
        return None if snapshot is None else snapshot.state

    def snapshot(self, protocol: Protocol) -> SessionSnapshot | None:
        name = self.desk.presenter.current
        return None if name is None else self.desk.presenter.snapshot(name, protocol)

    async def start_demo(self) -> None:
        """Take the demo's accounts in."""
        click(self.window.welcome.demo_button)
        await until(lambda: self.engine.accounts and not self.window.sidebar.isHidden())


@pytest.fixture
def home(tmp_path: Path) -> Folders:
    return Folders.under(tmp_path)


@pytest.fixture
async def opened(home: Folders, qapp: QApplication) -> AsyncIterator[Open]:
    """The window of somebody who has no account yet."""
    theme.choose(Qt.ColorScheme.Light)
    async with running(home, qapp) as opened:
        yield opened


class running:  # noqa: N801 - reads as a sentence
    """Opens the window on `home`, and closes it in order."""

    def __init__(self, home: Folders, app: QApplication) -> None:
        self._home, self._app = home, app

    async def __aenter__(self) -> Open:
        engine = Engine.start(self._home)
        window = MainWindow()
        desk = await open_window(window, engine, Appearance(self._app))
        self._opened = Open(window, desk, engine)
        window.activateWindow()
        await until(window.isActiveWindow)
        return self._opened

    async def __aexit__(self, *_: object) -> None:
        opened = self._opened
        await shut_down(opened.desk, opened.engine)
        opened.window.hide()
        opened.window.deleteLater()
        self._app.setStyleSheet("")
