"""The application without a face: accounts, secrets and sessions behind one API for the window and the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from postroom.engine.access import AccountAccess
from postroom.engine.admission import Admission, Submitted
from postroom.engine.changes import ChangeFeed, Listener, SessionKey
from postroom.engine.demo import Demo
from postroom.engine.demo_mail import DemoMail
from postroom.engine.exception_desk import ExceptionDesk
from postroom.engine.exceptions import Exceptions
from postroom.engine.guests import Guest, Guests
from postroom.engine.mailer import Mailer, SentNow
from postroom.engine.sessions import MakeSession, SessionBoard, real_session
from postroom.engine.spooler import Spooler
from postroom.model.account import Account, KeepSecret
from postroom.model.account_errors import DuplicateAccount, UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.envelope import Envelope
from postroom.model.merge import Duplicates, Merged
from postroom.model.plan import SessionPlan
from postroom.model.secret import Secret
from postroom.model.session import SessionSnapshot
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.net.transcript import Transcript
from postroom.settings.accounts import AccountBook
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secret_stores import SecretTrouble
from postroom.settings.secrets import Secrets

T = TypeVar("T")


class Engine(ExceptionDesk):
    """Accounts, their secrets and their sessions.

    All methods belong to the thread of the running loop. Whoever starts an engine closes it with `aclose`, or uses it
    as an asynchronous context. Without a book nothing is saved: every account is a guest.
    """

    def __init__(
        self,
        book: AccountBook | None,
        secrets: Secrets,
        preferences: Preferences,
        *,
        exceptions: Exceptions | None = None,
        make_session: MakeSession = real_session,
        spool: Path | None = None,
        spooling: Mapping[str, Any] | None = None,
    ) -> None:
        self._book = book
        self._secrets = secrets
        self._guests = Guests()
        self._feed = ChangeFeed()
        self._exceptions = exceptions or Exceptions(None)
        self._board = SessionBoard(self._feed, make_session)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._folders: Folders | None = None
        self._access = AccountAccess(self.account, self.secret, self._plan, lambda: self.secret_trouble)
        self.spooler = Spooler(
            spool,
            self._feed,
            self._access,
            history=lambda: timedelta(days=self.preferences.history_days),
            **(spooling or {}),
        )
        """The queue, and what sends from it; it is opened by whoever needs it."""
        self._mailer = Mailer(self._access, self.spooler, self._board, Admission(spool))
        self.demo_mail = DemoMail(self.spooler, self._mailer.submit, self._guests.account)
        self._demo = Demo(self._take_in, self._dismiss, self.demo_mail)
        self.preferences = preferences
        self.settings_folder: Path | None = None
        """Where a face may keep what it remembers of itself; None for nowhere."""

    @classmethod
    def start(cls, folders: Folders | None = None, *, saved: bool = True) -> Self:
        """Read what is saved under `folders`, by default the user's; a broken file is told by `trouble`, not raised.

        With `saved` false, the saved accounts are left alone and whatever is entered lasts as long as the engine.
        """
        folders = Folders.find() if folders is None else folders
        book = AccountBook(folders.accounts_file) if saved else None
        exceptions = Exceptions(folders.exceptions_file if saved else None)
        spool = folders.spool if saved else None
        engine = cls(book, Secrets(folders), Preferences.load(folders), exceptions=exceptions, spool=spool)
        engine.settings_folder = folders.settings
        engine._folders = folders if saved else None
        return engine

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End sending and the sessions in order, then the demo servers and whatever else runs. Twice is harmless."""
        self._feed.close()
        await self._demo.stop_mail()
        await self.spooler.aclose()
        await self._board.aclose()
        await self.stop_demo()
        await cancel_and_wait(*(self._tasks - {asyncio.current_task()}))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` what changed, in batches; the returned function ends it."""
        return self._feed.subscribe(listener)

    def change_preferences(self, preferences: Preferences) -> None:
        """Let other general settings count from now on, and save them. Raises `OSError`, such as `BrokenFile`."""
        if self._folders is not None:
            preferences.save(self._folders)
        self.preferences = preferences

    def spawn(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start a task of a face; it is cancelled when the engine closes."""
        return spawn(coro, name=name, owner=self._tasks)

    # Accounts

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The saved accounts in the order of their file, then the guests."""
        saved = () if self._book is None else self._book.accounts
        return saved + self._guests.accounts

    @property
    def trouble(self) -> str | None:
        """Why the saved accounts cannot be read, and where; None when all is well."""
        return None if self._book is None else self._book.trouble

    def account(self, name: str) -> Account:
        """Give the account of that name. Raises `UnknownAccount`."""
        guest = self._guests.get(name)
        if guest is not None:
            return guest.account
        return self._saved(name).get(name)

    def guest(self, name: str) -> Guest | None:
        """Give the guest of that name; None for a saved account."""
        return self._guests.get(name)

    def add_account(self, account: Account) -> None:
        """Save a new account. Raises `DuplicateAccount`, `BadAccount`, or `OSError`, of which `BrokenFile` is one."""
        self._refuse_known(account.name)
        if self._book is None:
            self._guests.add(Guest(account))
        else:
            self._book.add(account)
        self._accounts_changed()

    def merge_accounts(self, accounts: Iterable[Account], duplicates: Duplicates) -> Merged:
        """Save all `accounts`, or none when one cannot be saved. Raises as `add_account` does."""
        merged = self._saved("").merge(accounts, duplicates)
        self._accounts_changed()
        return merged

    async def replace_account(self, name: str, account: Account) -> None:
        """Save what was edited. Its secrets follow to a new name or place; under a new name its sessions end.

        Raises as `add_account` does, and `UnknownAccount`.
        """
        before = self.account(name)
        if account.name != name:
            self._refuse_known(account.name)
        if name in self._guests:
            self._guests.change(name, account)
        else:
            self._saved(name).replace(name, account)
            if (account.name, account.keep_secret) != (name, before.keep_secret):
                await self._secrets.move(before, account)
        self._exceptions.drop_passes(name)
        if account.name != name:
            await self._board.forget(name)
            await self.spooler.account_renamed(name, account.name)
        await self.spooler.account_changed(account.name)
        self._feed.accounts_changed()

    async def remove_account(self, name: str) -> None:
        """Remove an account and its secrets; its sessions end. Raises `UnknownAccount` or `OSError`."""
        if name in self._guests:
            self._guests.remove(name)
        else:
            self._saved(name).remove(name)
            await self._secrets.forget(name)
        self._exceptions.drop_passes(name)
        await self._board.forget(name)
        self._accounts_changed()

    def reload_accounts(self) -> None:
        """Read the saved accounts again, for somebody may have edited their file."""
        if self._book is not None and self._book.reload():
            self._accounts_changed()

    def _accounts_changed(self) -> None:
        """Tell the faces, and whatever sends in the background."""
        self.spooler.accounts_changed()
        self._feed.accounts_changed()

    def _saved(self, name: str) -> AccountBook:
        if self._book is None:
            raise UnknownAccount(name)
        return self._book

    def _refuse_known(self, name: str) -> None:
        if any(account.name == name for account in self.accounts):
            raise DuplicateAccount(name)

    # Secrets

    async def secret(self, name: str, protocol: Protocol) -> Secret | None:
        """Find the secret with which the account's session of `protocol` logs in; None where it is not known.

        Raises `UnknownAccount`.
        """
        guest = self._guests.get(name)
        if guest is not None:
            return guest.secret
        return await self._secrets.get(self.account(name), protocol)

    async def put_secret(self, name: str, protocol: Protocol, secret: Secret) -> KeepSecret:
        """Keep a secret where the account says, and tell where it really is: in memory where that cannot be."""
        if name in self._guests:
            self._guests.put_secret(name, secret)
            kept = KeepSecret.ASK
        else:
            kept = await self._secrets.put(self.account(name), protocol, secret)
        await self.spooler.account_changed(name)
        return kept

    @property
    def secret_trouble(self) -> SecretTrouble | None:
        """Why the last secret could not be kept or found where its account says; None where it could."""
        return self._secrets.trouble

    # Sessions

    def snapshot(self, key: SessionKey) -> SessionSnapshot | None:
        """Give the key's last session as it stands; None where none was opened."""
        return self._board.snapshot(key)

    def transcript(self, key: SessionKey) -> Transcript | None:
        """Give the conversation of the key's last session."""
        return self._board.transcript(key)

    async def open(self, key: SessionKey, secret: Secret | None = None) -> SessionSnapshot:
        """Open the account's session; ends when it is ready or has failed, which is a result and not an exception.

        Raises `SecretNeeded` where it logs in and no secret is known, `UnknownAccount`, and `LookupError` where the
        account has no such server.
        """
        return await self._board.open(key, await self._access.plan(key, secret))

    def _plan(self, account: Account, key: SessionKey, secret: Secret | None) -> SessionPlan:
        endpoint = account.endpoint(key.protocol)
        exceptions = () if endpoint is None else self._exceptions.for_session(key, endpoint)
        return account.plan(key.protocol, secret, general_trust=self.preferences.trust, exceptions=exceptions)

    def cancel(self, key: SessionKey) -> None:
        """Stop an opening where it is; harmless where nothing opens."""
        self._board.cancel(key)

    async def close(self, key: SessionKey) -> None:
        """End a session in order; harmless where there is none."""
        await self._board.close(key)

    # Messages

    async def submit(
        self, account: str, envelope: Envelope, message: bytes, subject: str | None = None
    ) -> Submitted:
        """Queue a message of `account`; it is on the disk when this returns. Raises `Refused`.

        The envelope's size and what its text needs of a server are found out here; the text is brought into wire form.
        """
        return await self._mailer.submit(account, envelope, message, subject)

    async def submit_now(self, account: str, envelope: Envelope, message: bytes) -> SentNow:
        """Send a message at once and outside the queue, and tell what became of it. Raises `Refused`."""
        return await self._mailer.submit_now(account, envelope, message)

    async def send(self, account: str, envelope: Envelope, message: bytes) -> Submitted | SentNow:
        """Queue the message where the account sends in the background, else send it at once. Raises `Refused`."""
        return await self._mailer.send(account, envelope, message)

    # Demo

    async def start_demo(self, *, mail: bool = False) -> None:
        """Start the demo servers and take in their accounts as guests; harmless where they run. Raises `OSError`.

        With `mail`, messages come in, and go on coming, where the spool is in memory.
        """
        await self._demo.start(mail=mail)

    async def stop_demo(self) -> None:
        """Stop the demo servers and dismiss their guests, whatever they are called by now; harmless where none run."""
        await self._demo.stop()

    def _take_in(self, guest: Guest) -> None:
        if all(account.name != guest.account.name for account in self.accounts):
            self._guests.add(guest)
            self._accounts_changed()

    async def _dismiss(self) -> None:
        for name in self._guests.of_the_demo:
            await self.remove_account(name)
