"""What happened in a POP3 session, as values. Text is the server's, printable.

In each `reply` the code is `-ERR`, and `enhanced` the response code such as `IN-USE` or `SYS/TEMP` (RFC 2449 section 8,
RFC 3206).
"""

from __future__ import annotations

from dataclasses import dataclass

from postroom.model.reply import ServerReply
from postroom.protocol.capabilities import Pop3Capabilities
from postroom.protocol.pop3_state import Command


@dataclass(frozen=True, slots=True)
class Greeted:
    """The server is ready. `apop_timestamp` is what APOP digests; None where the banner has none of the proper form."""

    banner: str
    apop_timestamp: str | None


@dataclass(frozen=True, slots=True)
class GreetingRejected:
    """The server answered the connection itself with -ERR."""

    reply: ServerReply


@dataclass(frozen=True, slots=True)
class CapabilitiesListed:
    """CAPA was answered. A refused CAPA is `Rejected`: normal for a server older than RFC 2449."""

    capabilities: Pop3Capabilities


@dataclass(frozen=True, slots=True)
class TlsReady:
    """STLS was accepted: negotiate TLS now, then say `tls_established`."""

    text: str


@dataclass(frozen=True, slots=True)
class UserAccepted:
    """USER was accepted, which does not say that the user exists."""

    text: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """AUTH goes on: send what `answer` gives. `challenge` is as it came, in base64."""

    challenge: bytes


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """PASS, APOP or AUTH succeeded, and the server proved what its mechanism demands."""

    text: str


@dataclass(frozen=True, slots=True)
class MailboxMeasured:
    """STAT was answered (RFC 1939 section 5)."""

    messages: int
    octets: int


@dataclass(frozen=True, slots=True)
class NoopDone:
    """The server is there."""

    text: str


@dataclass(frozen=True, slots=True)
class QuitDone:
    """The session ended in order."""

    text: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A command was answered with -ERR."""

    command: Command
    reply: ServerReply


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The server said -ERR without having been asked, as it does before it hangs up on an idle session."""

    reply: ServerReply


Event = (
    Greeted
    | GreetingRejected
    | CapabilitiesListed
    | TlsReady
    | UserAccepted
    | Challenged
    | LoggedIn
    | MailboxMeasured
    | NoopDone
    | QuitDone
    | Rejected
    | Dismissed
)
