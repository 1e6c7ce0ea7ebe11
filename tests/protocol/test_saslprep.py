"""SASLprep, against the examples of RFC 4013 section 3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.saslprep import NotPreparable, saslprep


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        ("I\u00adX", "IX"),  # the soft hyphen is mapped to nothing
        ("user", "user"),
        ("USER", "USER"),  # case is kept
        ("\u00aa", "a"),
        ("\u2168", "IX"),
        ("a\u00a0b", "a b"),  # every kind of space is the space
        ("\u0627\u0628", "\u0627\u0628"),  # right to left
        ("", ""),
    ],
)
def test_texts_have_one_form(text: str, prepared: str) -> None:
    assert saslprep(text) == prepared
    assert saslprep(text, stored=True) == prepared


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\u0007", "prohibited"),
        ("\u0627a\u0628", "both directions"),
        ("\u0627\u0031", "begin and end"),
        ("1\u0627", "begin and end"),
        ("\ue000", "prohibited"),
        ("\ud800", "prohibited"),
    ],
)
def test_some_texts_have_none(text: str, why: str) -> None:
    with pytest.raises(NotPreparable, match=why):
        saslprep(text)


def test_what_unicode_32_did_not_know_may_be_asked_for_but_not_stored() -> None:
    assert saslprep("\U0001f511") == "\U0001f511"
    with pytest.raises(NotPreparable, match="unassigned"):
        saslprep("\U0001f511", stored=True)


@given(st.text())
def test_what_is_prepared_stays(text: str) -> None:
    try:
        prepared = saslprep(text)
    except NotPreparable:
        return
    assert saslprep(prepared) == prepared
