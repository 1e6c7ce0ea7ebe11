"""JSON that can be printed anywhere."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.json_text import json_line, json_text


class Note(msgspec.Struct):
    text: str


def test_what_a_terminal_would_obey_is_escaped() -> None:
    text = json_text(Note("\x1b[2J\x07\x7f\x9b31m \u202e\u2028 Grüße 日本 \U000e0001"))
    assert (
        text
        == '{\n  "text": "\\u001b[2J\\u0007\\u007f\\u009b31m \\u202e\\u2028 Grüße 日本 \\udb40\\udc01"\n}'
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_is_lost(words: str) -> None:
    text = json_text(Note(words))
    assert json.loads(text) == {"text": words}
    assert text.replace("\n", "").isprintable()


def test_a_document_may_stand_in_one_line() -> None:
    assert json_line(Note("a\nb \x1b ü")) == '{"text":"a\\nb \\u001b ü"}'
