"""Colours as roles, for light and dark: the only place that holds a colour.

Text roles reach a contrast of 4.5:1 on every surface that they may stand on; a test proves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication


class Role(StrEnum):
    """What a colour means."""

    WINDOW = "window"
    SIDEBAR = "sidebar"
    CARD = "card"
    FIELD = "field"
    HOVER = "hover"
    SELECTED = "selected"
    LINE = "line"
    """Between surfaces."""
    EDGE = "edge"
    """Around what takes input; 3:1 against the field."""
    GRID = "grid"

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    ON_ACCENT = "on-accent"

    PROVED = "proved"
    ATTENTION = "attention"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    UNTRIED = "untried"
    RUNNING = "running"

    PROVED_SOFT = "proved-soft"
    """The surface of a statement; so are those that follow."""
    ATTENTION_SOFT = "attention-soft"
    FAILED_SOFT = "failed-soft"
    UNCERTAIN_SOFT = "uncertain-soft"
    UNTRIED_SOFT = "untried-soft"
    RUNNING_SOFT = "running-soft"


LIGHT: Final[Mapping[Role, str]] = {
    Role.WINDOW: "#f5f6f8",
    Role.SIDEBAR: "#eaecf0",
    Role.CARD: "#ffffff",
    Role.FIELD: "#ffffff",
    Role.HOVER: "#e0e4ea",
    Role.SELECTED: "#d9e3fa",
    Role.LINE: "#d8dce3",
    Role.EDGE: "#828a99",
    Role.GRID: "#e9ebef",
    Role.TEXT: "#191c22",
    Role.MUTED: "#555d6b",
    Role.ACCENT: "#2a57c2",
    Role.ON_ACCENT: "#ffffff",
    Role.PROVED: "#1a7440",
    Role.ATTENTION: "#855400",
    Role.FAILED: "#b9262c",
    Role.UNCERTAIN: "#6a3fc0",
    Role.UNTRIED: "#5b6371",
    Role.RUNNING: "#2a57c2",
    Role.PROVED_SOFT: "#e8f4ec",
    Role.ATTENTION_SOFT: "#fbf2df",
    Role.FAILED_SOFT: "#fceeed",
    Role.UNCERTAIN_SOFT: "#f1ecfb",
    Role.UNTRIED_SOFT: "#eff1f4",
    Role.RUNNING_SOFT: "#e9effb",
}

DARK: Final[Mapping[Role, str]] = {
    Role.WINDOW: "#16181d",
    Role.SIDEBAR: "#101216",
    Role.CARD: "#1d2026",
    Role.FIELD: "#13151a",
    Role.HOVER: "#272b34",
    Role.SELECTED: "#263459",
    Role.LINE: "#2d313a",
    Role.EDGE: "#6f7787",
    Role.GRID: "#282c34",
    Role.TEXT: "#e7e9ee",
    Role.MUTED: "#a5adba",
    Role.ACCENT: "#8fb2ff",
    Role.ON_ACCENT: "#0f172b",
    Role.PROVED: "#63cf93",
    Role.ATTENTION: "#e9b95c",
    Role.FAILED: "#ff8f89",
    Role.UNCERTAIN: "#bda3ff",
    Role.UNTRIED: "#a0a8b6",
    Role.RUNNING: "#8fb2ff",
    Role.PROVED_SOFT: "#172820",
    Role.ATTENTION_SOFT: "#2b2516",
    Role.FAILED_SOFT: "#321d1f",
    Role.UNCERTAIN_SOFT: "#251f37",
    Role.UNTRIED_SOFT: "#23262d",
    Role.RUNNING_SOFT: "#1c2540",
}

_chosen: Qt.ColorScheme | None = None


def choose(scheme: Qt.ColorScheme | None) -> None:
    """Use `scheme` from now on, whatever the system says; None follows the system again."""
    global _chosen  # noqa: PLW0603 - like the palette of an application, it belongs to the process
    _chosen = scheme


def is_dark() -> bool:
    """Tell whether the dark colours are in use."""
    scheme = _chosen or QGuiApplication.styleHints().colorScheme()
    return scheme == Qt.ColorScheme.Dark


def colours() -> Mapping[Role, str]:
    """Give the table in use."""
    return DARK if is_dark() else LIGHT


def colour(role: Role) -> QColor:
    """Give the colour of `role` as it is now."""
    return _colour(role, is_dark())


@cache
def _colour(role: Role, dark: bool) -> QColor:
    return QColor((DARK if dark else LIGHT)[role])
