"""Replies of many lines end with a dot, and lines that begin with one get another (RFC 1939 section 3)."""

from __future__ import annotations

from postroom.demo.mailbox import LETTERS, many_lines


def test_lines_that_begin_with_a_dot_get_another() -> None:
    assert many_lines(["a", ".", "..b"]) == "+OK\r\na\r\n..\r\n...b\r\n."


def test_a_listing_may_be_empty() -> None:
    assert many_lines([]) == "+OK\r\n."


def test_every_letter_is_a_message_with_a_head_and_a_body() -> None:
    for letter in LETTERS:
        head, _, body = letter.partition(b"\r\n\r\n")
        assert b"\r\nSubject: " in head
        assert body.endswith(b"\r\n")
        assert b"\n" not in letter.replace(b"\r\n", b"")
