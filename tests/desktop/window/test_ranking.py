from __future__ import annotations

import pytest

from postroom.desktop.window.ranking import ranked

NAMES = ["Add account", "Start both", "Start POP3", "Copy report", "Show the transcript", "Delete account"]


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("", "Add account"),
        ("start", "Start both"),
        ("pop", "Start POP3"),
        ("acc", "Add account"),
        ("script", "Show the transcript"),
        ("cprep", "Copy report"),
        ("del acc", "Delete account"),
    ],
)
def test_the_closest_comes_first(wanted: str, first: str) -> None:
    assert NAMES[ranked(NAMES, wanted)[0]] == first


def test_a_letter_that_is_missing_is_no_match() -> None:
    assert ranked(NAMES, "xyz") == []


def test_nothing_wanted_finds_everything_in_order() -> None:
    assert ranked(NAMES, "") == list(range(len(NAMES)))
