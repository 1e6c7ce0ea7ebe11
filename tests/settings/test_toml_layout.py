"""Where keys and tables stand in a TOML text."""

from __future__ import annotations

import pytest

from postroom.settings.toml_layout import Route, Section, layout

TEXT = """\
timeout = 5 # seconds
# about ada
[[account]]
name = "ada"
pop3.host = "h"

# her outgoing server
  [account."smtp"] # comment
  'auth' = "same"

[[account]]
name = "bob"
ca = [
  "x",
]
# the end of bob

[other]
"""


@pytest.mark.parametrize(
    ("route", "line"),
    [
        (("timeout",), 1),
        (("account",), 3),
        (("account", 0), 3),
        (("account", 0, "name"), 4),
        (("account", 0, "pop3", "host"), 5),
        (("account", 0, "pop3"), 5),
        (("account", 0, "pop3", "port"), 5),
        (("account", 0, "smtp"), 8),
        (("account", 0, "smtp", "auth"), 9),
        (("account", 0, "missing"), 3),
        (("account", 1, "name"), 12),
        (("other",), 18),
        (("nowhere",), None),
    ],
)
def test_every_value_has_a_line(route: Route, line: int | None) -> None:
    assert layout(TEXT).line_of(route) == line


def test_a_section_ends_with_its_last_key() -> None:
    assert layout(TEXT).sections == (
        Section(("account", 0), 2, 5),
        Section(("account", 0, "smtp"), 7, 9),
        Section(("account", 1), 10, 15),
        Section(("other",), 17, 18),
    )


def test_sections_are_found_by_their_table() -> None:
    places = layout(TEXT)
    assert places.section(("account", 0, "smtp")) == Section(("account", 0, "smtp"), 7, 9)
    assert places.section(("account", 0, "pop3")) is None
    assert [section.start for section in places.within(("account", 0))] == [2, 7]


def test_arrays_may_stand_in_arrays() -> None:
    places = layout("[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[[a]]\n[[a.b]]\nx = 3\n")
    assert places.line_of(("a", 0, "b", 1, "x")) == 5
    assert places.line_of(("a", 1, "b", 0, "x")) == 8


def test_an_empty_text_has_nothing() -> None:
    assert layout("").sections == ()
    assert layout("").line_of(("x",)) is None
