from __future__ import annotations

from postroom.desktop.spool.source import LONGEST_LINE, MOST_BYTES, headers, source

MAIL = (
    b"From: Ada <ada@example.com>\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Received: from a\r\n\tby b\r\n"
    b"\r\n"
    b"Not: a field\r\n"
)


def test_a_header_is_unfolded_and_decoded() -> None:
    assert headers(MAIL) == (
        ("From", "Ada <ada@example.com>"),
        ("Subject", "Grüße"),
        ("Received", "from a by b"),
    )


def test_what_is_no_field_is_shown_as_it_is() -> None:
    assert headers(b"no field at all\r\nX: =?nonsense?q?x?=\r\nY: =?utf-8?q?=FF?=\r\n\r\n") == (
        ("(no field)", "no field at all"),
        ("X", "=?nonsense?q?x?="),
        ("Y", "=?utf-8?q?=FF?="),
    )
    assert headers(b"") == ()


def test_the_source_has_a_character_for_each_octet() -> None:
    assert source(b"a\r\nb\xe4\x00\x7f\tc") == ("a\nbä\u2400\u2421\tc", "")


def test_only_the_beginning_of_a_long_message_is_shown() -> None:
    text, note = source(b"x" * 70 + b"\r\n" + b"y\r\n" * MOST_BYTES)
    assert len(text) < MOST_BYTES
    assert "first 256 KB" in note


def test_long_lines_are_broken() -> None:
    text, note = source(b"x" * (2 * LONGEST_LINE + 1))
    assert [len(line) for line in text.split("\n")] == [LONGEST_LINE, LONGEST_LINE, 1]
    assert "longer than 1,000 characters" in note
