"""The settings of the account: one line while they need no attention, the form when they do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.fitted import Fitted
from postroom.desktop.parts.kind import set_mark, set_role
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.form.account_form import AccountForm


class Settings(QFrame):
    """Holds the form. Closed, it sums the settings up."""

    toggled = Signal(bool)
    form_made = Signal()
    """The form is there. It is made when somebody asks for it, since most windows open without."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._form: AccountForm | None = None
        self.switch = QToolButton()
        self.switch.setText(say("Settin&gs"))
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.switch.setObjectName("disclosure")
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._show_form)
        self._summary = ElidedLabel()
        set_role(self._summary, "muted")
        self._area = _Area()
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
    def form(self) -> AccountForm:
        """The form of the account."""
        if self._form is None:
            from postroom.desktop.form.account_form import AccountForm

            self._form = AccountForm()
            self._area.hold(self._form)
            self.form_made.emit()
        return self._form

    @property
    def is_open(self) -> bool:
        """Whether the form is shown."""
        return self.switch.isChecked()

    def set_open(self, opened: bool) -> None:
        """Show the form, or the line in its place."""
        self.switch.setChecked(opened)

    def reveal(self, widget: QWidget) -> None:
        """Scroll to a part of the form, once it has its place."""
        QTimer.singleShot(0, self, partial(self._area.ensureWidgetVisible, widget, 0, 0))

    def say_summary(self, words: str) -> None:
        """Sum the settings up in one line."""
        self._summary.setText(words)

    @Slot(bool)
    def _show_form(self, shown: bool) -> None:
        if not shown and self._area.isAncestorOf(self.window().focusWidget()):
            self.switch.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.setVisible(shown)
        self._summary.setVisible(not shown)
        self.switch.setIcon(qicon(Icon.CHEVRON_DOWN if shown else Icon.CHEVRON_RIGHT))
        set_mark(self, "open", "true" if shown else "")
        margins = (6, 4, 12, 4) if shown else (0, 0, 0, 0)
        self._layout.setContentsMargins(*margins)
        self.toggled.emit(shown)


class _Area(QScrollArea):
    """As high as the form where there is room, and scrolling where there is not."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def hold(self, form: QWidget) -> None:
        """Show `form`."""
        page = Fitted()
        page.changed.connect(self.updateGeometry)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(6, 4, 6, 8)
        layout.addWidget(form)
        self.setWidget(page)

    def sizeHint(self) -> QSize:
        page = self.widget()
        return page.sizeHint() if page is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 120)
