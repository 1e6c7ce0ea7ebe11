"""The facts of a failure, before anybody says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.plan import SessionPlan
from postroom.model.printable import printable
from postroom.model.reply import ServerReply
from postroom.model.service import Service
from postroom.model.step import Attempt, Step
from postroom.model.tls import TlsFacts
from postroom.model.transcript import TranscriptLine

EVIDENCE_LINES: Final = 6
"""How many of the conversation's last lines prove a failure."""


class Seen(StrEnum):
    """What was seen when a step ended early. A rule turns it into words, and into a code."""

    NAME_UNKNOWN = "name-unknown"
    NO_ADDRESS = "no-address"
    LOOKUP_FAILED = "lookup-failed"
    LOOKUP_SILENT = "lookup-silent"

    NOT_CONNECTED = "not-connected"
    """No address took the connection; `Failure.hurdles` says why."""

    SILENCE = "silence"
    """The server said nothing, or not enough, for as long as the step may take."""
    DROPPED = "dropped"
    """The server ended the connection, in order or by a reset."""
    REJECTED = "rejected"
    """The server said no, in the protocol's own terms."""
    UNEXPECTED = "unexpected"
    """A well-formed reply that does not belong to what was asked."""
    MALFORMED = "malformed"
    TOO_LONG = "too-long"

    TLS_NOT_OFFERED = "tls-not-offered"
    INJECTED_PLAINTEXT = "injected-plaintext"
    NOT_TLS = "not-tls"
    """What came back to the TLS hello is not TLS; `Failure.first` holds it."""
    TLS_VERSION = "tls-version"
    TLS_NO_CIPHER = "tls-no-cipher"
    TLS_CLIENT_CERTIFICATE = "tls-client-certificate"
    TLS_FAILED = "tls-failed"
    TRUST_UNUSABLE = "trust-unusable"
    """Our own list of authorities could not be loaded."""

    NO_VERDICT = "no-verdict"
    """The operating system did not say in time what it thinks of the certificate."""
    CERTIFICATE_REJECTED = "certificate-rejected"
    """It was judged, and something is wrong with it that may not pass; `Failure.tls` says what."""

    NO_LOGIN_OFFERED = "no-login-offered"
    NO_COMMON_MECHANISM = "no-common-mechanism"
    MECHANISM_NOT_OFFERED = "mechanism-not-offered"
    NEEDS_ENCRYPTION = "needs-encryption"
    NEEDS_TOKEN = "needs-token"  # noqa: S105  a fact, not a token
    NEEDS_PASSWORD = "needs-password"  # noqa: S105  a fact, not a password
    NO_SECRET = "no-secret"  # noqa: S105  a fact, not a secret
    UNSENDABLE = "unsendable"
    """What was entered cannot be sent, such as a line end in a user's name."""
    BAD_CHALLENGE = "bad-challenge"
    SERVER_NOT_PROVED = "server-not-proved"

    CANCELLED = "cancelled"
    BUG = "bug"


class Hurdle(StrEnum):
    """Why one address did not take the connection."""

    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    """A router answered that there is no way to the computer."""
    NO_ROUTE = "no-route"
    """The network, or the address family, cannot be reached from here."""
    FORBIDDEN = "forbidden"
    """This computer does not allow it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """All that is known when a session fails."""

    seen: Seen
    step: Step
    plan: SessionPlan
    service: Service | None = None
    """What the server speaks; None for what the plan says, which knows fewer."""
    was_ready: bool = False
    """Whether the session had been open and failed later."""
    encrypted: bool = False
    command: str = ""
    """The verb that was not answered, or was answered with no; empty where the server was to speak first."""
    reply: ServerReply | None = None
    words: str = ""
    """The words of the system, of the TLS library or of the protocol machine."""
    first: bytes = b""
    """The first bytes of what the server sent where something else was expected; at most a few hundred."""
    addresses: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    hurdles: tuple[Hurdle, ...] = ()
    """One for each attempt that failed."""
    offered: tuple[str, ...] = ()
    """The mechanisms that the server offers."""
    capabilities: tuple[str, ...] = ()
    mechanism: str = ""
    """The mechanism that was used, or asked for."""
    waited: float = 0.0
    """Seconds that the step was given."""
    tls: TlsFacts | None = None
    """The TLS connection whose certificate was rejected."""
    transcript: tuple[TranscriptLine, ...] = ()
    """The end of the conversation."""

    @property
    def said(self) -> str:
        """The server's words in a refusal, with its codes; empty where there is none."""
        return "" if self.reply is None else str(self.reply)

    @property
    def first_line(self) -> str:
        """The first line of `first`, fit to be shown."""
        line = self.first.partition(b"\n")[0].rstrip(b"\r")
        return printable(line[:100])

    def offers(self, keyword: str) -> bool:
        """Tell whether the server lists `keyword` among its capabilities."""
        return any(line.split(" ")[0].upper() == keyword for line in self.capabilities)
