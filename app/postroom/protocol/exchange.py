"""The AUTH command, which POP3 (RFC 5034) and SMTP (RFC 4954) share: a mechanism's messages as lines of base64."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from postroom.model.secret import REDACTED
from postroom.protocol.errors import SaslError
from postroom.protocol.mechanism import Mechanism
from postroom.protocol.outgoing import CRLF, Outgoing

POP3_COMMAND_LIMIT: Final = 255
"""Octets of a command with its CRLF (RFC 2449 section 4)."""
SMTP_COMMAND_LIMIT: Final = 512
"""Octets of a command with its CRLF (RFC 5321 section 4.5.3.1.4)."""

_SERVER_FINAL: Final = re.compile(rb"((?:334|\+)[ \t-]*)dj[0-3].*", re.DOTALL)


class Exchange:
    """One AUTH command from its first line to its end. What the client says after the mechanism's name is redacted."""

    def __init__(self, mechanism: Mechanism, *, command_limit: int) -> None:
        self.mechanism = mechanism
        self._limit = command_limit
        self._unsent: bytes | None = mechanism.initial

    def opening(self) -> Outgoing:
        """Give the AUTH command, with the mechanism's first message where the server's limit leaves room for it."""
        name = b"AUTH " + self.mechanism.name.encode()
        if self._unsent is None:
            return Outgoing(name + CRLF, name)
        initial = b" " + (base64.b64encode(self._unsent) or b"=")
        if len(name + initial + CRLF) > self._limit:
            return Outgoing(name + CRLF, name)
        self._unsent = None
        return Outgoing(name + initial + CRLF, name + b" " + REDACTED.encode())

    def answer(self, challenge: bytes) -> Outgoing:
        """Answer a challenge as the server sent it, in base64. Raises `SaslError`.

        Where our first message is still unsent, the server's words only ask for it and carry nothing.
        """
        response = self._respond(challenge)
        return Outgoing(base64.b64encode(response) + CRLF, REDACTED.encode() if response else b"")

    def _respond(self, challenge: bytes) -> bytes:
        if self._unsent is not None:
            initial, self._unsent = self._unsent, None
            return initial
        try:
            return self.mechanism.respond(base64.b64decode(challenge, validate=True))
        except binascii.Error:
            raise SaslError("a challenge is not base64", challenge) from None

    def verify_finished(self) -> None:
        """Check, when the server says that the login succeeded, that it may. Raises `SaslError`."""
        if self._unsent is not None:
            raise SaslError("the server accepts the login before anything was proved")
        self.mechanism.verify_finished()


def conceal(line: bytes) -> bytes:
    """Redact a server's line for the transcript: against a SCRAM signature (`v=`) passwords can be tried at leisure."""
    match = _SERVER_FINAL.fullmatch(line)
    return line if match is None else match[1] + REDACTED.encode()
