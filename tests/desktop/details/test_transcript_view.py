from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.details.details import CAPABILITIES, CERTIFICATE, TRANSCRIPT, Details
from postroom.model.endpoint import Protocol
from postroom.model.transcript import TranscriptLine
from tests.desktop import samples

SMTP = Protocol.SMTP


class Conversation:
    def __init__(self, lines: tuple[TranscriptLine, ...]) -> None:
        self.spoken = list(lines)

    @property
    def count(self) -> int:
        return len(self.spoken)

    def lines(self, since: int = 0) -> tuple[TranscriptLine, ...]:
        return tuple(self.spoken[since:])


@pytest.fixture
def conversation() -> Conversation:
    return Conversation(samples.conversation(140))


@pytest.fixture
def details(qtbot: QtBot, conversation: Conversation) -> Details:
    details = Details()
    qtbot.addWidget(details)
    details.resize(800, 300)
    details.show()
    details.show_session(SMTP, samples.rejected(), conversation)
    return details


def grow(details: Details, conversation: Conversation, count: int = 20) -> None:
    conversation.spoken += samples.conversation(count)
    details.show_session(SMTP, samples.rejected(), conversation)


def count_of(details: Details) -> str:
    return details.search._count.text()


def test_it_follows_the_end(details: Details, conversation: Conversation) -> None:
    bar = details.transcript.verticalScrollBar()
    assert bar.value() == bar.maximum()
    grow(details, conversation)
    assert bar.value() == bar.maximum()


def test_it_stays_where_one_reads(details: Details, conversation: Conversation) -> None:
    bar = details.transcript.verticalScrollBar()
    bar.setValue(30)
    grow(details, conversation)
    assert bar.value() == 30


def test_what_is_typed_is_found_at_once(details: Details) -> None:
    details.start_search()
    QTest.keyClicks(details.search.field, "starttls")
    assert count_of(details) == "1 of 20"
    QTest.keyClick(details.search.field, Qt.Key.Key_Return)
    assert count_of(details) == "2 of 20"
    QTest.keyClick(details.search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(details.search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert count_of(details) == "20 of 20"
    QTest.keyClick(details.search.field, Qt.Key.Key_Return)
    assert count_of(details) == "1 of 20"
    assert details.transcript.currentIndex().data() == "250 STARTTLS"


def test_what_comes_later_is_found_too(details: Details, conversation: Conversation) -> None:
    details.search.field.setText("mx1")
    grow(details, conversation, 14)
    QTest.keyClick(details.search.field, Qt.Key.Key_Return)
    assert count_of(details).endswith("of 22")


def test_what_is_not_there_is_said(details: Details) -> None:
    details.search.field.setText("quetzal")
    assert count_of(details) == "not found"
    QTest.keyClick(details.search.field, Qt.Key.Key_Escape)
    assert count_of(details) == ""


def test_found_text_is_marked(details: Details) -> None:
    before = details.transcript.grab().toImage()
    details.search.field.setText("ehlo")
    assert details.transcript.grab().toImage() != before


def test_selected_lines_are_copied(details: Details) -> None:
    details.transcript.selectRow(1)
    QTest.keyClick(details.transcript, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "    0.007  S  220 mx1.example.com ESMTP Postfix"


def test_the_button_copies_all(details: Details) -> None:
    QTest.mouseClick(details.copy_button, Qt.MouseButton.LeftButton)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 140


def test_the_longest_line_can_be_scrolled_to(details: Details, conversation: Conversation) -> None:
    long = TranscriptLine(9.0, conversation.spoken[0].speaker, "x" * 1_000)
    conversation.spoken.append(long)
    details.show_session(SMTP, samples.rejected(), conversation)
    assert details.transcript.horizontalScrollBar().maximum() > 5_000


def test_keys_turn_the_tabs(details: Details) -> None:
    for tab in (CERTIFICATE, CAPABILITIES, TRANSCRIPT):
        details.show_tab(tab)
        assert details._stack.currentIndex() == tab
        assert details.search.isHidden() == (tab != TRANSCRIPT)


def test_before_the_start_it_says_what_will_come(details: Details) -> None:
    details.show_session(SMTP, None, None)
    sentences = [page._sentence.text() for page in details._pages]
    assert all("once the session starts" in sentence for sentence in sentences)


def test_a_session_without_tls_says_so(details: Details, conversation: Conversation) -> None:
    details.show_session(SMTP, samples.running(SMTP), conversation)
    assert details._pages[CERTIFICATE]._sentence.text() == "The session has not come as far as TLS."
    assert details._pages[CAPABILITIES]._sentence.text() == "The server has not said what it offers."


@pytest.mark.parametrize("protocol", Protocol)
def test_the_switch_asks_for_the_other_session(details: Details, protocol: Protocol) -> None:
    wanted: list[Protocol] = []
    details.protocol_wanted.connect(wanted.append)
    details.switch.offer(tuple(Protocol))
    QTest.mouseClick(details.switch._buttons[protocol], Qt.MouseButton.LeftButton)
    assert wanted == [protocol]


def test_a_single_session_needs_no_switch(details: Details) -> None:
    details.switch.offer((SMTP,))
    assert details.switch.isHidden()
