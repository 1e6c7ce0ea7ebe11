"""A name above an editor, and the line below a row of them where problems are told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.parts.wrapped import WrappedLabel
from postroom.model.account_errors import Problem, Severity
from postroom.model.text import say


def labelled(name: str, editor: QWidget) -> QVBoxLayout:
    """Put `name`, with its mnemonic, above `editor`."""
    label = QLabel(name)
    label.setFont(font(Face.SMALL))
    set_role(label, "muted")
    label.setBuddy(editor)
    editor.setAccessibleName(name.replace("&", ""))
    box = QVBoxLayout()
    box.setSpacing(2)
    box.addWidget(label)
    box.addWidget(editor)
    return box


class Hint(QWidget):
    """One line for a problem, or for a quiet remark where there is none; its place is kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = Shape(Icon.ATTENTION, Role.ATTENTION)
        self._words = WrappedLabel()
        self._words.setFont(font(Face.SMALL))
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.setMinimumHeight(20)
        self.show_remark("")

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong or odd; `problems` are of the same severity."""
        error = problems[0].severity is Severity.ERROR
        words = " ".join(problem.sentence for problem in problems)
        self._shape.show_icon(*((Icon.FAILED, Role.FAILED) if error else (Icon.ATTENTION, Role.ATTENTION)))
        self._shape.setVisible(True)
        self._say(words, "failed" if error else "attention")
        kind = say("Error") if error else say("Warning")
        self._words.setAccessibleName(f"{kind}: {words}")

    def show_remark(self, words: str) -> None:
        """Say something that is no problem."""
        self._shape.setVisible(False)
        self._say(words, "muted")
        self._words.setAccessibleName(words)

    def _say(self, words: str, role: str) -> None:
        self._words.setText(words)
        set_role(self._words, role)
