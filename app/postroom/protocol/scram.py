"""SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, RFC 7677): both sides prove that they know the password, neither sends it.

    client-first   n,,n=USER,r=NONCE                    the client's nonce
    server-first   r=NONCE+,s=SALT,i=ITERATIONS         the server's nonce joined, and how the key is derived
    client-final   c=biws,r=NONCE+,p=PROOF              proves the client
    server-final   v=SIGNATURE   or   e=ERROR           proves the server

There is no channel binding (`n`). A server that accepts the login without the last message is not believed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import ClassVar, Final

from postroom.model.plan import Credentials
from postroom.model.printable import printable
from postroom.protocol.errors import SaslError, ServerNotProved
from postroom.protocol.mechanism import Mechanism, Refusal, without
from postroom.protocol.saslprep import NotPreparable, saslprep

GS2_HEADER: Final = b"n,,"

MIN_ITERATIONS: Final = 4096
"""RFC 7677 section 4 asks for no fewer; a server that does would weaken what an eavesdropper has to break."""
MAX_ITERATIONS: Final = 2_000_000
"""About a second of work: a server that asks for more wants to keep us busy."""

_SERVER_FIRST: Final = re.compile(
    rb"r=([!-+\--~]+),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]{0,8})(?:,.*)?", re.DOTALL
)


class Scram(Mechanism):
    """The exchange for any hash. The answer to server-first is costly by design, up to a second: work for a thread."""

    hash_name: ClassVar[str]

    def __init__(self, credentials: Credentials, *, nonce: str | None = None) -> None:
        user = without(_prepared(credentials.user, stored=False), "\0", "the user name")
        self._password = without(_prepared(credentials.secret.reveal(), stored=True), "", "the password")
        self._nonce = (secrets.token_urlsafe(24) if nonce is None else nonce).encode()
        self._first_bare = b"n=%b,r=%b" % (user.replace(b"=", b"=3D").replace(b",", b"=2C"), self._nonce)
        self._signature = b""
        self._next: Callable[[bytes], bytes] = self._prove
        self.initial = GS2_HEADER + self._first_bare

    def respond(self, challenge: bytes) -> bytes:
        return self._next(challenge)

    def verify_finished(self) -> None:
        """Check that the server proved itself. Raises `ServerNotProved`."""
        if not self.done:
            raise ServerNotProved("the server accepts the login without proving that it knows the password")

    def _prove(self, server_first: bytes) -> bytes:
        nonce, salt, iterations = self._parse_server_first(server_first)
        without_proof = b"c=%b,r=%b" % (base64.b64encode(GS2_HEADER), nonce)
        said = b",".join((self._first_bare, server_first, without_proof))
        salted = hashlib.pbkdf2_hmac(self.hash_name, self._password, salt, iterations)
        client_key = self._hmac(salted, b"Client Key")
        stored_key = hashlib.new(self.hash_name, client_key).digest()
        proof = bytes(a ^ b for a, b in zip(client_key, self._hmac(stored_key, said), strict=True))
        self._signature = self._hmac(self._hmac(salted, b"Server Key"), said)
        self._next = self._check_server
        return without_proof + b",p=" + base64.b64encode(proof)

    def _parse_server_first(self, message: bytes) -> tuple[bytes, bytes, int]:
        match = _SERVER_FIRST.fullmatch(message)
        if match is None:
            raise SaslError("the first SCRAM message is malformed", message)
        nonce, salt, iterations = match[1], _unbase64(match[2]), int(match[3])
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise SaslError("the server does not continue our SCRAM nonce", message)
        if not MIN_ITERATIONS <= iterations <= MAX_ITERATIONS:
            raise SaslError(
                f"the server asks for {iterations} SCRAM iterations, outside what is safe", message
            )
        return nonce, salt, iterations

    def _check_server(self, server_final: bytes) -> bytes:
        self._next = self._say_no_more
        verdict, _, value = server_final.partition(b",")[0].partition(b"=")
        if verdict == b"e":
            self.refusal = Refusal(printable(value))
        elif verdict != b"v":
            raise SaslError("the last SCRAM message is malformed")
        elif not hmac.compare_digest(_unbase64(value), self._signature):
            raise ServerNotProved("the server's SCRAM signature is wrong: it does not know the password")
        else:
            self.done = True
        return b""

    def _say_no_more(self, _: bytes) -> bytes:
        raise self.surplus()

    def _hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.digest(key, message, self.hash_name)


class ScramSha1(Scram):
    """SCRAM-SHA-1 (RFC 5802)."""

    name: ClassVar[str] = "SCRAM-SHA-1"
    hash_name: ClassVar[str] = "sha1"


class ScramSha256(Scram):
    """SCRAM-SHA-256 (RFC 7677)."""

    name: ClassVar[str] = "SCRAM-SHA-256"
    hash_name: ClassVar[str] = "sha256"


def _prepared(text: str, *, stored: bool) -> str:
    """Give the SASLprep form, or the text itself where it has none: a server that took it left it as it was."""
    try:
        return saslprep(text, stored=stored)
    except NotPreparable:
        return text


def _unbase64(text: bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise SaslError("a SCRAM message holds what is not base64") from None
