"""Login by an OAuth 2.0 access token: OAUTHBEARER (RFC 7628) and its forerunner XOAUTH2.

A server that refuses the token says why in a JSON challenge, waits for an answer without content,
and only then ends the exchange.
"""

from __future__ import annotations

from typing import ClassVar

from postroom.model.plan import Credentials
from postroom.model.printable import printable
from postroom.protocol.mechanism import Mechanism, Refusal, without


class Bearer(Mechanism):
    """What both have in common: one message, and the refusal."""

    farewell: ClassVar[bytes]
    """The answer to the refusal."""

    def respond(self, challenge: bytes) -> bytes:
        if self.refusal is not None:
            raise self.surplus()
        self.refusal = read_refusal(challenge)
        self.done = False
        return self.farewell


class OAuthBearer(Bearer):
    """OAUTHBEARER. `host` and `port` are the server's as the user entered them (RFC 7628 section 3.1)."""

    name: ClassVar[str] = "OAUTHBEARER"
    farewell: ClassVar[bytes] = b"\x01"

    def __init__(self, credentials: Credentials, *, host: str, port: int) -> None:
        user = (
            without(credentials.user, "\0\x01", "the user name").replace(b"=", b"=3D").replace(b",", b"=2C")
        )
        token = without(credentials.secret.reveal(), "\0\x01", "the token")
        server = b"host=%b\x01port=%d" % (without(host, "\0\x01", "the host name"), port)
        self.initial = b"n,a=%b,\x01%b\x01auth=Bearer %b\x01\x01" % (user, server, token)
        self.done = True


class XOAuth2(Bearer):
    """XOAUTH2, as Google and Microsoft document it."""

    name: ClassVar[str] = "XOAUTH2"
    farewell: ClassVar[bytes] = b""

    def __init__(self, credentials: Credentials) -> None:
        user = without(credentials.user, "\0\x01", "the user name")
        token = without(credentials.secret.reveal(), "\0\x01", "the token")
        self.initial = b"user=%b\x01auth=Bearer %b\x01\x01" % (user, token)
        self.done = True


def read_refusal(challenge: bytes) -> Refusal:
    """Read the server's JSON (RFC 7628 section 3.2.2). What is not such JSON is itself the status."""
    import json

    try:
        document = json.loads(challenge)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        return Refusal(printable(challenge))
    status, scope, configuration = (
        _text(document.get(key)) for key in ("status", "scope", "openid-configuration")
    )
    return Refusal(status or printable(challenge), scope, configuration)


def _text(value: object) -> str:
    return printable(str(value).encode("utf-8", "surrogatepass")) if isinstance(value, str | int) else ""
