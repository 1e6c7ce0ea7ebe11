"""An account: what an administrator enters about one incoming and one outgoing server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.endpoint import Endpoint, Protocol, Security, complete
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT, Credentials, SessionPlan, Trust
from postroom.model.secret import Secret
from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from postroom.model.trust import BoundException, Policy, Toggle

MECHANISMS: Final = (
    AUTO,
    "scram-sha-256",
    "scram-sha-1",
    "cram-md5",
    "plain",
    "login",
    "apop",
    "oauthbearer",
    "xoauth2",
)
"""What can be named as a mechanism. `apop` and POP3's own USER/PASS (under `plain` and `login`) exist for POP3 only."""

TOKEN_MECHANISMS: Final = frozenset({"oauthbearer", "xoauth2"})


class SmtpAuth(StrEnum):
    """How the outgoing session logs in."""

    OFF = "off"
    SAME = "same"
    """With the user and the password of the incoming server."""
    OWN = "own"


class KeepSecret(StrEnum):
    """Where an account's password is."""

    KEYRING = "keyring"
    ASK = "ask"
    """In memory only; asked for once in each run."""
    FILE = "file"
    """In a file that only its owner may read; only by explicit choice."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server as entered. `host` is empty for an SMTP server on the POP3 host; None means that the rule decides."""

    host: str = ""
    port: int | None = None
    security: Security | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account under a unique name. Either server may be missing, not both."""

    name: str
    user: str = ""
    pop3: Server | None = None
    smtp: Server | None = None
    smtp_auth: SmtpAuth = SmtpAuth.SAME
    smtp_user: str = ""
    """Counts only where `smtp_auth` is `own`."""
    mechanism: str = AUTO
    is_token: bool = False
    """Whether the secret is an OAuth 2.0 access token and not a password."""
    keep_secret: KeepSecret = KeepSecret.KEYRING
    timeout: float = DEFAULT_TIMEOUT
    local_name: str = ""
    clear_password: bool = False
    trust: Trust | None = None
    """None for the general setting."""
    ignore_incoming: frozenset[Toggle] = frozenset()
    """The problems of the POP3 server's certificate that are let pass."""
    ignore_outgoing: frozenset[Toggle] = frozenset()
    """The same for the SMTP server's."""
    sending: SendingRules = USUAL_SENDING
    """Counts only where there is an SMTP server."""

    def endpoint(self, protocol: Protocol) -> Endpoint | None:
        """Give the server to dial; None where there is none. An empty SMTP host is the POP3 host."""
        server = self.pop3 if protocol is Protocol.POP3 else self.smtp
        if server is None:
            return None
        host = server.host or (self.pop3.host if self.pop3 is not None else "")
        return complete(protocol, host, server.port, server.security) if host else None

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """The protocols for which it has a server."""
        return tuple(protocol for protocol in Protocol if self.endpoint(protocol) is not None)

    def user_for(self, protocol: Protocol) -> str:
        """Give the user who logs in; empty where nobody does."""
        if protocol is Protocol.POP3 or self.smtp_auth is SmtpAuth.SAME:
            return self.user
        return self.smtp_user if self.smtp_auth is SmtpAuth.OWN else ""

    def needs_secret(self, protocol: Protocol) -> bool:
        """Tell whether a session of `protocol` logs in."""
        return bool(self.user_for(protocol))

    def secret_owner(self, protocol: Protocol) -> Protocol:
        """Tell under which protocol the secret is kept: under SMTP only where that logs in with its own."""
        own = protocol is Protocol.SMTP and self.smtp_auth is SmtpAuth.OWN
        return Protocol.SMTP if own else Protocol.POP3

    def ignored(self, protocol: Protocol) -> frozenset[Toggle]:
        """Give the problems of a certificate that are let pass."""
        return self.ignore_incoming if protocol is Protocol.POP3 else self.ignore_outgoing

    def plan(
        self,
        protocol: Protocol,
        secret: Secret | None,
        *,
        general_trust: Trust,
        exceptions: tuple[BoundException, ...] = (),
    ) -> SessionPlan:
        """Make the plan of a session. Raises `LookupError` where the account has no such server."""
        endpoint = self.endpoint(protocol)
        if endpoint is None:
            raise LookupError(f"the account {self.name!r} has no {protocol.label} server")
        user = self.user_for(protocol)
        credentials = Credentials(user, secret, self.is_token) if user and secret is not None else None
        return SessionPlan(
            protocol=protocol,
            endpoint=endpoint,
            credentials=credentials,
            mechanism=self.mechanism,
            clear_password=self.clear_password,
            timeout=self.timeout,
            local_name=self.local_name,
            trust=general_trust if self.trust is None else self.trust,
            policy=Policy(self.ignored(protocol), exceptions),
            account=self.name,
        )
