from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage
from PySide6.QtSvg import QSvgRenderer

from postroom import resources
from postroom.desktop.look import icons, theme
from postroom.desktop.look.icons import Icon, pixmap, qicon
from postroom.desktop.look.theme import DARK, LIGHT, Role


def ink(image: QImage) -> set[str]:
    """The colours of the pixels that are wholly painted."""
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("icon", Icon)
def test_every_icon_is_a_valid_drawing(qapp: object, icon: Icon) -> None:
    assert QSvgRenderer(str(resources.path(f"icons/{icon.value}.svg"))).isValid()


def test_no_drawing_lies_there_unused() -> None:
    drawn = {path.stem for path in resources.path("icons").glob("*.svg")}
    assert drawn == {icon.value for icon in Icon}


def test_an_icon_has_the_colour_of_its_role(qapp: object) -> None:
    theme.choose(Qt.ColorScheme.Light)
    assert LIGHT[Role.FAILED] in ink(pixmap(Icon.STOP, Role.FAILED, 32).toImage())


def test_a_screen_of_double_density_gets_twice_the_pixels(qapp: object) -> None:
    image = pixmap(Icon.OK, Role.PROVED, 16, 2.0)
    assert (image.width(), image.devicePixelRatio()) == (32, 2.0)
    icon = qicon(Icon.OK, Role.PROVED).pixmap(QSize(16, 16), 2.0)
    assert (icon.width(), icon.devicePixelRatio()) == (32, 2.0)


def test_an_icon_of_a_button_follows_a_change_of_the_colours(qapp: object) -> None:
    icon = qicon(Icon.STOP)
    theme.choose(Qt.ColorScheme.Light)
    assert ink(icon.pixmap(32, 32).toImage()) == {LIGHT[Role.TEXT]}
    theme.choose(Qt.ColorScheme.Dark)
    assert ink(icon.pixmap(32, 32).toImage()) == {DARK[Role.TEXT]}
    theme.choose(None)


def test_a_disabled_icon_is_pale(qapp: object) -> None:
    image = qicon(Icon.STOP).pixmap(32, 32, QIcon.Mode.Disabled).toImage()
    assert not ink(image)
    assert image.pixelColor(16, 16).alpha() > 0


def test_an_icon_that_qt_copies_deeply_lives_as_long_as_its_copy(qapp: object) -> None:
    theme.choose(Qt.ColorScheme.Light)
    for _ in range(3):
        copy = QIcon(qicon(Icon.STOP))
        copy.setIsMask(True)  # makes Qt clone what draws it
        gc.collect()
        assert ink(copy.pixmap(32, 32).toImage()) == {LIGHT[Role.TEXT]}
        del copy
    assert len(icons._CLONES) <= 1
    theme.choose(None)
