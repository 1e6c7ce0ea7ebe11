"""What a stranger sent can be shown."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from postroom.model.printable import printable, safe, short


def test_text_stays_as_it_is() -> None:
    assert printable("+OK Grüße, \\ 日本".encode()) == "+OK Grüße, \\ 日本"


def test_bytes_that_are_not_utf8_stand_as_their_numbers() -> None:
    assert printable(b"caf\xe9 \xff") == "caf\\xe9 \\xff"


def test_nothing_can_steer_a_terminal_or_turn_the_text_around() -> None:
    assert printable(b"\x1b[2J\x00\x07\r\t") == "\\x1b[2J\\x00\\x07\\r\\t"
    assert printable("a\u202eb\x9bc\u2028".encode()) == "a\\u202eb\\x9bc\\u2028"


def test_text_that_is_safe_stays() -> None:
    assert safe("Grüße [x] 日本") == "Grüße [x] 日本"


@given(st.binary())
def test_any_bytes_give_text_that_prints_and_travels_in_json(raw: bytes) -> None:
    text = printable(raw)
    assert text.isprintable()
    assert json.loads(json.dumps(text).encode()) == text


def test_what_was_entered_is_repeated_as_far_as_it_fits_a_sentence() -> None:
    assert short("many") == "many"
    assert short("a\0b") == "a\\x00b"
    assert short("x" * 80) == "x" * 80
    assert short("x" * 81) == "x" * 80 + "..."
