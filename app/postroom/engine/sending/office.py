"""What lanes ask of whoever runs them: the spool, the settings of their account, and the time."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from postroom.model.account import Account
from postroom.model.plan import SessionPlan
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.net.outbox import Outbox
from postroom.protocol.delivery_state import Command
from postroom.sessions.session import Session


class Accounts(Protocol):
    """Who knows the accounts and how to log in."""

    def account(self, name: str) -> Account:
        """Give the account of that name. Raises `UnknownAccount`."""
        ...

    def rules_of(self, name: str) -> SendingRules | None:
        """Give how the account sends; None where it is gone."""
        ...

    def is_local(self, name: str) -> bool:
        """Whether the account's server is this computer."""
        ...

    def plan_to_send(self, name: str) -> Awaitable[SessionPlan]:
        """Give the plan of an SMTP session. Raises `SecretNeeded`, `UnknownAccount` and `LookupError`."""
        ...


MakeSession = Callable[[SessionPlan], Session]


class Office(Protocol):
    """Whoever runs the lanes. Nothing here is awaited by a lane that has a connection in hand."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def sends(self) -> bool:
        """Whether anything may be sent now."""
        ...

    @property
    def patience(self) -> Mapping[Command, float]:
        """Seconds that servers have for their answers."""
        ...

    @property
    def linger(self) -> float:
        """Seconds that a connection without work stays open."""
        ...

    @property
    def outbox(self) -> Outbox:
        """By which all connections send."""
        ...

    def now(self) -> datetime: ...
    def is_online(self, host: str) -> bool:
        """Whether there is a way to that host at all, as far as this computer knows."""
        ...

    def make_session(self, plan: SessionPlan) -> Session: ...
    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]: ...
    def look(self, *, anew: bool = False) -> None:
        """See soon whether there is more for the lanes; `anew` where more may be due than was known."""
        ...

    def pass_dot(self, claim: Claim) -> Future[None] | None:
        """Mark a claim; None where that is done."""
        ...

    def body(self, claim: Claim) -> Future[bytes]: ...
    def record(self, claim: Claim, attempt: DeliveryAttempt) -> None:
        """Write down what an attempt came to, and try until it is written."""
        ...

    def give_back(self, claims: Iterable[Claim]) -> None: ...
    def hold_lane(self, account: str, reason: str) -> None: ...
    def lane_changed(self) -> None: ...
    def learned(self, account: str, capabilities: Sequence[str]) -> None:
        """Take notice of what the account's server said that it can do."""
        ...
