"""Who may log in to a demo server, and what everybody else is told, in the words of either protocol."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from postroom.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Refusal:
    """A login that is turned down: the reply of an SMTP server and that of a POP3 server."""

    smtp: str
    pop3: str


WRONG: Final = Refusal(
    smtp="535 5.7.8 Wrong user name or password",
    pop3="-ERR [AUTH] Wrong user name or password",
)


@dataclass(frozen=True, slots=True)
class Door:
    """The one user of a server. `refusal` is what even the right password is answered with; None lets it in."""

    user: str
    password: Secret
    refusal: Refusal | None = None

    def judge(self, user: str, password: str) -> Refusal | None:
        """Judge a password."""
        return self._verdict(user == self.user and hmac.compare_digest(password.encode(), self._key))

    def judge_cram_md5(self, challenge: bytes, response: bytes) -> Refusal | None:
        """Judge the answer to a challenge (RFC 2195 section 2)."""
        digest = hmac.new(self._key, challenge, hashlib.md5).hexdigest()
        return self._verdict(hmac.compare_digest(f"{self.user} {digest}".encode(), response))

    @property
    def _key(self) -> bytes:
        return self.password.reveal().encode()

    def _verdict(self, right: bool) -> Refusal | None:
        return self.refusal if right else WRONG
