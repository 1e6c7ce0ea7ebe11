"""Draws the window without a screen: for those who have none."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.session import SessionState
from postroom.net.deadlines import within

if TYPE_CHECKING:
    from postroom.desktop.look.appearance import Appearance

SIZE: Final = (1240, 820)
SHOWN: Final = "Application password needed"
"""The account of the demo that shows most."""
MOST_SECONDS: Final = 15.0
"""How long the sessions of the demo may take to end, one way or the other."""
FRAME_SECONDS: Final = 0.1
"""After this long, everything that was told is painted."""


def render_demo(path: Path) -> None:
    """Draw the window on the demo servers into a PNG file, once all their sessions have been tried.

    Raises `OSError` where the file cannot be written, and `TimeoutError` where the sessions do not end.
    """
    if not os.access(path.parent, os.W_OK):
        raise _unwritten(path)  # before the demo takes its time
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from postroom.desktop import loop
    from postroom.desktop.look.appearance import Appearance
    from postroom.desktop.qt_log import log_qt_messages

    log_qt_messages()
    app = QApplication(["postroom"])
    loop.run(app, _render(path, Appearance(app)))


async def _render(path: Path, appearance: Appearance) -> int:
    from postroom.desktop.app import open_window, shut_down
    from postroom.desktop.window.main_window import MainWindow

    engine, window = Engine.start(saved=False), MainWindow()
    engine.settings_folder = None
    window.resize(*SIZE)
    await engine.start_demo()
    desk = await open_window(window, engine, appearance)
    try:
        for account in engine.accounts:
            desk.sessions.start(account.name, account.protocols)
        async with within(MOST_SECONDS):
            await tried(engine)
        desk.presenter.choose(SHOWN)
        await asyncio.sleep(FRAME_SECONDS)
        if not window.grab().save(str(path), "PNG"):
            raise _unwritten(path)
    finally:
        await shut_down(desk, engine)
        window.hide()
    return 0


def _unwritten(path: Path) -> OSError:
    return OSError(f"the picture {path} could not be written")


async def tried(engine: Engine) -> None:
    """Return when every session of every account is ready or has failed."""
    keys = [
        SessionKey(account.name, protocol) for account in engine.accounts for protocol in account.protocols
    ]
    ended = asyncio.Event()

    def look(_: object) -> None:
        snapshots = [engine.snapshot(key) for key in keys]
        if all(s is not None and s.state in {SessionState.READY, SessionState.FAILED} for s in snapshots):
            ended.set()

    leave = engine.subscribe(look)
    look(None)
    try:
        await ended.wait()
    finally:
        leave()
