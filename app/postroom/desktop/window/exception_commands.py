"""Keeps everything that tells of certificate exceptions up to date, and revokes what is to be revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from postroom.desktop.exceptions.row import rows_of
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.presenter import Presenter
from postroom.engine.changes import Changes
from postroom.engine.engine import Engine
from postroom.model.exceptions import UnknownException
from postroom.model.text import say, say_count

if TYPE_CHECKING:
    from postroom.desktop.exceptions.page import ExceptionsPage

MINUTE_MS: Final = 60_000
"""How often it is looked whether an exception has ended."""


class ExceptionCommands(QObject):
    """Serves the page of exceptions and the status bar. `edit` lets one change the toggles of the account shown."""

    def __init__(
        self, engine: Engine, window: MainWindow, presenter: Presenter, edit: Callable[[], object]
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._presenter = presenter
        self._edit = edit
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        presenter.accounts_changed.connect(self.refresh)
        self.stop = engine.subscribe(self._changed)

    @cached_property
    def page(self) -> ExceptionsPage:
        """The page; it is made when somebody wants to see it."""
        from postroom.desktop.exceptions.page import ExceptionsPage

        page = ExceptionsPage()
        page.revoke_wanted.connect(self.revoke)
        page.account_wanted.connect(self.edit_account)
        return page

    @Slot()
    def show_all(self) -> None:
        """Show all exceptions in the place of an account."""
        self._engine.reload_exceptions()
        self._window.show_place(self.page, self._window.actions_[Act.EXCEPTIONS])
        self.refresh()
        self.page.view.setFocus()

    @Slot(str)
    def revoke(self, id: str) -> None:  # noqa: A002  see KeptException
        """Take an exception back."""
        try:
            kept = self._engine.revoke_exception(id)
        except (UnknownException, OSError) as error:
            self._window.complain(say("The exception could not be revoked: {error}", error=error))
            return
        self._window.announcer.say(say("The exception for {host} is revoked.", host=kept.bound.host))

    @Slot(str)
    def edit_account(self, name: str) -> None:
        """Let one edit the account whose toggles were shown."""
        self._window.show_place(None)
        self._presenter.choose(name)
        self._edit()

    @Slot()
    def refresh(self) -> None:
        """Show what counts now."""
        rows = rows_of(self._engine.exceptions, self._presenter.accounts, datetime.now(UTC))
        active = sum(row.is_active for row in rows)
        words = say_count("{n} certificate exception active", "{n} certificate exceptions active", active)
        self._window.show_exceptions(words if active else "")
        if "page" in self.__dict__:
            self.page.show_rows(rows)
            self.page.trouble.tell(self._engine.exceptions_trouble or "")

    def _changed(self, changes: Changes) -> None:
        if changes.exceptions:
            self.refresh()
            self._presenter.show_accounts()
