from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from postroom.desktop.window.password_dialog import PasswordDialog
from postroom.model.account import KeepSecret
from postroom.model.endpoint import Protocol
from tests.desktop.samples import ACCOUNT


@pytest.mark.parametrize(
    ("keep", "trouble", "place"),
    [
        (KeepSecret.KEYRING, "", "It will be kept in the system's keyring."),
        (KeepSecret.FILE, "", "It will be kept in a file that only you can read."),
        (KeepSecret.ASK, "", "It will be kept in memory until Postroom ends."),
        (KeepSecret.KEYRING, "The keyring is locked.", "It will be kept in memory until Postroom ends."),
    ],
)
def test_it_tells_where_the_password_will_really_be(
    qtbot: QtBot, keep: KeepSecret, trouble: str, place: str
) -> None:
    dialog = PasswordDialog(replace(ACCOUNT, keep_secret=keep), Protocol.POP3, trouble)
    qtbot.addWidget(dialog)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert place in words
    assert trouble in ["", *words]
