from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from postroom.desktop.details import transcript_model
from postroom.desktop.details.transcript_model import (
    LINE,
    SPEAKER,
    TEXT,
    TIME,
    TranscriptModel,
    as_text,
)
from postroom.model.transcript import Speaker, TranscriptLine


class Conversation:
    """A transcript that grows when it is told to."""

    def __init__(self, count: int = 0) -> None:
        self.spoken: list[TranscriptLine] = []
        self.say(count)

    @property
    def count(self) -> int:
        return len(self.spoken)

    def say(self, count: int) -> None:
        start = len(self.spoken)
        self.spoken += [
            TranscriptLine(n / 100, Speaker.SERVER, f"line {n}") for n in range(start, start + count)
        ]

    def lines(self, since: int = 0) -> tuple[TranscriptLine, ...]:
        return tuple(self.spoken[since:])


@pytest.fixture
def model(qtmodeltester: ModelTester) -> TranscriptModel:
    model = TranscriptModel()
    model.follow(Conversation(3))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    return model


def texts(lines: Sequence[TranscriptLine]) -> list[str]:
    return [line.text for line in lines]


def test_it_grows_by_one_batch_for_all_that_is_new(model: TranscriptModel) -> None:
    conversation = Conversation(2)
    model.follow(conversation)
    batches: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _, first, last: batches.append((first, last)))
    conversation.say(50)
    model.follow(conversation)
    model.follow(conversation)
    assert batches == [(2, 51)]
    assert model.rowCount() == 52
    assert model.longest == len("line 51")


def test_another_conversation_replaces_it(model: TranscriptModel) -> None:
    model.follow(Conversation(5))
    assert model.rowCount() == 5
    model.follow(None)
    assert model.rowCount() == 0
    assert model.longest == 0


def test_the_first_and_the_latest_lines_stay_when_it_grows_too_long(
    model: TranscriptModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, most = 20, 1_200
    for name, number in {"FIRST_ROWS": first, "MOST_ROWS": most, "DROPPED_AT_ONCE": 200}.items():
        monkeypatch.setattr(transcript_model, name, number)
    conversation = Conversation()
    model.follow(conversation)
    for _ in range(4):
        conversation.say(most // 2)
        model.follow(conversation)
    assert model.rowCount() <= most
    assert texts(model.lines[:first]) == [f"line {n}" for n in range(first)]
    missing = conversation.count - (model.rowCount() - 1)
    assert model.lines[first].text == f"[{missing:,} lines are not shown]"
    assert model.lines[-1].text == f"line {conversation.count - 1}"


def test_a_line_is_time_speaker_and_text(model: TranscriptModel) -> None:
    line = TranscriptLine(1.23456, Speaker.CLIENT, "EHLO desk")
    conversation = Conversation()
    conversation.spoken = [line]
    model.follow(conversation)
    shown = [model.index(0, column).data() for column in (TIME, SPEAKER, TEXT)]
    assert shown == ["1.235", "C", "EHLO desk"]
    assert model.index(0, TEXT).data(LINE) is line
    assert model.index(0, TEXT).data(Qt.ItemDataRole.AccessibleTextRole) == "Client: EHLO desk"
    assert "1.234560 s" in model.index(0, TIME).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, TEXT).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0


def test_columns_have_names(model: TranscriptModel) -> None:
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(3)]
    assert heads == ["Time", "Speaker", "Line"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_lines_are_copied_as_plain_text() -> None:
    lines = [TranscriptLine(0.5, Speaker.SERVER, "220 hello"), TranscriptLine(12.25, Speaker.NOTE, "TLSv1.3")]
    assert as_text(lines) == "    0.500  S  220 hello\n   12.250  -  TLSv1.3"
