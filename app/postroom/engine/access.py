"""How those who send get at the accounts: their rules, and the plan of a session with the secret it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from postroom.engine.changes import SessionKey
from postroom.engine.secret_needed import SecretNeeded
from postroom.model.account import Account
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol, is_loopback
from postroom.model.plan import SessionPlan
from postroom.model.secret import Secret
from postroom.model.sending_rules import SendingRules
from postroom.settings.logs import remember
from postroom.settings.secret_stores import SecretTrouble

PATIENCE: Final = 300.0
"""Seconds that a spooler waits for an answer while it opens a session (RFC 5321 section 4.5.3.2): nobody looks on."""


class AccountAccess:
    """Knows the accounts by name. `make_plan` is the engine's own, with trust and exceptions as they are now."""

    def __init__(
        self,
        account: Callable[[str], Account],
        secret: Callable[[str, Protocol], Awaitable[Secret | None]],
        make_plan: Callable[[Account, SessionKey, Secret | None], SessionPlan],
        trouble: Callable[[], SecretTrouble | None],
    ) -> None:
        self.account = account
        self._secret = secret
        self._make_plan = make_plan
        self._trouble = trouble

    def rules_of(self, name: str) -> SendingRules | None:
        """Give how the account sends; None where it is gone."""
        try:
            return self.account(name).sending
        except UnknownAccount:
            return None

    def is_local(self, name: str) -> bool:
        """Whether the account's server is this computer, which can be reached without a network."""
        try:
            endpoint = self.account(name).endpoint(Protocol.SMTP)
        except UnknownAccount:
            return True
        return endpoint is None or is_loopback(endpoint.host)

    async def plan(self, key: SessionKey, secret: Secret | None = None) -> SessionPlan:
        """Give the plan of a session with the secret that is given or kept.

        Raises `SecretNeeded` where it logs in and no secret is known, `UnknownAccount`, and `LookupError` where the
        account has no such server.
        """
        account = self.account(key.account)
        if account.needs_secret(key.protocol) and secret is None:
            secret = await self._secret(key.account, key.protocol)
            if secret is None:
                raise SecretNeeded(key, account.user_for(key.protocol), self._trouble())
        if secret is not None:
            remember(secret, account.user_for(key.protocol))
        return self._make_plan(account, key, secret)

    async def plan_to_send(self, name: str) -> SessionPlan:
        """Give the plan of an SMTP session that nobody looks at. Raises as `plan` does."""
        plan = await self.plan(SessionKey(name, Protocol.SMTP))
        return replace(plan, timeout=max(PATIENCE, plan.timeout))
