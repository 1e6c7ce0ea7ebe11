"""What a session is to do: everything that a driver needs to know, decided before it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from postroom.model.endpoint import Endpoint, Protocol, is_loopback
from postroom.model.secret import Secret
from postroom.model.step import Step, planned_steps
from postroom.model.tls import TrustMode
from postroom.model.trust import Policy

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds of silence after which a step gives up; a person waits for it."""

AUTO: Final = "auto"
"""The mechanism's name that leaves the choice to Postroom."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and one secret: a password, or an OAuth 2.0 access token (RFC 6749) where `is_token` says so."""

    user: str
    secret: Secret
    is_token: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """Which authorities are believed: a mode and further files of PEM certificates."""

    mode: TrustMode = TrustMode.AUTO
    ca_files: tuple[PurePath, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """One session to be opened. Without credentials it goes on without authentication, and says so."""

    protocol: Protocol
    endpoint: Endpoint
    credentials: Credentials | None = None
    mechanism: str = AUTO
    """`auto`, or the name of the one mechanism to use, in lower case."""
    clear_password: bool = False
    """Whether a password may travel in clear; over loopback it always may."""
    timeout: float = DEFAULT_TIMEOUT
    """Seconds of silence that each step bears."""
    local_name: str = ""
    """The name for EHLO (RFC 5321 section 4.1.1.1); empty for the computer's own address literal."""
    trust: Trust = Trust()
    policy: Policy = field(default_factory=Policy)
    """What may be wrong with the certificate."""
    account: str | None = None
    """The name of the account, or None for a session of the moment."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that it will go through."""
        return planned_steps(self.endpoint.security, auth=self.credentials is not None)

    @property
    def clear_allowed(self) -> bool:
        """Whether a password may travel over a connection without TLS."""
        return self.clear_password or is_loopback(self.endpoint.host)
