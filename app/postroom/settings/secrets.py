"""The accounts' secrets: found and kept where each account says, without blocking the event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from postroom.model.account import Account, KeepSecret
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.settings.folders import Folders
from postroom.settings.keyring_store import KeyringStore
from postroom.settings.logs import remember
from postroom.settings.secret_stores import FileStore, MemoryStore, SecretStore, SecretTrouble

T = TypeVar("T")
log = logging.getLogger(__name__)


class Secrets:
    """Keeps one secret for each account and protocol. What cannot be kept where its account says stays in memory."""

    def __init__(self, folders: Folders, keyring: SecretStore | None = None) -> None:
        self._memory = MemoryStore()
        self._durable: Mapping[KeepSecret, SecretStore] = {
            KeepSecret.KEYRING: KeyringStore() if keyring is None else keyring,
            KeepSecret.FILE: FileStore(folders.secrets_file),
        }
        self._turn = asyncio.Lock()
        self.trouble: SecretTrouble | None = None
        """Why the last `get` or `put` could not use the place that the account names; None where it could."""

    async def get(self, account: Account, protocol: Protocol) -> Secret | None:
        """Find the secret with which the account's session of `protocol` logs in; None where it is not known."""
        key = _key(account.name, account.secret_owner(protocol))
        self.trouble = None
        secret = self._memory.get(key)
        if secret is None and (store := self._durable.get(account.keep_secret)) is not None:
            secret = await self._ask(lambda: store.get(key))
        if secret is not None:
            remember(secret, account.user_for(protocol))
        return secret

    async def put(self, account: Account, protocol: Protocol, secret: Secret) -> KeepSecret:
        """Keep a secret where the account says, and tell where it really is: in memory where that cannot be.

        It does not stay in the file, which is not encrypted, when it is kept elsewhere.
        """
        remember(secret, account.user_for(protocol))
        key = _key(account.name, account.secret_owner(protocol))
        self.trouble = None
        store = self._durable.get(account.keep_secret)
        if store is not None:
            await self._ask(lambda: store.put(key, secret))
        if account.keep_secret is not KeepSecret.FILE:
            await self._change(self._durable[KeepSecret.FILE], partial(_delete, key=key))
        if store is None or self.trouble is not None:
            self._memory.put(key, secret)
            return KeepSecret.ASK
        self._memory.delete(key)
        return account.keep_secret

    async def forget(self, name: str) -> None:
        """Forget the account's secrets, wherever they are."""
        for protocol in Protocol:
            await self._everywhere(partial(_delete, key=_key(name, protocol)))

    async def rename(self, old: str, new: str) -> None:
        """Keep the secrets of the account `old` under the name `new`, each where it is."""
        for protocol in Protocol:
            await self._everywhere(partial(_move, old=_key(old, protocol), new=_key(new, protocol)))

    async def _everywhere(self, change: Callable[[SecretStore], None]) -> None:
        for store in (self._memory, *self._durable.values()):
            await self._change(store, change)

    async def _change(self, store: SecretStore, change: Callable[[SecretStore], None]) -> None:
        """Change a store that need not be there."""
        async with self._turn:
            try:
                await _in_thread(lambda: change(store))
            except SecretTrouble as trouble:
                log.info("a store of secrets was left as it is: %s", trouble)

    async def _ask(self, question: Callable[[], T]) -> T | None:
        """Ask a store, one question after the other, since each may make the system ask its user."""
        async with self._turn:
            try:
                return await _in_thread(question)
            except SecretTrouble as trouble:
                self.trouble = trouble
                log.warning("%s", trouble)
                return None


def _key(name: str, protocol: Protocol) -> str:
    return f"{name}/{protocol}"


def _delete(store: SecretStore, key: str) -> None:
    store.delete(key)


def _move(store: SecretStore, old: str, new: str) -> None:
    secret = store.get(old)
    if secret is not None:
        store.put(new, secret)
        store.delete(old)


async def _in_thread(call: Callable[[], T]) -> T:
    """Run a call that may block for good in a thread that never delays the end of the program."""
    future: Future[T] = Future()

    def work() -> None:
        future.set_running_or_notify_cancel()
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001  # it belongs to whoever awaits
            future.set_exception(error)

    threading.Thread(target=work, name="secrets", daemon=True).start()
    return await asyncio.wrap_future(future)
