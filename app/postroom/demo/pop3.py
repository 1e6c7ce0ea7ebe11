"""What the demo's POP3 server answers: lines in, replies out, without I/O (RFC 1939, 2449, 2595, 5034)."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from typing import Final

from postroom.demo.authority import HOST
from postroom.demo.door import Door, Refusal
from postroom.demo.mailbox import Mailbox, many_lines

GREETING: Final = "+OK Postroom demo"
_LOGINS: Final = ("USER", "SASL PLAIN CRAM-MD5")
_BAD_RESPONSE: Final = "-ERR That is no response"
_EXTENSIONS: Final = ("RESP-CODES", "AUTH-RESP-CODE", "UIDL")

Command = Callable[[str], str]


class Dialogue:
    """One client's conversation. Where it offers STLS, nobody logs in before TLS."""

    def __init__(self, door: Door, *, stls: bool) -> None:
        self.stls = stls
        """Whether STLS is offered; no longer when it has been taken."""
        self.over = False
        """Whether the client has said goodbye."""
        self._door = door
        self._user = ""
        self._mailbox: Mailbox | None = None
        self._respond: Command | None = None
        """Takes the next line where it is not a command but the response to a challenge."""

    def answer(self, line: str) -> str:
        """Give the reply to a line, whatever it is."""
        if self._respond is not None:
            respond, self._respond = self._respond, None
            return respond(line)
        verb, _, argument = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            self.over = True
            return "+OK Goodbye"
        if verb == "CAPA":
            return many_lines((*(("STLS",) if self.stls else _LOGINS), *_EXTENSIONS))
        if self._mailbox is not None:
            return self._mailbox.answer(verb, argument)
        return self._before_login(verb, argument)

    def _before_login(self, verb: str, argument: str) -> str:
        if self.stls:
            self.stls = verb != "STLS"
            return "-ERR Start TLS first" if self.stls else "+OK Begin TLS"
        match verb:
            case "USER" if argument:
                self._user = argument
                return "+OK"
            case "PASS" if self._user:
                return self._admit(self._door.judge(self._user, argument))
            case "AUTH":
                return self._auth(*argument.split(" ", 1))
            case _:
                return "-ERR Unknown command, or not now"

    def _auth(self, mechanism: str, initial: str | None = None) -> str:
        match mechanism.upper():
            case "PLAIN":
                return self._plain(initial) if initial is not None else self._challenge(b"", self._plain)
            case "CRAM-MD5":
                challenge = f"<{secrets.token_hex(8)}@{HOST}>".encode()
                return self._challenge(challenge, lambda response: self._cram_md5(challenge, response))
            case _:
                return "-ERR Unknown mechanism"

    def _challenge(self, challenge: bytes, respond: Command) -> str:
        self._respond = respond
        return f"+ {base64.b64encode(challenge).decode()}"

    def _plain(self, response: str) -> str:
        parts = _decode(response).decode("utf-8", "replace").split("\0")
        return self._admit(self._door.judge(*parts[1:])) if len(parts) == 3 else _BAD_RESPONSE

    def _cram_md5(self, challenge: bytes, response: str) -> str:
        return self._admit(self._door.judge_cram_md5(challenge, _decode(response)))

    def _admit(self, refusal: Refusal | None) -> str:
        if refusal is not None:
            return refusal.pop3
        self._mailbox = Mailbox()
        return "+OK Welcome"


def _decode(response: str) -> bytes:
    """Decode a response; what is no base64 is no right response either."""
    try:
        return base64.b64decode(response, validate=True)
    except binascii.Error:
        return b""
