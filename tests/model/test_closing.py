"""The answers that can be given once and for all."""

from __future__ import annotations

from postroom.model.closing import CloseAnswer


def test_the_answers_are_the_words_in_the_file() -> None:
    assert [CloseAnswer(word) for word in ("send", "keep", "empty")] == [
        CloseAnswer.SEND,
        CloseAnswer.KEEP,
        CloseAnswer.EMPTY,
    ]
