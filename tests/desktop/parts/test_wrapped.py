"""Texts that wrap."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from postroom.desktop.parts.wrapped import LONGEST_WORD, wrapped


def test_a_word_of_any_length_makes_it_higher_and_not_wider(qtbot: QtBot) -> None:
    label = wrapped("The server said: " + "x" * 5_000)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 1_000
    assert label.heightForWidth(800) > 10 * wrapped("x").heightForWidth(800)
    assert label.text() == "The server said: " + "x" * 5_000


def test_usual_words_stay_as_they_are(qtbot: QtBot) -> None:
    words = "mail.example.org does not answer. " + "x" * LONGEST_WORD
    label = wrapped("")
    qtbot.addWidget(label)
    label.setText(words)
    assert label.text() == words
    assert "\u200b" not in super(type(label), label).text()
