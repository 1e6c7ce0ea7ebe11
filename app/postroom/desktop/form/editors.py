"""The editors of single values: each reads and writes one value as the drafts have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.combo import Combo
from postroom.desktop.parts.kind import set_mark
from postroom.model.account_fields import Value
from postroom.model.octets import octets_text


class Editor(Protocol):
    """A widget for one value. None, read or written, is the usual value."""

    @property
    def edited(self) -> SignalInstance: ...
    def read(self) -> Value | None: ...
    def write(self, value: Value | None) -> None: ...
    def mark(self, problem: str) -> None: ...


class TextEditor(QLineEdit):
    """A line of text; `fixed` for what machines read."""

    edited = Signal()

    def __init__(self, *, placeholder: str = "", fixed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        if fixed:
            self.setFont(font(Face.FIXED))
        self.textEdited.connect(self.edited)

    def read(self) -> Value | None:
        return self.text().strip() or None

    def write(self, value: Value | None) -> None:
        words = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        if words != self.text().strip():
            self.setText(words)

    def mark(self, problem: str) -> None:
        """Draw the border of a `problem`: `error`, `warning` or empty."""
        set_mark(self, "problem", problem)


class SizeEditor(TextEditor):
    """A number of bytes, shown with a unit."""

    def write(self, value: Value | None) -> None:
        super().write(octets_text(value) if isinstance(value, int) else value)


class FilesEditor(TextEditor):
    """A list of files, with semicolons between them."""

    def read(self) -> Value | None:
        return tuple(part.strip() for part in self.text().split(";") if part.strip()) or None

    def write(self, value: Value | None) -> None:
        super().write("; ".join(value) if isinstance(value, tuple) else value)

    def add(self, files: Iterable[str]) -> None:
        """Add `files` to those that are there."""
        present = self.read()
        self.write((*(present if isinstance(present, tuple) else ()), *files))
        self.edited.emit()


class ChoiceEditor(Combo):
    """A choice among few."""

    edited = Signal()

    def __init__(self, choices: Iterable[tuple[Value | None, str]], parent: QWidget | None = None) -> None:
        super().__init__(choices, parent)
        self.activated.connect(self.edited)

    def read(self) -> Value | None:
        value: Value | None = self.value
        return value

    def write(self, value: Value | None) -> None:
        self.offer(value, str(value))
        self.choose(value)

    def mark(self, problem: str) -> None:
        """A choice cannot be wrong in itself."""


class SwitchEditor(Check):
    """Yes or no."""

    edited = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(self.edited)

    def read(self) -> Value | None:
        return self.isChecked() or None

    def write(self, value: Value | None) -> None:
        self.setChecked(bool(value))

    def mark(self, problem: str) -> None:
        """A switch cannot be wrong in itself."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
