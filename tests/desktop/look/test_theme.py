from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from postroom.desktop import look
from postroom.desktop.look import theme
from postroom.desktop.look.theme import DARK, LIGHT, Role

SURFACES = (Role.WINDOW, Role.SIDEBAR, Role.CARD, Role.FIELD, Role.SELECTED, Role.HOVER)
VERDICTS = (Role.PROVED, Role.ATTENTION, Role.FAILED, Role.UNCERTAIN, Role.UNTRIED, Role.RUNNING)
TABLES = pytest.mark.parametrize("table", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: QColor) -> float:
    """The relative luminance of WCAG 2.1."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(table: Mapping[Role, str], one: Role, other: Role) -> float:
    bright, dark = sorted((luminance(QColor(table[one])), luminance(QColor(table[other]))), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@TABLES
def test_every_role_has_a_colour(table: Mapping[Role, str]) -> None:
    assert set(table) == set(Role)


@TABLES
@pytest.mark.parametrize("ink", [Role.TEXT, Role.MUTED, Role.ACCENT])
@pytest.mark.parametrize("surface", SURFACES)
def test_text_is_readable_on_every_surface(table: Mapping[Role, str], ink: Role, surface: Role) -> None:
    assert contrast(table, ink, surface) >= 4.5


@TABLES
@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("surface", [Role.WINDOW, Role.SIDEBAR, Role.CARD, Role.SELECTED])
def test_verdicts_are_readable_where_they_stand(
    table: Mapping[Role, str], verdict: Role, surface: Role
) -> None:
    assert contrast(table, verdict, surface) >= 4.5


@TABLES
@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_verdict_card_is_readable(table: Mapping[Role, str], verdict: Role) -> None:
    for ink in (verdict, Role.TEXT, Role.MUTED, Role.ACCENT, Role.ATTENTION, Role.UNTRIED):
        assert contrast(table, ink, Role(f"{verdict}-soft")) >= 4.5


@TABLES
def test_the_text_of_the_first_button_is_readable(table: Mapping[Role, str]) -> None:
    assert contrast(table, Role.ON_ACCENT, Role.ACCENT) >= 4.5


@TABLES
@pytest.mark.parametrize("surface", [Role.FIELD, Role.CARD, Role.WINDOW])
def test_the_edge_of_a_field_can_be_seen(table: Mapping[Role, str], surface: Role) -> None:
    assert contrast(table, Role.EDGE, surface) >= 3


def test_no_other_file_of_the_window_names_a_colour() -> None:
    desktop = Path(look.__file__).parents[1]
    naming = [
        path.name
        for path in desktop.rglob("*.py")
        if path.name != "theme.py"
        and any(mark in path.read_text() for mark in ('"#', "GlobalColor.", "rgb("))
    ]
    assert naming == ["icons.py"]  # the ground of a picture is transparent


def test_colours_follow_what_is_chosen(qapp: object) -> None:
    theme.choose(Qt.ColorScheme.Dark)
    dark = theme.colour(Role.TEXT)
    theme.choose(Qt.ColorScheme.Light)
    assert theme.colour(Role.TEXT).name() == LIGHT[Role.TEXT]
    assert dark.name() == DARK[Role.TEXT]
    theme.choose(None)
    assert theme.colours() in (LIGHT, DARK)
