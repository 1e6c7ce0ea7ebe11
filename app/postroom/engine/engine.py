"""The application without a face: accounts, secrets and sessions behind one API for the window and the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from postroom.engine.changes import ChangeFeed, Listener, SessionKey
from postroom.engine.guests import Guest, Guests
from postroom.engine.sessions import MakeSession, SessionBoard
from postroom.model.account import Account, KeepSecret
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.model.session import SessionSnapshot
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.net.transcript import Transcript
from postroom.sessions.session import Session
from postroom.settings.accounts import AccountBook, DuplicateAccount, UnknownAccount
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secrets import Secrets

T = TypeVar("T")


class SecretNeeded(LookupError):
    """A session cannot log in, because its password is not known: ask for it and open again."""

    def __init__(self, key: SessionKey, user: str) -> None:
        super().__init__(f"the password of {user} is needed for {key.protocol.label}")
        self.key = key
        self.user = user


class Engine:
    """Accounts, their secrets and their sessions.

    All methods belong to the thread of the running loop. Whoever opens an engine closes it with `aclose`, or uses it as an
    asynchronous context.
    """

    def __init__(
        self,
        book: AccountBook,
        secrets: Secrets,
        preferences: Preferences,
        *,
        make_session: MakeSession = Session,
    ) -> None:
        self._book = book
        self._secrets = secrets
        self._guests = Guests()
        self._feed = ChangeFeed()
        self._board = SessionBoard(self._feed, make_session)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._demo: Any = None
        self.preferences = preferences

    @classmethod
    def start(cls, folders: Folders) -> Self:
        """Read what is saved under `folders`. A broken file is told by `trouble`, not raised."""
        return cls(
            AccountBook(folders.accounts_file),
            Secrets(folders),
            Preferences.load(folders),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the sessions in order, then the demo servers and whatever else runs. Twice is harmless."""
        self._feed.close()
        await self._board.aclose()
        await self.stop_demo()
        await cancel_and_wait(*(self._tasks - {asyncio.current_task()}))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` what changed, in batches; the returned function ends it."""
        return self._feed.subscribe(listener)

    def spawn(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Start a task of a face; it is cancelled when the engine closes."""
        return spawn(coro, name=name, owner=self._tasks)

    # Accounts

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The saved accounts in the order of their file, then the guests."""
        return self._book.accounts + self._guests.accounts

    @property
    def trouble(self) -> str | None:
        """Why the saved accounts cannot be read, and where; None when all is well."""
        return self._book.trouble

    def account(self, name: str) -> Account:
        """Give the account of that name. Raises `UnknownAccount`."""
        guest = self._guests.get(name)
        return self._book.get(name) if guest is None else guest.account

    def guest(self, name: str) -> Guest | None:
        """Give the guest of that name; None for a saved account."""
        return self._guests.get(name)

    def add_account(self, account: Account) -> None:
        """Save a new account. Raises `DuplicateAccount`, `BadAccount` or `OSError`."""
        if account.name in self._guests:
            raise DuplicateAccount(account.name)
        self._book.add(account)
        self._feed.accounts_changed()

    async def replace_account(self, name: str, account: Account) -> None:
        """Save what was edited; under a new name, its secrets move and its sessions end. Raises as `add_account` does, and `UnknownAccount`."""
        if account.name != name and account.name in self._names():
            raise DuplicateAccount(account.name)
        if name in self._guests:
            self._guests.change(name, account)
        else:
            self._book.replace(name, account)
        if account.name != name:
            await self._board.forget(name)
            await self._secrets.rename(name, account.name)
        self._feed.accounts_changed()

    async def remove_account(self, name: str) -> None:
        """Remove an account and its secrets; its sessions end. Raises `UnknownAccount` or `OSError`."""
        if name in self._guests:
            self._guests.remove(name)
        else:
            self._book.remove(name)
            await self._secrets.forget(name)
        await self._board.forget(name)
        self._feed.accounts_changed()

    def add_guest(self, guest: Guest) -> None:
        """Take in an account of the moment. Raises `DuplicateAccount`."""
        if guest.account.name in self._names():
            raise DuplicateAccount(guest.account.name)
        self._guests.add(guest)
        self._feed.accounts_changed()

    def _names(self) -> set[str]:
        return {account.name for account in self.accounts}

    # Secrets

    async def secret(self, name: str, protocol: Protocol) -> Secret | None:
        """Find the secret with which the account's session of `protocol` logs in; None where it is not known. Raises `UnknownAccount`."""
        guest = self._guests.get(name)
        if guest is not None:
            return guest.secret
        return await self._secrets.get(self.account(name), protocol)

    async def put_secret(
        self, name: str, protocol: Protocol, secret: Secret
    ) -> KeepSecret:
        """Keep a secret where the account says, and tell where it really is: in memory where there is no keyring."""
        if name in self._guests:
            self._guests.put_secret(name, secret)
            return KeepSecret.ASK
        return await self._secrets.put(self.account(name), protocol, secret)

    # Sessions

    def snapshot(self, key: SessionKey) -> SessionSnapshot | None:
        """Give the key's last session as it stands; None where none was opened."""
        return self._board.snapshot(key)

    def transcript(self, key: SessionKey) -> Transcript | None:
        """Give the conversation of the key's last session."""
        return self._board.transcript(key)

    async def open(
        self, key: SessionKey, secret: Secret | None = None
    ) -> SessionSnapshot:
        """Open the account's session; ends when it is ready or has failed, which is a result and not an exception.

        Raises `SecretNeeded` where it logs in and no secret is known, `UnknownAccount`, and `LookupError` where the account has no
        such server.
        """
        account = self.account(key.account)
        if account.needs_secret(key.protocol) and secret is None:
            secret = await self.secret(key.account, key.protocol)
            if secret is None:
                raise SecretNeeded(key, account.user_for(key.protocol))
        plan = account.plan(key.protocol, secret, general_trust=self.preferences.trust)
        return await self._board.open(key, plan)

    def cancel(self, key: SessionKey) -> None:
        """Stop an opening where it is; harmless where nothing opens."""
        self._board.cancel(key)

    async def close(self, key: SessionKey) -> None:
        """End a session in order; harmless where there is none."""
        await self._board.close(key)

    # Demo

    async def start_demo(self) -> None:
        """Start the demo servers and take in their accounts as guests; harmless where they run."""
        if self._demo is None:
            from postroom.demo.servers import DemoServers

            self._demo = DemoServers()
            await self._demo.__aenter__()
            for account in self._demo.accounts:
                self.add_guest(Guest(account.account, account.about, account.secret))

    async def stop_demo(self) -> None:
        """Dismiss the guests and stop the demo servers; harmless where none run."""
        demo, self._demo = self._demo, None
        if demo is not None:
            for account in self._guests.accounts:
                await self._board.forget(account.name)
            self._guests.clear()
            self._feed.accounts_changed()
            await demo.__aexit__(None, None, None)
