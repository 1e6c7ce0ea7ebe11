from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.window.announcer import Announcer
from postroom.engine.changes import SessionKey
from postroom.model.endpoint import Protocol
from postroom.model.session import SessionState
from tests.desktop import samples

SMTP = SessionKey("ada", Protocol.SMTP)


@pytest.fixture
def label(qtbot: QtBot) -> ElidedLabel:
    label = ElidedLabel()
    qtbot.addWidget(label)
    return label


def test_every_change_of_state_is_said_once(label: ElidedLabel) -> None:
    announcer = Announcer(label)
    announcer.session_changed(SMTP, None)
    assert label.text() == ""
    announcer.session_changed(SMTP, samples.running(Protocol.SMTP, 1))
    assert label.text() == "SMTP of ada: starting."
    label.setText("")
    announcer.session_changed(SMTP, samples.running(Protocol.SMTP, 2))
    assert label.text() == ""
    ready = samples.ready(Protocol.SMTP)
    announcer.session_changed(SMTP, ready)
    assert label.text() == "SMTP of ada: Ready, logged in, 0.21 s."
    announcer.session_changed(SMTP, replace(ready, state=SessionState.CLOSED))
    assert label.text() == "SMTP of ada: Closed."
    announcer.session_changed(SMTP, samples.rejected())
    assert label.text() == "SMTP of ada: Stopped at log in. The server rejected the password."
