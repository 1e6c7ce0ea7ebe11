"""Who speaks in a transcript, as words of the documents."""

from __future__ import annotations

from postroom.model.transcript import Speaker


def test_the_speakers_are_the_words_of_the_documents() -> None:
    assert [speaker.value for speaker in Speaker] == ["server", "client", "note"]
