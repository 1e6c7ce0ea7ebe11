"""The program with its window: it opens, runs in the Qt loop, and closes in order."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QApplication

from postroom.desktop import loop
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.window.desk import Desk
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.memory import WindowMemory
from postroom.engine.engine import Engine
from postroom.model.text import say

CLOSE_SECONDS: Final = 5.0
"""How long everything together may take to end before the program ends anyway."""

log = logging.getLogger(__name__)


def run(arguments: Sequence[str], *, demo: bool) -> int:
    """Open the window, on the demo servers alone where `demo` says so; give the exit status once it is closed."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("postroom")
    app.setApplicationDisplayName("Postroom")
    app.setDesktopFileName("postroom")
    Appearance(app)
    return loop.run(app, _run(demo=demo))


async def _run(*, demo: bool) -> int:
    engine = Engine.start(saved=not demo)
    closed = asyncio.Event()
    window = MainWindow()
    window.close_wanted.connect(closed.set)
    memory = WindowMemory(engine.settings_folder)
    desk = Desk(engine, window, memory)
    memory.restore(window, window.splitters)
    desk.open()
    window.show()
    if demo:
        desk.demo.start()
    await closed.wait()
    window.announcer.say(say("Closing the sessions ..."))
    await shut_down(desk, engine)
    window.hide()
    return 0


async def shut_down(desk: Desk, engine: Engine) -> None:
    """End everything in order, and without order what has not ended after `CLOSE_SECONDS`."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await desk.close()
            await engine.aclose()
    except TimeoutError:
        log.warning("the sessions did not end within %s s", CLOSE_SECONDS)
