"""Brings the engine and the window together: who shows, who commands, and which action leads to whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from postroom.desktop.commands import SessionCommands
from postroom.desktop.details.details import CAPABILITIES, CERTIFICATE, TRANSCRIPT
from postroom.desktop.form.drafts import Drafts
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.window.account_commands import AccountCommands
from postroom.desktop.window.actions import Act
from postroom.desktop.window.certificate_commands import CertificateCommands
from postroom.desktop.window.command_rows import Command
from postroom.desktop.window.demo_commands import DemoCommands
from postroom.desktop.window.exception_commands import ExceptionCommands
from postroom.desktop.window.general_commands import GeneralCommands
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.memory import WindowMemory
from postroom.desktop.window.page_actions import make_page
from postroom.desktop.window.page_commands import PageCommands
from postroom.desktop.window.password_dialog import ask_password
from postroom.desktop.window.presenter import Presenter
from postroom.desktop.window.spool_commands import SpoolCommands
from postroom.engine.engine import Engine
from postroom.model.endpoint import Protocol
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.window.palette import CommandPalette


class Desk(QObject):
    """Works as long as the window is open."""

    def __init__(self, engine: Engine, window: MainWindow, memory: WindowMemory) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._memory = memory
        self.page = page = make_page(window.actions_)
        window.set_page(page)
        announcer = window.announcer
        self._drafts = Drafts(memory.drafts)
        self.presenter = Presenter(engine, self._drafts, window.sidebar, page, announcer)
        self.sessions = SessionCommands(engine, partial(ask_password, window))
        self.accounts = AccountCommands(
            engine, self._drafts, self.presenter, page.settings, window.undo, self.sessions, window.complain
        )
        self.shown = PageCommands(engine, self.presenter, self.sessions, page, announcer)
        self.certificates = CertificateCommands(
            engine, self.presenter, self.sessions, page, announcer, window.complain
        )
        self.exceptions = ExceptionCommands(engine, window, self.presenter, self.shown.edit_ignored)
        self.spool = SpoolCommands(engine, window, memory, self.presenter, self.shown.edit_settings)
        self.general = GeneralCommands(engine, window)
        self.demo = DemoCommands(engine, self.presenter, window.complain, self.spool.open)
        self.presenter.chosen.connect(self._leave_place)
        window.sidebar.wanted.connect(self._leave_place)
        self.presenter.chosen.connect(self._follow)
        self.presenter.accounts_changed.connect(self._follow)
        self.presenter.drafts_changed.connect(self._follow)
        self.presenter.states_changed.connect(self._follow_states)
        window.turned.connect(self._follow)
        compact = window.actions_[Act.COMPACT]
        compact.setChecked(memory.compact)
        window.undo.offered.connect(window.actions_[Act.UNDO].setEnabled)
        window.actions_[Act.UNDO].setEnabled(False)
        for act, deed in self._deeds().items():
            window.actions_[act].triggered.connect(_without_state(deed))

    @cached_property
    def palette(self) -> CommandPalette:
        """The list of everything that can be done."""
        from postroom.desktop.window.palette import CommandPalette

        return CommandPalette(self._window, self._commands)

    def open(self, *, demo: bool = False) -> None:
        """Show what there is, or start the demo."""
        self._window.sidebar.set_compact(self._memory.compact)
        self._memory.restore_splitter("sidebar", self._window.splitter)
        self._memory.restore_splitter("page", self.page.splitter)
        self._drafts.keep_only({account.name for account in self._engine.accounts})
        self._tell_trouble()
        if self._engine.preferences.trouble is not None:
            self._window.complain(self._engine.preferences.trouble)
        if demo:
            self.demo.start()  # which opens the spool too, as soon as there is something in it
            return
        self.spool.open()
        self.presenter.show_accounts()
        if self._memory.account:
            self.presenter.choose(self._memory.account)

    async def close(self) -> None:
        """Settle what is pending, and remember the rest."""
        self.presenter.stop()
        self.exceptions.stop()
        self.spool.close()
        await self.accounts.settle()
        self._memory.keep_window(self._window)
        self._memory.keep_splitter("sidebar", self._window.splitter)
        self._memory.keep_splitter("page", self.page.splitter)
        self._memory.account = self.presenter.current or ""
        self._memory.drafts = self._drafts.as_text()
        self._memory.write()

    def _deeds(self) -> dict[Act, Callable[[], object]]:
        window, shown = self._window, self.shown
        details = self.page.details
        return {
            Act.ADD: self.accounts.add,
            Act.START: shown.start_all,
            Act.STOP: shown.stop_all,
            Act.CANCEL: shown.cancel_all,
            Act.START_POP3: partial(shown.start, Protocol.POP3),
            Act.START_SMTP: partial(shown.start, Protocol.SMTP),
            Act.SETTINGS: shown.edit_settings,
            Act.GENERAL: self.general.edit,
            Act.PASSWORD: shown.edit_password,
            Act.APPLY: self.accounts.apply,
            Act.RESTORE: self.accounts.restore,
            Act.REMOVE: self.accounts.remove,
            Act.UNDO: window.undo.undo,
            Act.REPORT: shown.copy_shown_report,
            Act.COMPACT: self._change_density,
            Act.FILTER: window.sidebar.filter.setFocus,
            Act.FIND: self._find,
            Act.TRANSCRIPT: partial(details.show_tab, TRANSCRIPT),
            Act.CERTIFICATE: partial(details.show_tab, CERTIFICATE),
            Act.CAPABILITIES: partial(details.show_tab, CAPABILITIES),
            Act.WIDEN: details.widen_button.toggle,
            Act.SHOW_POP3: partial(shown.show_session, Protocol.POP3),
            Act.SHOW_SMTP: partial(shown.show_session, Protocol.SMTP),
            Act.EXCEPTIONS: self.exceptions.show_all,
            Act.SPOOLER: self.spool.show_page,
            Act.DISABLE_SPOOLER: self.spool.switch,
            Act.PAUSE_SPOOLER: self.spool.turn_pause,
            Act.NUDGE_SPOOLER: self.spool.nudge_all,
            Act.SEARCH_MESSAGES: self.spool.search,
            **self.spool.messages.deeds(),
            Act.NEXT: partial(window.sidebar.step, 1),
            Act.PREVIOUS: partial(window.sidebar.step, -1),
            Act.DEMO: self.demo.start,
            Act.END_DEMO: self.demo.end,
            Act.RELOAD: self._reload,
            Act.PALETTE: self._open_palette,
            Act.QUIT: window.close,
        }

    @Slot()
    def _leave_place(self) -> None:
        """Go back to the account, since it is wanted."""
        self._window.show_place(None)

    @Slot()
    def _follow(self) -> None:
        """Let the window and its actions follow what is chosen."""
        account, current = self.presenter.account, self.presenter.current
        self._window.show_welcome(current is None)
        self._window.show_title("" if account is None else account.name)
        acts = self._window.actions_
        protocols = () if account is None else account.protocols
        acts.enable(Act.SETTINGS, Act.PASSWORD, Act.REPORT, when=account is not None)
        acts.enable(Act.FIND, when=account is not None or self.spool.is_shown)
        acts.enable(Act.TRANSCRIPT, Act.CERTIFICATE, Act.CAPABILITIES, Act.WIDEN, when=account is not None)
        acts.enable(Act.SHOW_POP3, when=Protocol.POP3 in protocols)
        acts.enable(Act.SHOW_SMTP, when=Protocol.SMTP in protocols)
        acts.enable(Act.REMOVE, when=current is not None)
        acts.enable(Act.APPLY, Act.RESTORE, when=self.presenter.has_draft)
        demo = any(self._engine.guest(known.name) for known in self.presenter.accounts)
        acts[Act.DEMO].setVisible(not demo)
        acts[Act.END_DEMO].setVisible(demo)

    @Slot()
    def _follow_states(self) -> None:
        """Let what starts a session follow its state."""
        acts, resting = self._window.actions_, self.presenter.resting
        acts.enable(Act.START_POP3, when=Protocol.POP3 in resting)
        acts.enable(Act.START_SMTP, when=Protocol.SMTP in resting)

    @Slot()
    def _find(self) -> None:
        """Let one search in what is seen."""
        if self.spool.is_shown:
            self.spool.page.start_search()
        else:
            self.page.details.start_search()

    @Slot()
    def _open_palette(self) -> None:
        self.palette.open()

    @Slot()
    def _change_density(self) -> None:
        self._memory.compact = self._window.actions_[Act.COMPACT].isChecked()
        self._window.sidebar.set_compact(self._memory.compact)

    def _tell_trouble(self) -> None:
        """Tell which saved files cannot be read, until they can be."""
        troubles = (self._engine.trouble, self._engine.exceptions_trouble)
        self._window.trouble.tell("\n".join(filter(None, troubles)))

    @Slot()
    def _reload(self) -> None:
        self._engine.reload_accounts()
        self._engine.reload_exceptions()
        self._tell_trouble()
        self._window.complaint.tell("")
        self.presenter.show_accounts()

    def _commands(self) -> list[Command]:
        """Give everything that can be done now, then every account."""
        doable = [act for act in self._window.actions_ if act.isEnabled() and act.isVisible()]
        accounts = [account.name for account in self.presenter.accounts]
        return [_command(action) for action in doable] + [
            Command(
                say("Go to {account}", account=name),
                "",
                qicon(Icon.SERVER),
                partial(self.presenter.choose, name),
            )
            for name in accounts
        ]


def _without_state(deed: Callable[[], object]) -> Callable[[], None]:
    """Leave out whether the action is checked, which Qt tells with each trigger."""

    def do() -> None:
        deed()

    return do


def _command(action: QAction) -> Command:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Command(action.text().replace("&", ""), keys, action.icon(), action.trigger)
