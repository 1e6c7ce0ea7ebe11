"""The accounts' secrets: found and kept where each account says, without blocking the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from postroom.model.account import Account, KeepSecret
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.net.threads import DaemonThreads
from postroom.settings.folders import Folders
from postroom.settings.keyring_store import KeyringStore
from postroom.settings.logs import remember
from postroom.settings.secret_stores import FileStore, MemoryStore, SecretStore, SecretTrouble, TroubleKind

T = TypeVar("T")
log = logging.getLogger(__name__)

_threads: Final = DaemonThreads("secrets", limit=16)
"""A keyring may never answer: each such question keeps its thread."""


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
        """Why the last call could not use a place where secrets are kept; None where it could."""

    async def get(self, account: Account, protocol: Protocol) -> Secret | None:
        """Find the secret with which the account's session of `protocol` logs in; None where it is not known."""
        key = _key(account.name, account.secret_owner(protocol))
        self.trouble = None
        secret = self._memory.get(key)
        if secret is None and (store := self._durable.get(account.keep_secret)) is not None:
            secret = await self._ask(partial(store.get, key))
        if secret is not None:
            remember(secret, account.user_for(protocol))
        return secret

    async def put(self, account: Account, protocol: Protocol, secret: Secret) -> KeepSecret:
        """Keep a secret where the account says, and tell where it really is: in memory where that cannot be."""
        remember(secret, account.user_for(protocol))
        return await self._keep(
            account.keep_secret, _key(account.name, account.secret_owner(protocol)), secret
        )

    async def move(self, before: Account, after: Account) -> None:
        """Let the secrets of an account follow it to its new name, and to where it is to keep them from now on.

        `trouble` tells why one could not.
        """
        self.trouble = None
        source = self._durable.get(before.keep_secret)
        for protocol in Protocol:
            old, new = _key(before.name, protocol), _key(after.name, protocol)
            secret = self._memory.get(old)
            if secret is None and source is not None:
                secret = await self._ask_for_kept(partial(source.get, old))
            if secret is None:
                continue
            kept = await self._keep(after.keep_secret, new, secret)
            if new != old:
                self._memory.delete(old)
            if source is not None and kept is after.keep_secret and (kept, new) != (before.keep_secret, old):
                await self._ask(partial(source.delete, old))

    async def forget(self, name: str) -> None:
        """Forget the account's secrets, wherever they are; `trouble` tells where one may still be."""
        self.trouble = None
        for protocol in Protocol:
            self._memory.delete(_key(name, protocol))
            for store in self._durable.values():
                await self._ask_for_kept(partial(store.delete, _key(name, protocol)))

    async def _keep(self, keep: KeepSecret, key: str, secret: Secret) -> KeepSecret:
        self.trouble = None
        store = self._durable.get(keep)
        if store is not None:
            await self._ask(partial(store.put, key, secret))
        if store is None or self.trouble is not None:
            self._memory.put(key, secret)
            return KeepSecret.ASK
        self._memory.delete(key)
        return keep

    async def _ask_for_kept(self, question: Callable[[], T]) -> T | None:
        """Ask a store about what it may hold: a keyring that does not exist holds nothing, and is no trouble."""
        before = self.trouble
        answer = await self._ask(question)
        trouble = self.trouble
        if trouble is not None and trouble.kind is TroubleKind.NO_KEYRING:
            self.trouble = before
        return answer

    async def _ask(self, question: Callable[[], T]) -> T | None:
        """Ask a store, one question after the other, since each may make the system ask its user."""
        async with self._turn:
            try:
                return await asyncio.wrap_future(_threads.submit(question))
            except SecretTrouble as trouble:
                self.trouble = trouble
                log.info("%s", trouble)
                return None


def _key(name: str, protocol: Protocol) -> str:
    return f"{name}/{protocol}"
