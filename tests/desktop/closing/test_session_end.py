from __future__ import annotations

import os
import signal
import sys

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtWidgets import QApplication

from postroom.desktop.closing.session_end import session_end_told
from tests.desktop.conftest import until

pytestmark = pytest.mark.qt_loop_only


@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to a process there")
async def test_the_signal_that_asks_programs_to_end_is_told(qapp: QApplication) -> None:
    before = signal.getsignal(signal.SIGTERM)
    told: list[str] = []
    with session_end_told(lambda: told.append("ended")):
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: told)
    assert told == ["ended"]
    assert signal.getsignal(signal.SIGTERM) is before


async def test_the_manager_of_the_session_is_listened_to_meanwhile(qapp: QApplication) -> None:
    def listeners() -> int:
        return qapp.receivers(SIGNAL("commitDataRequest(QSessionManager&)"))

    before = listeners()
    with session_end_told(lambda: None):
        assert listeners() == before + 1
    assert listeners() == before
