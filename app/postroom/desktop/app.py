"""The program with its window: it opens, runs in the Qt loop, and closes in order."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from postroom.desktop import loop
from postroom.desktop.accounts.row import never_started, row_of
from postroom.desktop.closing.closing import Closing
from postroom.desktop.closing.session_end import session_end_told
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.qt_log import log_qt_messages
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.memory import WindowMemory
from postroom.engine.engine import Engine
from postroom.model.text import say
from postroom.net.deadlines import within

if TYPE_CHECKING:
    from postroom.desktop.window.desk import Desk

CLOSE_SECONDS: Final = 5.0
"""How long everything together may take to end before the program ends anyway."""

MOST_SECONDS_UNSEEN: Final = 1.0
"""How long a window may hide, as one that is started minimised does."""

log = logging.getLogger(__name__)


def run(arguments: Sequence[str], *, demo: bool) -> int:
    """Open the window, on the demo servers alone where `demo` says so; give the exit status once it is closed."""
    log_qt_messages()
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("postroom")
    app.setApplicationDisplayName("Postroom")
    app.setDesktopFileName("postroom")
    return loop.run(app, _run(Appearance(app), demo=demo))


async def _run(appearance: Appearance, *, demo: bool) -> int:
    engine = Engine.start(saved=not demo)
    window = MainWindow()
    closed = asyncio.Event()
    closing = Closing(engine, window)
    closing.agreed.connect(closed.set)
    window.close_wanted.connect(closing.begin)
    desk = await open_window(window, engine, appearance, demo=demo)
    gc.freeze()  # to search all that a window is made of for garbage would hold it up for 70 ms
    attended = False
    try:
        with session_end_told(closing.end_session):
            await closed.wait()
        attended = closing.is_attended
    finally:  # Ctrl-C, or the end of the user's session, ends it in the same order
        window.close_wanted.disconnect(closing.begin)
        if not attended:
            await closing.empty_unattended()
        window.announcer.say(say("Closing the sessions ..."))
        await shut_down(desk, engine)
        window.hide()
    return 0


async def open_window(
    window: MainWindow, engine: Engine, appearance: Appearance, *, demo: bool = False
) -> Desk:
    """Show the window, and make the rest while it is seen already."""
    memory = WindowMemory(engine.settings_folder)
    memory.restore_window(window)
    if engine.accounts:
        window.sidebar.show_rows([row_of(account, never_started) for account in engine.accounts])
        window.sidebar.set_compact(memory.compact)
        memory.restore_splitter("sidebar", window.splitter)
    window.show_welcome(not engine.accounts and not demo)
    appearance.refresh()
    seen = asyncio.Event()
    window.painted.connect(seen.set)
    window.show()
    with suppress(TimeoutError):
        async with within(MOST_SECONDS_UNSEEN):
            await seen.wait()
    with appearance.undressed():
        from postroom.desktop.window.desk import Desk

        desk = Desk(engine, window, memory)
    desk.open(demo=demo)
    return desk


async def shut_down(desk: Desk, engine: Engine) -> None:
    """End everything in order, and without order what has not ended after `CLOSE_SECONDS`."""
    try:
        async with within(CLOSE_SECONDS):
            await desk.close()
            await engine.aclose()
    except TimeoutError:
        log.warning("the sessions did not end within %s s", CLOSE_SECONDS)
