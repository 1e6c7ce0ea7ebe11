"""The main window: it puts the parts together and connects the actions with those who do them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from postroom.desktop.accounts.panel import AccountsPanel
from postroom.desktop.page.account_page import AccountPage
from postroom.desktop.page.header import Header
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_role
from postroom.desktop.window.actions import Act, Actions
from postroom.desktop.window.announcer import Announcer
from postroom.desktop.window.memory import WindowMemory
from postroom.desktop.window.undo_bar import UndoBar
from postroom.desktop.window.welcome import Welcome
from postroom.model.text import say


class MainWindow(QMainWindow):
    """Holds the parts, and does nothing with them."""

    close_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(1024, 700)
        self.resize(1240, 820)
        self.actions_ = Actions(self)
        acts = self.actions_
        self.sidebar = AccountsPanel(acts[Act.ADD])
        self.page = AccountPage(self._make_header())
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
        self._stack.addWidget(self.page)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.show_title("")

    def _make_header(self) -> Header:
        acts = self.actions_
        more = [
            Act.SETTINGS,
            Act.PASSWORD,
            Act.REPORT,
            None,
            Act.REMOVE,
            None,
            Act.DEMO,
            Act.END_DEMO,
            None,
            Act.PALETTE,
            Act.QUIT,
        ]
        return Header(
            acts[Act.START],
            acts[Act.STOP],
            acts[Act.CANCEL],
            [None if act is None else acts[act] for act in more],
        )

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

    @property
    def splitters(self) -> dict[str, QSplitter]:
        """The splitters that remember where they were put."""
        return {"sidebar": self.splitter, "page": self.page.splitter}

    def remember(self, memory: WindowMemory) -> None:
        """Write down where everything is."""
        memory.keep(self, self.splitters)

    def show_welcome(self, welcome: bool) -> None:
        """Show the way to a first account, or the page of one."""
        turned = welcome != self.sidebar.isHidden()
        self.sidebar.setVisible(not welcome)
        self.statusBar().setVisible(not welcome)
        self._stack.setCurrentWidget(self.welcome if welcome else self.page)
        if turned:
            (self.welcome.add_button if welcome else self.sidebar.view).setFocus()

    def show_title(self, account: str) -> None:
        """Name the account that is shown in the title."""
        self.setWindowTitle(say("{account} - Postroom", account=account) if account else say("Postroom"))

    def complain(self, words: str) -> None:
        """Tell of something that could not be done."""
        self.complaint.tell(words)
        self.announcer.say(words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask to close: whoever runs the program shuts the engine down and hides the window."""
        event.ignore()
        self.close_wanted.emit()
