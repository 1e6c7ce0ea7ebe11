"""Qt's messages go to the log, and to the terminal only where they end the program."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qWarning

from postroom.desktop.qt_log import log_qt_messages, take


@pytest.fixture
def taken() -> Iterator[None]:
    before = qInstallMessageHandler(None)
    log_qt_messages()
    yield
    qInstallMessageHandler(before)


@pytest.mark.usefixtures("taken")
def test_a_warning_of_qt_is_logged_and_not_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.WARNING, logger="qt"):
        qWarning("a plugin cannot do this")
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "default: a plugin cannot do this")
    ]
    assert capfd.readouterr().err == ""


def test_what_ends_the_program_is_told_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    take(QtMsgType.QtFatalMsg, QMessageLogContext(), "no platform plugin could be loaded")
    assert capsys.readouterr().err == "postroom: Qt cannot go on: no platform plugin could be loaded\n"
