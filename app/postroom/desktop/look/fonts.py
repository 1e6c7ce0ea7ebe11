"""The type scale: the system's font in three sizes, and its fixed-width font for what machines say."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

GRID = 4
"""Every distance is a multiple of it, in pixels: 8 between what belongs together, 16 between groups."""


class Face(StrEnum):
    """A size and a kind of type."""

    SMALL = "small"
    BODY = "body"
    STRONG = "strong"
    TITLE = "title"
    FIXED = "fixed"
    FIXED_SMALL = "fixed-small"


@cache
def font(face: Face) -> QFont:
    """Give the font of `face`. Asked for once and kept: what paints often creates no fonts."""
    if face in {Face.FIXED, Face.FIXED_SMALL}:
        made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        made.setStyleHint(QFont.StyleHint.Monospace)
    else:
        made = QFont(QGuiApplication.font())
    made.setPointSizeF(round(_body_size() * _SCALE[face], 1))
    if face in {Face.STRONG, Face.TITLE}:
        made.setWeight(QFont.Weight.DemiBold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _body_size() -> float:
    size = QGuiApplication.font().pointSizeF()
    return size if size > 0 else 10.0


_SCALE = {
    Face.SMALL: 0.9,
    Face.BODY: 1.0,
    Face.STRONG: 1.0,
    Face.TITLE: 1.5,
    Face.FIXED: 1.0,
    Face.FIXED_SMALL: 0.9,
}
