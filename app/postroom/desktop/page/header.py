"""The head of the page: which account, and what can be done with both of its sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.action_button import ActionButton
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.model.session import SessionState
from postroom.model.text import say


class Header(QWidget):
    """Shows an account's name, and buttons for the actions that it is given."""

    def __init__(
        self,
        start: QAction,
        stop: QAction,
        cancel: QAction,
        more: Sequence[Sequence[QAction]],
        exceptions: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = {"start": start, "stop": stop, "cancel": cancel}
        self.title = ElidedLabel()
        self.title.setFont(font(Face.TITLE))
        self.about = ElidedLabel()
        set_role(self.about, "muted")
        self.mark = QPushButton(qicon(Icon.LOCK_OPEN, Role.ATTENTION), say("Certificate exceptions"))
        set_kind(self.mark, "mark")
        self.mark.clicked.connect(exceptions.trigger)
        self.start_button = ActionButton(start, Icon.PLAY, Role.ON_ACCENT)
        set_kind(self.start_button, "primary")
        self.stop_button = ActionButton(stop, Icon.STOP)
        self.cancel_button = ActionButton(cancel, Icon.CLOSE)
        self.more_button = QToolButton()
        self._fill_menu(more)
        self._lay_out()

    def _fill_menu(self, more: Sequence[Sequence[QAction]]) -> None:
        menu = QMenu(self)
        for group in more:
            menu.addSeparator()
            menu.addActions(list(group))
        self.more_button.setMenu(menu)
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setIcon(qicon(Icon.MORE))
        self.more_button.setToolTip(say("More"))
        self.more_button.setAccessibleName(say("More"))

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.about)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(names, 1)
        for button in (self.mark, self.start_button, self.cancel_button, self.stop_button, self.more_button):
            layout.addWidget(button)

    def show_account(self, title: str, about: str) -> None:
        """Show whose page this is."""
        self.title.setText(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))

    def show_excuses(self, excuses: Sequence[str]) -> None:
        """Mark that something may pass of the certificates of the account's servers."""
        self.mark.setToolTip("\n".join(excuses))
        self.mark.setAccessibleDescription(". ".join(excuses))
        self.mark.setVisible(bool(excuses))

    def show_states(self, states: Collection[SessionState]) -> None:
        """Offer what fits the `states` of the account's sessions."""
        opening = SessionState.OPENING in states
        resting = [
            s for s in states if s not in {SessionState.OPENING, SessionState.READY, SessionState.CLOSING}
        ]
        buttons = (self.cancel_button, self.start_button, self.stop_button)
        focused = any(button.hasFocus() for button in buttons)
        self._actions["start"].setText(say("&Start both") if len(states) > 1 else say("&Start"))
        self._actions["start"].setEnabled(bool(resting))
        self._actions["stop"].setEnabled(SessionState.READY in states)
        self._actions["cancel"].setEnabled(opening)
        self.start_button.setVisible(bool(states))
        self.cancel_button.setVisible(opening)
        self.stop_button.setVisible(bool(states) and not opening)
        usable = [button for button in buttons if button.isEnabled() and not button.isHidden()]
        if focused and usable and not any(button.hasFocus() for button in usable):
            usable[0].setFocus(Qt.FocusReason.OtherFocusReason)
