"""What can go wrong in a session, as values: stable codes, whose fault it is, and the record that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.reply import ServerReply
from postroom.model.step import Step
from postroom.model.transcript import TranscriptLine


class ErrorCode(StrEnum):
    """The stable codes; scripts rely on them."""

    RESOLVE_FAILED = "resolve-failed"
    CONNECT_REFUSED = "connect-refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    GREETING_REJECTED = "greeting-rejected"
    PROTOCOL_ERROR = "protocol-error"
    TLS_FAILED = "tls-failed"
    STARTTLS_UNAVAILABLE = "starttls-unavailable"
    CERTIFICATE_REJECTED = "certificate-rejected"
    AUTH_UNAVAILABLE = "auth-unavailable"
    AUTH_REJECTED = "auth-rejected"
    AUTH_NEEDS_TLS = "auth-needs-tls"
    MAILBOX_BUSY = "mailbox-busy"
    CANCELLED = "cancelled"
    INTERNAL = "internal"


class Fault(StrEnum):
    """Whose fault it is: the server's, the environment's, the trust policy's, what was entered, or a bug of ours."""

    SERVER = "server"
    ENVIRONMENT = "environment"
    TRUST = "trust"
    SETTINGS = "settings"
    BUG = "bug"
    NOBODY = "nobody"


FAULT_OF: Final = {
    ErrorCode.RESOLVE_FAILED: Fault.ENVIRONMENT,
    ErrorCode.CONNECT_REFUSED: Fault.ENVIRONMENT,
    ErrorCode.UNREACHABLE: Fault.ENVIRONMENT,
    ErrorCode.TIMEOUT: Fault.ENVIRONMENT,
    ErrorCode.DISCONNECTED: Fault.SERVER,
    ErrorCode.GREETING_REJECTED: Fault.SERVER,
    ErrorCode.PROTOCOL_ERROR: Fault.SERVER,
    ErrorCode.TLS_FAILED: Fault.SERVER,
    ErrorCode.STARTTLS_UNAVAILABLE: Fault.SERVER,
    ErrorCode.CERTIFICATE_REJECTED: Fault.TRUST,
    ErrorCode.AUTH_UNAVAILABLE: Fault.SETTINGS,
    ErrorCode.AUTH_REJECTED: Fault.SETTINGS,
    ErrorCode.AUTH_NEEDS_TLS: Fault.SETTINGS,
    ErrorCode.MAILBOX_BUSY: Fault.SERVER,
    ErrorCode.CANCELLED: Fault.NOBODY,
    ErrorCode.INTERNAL: Fault.BUG,
}


@dataclass(frozen=True, slots=True)
class SessionError:
    """Why a session failed: what happened, why, what to do, and what proves it."""

    code: ErrorCode
    step: Step
    message: str
    """What happened, in one sentence."""
    cause: str
    """Why, in plain language; empty where nothing more is known than what happened."""
    guess: bool
    """Whether `cause` is the likeliest explanation and not proved; it then says so in its words too."""
    advice: str
    """What to do next."""
    server_reply: ServerReply | None = None
    evidence: tuple[TranscriptLine, ...] = ()

    @property
    def fault(self) -> Fault:
        """Whose fault it is."""
        return FAULT_OF[self.code]
