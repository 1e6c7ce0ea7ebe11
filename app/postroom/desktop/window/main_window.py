"""The main window: it puts the parts together and connects the actions with those who do them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.window.actions import Act, Actions
from postroom.desktop.window.announcer import Announcer
from postroom.desktop.window.undo_bar import UndoBar
from postroom.desktop.window.welcome import Welcome
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.accounts.panel import AccountsPanel

SIDEBAR_WIDTH: Final = 272


class MainWindow(QMainWindow):
    """Holds the parts, and does nothing with them."""

    close_wanted = Signal()
    turned = Signal()
    """Another place is shown, or an account again."""
    painted = Signal()
    """The window has been seen for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = False
        self._shows_welcome: bool | None = None
        self.setMinimumSize(1024, 700)
        self.resize(1240, 820)
        self.actions_ = Actions(self)
        acts = self.actions_
        self._sidebar: AccountsPanel | None = None
        self.welcome = Welcome(acts[Act.ADD], acts[Act.DEMO])
        self.trouble = Banner(acts[Act.RELOAD])
        self.complaint = Banner()
        self.undo = UndoBar()
        self.status = ElidedLabel()
        self.status.setAccessibleName(say("Latest news"))
        set_role(self.status, "muted")
        self.announcer = Announcer(self.status)
        self.exceptions = QPushButton(qicon(Icon.LOCK_OPEN, Role.ATTENTION), "")
        set_kind(self.exceptions, "mark")
        self.exceptions.clicked.connect(acts[Act.EXCEPTIONS].trigger)
        self.spooler = QPushButton()
        set_kind(self.spooler, "status")
        self.spooler.clicked.connect(acts[Act.SPOOLER].trigger)
        self._place: QWidget | None = None
        self._way_there: QAction | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(QWidget())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.show_title("")

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.trouble)
        column.addWidget(self.complaint)
        column.addWidget(self._stack, 1)
        column.addWidget(self.undo)
        self.splitter.addWidget(right)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        right.setMinimumWidth(720)
        self.setCentralWidget(self.splitter)
        self.statusBar().addWidget(self.status, 1)
        self.statusBar().addPermanentWidget(self.spooler)
        self.statusBar().addPermanentWidget(self.exceptions)
        self.show_spooler("")
        self.show_exceptions("")
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(16, 0, 16, 0)

    @property
    def sidebar(self) -> AccountsPanel:
        """The list of accounts; it is made when there is something to list."""
        if self._sidebar is None:
            from postroom.desktop.accounts.panel import AccountsPanel

            self._sidebar = AccountsPanel(
                self.actions_[Act.ADD], self.actions_[Act.SPOOLER], self.actions_[Act.EXCEPTIONS]
            )
            self._sidebar.setMinimumWidth(200)
            self._sidebar.setVisible(not self._shows_welcome)
            self.splitter.insertWidget(0, self._sidebar)
            self.splitter.setStretchFactor(1, 1)
            self.splitter.setSizes([SIDEBAR_WIDTH, self.width() - SIDEBAR_WIDTH])
        return self._sidebar

    def set_page(self, page: QWidget) -> None:
        """Take in the page of an account, which comes after the window has been seen."""
        welcome = self._stack.currentWidget() is self.welcome
        self._stack.insertWidget(1, page)
        self._stack.setCurrentIndex(0 if welcome else 1)

    def show_place(self, place: QWidget | None, way_there: QAction | None = None) -> None:
        """Show a page that is not of one account, to which an action leads; None leads back to the account."""
        if place is not None and self._stack.indexOf(place) < 0:
            self._stack.addWidget(place)
        self._place, self._way_there = place, way_there
        self._turn()
        self.turned.emit()

    @property
    def place(self) -> QWidget | None:
        """The page that is shown and not of one account."""
        return self._place

    def show_spooler(self, words: str) -> None:
        """Tell in the status bar how the spooler stands."""
        self.spooler.setText(words)
        self.spooler.setAccessibleName(words or say("Spooler"))
        self.spooler.setVisible(bool(words))

    def show_exceptions(self, words: str) -> None:
        """Tell in the status bar what may pass of certificates; nothing where nothing may."""
        self.exceptions.setText(words)
        self.exceptions.setAccessibleName(words or say("Certificate exceptions"))
        self.exceptions.setVisible(bool(words))

    def _turn(self) -> None:
        place = None if self._shows_welcome else self._place
        if place is None:
            self._stack.setCurrentIndex(0 if self._shows_welcome else 1)
        else:
            self._stack.setCurrentWidget(place)
        if self._sidebar is not None:
            self._sidebar.show_here(None if place is None else self._way_there)

    def show_welcome(self, welcome: bool) -> None:
        """Show the way to a first account, or the page of one."""
        turned = self._shows_welcome is not welcome
        self._shows_welcome = welcome
        if self._sidebar is not None or not welcome:
            self.sidebar.setVisible(not welcome)
        self.statusBar().setVisible(not welcome)
        self._turn()
        if turned:
            (self.welcome.add_button if welcome else self.sidebar.view).setFocus()

    def show_title(self, account: str) -> None:
        """Name the account that is shown in the title."""
        self.setWindowTitle(say("{account} - Postroom", account=account) if account else say("Postroom"))

    def complain(self, words: str) -> None:
        """Tell of something that could not be done."""
        self.complaint.tell(words)
        self.announcer.say(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape, where nobody else has a use for it, stop what is going on."""
        if event.key() == Qt.Key.Key_Escape:
            self.actions_[Act.STOP_MESSAGES].trigger()
            self.actions_[Act.CANCEL].trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to close: whoever runs the program shuts the engine down and hides the window."""
        event.ignore()
        self.close_wanted.emit()
