"""Who speaks in a transcript, and line by line."""

from __future__ import annotations

from postroom.model.transcript import Speaker, TranscriptLine, one_by_one


def test_the_speakers_are_the_words_of_the_documents() -> None:
    assert [speaker.value for speaker in Speaker] == ["server", "client", "note"]


def test_what_was_said_at_once_is_told_line_by_line() -> None:
    said = [
        TranscriptLine(0.5, Speaker.CLIENT, "MAIL\nRCPT\nDATA"),
        TranscriptLine(1.0, Speaker.SERVER, "250"),
    ]
    assert [(line.time, line.text) for line in one_by_one(said)] == [
        (0.5, "MAIL"),
        (0.5, "RCPT"),
        (0.5, "DATA"),
        (1.0, "250"),
    ]
