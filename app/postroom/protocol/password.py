"""The simple password mechanisms: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), and the digest of APOP (RFC 1939)."""

from __future__ import annotations

import hashlib
import hmac
from typing import ClassVar

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.mechanism import Mechanism, without


class Plain(Mechanism):
    """User and password in one message, separated by NUL."""

    name: ClassVar[str] = "PLAIN"

    def __init__(self, credentials: Credentials) -> None:
        user = without(credentials.user, "\0", "the user name")
        password = without(credentials.secret.reveal(), "\0", "the password")
        self.initial = b"\0%b\0%b" % (user, password)
        self.done = True

    def respond(self, challenge: bytes) -> bytes:
        raise self.surplus()


class Login(Mechanism):
    """User and password, each asked for. Never standardised: what the server asks varies, the order does not."""

    name: ClassVar[str] = "LOGIN"

    def __init__(self, credentials: Credentials) -> None:
        user = without(credentials.user, "\0", "the user name")
        password = without(credentials.secret.reveal(), "\0", "the password")
        self._answers = [password, user]

    def respond(self, challenge: bytes) -> bytes:
        if self.done:
            raise self.surplus()
        answer = self._answers.pop()
        self.done = not self._answers
        return answer


class CramMd5(Mechanism):
    """A keyed digest of the server's challenge; the password itself does not travel."""

    name: ClassVar[str] = "CRAM-MD5"

    def __init__(self, credentials: Credentials) -> None:
        self._user = without(credentials.user, "\0", "the user name")
        self._key = without(credentials.secret.reveal(), "", "the password")

    def respond(self, challenge: bytes) -> bytes:
        if self.done:
            raise self.surplus()
        self.done = True
        return self._user + b" " + hmac.new(self._key, challenge, "md5").hexdigest().encode()


def apop_digest(timestamp: str, password: Secret) -> str:
    """Give APOP's digest (RFC 1939 section 7): MD5 over the timestamp, angle brackets included, and the password."""
    key = without(password.reveal(), "", "the password")
    return hashlib.md5(timestamp.encode() + key, usedforsecurity=False).hexdigest()
