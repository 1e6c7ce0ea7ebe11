"""A look at the certificate of a server: what is to be looked at, and what was seen. Nobody can log in by it."""

from __future__ import annotations

from dataclasses import dataclass, field

from postroom.model.endpoint import Endpoint, Security, security_of_port
from postroom.model.errors import SessionError
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.service import SERVICE_OF_PORT, Service
from postroom.model.tls import TlsFacts
from postroom.model.trust import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPlan:
    """What to look at. It has no place for credentials."""

    service: Service
    endpoint: Endpoint
    """With `starttls` or `tls` as its security."""
    timeout: float = DEFAULT_TIMEOUT
    """Seconds of silence that each step bears."""
    trust: Trust = field(default_factory=Trust)
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was seen."""

    plan: LookPlan
    address: str | None = None
    """The address that took the connection."""
    tls: TlsFacts | None = None
    """None where it did not come to a certificate."""
    error: SessionError | None = None
    """Why it did not; None where it did, whatever is wrong with the certificate."""

    @property
    def ok(self) -> bool:
        """Whether there is a certificate, and nothing wrong with it that may not pass."""
        judgement = None if self.tls is None else self.tls.judgement
        return judgement is not None and judgement.accepted


def complete_look(
    host: str, port: int | None, service: Service | None, security: Security | None
) -> tuple[Service, Endpoint]:
    """Fill in what was not said.

    Without a service it is the one that the port stands for, else SMTP. Without a security the port decides: one that
    does not stand for TLS from the first byte begins in clear; without a port it is TLS.
    """
    chosen = service or SERVICE_OF_PORT.get(port or 0, Service.SMTP)
    if security is None:
        in_clear = port is not None and security_of_port(port) is not Security.TLS
        security = Security.STARTTLS if in_clear else Security.TLS
    return chosen, Endpoint(host, chosen.usual_port(security) if port is None else port, security)
