"""What is looked for, and how texts are kept for lists."""

from __future__ import annotations

import pytest

from postroom.model.spool_filter import (
    EVERYTHING,
    NEWEST_FIRST,
    SUBJECT_LIMIT,
    Column,
    Filter,
    display_text,
    searchable,
)


def test_by_default_everything_is_shown_the_newest_first() -> None:
    assert Filter() == EVERYTHING
    assert (NEWEST_FIRST.column, NEWEST_FIRST.descending) == (Column.QUEUED, True)


def test_a_search_is_made_of_folded_words_each_once() -> None:
    assert Filter(search="  Hello WORLD hello Stra\u00dfe ").words == ("hello", "world", "strasse")
    assert EVERYTHING.words == ()


def test_what_cannot_be_printed_parts_the_words_of_a_search() -> None:
    assert Filter(search="he\0llo\u200bworld \ud800 \n").words == ("he", "llo", "world")


def test_a_message_is_found_by_number_sender_recipients_and_subject() -> None:
    text = searchable(4711, "Ada@Example.com", ["bob@example.org", "carl@example.org"], "Hello World")
    assert all(word in text for word in ("4711", "ada@example.com", "carl@", "hello world"))
    assert "ada@example.combob" not in text


def test_each_character_of_a_word_begins_three_of_the_text() -> None:
    assert searchable(1, "", ["bob@example.org"], "Hi").endswith("hi\n\n")


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        ("Hello", "Hello"),
        ("  Hello \t World ", "Hello World"),
        ("Hello\r\nWorld\0", "Hello World"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", ""),
    ],
)
def test_a_subject_is_kept_in_one_printable_line(subject: str, kept: str) -> None:
    assert display_text(subject) == kept


def test_a_long_subject_is_cut() -> None:
    kept = display_text("x" * 1000)
    assert len(kept) == SUBJECT_LIMIT
    assert kept.endswith("x...")
