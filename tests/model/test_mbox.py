"""The messages of an mbox file."""

from __future__ import annotations

import io
import mailbox
from pathlib import Path

import pytest

from postroom.model.mbox import NotAnMbox, split_mbox

DATED = b"From ada@example.com Fri Jan  1 12:00:00 2027\n"


def split(text: bytes) -> list[bytes]:
    return list(split_mbox(io.BytesIO(text)))


def test_messages_begin_behind_a_line_from_and_end_before_an_empty_line() -> None:
    text = DATED + b"To: a\n\none\n\n" + DATED + b"To: b\n\ntwo\n\n\n"
    assert split(text) == [b"To: a\n\none\n", b"To: b\n\ntwo\n\n"]


def test_the_ends_of_lines_stay_as_they_are() -> None:
    text = b"\r\n" + DATED.replace(b"\n", b"\r\n") + b"To: a\r\n\r\none\r\n\r\nFrom -\r\nTo: b\r\n\r\ntwo"
    assert split(text) == [b"To: a\r\n\r\none\r\n", b"To: b\r\n\r\ntwo"]


def test_quoted_lines_are_as_they_were() -> None:
    assert split(DATED + b"To: a\n\n>From me\n>>From you\n> From him\n>Fromage\n") == [
        b"To: a\n\nFrom me\n>From you\n> From him\n>Fromage\n"
    ]


@pytest.mark.parametrize("line", [b"From me to you\n", b"From here: nothing\n"])
def test_a_line_of_the_text_is_no_beginning(line: bytes) -> None:
    for before in (b"one\n", b"\n"):
        text = b"To: a\n\n" + before + line + b"and on\n"
        assert split(DATED + text) == [text]


def test_what_is_dated_is_a_beginning_whatever_comes_behind() -> None:
    assert split(DATED + b"no header\n\n" + DATED) == [b"no header\n", b""]


@pytest.mark.parametrize("text", [b"To: a\n\n", b"\nFrom me to you\n", b"\x00"])
def test_another_file_is_told(text: bytes) -> None:
    with pytest.raises(NotAnMbox, match="does not begin with a line From"):
        split(text)


def test_an_empty_file_has_no_message() -> None:
    assert split(b"") == split(b"\n") == []


def test_what_the_standard_library_writes_is_read(tmp_path: Path) -> None:
    messages = [b"To: a\n\nFrom me\n\nbye\n", b"To: b\n\n"]
    box = mailbox.mbox(tmp_path / "box")
    for message in messages:
        box.add(message)
    box.close()
    with (tmp_path / "box").open("rb") as file:
        assert list(split_mbox(file)) == messages
