"""The path as a line that runs from certificate to certificate; choosing one leads to its facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from postroom.desktop.certificate.path import PathLink
from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import SIDE, draw
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.plain_tip import plain_tip
from postroom.model.text import say

_LINE: Final = 20
_SMALL: Final = 18
_TEXT_X: Final = 32
_RAIL_X: Final = 14


class PathView(QWidget):
    """Shows `PathLink`s from the server's own certificate to the authority's."""

    chosen = Signal(object)
    """The `CertificateFacts` of a link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.links: list[LinkButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setAccessibleName(say("Path of trust"))

    def show_path(self, links: Sequence[PathLink]) -> None:
        """Show `links`, the server's own first."""
        for old in self.links:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        last = len(links) - 1
        self.links = [
            LinkButton(link, above=number > 0, below=number < last) for number, link in enumerate(links)
        ]
        for button in self.links:
            button.clicked.connect(self._choose)
            self._layout.addWidget(button)

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, LinkButton):
            self.chosen.emit(button.link.certificate)


class LinkButton(QAbstractButton):
    """One link: its shape on the line, its name, what is wrong with it, and what it is."""

    def __init__(self, link: PathLink, *, above: bool, below: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = link
        self._above, self._below = above, below
        self.setEnabled(link.certificate is not None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.isEnabled() else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(link.sentence)
        self.setToolTip(plain_tip(link.sentence))

    def sizeHint(self) -> QSize:
        return QSize(200, 12 + _LINE + _SMALL + (_SMALL if self.link.flaw else 0))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_surface(painter)
        self._paint_rail(painter)
        draw(painter, QRect(_RAIL_X - SIDE // 2, 8, SIDE, SIDE), self.link.icon, self.link.role)
        top = self._paint_line(painter, 6, _LINE, Face.STRONG, Role.TEXT, self.link.name)
        if self.link.flaw:
            top = self._paint_line(painter, top, _SMALL, Face.SMALL, self.link.role, self.link.flaw)
        self._paint_line(painter, top, _SMALL, Face.SMALL, Role.MUTED, self.link.about)

    def _paint_surface(self, painter: QPainter) -> None:
        if not self.underMouse() and not self.hasFocus():
            return
        painter.setPen(QPen(theme.colour(Role.ACCENT), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(
            theme.colour(Role.HOVER) if self.underMouse() and self.isEnabled() else Qt.BrushStyle.NoBrush
        )
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)

    def _paint_rail(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.colour(Role.EDGE), 1.5))
        if self._above:
            painter.drawLine(_RAIL_X, 0, _RAIL_X, 6)
        if self._below:
            painter.drawLine(_RAIL_X, 26, _RAIL_X, self.height())

    def _paint_line(
        self, painter: QPainter, top: int, height: int, face: Face, role: Role, words: str
    ) -> int:
        painter.setFont(font(face))
        painter.setPen(theme.colour(role))
        room = QRect(_TEXT_X, top, self.width() - _TEXT_X - 8, height)
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        return top + height
