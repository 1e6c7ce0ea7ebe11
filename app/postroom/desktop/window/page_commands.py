"""Does what is asked for about the account that is shown: its sessions, its settings, its report."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Slot

from postroom.desktop.commands import SessionCommands
from postroom.desktop.details.details import CERTIFICATE
from postroom.desktop.page.account_page import AccountPage
from postroom.desktop.session.verdict import Remedy
from postroom.desktop.window.announcer import Announcer
from postroom.desktop.window.presenter import Presenter
from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.text import say


class PageCommands(QObject):
    """Serves the panels, the head and the actions of `page`. Where no account is shown, nothing happens."""

    def __init__(
        self,
        engine: Engine,
        presenter: Presenter,
        sessions: SessionCommands,
        page: AccountPage,
        announcer: Announcer,
    ) -> None:
        super().__init__(page)
        self._engine = engine
        self._presenter = presenter
        self._sessions = sessions
        self._page = page
        self._announcer = announcer
        for panel in page.panels.values():
            panel.start_wanted.connect(self.start)
            panel.stop_wanted.connect(self.stop)
            panel.cancel_wanted.connect(self.cancel)
            panel.remedy_wanted.connect(self.remedy)
            panel.report_wanted.connect(self.copy_report)
        page.settings.toggled.connect(self._tell_where_secrets_are)
        presenter.chosen.connect(self._tell_where_secrets_are)
        presenter.chosen.connect(page.show_sessions)

    @Slot(Protocol)
    def start(self, protocol: Protocol) -> None:
        """Open one session."""
        self._start([protocol])

    @Slot(Protocol)
    def stop(self, protocol: Protocol) -> None:
        """End one session in order."""
        self._stop([protocol])

    @Slot(Protocol)
    def cancel(self, protocol: Protocol) -> None:
        """Stop one opening where it is."""
        self._cancel([protocol])

    @Slot()
    def start_all(self) -> None:
        """Open the sessions that are not open."""
        self._start(self._presenter.resting)

    @Slot()
    def stop_all(self) -> None:
        """End all sessions in order."""
        self._stop(Protocol)

    @Slot()
    def cancel_all(self) -> None:
        """Stop all openings where they are."""
        self._cancel(Protocol)

    def show_session(self, protocol: Protocol) -> None:
        """Go to a session and its details."""
        self._page.choose_session(protocol)
        self._page.panels[protocol].timeline.setFocus()

    @Slot(Protocol)
    def copy_report(self, protocol: Protocol) -> None:
        """Put the report of a session on the clipboard."""
        account = self._presenter.account
        if account is None:
            return
        key = SessionKey(account.name, protocol)
        snapshot, transcript = self._engine.snapshot(key), self._engine.transcript(key)
        if snapshot is None or transcript is None:
            self._announcer.say(say("There is nothing to report before the session is started."))
        else:
            from postroom.model import report

            self._announcer.copy(report.markdown(snapshot, transcript.lines()), say("The report is copied."))

    @Slot()
    def copy_shown_report(self) -> None:
        """Put the report of the session whose details are shown on the clipboard."""
        self.copy_report(self._page.shown)

    @Slot()
    def edit_settings(self) -> None:
        """Let one edit the settings."""
        self._page.settings.set_open(True)
        self._page.settings.form.login.user.setFocus()

    @Slot()
    def edit_ignored(self) -> None:
        """Let one edit what may pass of the servers' certificates."""
        self._page.settings.set_open(True)
        self._page.settings.form.focus_ignored()
        self._page.settings.reveal(self._page.settings.form.ignore)

    @Slot()
    def edit_password(self) -> None:
        """Let one enter the password of the session whose details are shown."""
        self.remedy(self._page.shown, Remedy.PASSWORD)

    @Slot(Protocol, Remedy)
    def remedy(self, protocol: Protocol, remedy: Remedy) -> None:
        """Show what may be the cause of a failure, and let one edit it."""
        if remedy is Remedy.CERTIFICATE:
            self.show_certificate(protocol)
            return
        self._page.settings.set_open(True)
        form = self._page.settings.form
        if remedy is Remedy.PASSWORD:
            form.focus_password(protocol)
        else:
            form.servers[protocol].host.setFocus()

    def show_certificate(self, protocol: Protocol) -> None:
        """Go to the certificate that a session has met."""
        self._page.choose_session(protocol)
        self._page.details.show_tab(CERTIFICATE)
        self._page.details.widen_button.setChecked(True)
        self._page.details.certificate.setFocus()

    def _start(self, protocols: Iterable[Protocol]) -> None:
        account = self._presenter.account
        if account is not None:
            self._page.show_sessions()
            self._sessions.start(account.name, protocols)

    def _stop(self, protocols: Iterable[Protocol]) -> None:
        account = self._presenter.account
        if account is not None:
            self._sessions.stop(account.name, protocols)

    def _cancel(self, protocols: Iterable[Protocol]) -> None:
        account = self._presenter.account
        if account is not None:
            self._sessions.cancel(account.name, protocols)

    @Slot()
    def _tell_where_secrets_are(self) -> None:
        account = self._presenter.account
        if self._page.settings.is_open and account is not None:
            self._engine.spawn(
                self._look_for_secrets(account), name=f"look for the secrets of {account.name}"
            )

    async def _look_for_secrets(self, account: Account) -> None:
        for protocol in Protocol:
            if account.secret_owner(protocol) is protocol:
                logs_in = bool(account.user_for(protocol))
                known = logs_in and await self._engine.secret(account.name, protocol) is not None
                words = say("known, and not shown") if known else say("not known yet")
                if self._presenter.account == account:
                    self._page.settings.form.say_where_kept(protocol, words)
