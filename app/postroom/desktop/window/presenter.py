"""Carries what the engine knows to what is shown: rows of the list, the page of the chosen account, announcements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from postroom.desktop.accounts.panel import AccountsPanel
from postroom.desktop.accounts.row import NEW, AccountRow, row_of
from postroom.desktop.exceptions.row import excuses
from postroom.desktop.form.draft import Draft, draft_of
from postroom.desktop.form.drafts import Drafts
from postroom.desktop.form.summary import summary
from postroom.desktop.page.account_page import AccountPage
from postroom.desktop.window.announcer import Announcer
from postroom.engine.changes import Changes, SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.text import say

_ALIVE: Final = {SessionState.OPENING, SessionState.READY, SessionState.CLOSING}


class Presenter(QObject):
    """Shows the accounts that `engine` has. It knows which one is chosen, and changes nothing of any."""

    chosen = Signal()
    """Another account is shown, or none."""
    accounts_changed = Signal()
    drafts_changed = Signal()
    states_changed = Signal()
    """The sessions of the chosen account stand otherwise."""

    def __init__(
        self,
        engine: Engine,
        drafts: Drafts,
        sidebar: AccountsPanel,
        page: AccountPage,
        announcer: Announcer,
    ) -> None:
        super().__init__(page)
        self._engine = engine
        self._drafts = drafts
        self._sidebar = sidebar
        self._page = page
        self._announcer = announcer
        self.hidden: set[str] = set()
        """The accounts that are about to be deleted."""
        self.current: str | None = None
        sidebar.chosen.connect(self.choose)
        page.details_wanted.connect(self._show_details)
        page.settings.toggled.connect(self._fill_form)
        self.stop = engine.subscribe(self._changed)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that are shown."""
        return tuple(account for account in self._engine.accounts if account.name not in self.hidden)

    @property
    def account(self) -> Account | None:
        """The account that is chosen; None where it is a new one, or none."""
        return next((account for account in self.accounts if account.name == self.current), None)

    def snapshot(self, name: str, protocol: Protocol) -> SessionSnapshot | None:
        """Give how a session stands."""
        return self._engine.snapshot(SessionKey(name, protocol))

    def show_accounts(self) -> None:
        """Show all accounts anew, and choose another where the chosen one is gone."""
        rows = [self._row(account) for account in self.accounts]
        if NEW in self._drafts:
            rows.insert(0, AccountRow(NEW, edited=True))
        names = [row.name for row in rows]
        self._sidebar.show_rows(rows)
        if self.current not in names:
            self.current = None
            if names:
                self.choose(names[0])
            else:
                self.chosen.emit()
        else:
            self._show_page()
        self.accounts_changed.emit()

    def choose(self, name: str) -> None:
        """Show an account, or the new one."""
        if name == self.current or not self._is_shown(name):
            return
        self.current = name
        self._sidebar.choose(name)
        self._show_page(turned=True)
        self.chosen.emit()

    @property
    def has_draft(self) -> bool:
        return self.current is not None and self.current in self._drafts

    @property
    def resting(self) -> tuple[Protocol, ...]:
        """The sessions of the chosen account that can be started."""
        account = self.account
        if account is None:
            return ()
        snapshots = {protocol: self.snapshot(account.name, protocol) for protocol in account.protocols}
        return tuple(protocol for protocol, s in snapshots.items() if s is None or s.state not in _ALIVE)

    def _is_shown(self, name: str) -> bool:
        return name in self._drafts if name == NEW else any(a.name == name for a in self.accounts)

    def show_draft(self) -> None:
        """Show the form of the chosen account as it stands in its draft."""
        account = self.account
        if self.current is None:
            return
        draft = self._drafts.get(self.current)
        edited = draft is not None
        if draft is None:
            draft = Draft({}) if account is None else draft_of(account)
        self._page.settings.form.show_draft(draft, is_new=account is None, edited=edited)

    def draft_changed(self) -> None:
        """Show anew whether the chosen account has a draft."""
        account = self.account
        if account is not None:
            self._sidebar.update_rows([self._row(account)])
        self.drafts_changed.emit()

    def _row(self, account: Account) -> AccountRow:
        guest = self._engine.guest(account.name)
        return row_of(
            account,
            lambda protocol: self.snapshot(account.name, protocol),
            about="" if guest is None else guest.about,
            edited=account.name in self._drafts,
            excuses=self._excuses(account),
        )

    def _excuses(self, account: Account) -> tuple[str, ...]:
        found = excuses(account, self._engine.exceptions, datetime.now(UTC))
        return tuple(words for _, words in found)

    def _show_page(self, *, turned: bool = False) -> None:
        account = self.account
        page = self._page
        if account is None:
            page.header.show_account(say("New account"), "")
            page.show_new()
        else:
            guest = self._engine.guest(account.name)
            page.header.show_account(account.name, "" if guest is None else guest.about)
            page.settings.say_summary(summary(account))
            page.show_account(account)
            if turned:
                page.settings.set_open(account.name in self._drafts or not account.protocols)
                page.choose_session(_first_to_look_at(account, self))
            for protocol in account.protocols:
                self._show_session(account, protocol)
        page.header.show_excuses(() if account is None else self._excuses(account))
        self._show_states(account)
        if page.settings.is_open and (turned or not self.has_draft):
            self.show_draft()

    def _fill_form(self, opened: bool) -> None:
        if opened:
            self.show_draft()

    def _show_session(self, account: Account, protocol: Protocol) -> None:
        key = SessionKey(account.name, protocol)
        self._page.show_session(account, protocol, self._engine.snapshot(key), self._engine.transcript(key))

    def _show_details(self, protocol: Protocol) -> None:
        account = self.account
        if account is not None and protocol in account.protocols:
            self._show_session(account, protocol)

    def _show_states(self, account: Account | None) -> None:
        protocols = () if account is None else account.protocols
        snapshots = [] if account is None else [self.snapshot(account.name, p) for p in protocols]
        states = tuple(SessionState.IDLE if s is None else s.state for s in snapshots)
        self._page.show_states(states)
        self.states_changed.emit()
        works = bool(states) and all(state is SessionState.READY for state in states)
        if works and not self.has_draft:
            self._page.settings.set_open(False)

    def _changed(self, changes: Changes) -> None:
        if changes.accounts:
            self.show_accounts()
        names = {key.account for key in changes.sessions}
        touched = [account for account in self.accounts if account.name in names]
        self._sidebar.update_rows([self._row(account) for account in touched])
        for key in sorted(changes.sessions):
            self._announcer.session_changed(key, self._engine.snapshot(key))
        shown = self.account
        if shown is not None and shown.name in names:
            for protocol in shown.protocols:
                if SessionKey(shown.name, protocol) in changes.sessions:
                    self._show_session(shown, protocol)
            self._show_states(shown)


def _first_to_look_at(account: Account, presenter: Presenter) -> Protocol:
    """Give the session that failed, or else the first one."""
    protocols = account.protocols
    for protocol in protocols:
        snapshot = presenter.snapshot(account.name, protocol)
        if snapshot is not None and snapshot.error is not None:
            return protocol
    return protocols[0] if protocols else Protocol.POP3
