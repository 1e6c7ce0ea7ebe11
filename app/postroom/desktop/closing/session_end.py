"""Notices that the session of the desktop ends: by its manager, or by the signal that asks programs to end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QSessionManager


@contextmanager
def session_end_told(told: Callable[[], None]) -> Iterator[None]:
    """Call `told` in the running loop when the session ends; a second signal ends the program at once."""
    loop = asyncio.get_running_loop()
    app = QCoreApplication.instance()

    def commit(_: QSessionManager) -> None:
        told()

    before = signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(told))
    if isinstance(app, QGuiApplication):
        app.commitDataRequest.connect(commit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.disconnect(commit)
