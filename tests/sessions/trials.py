"""Sessions with servers that show the certificates of a situation."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from postroom.model.endpoint import Protocol, Security
from postroom.model.plan import SessionPlan, Trust
from postroom.model.tls import TrustMode
from postroom.sessions.session import Session
from tests.sessions.plans import OnLoopback, plan
from tests.support.hostile import Connection, HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.situations import Situation, situations
from tests.support.smtp_dialogue import smtp_script
from tests.support.stapling import StaplingContext
from tests.support.steps import Script

Start = Callable[..., HostileServer]

BY_NAME: Final = {situation.name: situation for situation in situations() if situation.can_be_served}
WAYS: Final = [
    (protocol, security) for protocol in Protocol for security in (Security.STARTTLS, Security.TLS)
]
"""The ways in which a session comes to TLS."""

LOGINS: Final = {"AUTH", "USER", "PASS", "APOP"}


def context_of(situation: Situation, folder: Path) -> ssl.SSLContext:
    """Make the context of a server that shows the chain, and staples what there is to staple."""
    if situation.ocsp is not None:
        return StaplingContext.showing(situation.leaf, situation.above, situation.ocsp)
    return situation.server_context(folder)


def script_of(situation: Situation, protocol: Protocol, security: Security, folder: Path) -> Script:
    write = smtp_script if protocol is Protocol.SMTP else pop3_script
    return write(security, context=context_of(situation, folder))


def plan_for(
    situation: Situation, protocol: Protocol, security: Security, port: int, folder: Path, **options: Any
) -> SessionPlan:
    """Plan a session that trusts what the situation wants to be trusted."""
    trusted = folder / "trusted.pem"
    trusted.write_text(situation.trusted)
    options.setdefault("trust", Trust(TrustMode.SYSTEM, (trusted,)))
    return plan(protocol, security, port, host=situation.host, **options)


def trial(wanted: SessionPlan) -> Session:
    """Make a session whose server is on this computer, whatever its name."""
    return Session(wanted, resolver=OnLoopback())


def logins(connection: Connection) -> list[str]:
    """Give the commands with which the client logged in."""
    return [line for line in connection.lines if line.split(" ")[0].upper() in LOGINS]
