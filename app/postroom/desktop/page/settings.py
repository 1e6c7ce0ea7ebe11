"""The settings of the account: one line while they need no attention, the form when they do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.form.account_form import AccountForm
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.fitted import Fitted
from postroom.desktop.parts.kind import set_mark, set_role
from postroom.model.text import say


class Settings(QFrame):
    """Holds the form. Closed, it sums the settings up."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.form = AccountForm()
        self.switch = QToolButton()
        self.switch.setText(say("Settin&gs"))
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.switch.setObjectName("disclosure")
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._show_form)
        self._summary = ElidedLabel()
        set_role(self._summary, "muted")
        self._area = _Area(self.form)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.switch)
        head.addWidget(self._summary, 1)
        head.addStretch(0)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(self._area)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._show_form(False)

    @property
    def is_open(self) -> bool:
        """Whether the form is shown."""
        return self.switch.isChecked()

    def set_open(self, opened: bool) -> None:
        """Show the form, or the line in its place."""
        self.switch.setChecked(opened)

    def say_summary(self, words: str) -> None:
        """Sum the settings up in one line."""
        self._summary.setText(words)

    @Slot(bool)
    def _show_form(self, shown: bool) -> None:
        self._area.setVisible(shown)
        self._summary.setVisible(not shown)
        self.switch.setIcon(qicon(Icon.CHEVRON_DOWN if shown else Icon.CHEVRON_RIGHT))
        set_mark(self, "open", "true" if shown else "")
        margins = (6, 4, 12, 4) if shown else (0, 0, 0, 0)
        self._layout.setContentsMargins(*margins)
        self.toggled.emit(shown)


class _Area(QScrollArea):
    """As high as the form where there is room, and scrolling where there is not."""

    def __init__(self, form: AccountForm) -> None:
        super().__init__()
        page = Fitted()
        page.changed.connect(self.updateGeometry)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(6, 4, 6, 8)
        layout.addWidget(form)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        page = self.widget()
        return page.sizeHint() if page is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)
