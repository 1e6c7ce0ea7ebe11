"""Text of strangers inside Markdown."""

from __future__ import annotations

from postroom.model.markdown import fenced, inline, row, section


def test_markup_is_shown_and_not_obeyed() -> None:
    assert inline("a|b `c` *d* <e> [f](g) #h") == "a\\|b \\`c\\` \\*d\\* \\<e\\> \\[f\\](g) \\#h"


def test_a_value_stays_on_its_line() -> None:
    assert inline("first\r\nsecond") == "first / second"


def test_rows_and_sections() -> None:
    assert row("a", "", "b") == "| a |  | b |"
    assert list(section("Steps", ["x"])) == ["", "## Steps", "", "x"]
    assert list(section("One", [], level=3)) == ["", "### One", ""]


def test_fences_are_longer_than_what_they_hold() -> None:
    assert list(fenced(["plain"])) == ["```", "plain", "```"]
    assert list(fenced(["a ```` b", "c\nd"])) == ["`````", "a ```` b", "c / d", "`````"]
    assert list(fenced([])) == ["```", "```"]
