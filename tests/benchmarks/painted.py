"""A program that ends the moment its window is painted: the subject of bench_start.py.

    python -m tests.benchmarks.painted empty       a QMainWindow without anything
    python -m tests.benchmarks.painted first       Postroom, started in the usual way, when it is seen first
    python -m tests.benchmarks.painted whole       Postroom, when all of its window is there

It imports nothing before it knows what to start, and adds nothing to what Postroom does but the end.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow


def open_empty() -> None:
    """Open an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    end_when_painted(window)
    window.resize(1240, 820)
    window.show()
    app.exec()


def open_postroom(*, whole: bool) -> None:
    """Open Postroom's window."""
    from postroom.desktop import app

    open_window = app.open_window

    async def open_and_end(window: QMainWindow, *args: Any, **options: Any) -> Any:
        if not whole:
            end_when_painted(window)
        desk = await open_window(window, *args, **options)  # type: ignore[arg-type]
        end_when_painted(window)
        window.update()
        return desk

    app.open_window = open_and_end
    from postroom.__main__ import main

    sys.argv = ["postroom"]
    main()


def end_when_painted(window: QMainWindow) -> None:
    """End the process as soon as the window and all that is in it have been painted."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() is QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: os._exit(0))
            return False

    window.installEventFilter(Watch(window))


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        open_empty()
    else:
        open_postroom(whole=sys.argv[1] == "whole")
