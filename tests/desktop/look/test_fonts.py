from __future__ import annotations

from PySide6.QtGui import QFont, QFontInfo

from postroom.desktop.look.fonts import Face, font


def test_there_are_three_sizes(qapp: object) -> None:
    sizes = {font(face).pointSizeF() for face in (Face.SMALL, Face.BODY, Face.STRONG, Face.TITLE)}
    assert len(sizes) == 3
    assert font(Face.SMALL).pointSizeF() < font(Face.BODY).pointSizeF() < font(Face.TITLE).pointSizeF()


def test_what_machines_say_has_a_fixed_width(qapp: object) -> None:
    assert QFontInfo(font(Face.FIXED)).fixedPitch()


def test_figures_line_up(qapp: object) -> None:
    assert font(Face.BODY).featureValue(QFont.Tag("tnum")) == 1


def test_a_font_is_made_once(qapp: object) -> None:
    assert font(Face.BODY) is font(Face.BODY)
