"""What Qt has to say goes to the log; on the terminal stands only what ends the program."""

from __future__ import annotations

import logging
import sys
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

log = logging.getLogger("qt")


def log_qt_messages() -> None:
    """Take Qt's messages from now on, for the whole process."""
    qInstallMessageHandler(take)


def take(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log a message of Qt under its category."""
    log.log(LEVELS[kind], "%s: %s", context.category or "default", message)
    if kind is QtMsgType.QtFatalMsg and sys.stderr is not None:
        sys.stderr.write(f"postroom: Qt cannot go on: {message}\n")
