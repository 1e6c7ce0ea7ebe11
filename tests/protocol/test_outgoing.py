"""Lines to send, and what of them is shown."""

from __future__ import annotations

import pytest

from postroom.protocol.errors import UnsafeArgument
from postroom.protocol.outgoing import Outgoing, argument, command, secret_command


def test_a_command_is_shown_as_it_is_sent() -> None:
    assert command("USER", "ada") == Outgoing(b"USER ada\r\n", b"USER ada")


def test_a_secret_is_sent_and_not_shown() -> None:
    line = secret_command("APOP", "ada", secret="0123abcd", what="the digest")
    assert line == Outgoing(b"APOP ada 0123abcd\r\n", b"APOP ada [redacted]")


def test_no_way_of_printing_a_line_shows_the_secret() -> None:
    assert "hunter2" not in repr(secret_command("PASS", secret="hunter2", what="the password"))


def test_a_password_may_hold_spaces() -> None:
    line = secret_command("PASS", secret=" pen cil ", what="the password")
    assert line == Outgoing(b"PASS  pen cil \r\n", b"PASS [redacted]")


def test_words_beyond_ascii_travel_as_utf8() -> None:
    assert argument("Jürgen", "the name") == "Jürgen".encode()


@pytest.mark.parametrize("text", ["a\rb", "a\nb", "a\r\nQUIT", "\0", "\x1b", "\x7f", "\t"])
def test_a_word_cannot_smuggle_a_command(text: str) -> None:
    with pytest.raises(UnsafeArgument, match="the password holds a line end"):
        secret_command("PASS", secret=text, what="the password")
    with pytest.raises(UnsafeArgument, match="the command holds a line end"):
        command("USER", text)


def test_half_a_character_cannot_be_sent_and_is_not_repeated() -> None:
    with pytest.raises(UnsafeArgument) as caught:
        argument("hunter2\ud800", "the password")
    assert str(caught.value) == "the password holds half a character"
    assert caught.value.__suppress_context__
