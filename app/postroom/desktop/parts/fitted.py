"""A widget that tells when its content needs another size: scroll areas do not ask for it by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Fitted(QWidget):
    """The content of a scroll area."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")

    def needed_height(self) -> int:
        """Give the height that the content needs at the present width."""
        layout = self.layout()
        if layout is None:
            return 0
        return (
            layout.heightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
        )

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.changed.emit()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.changed.emit()
