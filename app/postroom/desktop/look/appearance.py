"""Dresses the application: palette, style sheet and fonts, in light or dark as the system is at the moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.sheet import sheet
from postroom.desktop.look.theme import Role


class Appearance(QObject):
    """Keeps `app` in the colours of the theme; the first `refresh` puts them on."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle("Fusion")
        app.setFont(font(Face.BODY))
        app.setWindowIcon(qicon(Icon.POSTROOM))
        app.styleHints().colorSchemeChanged.connect(self.refresh)

    @contextmanager
    def undressed(self) -> Iterator[None]:
        """Take the style sheet off while many widgets are put together.

        Qt applies it to a widget anew each time one of the widgets around it gets a parent: several times the cost
        of all the rest.
        """
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Put on the colours as they are now."""
        self._app.setPalette(_palette())
        self._app.setStyleSheet(sheet(theme.colours()))


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette(theme.colour(Role.CARD), theme.colour(Role.WINDOW))
    for qt_role, role in {
        roles.WindowText: Role.TEXT,
        roles.Text: Role.TEXT,
        roles.ButtonText: Role.TEXT,
        roles.Base: Role.FIELD,
        roles.AlternateBase: Role.CARD,
        roles.ToolTipBase: Role.CARD,
        roles.ToolTipText: Role.TEXT,
        roles.PlaceholderText: Role.MUTED,
        roles.Highlight: Role.ACCENT,
        roles.HighlightedText: Role.ON_ACCENT,
        roles.Accent: Role.ACCENT,
        roles.Link: Role.ACCENT,
    }.items():
        palette.setColor(qt_role, theme.colour(role))
    for qt_role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, qt_role, theme.colour(Role.MUTED))
    return palette
