"""What can go wrong between a dial and a stream's end: named errors that keep the facts for the diagnosis."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final

from postroom.model.step import Attempt

FIRST_BYTES: Final = 256
"""How many of the peer's first bytes are kept: enough to tell a greeting, an HTTP answer or a TLS record."""


class NetError(Exception):
    """The root. `words` are the system's or the library's own, for those who want to search for them."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class ResolveTrouble(StrEnum):
    """Why a name gave no address."""

    NOT_FOUND = "not-found"
    NO_ADDRESS = "no-address"
    """The name exists, without an address of any family."""
    TEMPORARY = "temporary"
    """No name server answered, or one says to ask later."""
    TIMEOUT = "timeout"
    OTHER = "other"


class ResolveFailed(NetError):
    """A host name gave no address."""

    def __init__(self, host: str, trouble: ResolveTrouble, words: str) -> None:
        super().__init__(words)
        self.host = host
        self.trouble = trouble


class DialTrouble(StrEnum):
    """Why an address did not take the connection."""

    REFUSED = "refused"
    """The computer answered that nobody listens there (or a firewall did in its name)."""
    UNREACHABLE = "unreachable"
    """A router answered that there is no way to the computer."""
    NO_ROUTE = "no-route"
    """This computer has no way to addresses of that family."""
    TIMEOUT = "timeout"
    DENIED = "denied"
    """This computer's own rules forbid it."""
    OTHER = "other"


class DialFailed(NetError):
    """No address took the connection. `troubles` stand beside `attempts`, one for one."""

    def __init__(self, attempts: tuple[Attempt, ...], troubles: tuple[DialTrouble, ...]) -> None:
        super().__init__("; ".join(f"{attempt.address}: {attempt.error}" for attempt in attempts))
        self.attempts = attempts
        self.troubles = troubles


class StreamClosed(NetError):
    """The stream was closed on our side; nothing can be done with it any more."""

    def __init__(self) -> None:
        super().__init__("the stream is closed")


class ConnectionLost(NetError):
    """The connection ended in disorder: reset, network down, a TLS record that cannot be true."""


class InjectedPlaintext(NetError):
    """Bytes in clear stood behind the reply that starts TLS: the mark of an attack (CVE-2011-0411, CVE-2021-38371)."""

    def __init__(self, leftover: bytes) -> None:
        super().__init__(f"{len(leftover)} bytes in clear after the reply that starts TLS")
        self.leftover = leftover[:FIRST_BYTES]


class TlsTrouble(StrEnum):
    """Why a handshake failed, other than for the certificate."""

    NOT_TLS = "not-tls"
    """The peer's first bytes are no TLS record."""
    VERSION = "version"
    """Both sides speak TLS, but no version in common."""
    CIPHER = "cipher"
    """No cipher, group or signature in common, or keys below what is safe."""
    CLIENT_CERTIFICATE = "client-certificate"
    """The peer wants a certificate of ours."""
    CLOSED = "closed"
    """The peer hung up."""
    ALERT = "alert"
    """The peer refused with an alert of another kind; `words` name it."""
    OTHER = "other"


class TlsFailed(NetError):
    """The TLS handshake failed. `first_bytes` is the beginning of what the peer sent in it, raw."""

    def __init__(self, trouble: TlsTrouble, words: str, first_bytes: bytes) -> None:
        super().__init__(words)
        self.trouble = trouble
        self.first_bytes = first_bytes


class TrustUnavailable(NetError):
    """Authorities that the plan names cannot be read from `path`; `words` say why and what to do."""

    def __init__(self, path: Path, words: str) -> None:
        super().__init__(words)
        self.path = path
