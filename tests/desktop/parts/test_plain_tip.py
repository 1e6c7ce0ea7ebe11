from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from postroom.desktop.details.capabilities_view import CapabilitiesView
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.plain_tip import plain_tip
from postroom.model.endpoint import Protocol

HOSTILE = "X-<img src='file://evil.example/share/a.png'> a  <b>b</b> &amp; c"


@pytest.mark.parametrize("text", ["PIPELINING", "a < b & c", "first\nsecond <b>", ""])
def test_a_text_without_tags_in_its_first_line_stays_as_it_is(text: str) -> None:
    assert plain_tip(text) == text


def test_a_text_with_tags_is_shown_as_it_stands_and_loads_no_picture(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setHtml(plain_tip(HOSTILE))
    assert document.toPlainText() == HOSTILE


def test_the_servers_words_are_such_a_text(qtbot: QtBot) -> None:
    label = ElidedLabel(HOSTILE)
    view = CapabilitiesView()
    for widget in (label, view):
        qtbot.addWidget(widget)
    label.resize(20, 20)
    label.show()
    view.show_capabilities(Protocol.SMTP, (HOSTILE,))
    item = view.topLevelItem(0)
    assert item is not None
    for tip in (label.toolTip(), item.toolTip(0), item.toolTip(1)):
        assert tip
        assert "<img" not in tip
