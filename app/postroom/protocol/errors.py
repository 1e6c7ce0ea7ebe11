"""What can go wrong between a machine and its peer, by whose fault it is.

`ProtocolError` and its kin are the server's; `UnsafeArgument` lies in what was entered; `IllegalMove` is a bug of the
caller.
"""

from __future__ import annotations

from typing import Final

from postroom.model.printable import printable

EVIDENCE_LIMIT: Final = 300
"""Octets of an offending line that are kept."""


class ProtocolError(Exception):
    """The server broke the protocol. `evidence` is what it sent, printable and cut to `EVIDENCE_LIMIT` octets."""

    def __init__(self, message: str, evidence: bytes = b"") -> None:
        super().__init__(message)
        self.message = message
        self.evidence = printable(evidence[:EVIDENCE_LIMIT])

    def __str__(self) -> str:
        return f"{self.message} ({self.evidence})" if self.evidence else self.message


class LineTooLong(ProtocolError):
    """A line did not end within the limit."""


class ReplyTooLong(ProtocolError):
    """A reply of many lines did not end within the limit."""


class MalformedReply(ProtocolError):
    """A reply does not have the form that the protocol gives it."""


class UnsolicitedReply(ProtocolError):
    """The server answered what nobody had asked."""


class UnexpectedReply(ProtocolError):
    """A reply has the proper form, and a code that is no answer to the command."""


class InjectedPlaintext(ProtocolError):
    """Bytes in clear stood behind the reply that starts TLS: the mark of an attack (CVE-2011-0411, CVE-2021-38371)."""


class SaslError(ProtocolError):
    """A challenge could not be understood, or the exchange did not go as its mechanism says."""


class ServerNotProved(SaslError):
    """The server says yes but has not proved that it knows the password: it may be an impostor (RFC 5802 section 5)."""


class UnsafeArgument(ValueError):
    """What was entered cannot be sent without changing its meaning. The message names the thing, never its content."""


class IllegalMove(RuntimeError):
    """A machine was asked for something that its state does not allow."""
