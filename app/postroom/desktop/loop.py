"""The entry to asyncio inside Qt: make the loop, run a program in it, await a dialog."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from postroom.desktop.lag import lag_logged
from postroom.desktop.loop_core import QtEventLoop, QtQuit

INTERRUPTED = 130
"""The exit status of a program that Ctrl-C ended."""


def create_loop(app: QApplication) -> asyncio.AbstractEventLoop:
    """Make the event loop of `app`; the end of the last window no longer ends the program."""
    app.setQuitOnLastWindowClosed(False)
    loop: asyncio.AbstractEventLoop = QtEventLoop(app)
    return loop


def run(app: QApplication, main: Coroutine[Any, Any, int]) -> int:
    """Run `main` and Qt until `main` returns the exit status; then cancel the tasks left over and release the loop.

    Closing goes through `main` alone. The window's `closeEvent` ignores the event and sets what `main` awaits; `main`
    starts the shutdown of the engine once, under a deadline, hides the window and returns. Ctrl-C, and a quit that the
    system asks of Qt, cancel `main` instead.
    """
    try:
        with lag_logged(), asyncio.Runner(loop_factory=lambda: create_loop(app)) as runner:
            return runner.run(main)
    except KeyboardInterrupt:
        return INTERRUPTED
    except QtQuit:
        return 0


async def open_dialog(dialog: QDialog) -> int:
    """Open `dialog` and return its result once it is closed; every task and window goes on meanwhile.

    Cancelled, it rejects the dialog. A dialog that is destroyed counts as rejected. The dialog stays the caller's.
    """
    finished: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(result: int) -> None:
        if not finished.done():
            finished.set_result(result)

    def reject() -> None:
        settle(QDialog.DialogCode.Rejected)

    dialog.finished.connect(settle)
    dialog.destroyed.connect(reject)
    dialog.open()
    try:
        return await finished
    finally:
        if isValid(dialog):
            dialog.finished.disconnect(settle)
            dialog.destroyed.disconnect(reject)
            if finished.cancelled():
                dialog.reject()
