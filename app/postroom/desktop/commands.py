"""Starts, cancels and ends sessions, and gets the password where one is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret

AskPassword = Callable[[Account, Protocol, str], Awaitable[Secret | None]]
"""Asks the administrator for the password of a protocol, and tells why it was not found; None when it is not given."""


class SessionCommands:
    """Does what the panels and actions ask for. Each command returns at once."""

    def __init__(self, engine: Engine, ask: AskPassword) -> None:
        self._engine = engine
        self._ask = ask
        self._asking: set[str] = set()

    def start(self, name: str, protocols: Iterable[Protocol]) -> None:
        """Open the account's sessions of `protocols`, side by side."""
        self._engine.spawn(self._start(name, tuple(protocols)), name=f"start the sessions of {name}")

    def cancel(self, name: str, protocols: Iterable[Protocol]) -> None:
        """Stop openings where they are."""
        for protocol in protocols:
            self._engine.cancel(SessionKey(name, protocol))

    def stop(self, name: str, protocols: Iterable[Protocol]) -> None:
        """End sessions in order."""
        for protocol in protocols:
            key = SessionKey(name, protocol)
            self._engine.spawn(self._engine.close(key), name=f"stop {protocol} of {name}")

    async def _start(self, name: str, protocols: tuple[Protocol, ...]) -> None:
        if name in self._asking:
            return
        self._asking.add(name)
        try:
            known = await self._secrets(self._engine.account(name), protocols)
        except UnknownAccount:
            return
        finally:
            self._asking.discard(name)
        for protocol, secret in known.items():
            key = SessionKey(name, protocol)
            self._engine.spawn(self._open(key, secret), name=f"start {protocol} of {name}")

    async def _open(self, key: SessionKey, secret: Secret | None) -> None:
        try:
            await self._engine.open(key, secret)
        except LookupError:
            return  # the account, or its server, is gone meanwhile

    async def _secrets(
        self, account: Account, protocols: Iterable[Protocol]
    ) -> dict[Protocol, Secret | None]:
        """Find or ask for the secret of each protocol; one whose password was not given is left out."""
        known: dict[Protocol, Secret | None] = {}
        asked: dict[Protocol, Secret | None] = {}
        for protocol in protocols:
            owner = account.secret_owner(protocol)
            if not account.needs_secret(protocol):
                known[protocol] = None
                continue
            secret = asked.get(owner) or await self._engine.secret(account.name, protocol)
            if secret is None and owner not in asked:
                trouble = self._engine.secret_trouble
                secret = await self._ask(account, protocol, "" if trouble is None else str(trouble))
                asked[owner] = secret
                if secret is not None:
                    await self._engine.put_secret(account.name, protocol, secret)
            if secret is not None:
                known[protocol] = secret
        return known
