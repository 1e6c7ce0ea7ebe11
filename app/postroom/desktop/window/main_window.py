"""The main window: it puts the parts together and connects the actions with those who do them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from postroom.desktop.accounts.panel import AccountsPanel
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_role
from postroom.desktop.window.actions import Act, Actions
from postroom.desktop.window.announcer import Announcer
from postroom.desktop.window.undo_bar import UndoBar
from postroom.desktop.window.welcome import Welcome
from postroom.model.text import say


class MainWindow(QMainWindow):
    """Holds the parts, and does nothing with them."""

    close_wanted = Signal()
    painted = Signal()
    """The window has been seen for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = False
        self.setMinimumSize(1024, 700)
        self.resize(1240, 820)
        self.actions_ = Actions(self)
        acts = self.actions_
        self.sidebar = AccountsPanel(acts[Act.ADD])
        self.welcome = Welcome(acts[Act.ADD], acts[Act.DEMO])
        self.trouble = Banner(acts[Act.RELOAD])
        self.complaint = Banner()
        self.undo = UndoBar()
        self.status = ElidedLabel()
        self.status.setAccessibleName(say("Latest news"))
        set_role(self.status, "muted")
        self.announcer = Announcer(self.status)
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
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(right)
        self.splitter.setSizes([272, 968])
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.sidebar.setMinimumWidth(200)
        right.setMinimumWidth(720)
        self.setCentralWidget(self.splitter)
        self.statusBar().addWidget(self.status, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().setContentsMargins(16, 0, 16, 0)

    def set_page(self, page: QWidget) -> None:
        """Take in the page of an account, which comes after the window has been seen."""
        welcome = self._stack.currentWidget() is self.welcome
        self._stack.insertWidget(1, page)
        self._stack.setCurrentIndex(0 if welcome else 1)

    def show_welcome(self, welcome: bool) -> None:
        """Show the way to a first account, or the page of one."""
        turned = welcome != self.sidebar.isHidden()
        self.sidebar.setVisible(not welcome)
        self.statusBar().setVisible(not welcome)
        self._stack.setCurrentIndex(0 if welcome else 1)
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to close: whoever runs the program shuts the engine down and hides the window."""
        event.ignore()
        self.close_wanted.emit()
