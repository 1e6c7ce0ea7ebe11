"""Adds, changes and deletes accounts as the form asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from postroom.desktop.accounts.row import NEW
from postroom.desktop.commands import SessionCommands
from postroom.desktop.form.draft import Draft, new_draft
from postroom.desktop.form.drafts import Drafts
from postroom.desktop.page.settings import Settings
from postroom.desktop.window.general_commands import general_settings
from postroom.desktop.window.presenter import Presenter
from postroom.desktop.window.undo_bar import UndoBar
from postroom.engine.changes import Changes
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.model.account_errors import AccountError, BadAccount, Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.endpoint import Protocol
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.form.account_form import AccountForm


class AccountCommands(QObject):
    """Does what the form and the actions ask for about accounts. `complain` tells what could not be done."""

    def __init__(
        self,
        engine: Engine,
        drafts: Drafts,
        presenter: Presenter,
        settings: Settings,
        undo: UndoBar,
        sessions: SessionCommands,
        complain: Callable[[str], None],
    ) -> None:
        super().__init__(settings)
        self._engine = engine
        self._drafts = drafts
        self._presenter = presenter
        self._settings = settings
        self._undo = undo
        self._sessions = sessions
        self._complain = complain
        self._leaving: str | None = None
        self._dropped: tuple[str, Draft] | None = None
        settings.form_made.connect(self._serve_form)
        undo.undone.connect(self._bring_back)
        undo.settled.connect(self._let_go)

    @property
    def _form(self) -> AccountForm:
        return self._settings.form

    @Slot()
    def _serve_form(self) -> None:
        self._form.edited.connect(self._keep_draft)
        self._form.apply_wanted.connect(self.apply)
        self._form.apply_and_start_wanted.connect(self.apply_and_start)
        self._form.restore_wanted.connect(self.restore)
        self._engine.subscribe(self._follow)
        self._show_spooler()

    def _follow(self, changes: Changes) -> None:
        if changes.spooler:
            self._show_spooler()

    def _show_spooler(self) -> None:
        """Let the form know whether a message would be taken."""
        spooler = self._engine.spooler
        self._form.show_spooler(spooler.switches.enabled if spooler.is_open else None)

    @Slot()
    def add(self) -> None:
        """Let one enter a new account; one that was begun is gone on with."""
        if NEW not in self._drafts:
            self._drafts.put(NEW, new_draft(general_settings(self._engine)))
            self._presenter.show_accounts()
        self._presenter.choose(NEW)
        self._form.login.user.setFocus()

    @Slot()
    def apply(self) -> None:
        """Save what the form says."""
        self._begin_saving(start=False)

    @Slot()
    def apply_and_start(self) -> None:
        """Save what the form says, and start its sessions."""
        self._begin_saving(start=True)

    @Slot()
    def restore(self) -> None:
        """Show again what is saved; a new account is discarded. What was typed can be brought back for a while."""
        name = self._presenter.current
        draft = None if name is None else self._drafts.get(name)
        if name is None or draft is None:
            return
        self._drafts.drop(name)
        if draft != new_draft():
            discarded = say("The changes of {name} are discarded.", name=name)
            self._undo.tell(discarded if name != NEW else say("The new account is discarded."))
            self._dropped = name, draft
        self._presenter.show_draft()
        self._presenter.show_accounts()

    @Slot()
    def remove(self) -> None:
        """Take an account away, and keep it until it can no longer be brought back."""
        name = self._presenter.current
        if name is None:
            return
        if name == NEW:
            self.restore()
            return
        self._sessions.cancel(name, Protocol)
        self._sessions.stop(name, Protocol)
        self._undo.tell(say("{name} is deleted.", name=name))
        self._leaving = name
        self._presenter.hidden.add(name)
        self._presenter.show_accounts()

    async def settle(self) -> None:
        """Delete what is about to be deleted, since the window closes."""
        name, self._leaving = self._leaving, None
        if name is not None:
            await self._delete(name)

    @Slot(object)
    def _keep_draft(self, draft: Draft) -> None:
        name = self._presenter.current
        if name is None:
            return
        if name != NEW and _changes_nothing(draft, self._presenter.account):
            self._drafts.drop(name)
        else:
            self._drafts.put(name, draft)
        self._form.show_edited(name in self._drafts)
        self._presenter.draft_changed()

    def _begin_saving(self, *, start: bool) -> None:
        name = self._presenter.current
        draft = None if name is None else self._drafts.get(name)
        if name is None or draft is None:
            return
        if any(problem.severity is Severity.ERROR for problem in draft.problems()):
            self._form.show_all_problems()
            return
        self._engine.spawn(self._save(name, draft, start=start), name=f"save the account {name}")

    async def _save(self, name: str, draft: Draft, *, start: bool) -> None:
        account = draft.account()
        try:
            if name == NEW:
                self._engine.add_account(account)
            else:
                await self._engine.replace_account(name, account)
        except BadAccount:
            self._form.show_all_problems()
            return
        except AccountError as error:
            self._form.show_problem(Problem(Field.NAME, Severity.ERROR, str(error)))
            return
        except OSError as error:
            self._complain(say("The account could not be saved: {error}", error=error))
            return
        self._drafts.drop(name)
        await self._keep_secrets(account, draft)
        self._presenter.show_accounts()
        self._presenter.choose(account.name)
        self._presenter.show_draft()
        self._settings.set_open(False)
        if start:
            self._sessions.start(account.name, account.protocols)

    async def _keep_secrets(self, account: Account, draft: Draft) -> None:
        for protocol, secret in draft.secrets.items():
            await self._engine.put_secret(account.name, protocol, secret)
            trouble = self._engine.secret_trouble
            if trouble is not None:
                self._complain(str(trouble))

    @Slot()
    def _bring_back(self) -> None:
        dropped, self._dropped = self._dropped, None
        if dropped is not None:
            self._bring_back_draft(*dropped)
        name, self._leaving = self._leaving, None
        if name is not None:
            self._presenter.hidden.discard(name)
            self._presenter.show_accounts()
            self._presenter.choose(name)

    def _bring_back_draft(self, name: str, draft: Draft) -> None:
        if name == NEW or any(account.name == name for account in self._presenter.accounts):
            self._drafts.put(name, draft)
            self._presenter.show_accounts()
            self._presenter.choose(name)
            self._settings.set_open(True)
            self._presenter.show_draft()

    @Slot()
    def _let_go(self) -> None:
        self._dropped = None
        name, self._leaving = self._leaving, None
        if name is not None:
            self._engine.spawn(self._delete(name), name=f"delete the account {name}")

    async def _delete(self, name: str) -> None:
        try:
            await self._engine.remove_account(name)
            self._drafts.drop(name)
        except (AccountError, OSError) as error:
            self._complain(str(error))
        finally:
            self._presenter.hidden.discard(name)
            self._presenter.show_accounts()


def _changes_nothing(draft: Draft, account: Account | None) -> bool:
    if draft.secrets:
        return False
    try:
        return draft.account() == account
    except BadAccount:
        return False
