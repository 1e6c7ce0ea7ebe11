"""Icons from one vector set, tinted by role and crisp at every scale.

A solid shape is a verdict, a hollow one is not; every state has a shape of its own, so that none depends on its colour.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from shiboken6 import isValid

from postroom import resources
from postroom.desktop.look import theme
from postroom.desktop.look.theme import Role

SIDE = 16


class Icon(StrEnum):
    """The icons; each is the file of its name in `resources/icons`."""

    OK = "ok"
    FAILED = "failed"
    ATTENTION = "attention"
    UNCERTAIN = "uncertain"
    RUNNING = "running"
    UNTRIED = "untried"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    CHECK = "check"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_RIGHT = "chevron-right"
    CHEVRON_UP = "chevron-up"
    CLOCK = "clock"
    CLOSE = "close"
    COMMAND = "command"
    COPY = "copy"
    EDIT = "edit"
    EYE = "eye"
    EYE_OFF = "eye-off"
    GEAR = "gear"
    GUESS = "guess"
    INFO = "info"
    KEY = "key"
    LOCK = "lock"
    LOCK_OPEN = "lock-open"
    MAIL = "mail"
    MORE = "more"
    PAUSE = "pause"
    PLAY = "play"
    PLUS = "plus"
    POSTROOM = "postroom"
    REPORT = "report"
    RETRY = "retry"
    SEARCH = "search"
    SERVER = "server"
    STOP = "stop"
    TODO = "todo"
    TRASH = "trash"


def pixmap(icon: Icon, role: Role, side: int = SIDE, ratio: float = 1.0) -> QPixmap:
    """Give `icon` in the colour of `role` as it is now, `side` logical pixels wide on a screen of `ratio`."""
    return _pixmap(icon, theme.colours()[role], side, ratio)


def draw(painter: QPainter, rect: QRect, icon: Icon, role: Role) -> None:
    """Draw `icon` into the square `rect`."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(rect.topLeft(), pixmap(icon, role, rect.width(), ratio))


@cache
def qicon(icon: Icon, role: Role = Role.TEXT) -> QIcon:
    """Give an icon for buttons and menus, which follows a change of the colours by itself."""
    return QIcon(_TintedEngine(icon, role))


@cache
def _source(icon: Icon) -> bytes:
    return resources.path(f"icons/{icon.value}.svg").read_bytes()


@cache
def _pixmap(icon: Icon, colour: str, side: int, ratio: float) -> QPixmap:
    pixels = round(side * ratio)
    image = QPixmap(pixels, pixels)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    svg = _source(icon).replace(b"currentColor", colour.encode())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


_CLONES: list[QIconEngine] = []
"""The clones that Qt holds. PySide does not give them to Qt: without a reference they would be gone at once (6.11)."""


class _TintedEngine(QIconEngine):
    """Draws an icon in its role's colour at the time of drawing; disabled ones are pale."""

    def __init__(self, icon: Icon, role: Role) -> None:
        super().__init__()
        self._icon = icon
        self._role = role

    def clone(self) -> QIconEngine:
        clone = _TintedEngine(self._icon, self._role)
        _CLONES[:] = [kept for kept in _CLONES if isValid(kept)]
        _CLONES.append(clone)
        return clone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        disabled = mode == QIcon.Mode.Disabled
        role = Role.MUTED if disabled else self._role
        image = pixmap(self._icon, role, min(size.width(), size.height()), scale)
        return _paler(image) if disabled else image


def _paler(image: QPixmap) -> QPixmap:
    pale = QPixmap(image.size())
    pale.setDevicePixelRatio(image.devicePixelRatio())
    pale.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pale)
    painter.setOpacity(0.6)
    painter.drawPixmap(0, 0, image)
    painter.end()
    return pale
