"""Accounts that come in at once."""

from __future__ import annotations

from postroom.model.merge import Duplicates, Merged


def test_nothing_came_in() -> None:
    assert Merged() == Merged((), (), ())


def test_the_choices_are_the_options_of_the_command_line() -> None:
    assert [choice.value for choice in Duplicates] == ["refuse", "skip", "replace"]
