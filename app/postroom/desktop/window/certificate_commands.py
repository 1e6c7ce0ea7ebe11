"""Does what is asked for on the page of a certificate: trust it once, make an exception, copy and save."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from postroom.desktop.commands import SessionCommands
from postroom.desktop.page.account_page import AccountPage
from postroom.desktop.window.announcer import Announcer
from postroom.desktop.window.presenter import Presenter
from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.text import say
from postroom.model.trust import BadException

if TYPE_CHECKING:
    from postroom.desktop.certificate.court import Court


class CertificateCommands(QObject):
    """Serves the certificate of the session that is shown. `complain` tells what could not be done."""

    def __init__(
        self,
        engine: Engine,
        presenter: Presenter,
        sessions: SessionCommands,
        page: AccountPage,
        announcer: Announcer,
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(page)
        self._engine = engine
        self._presenter = presenter
        self._sessions = sessions
        self._page: AccountPage = page
        self._announcer = announcer
        self._complain = complain
        view = page.details.certificate
        view.trust_wanted.connect(self.trust)
        view.exception_wanted.connect(self.ask_for_exception)
        view.copy_wanted.connect(announcer.copy)
        view.save_wanted.connect(self.save)

    @Slot(object)
    def trust(self, court: Court) -> None:
        """Let the next session pass with the problems that were shown, and start it."""
        key = self._key()
        if key is None:
            return
        try:
            self._engine.trust_for_session(key, court.blocking)
        except BadException as error:
            self._complain(str(error))
            return
        self._try_again(key)

    @Slot(object)
    def ask_for_exception(self, court: Court) -> None:
        """Ask for an exception and, once it is made, try again."""
        key = self._key()
        if key is not None:
            self._engine.spawn(
                self._add_exception(key, court), name=f"make an exception for {court.endpoint}"
            )

    async def _add_exception(self, key: SessionKey, court: Court) -> None:
        from postroom.desktop.certificate.exception_dialog import ask_exception

        examined = court.tls.examination
        wish = await ask_exception(self._page.window(), court, lambda: datetime.now(UTC))
        if wish is None or examined is None:
            return
        try:
            self._engine.add_exception(
                court.endpoint, examined.key_sha256, wish.kinds, reason=wish.reason, lasting=wish.lasting
            )
        except (BadException, OSError) as error:
            self._complain(say("The exception could not be made: {error}", error=error))
            return
        self._announcer.say(say("The exception for {server} is made.", server=court.endpoint))
        self._try_again(key)

    def _try_again(self, key: SessionKey) -> None:
        self._page.show_sessions()
        self._sessions.start(key.account, [key.protocol])

    @Slot(str, str)
    def save(self, name: str, text: str) -> None:
        """Save `text` where one chooses, under `name` if one does not choose another."""
        window: QWidget = self._page.window()
        dialog = QFileDialog(window, say("Save certificates"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([say("Certificates in PEM format (*.pem)"), say("All files (*)")])
        dialog.setDefaultSuffix("pem")
        dialog.selectFile(name)

        def write(chosen: str) -> None:
            self._write(Path(chosen), text)

        dialog.fileSelected.connect(write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="ascii", newline="\n")
        except OSError as error:
            self._complain(say("{file} could not be saved: {error}", file=path, error=error))
        else:
            self._announcer.say(say("{file} is saved.", file=path))

    def _key(self) -> SessionKey | None:
        """Name the session whose certificate is shown."""
        account = self._presenter.account
        return None if account is None else SessionKey(account.name, self._page.shown)
