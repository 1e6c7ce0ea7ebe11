"""From what a step raised to the facts of its failure: the one place that knows every error a session can meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from postroom.model.diagnosis import Hurdle, Seen
from postroom.model.endpoint import BadEndpoint
from postroom.model.redacted import cleaned
from postroom.model.reply import ServerReply
from postroom.net import errors as net
from postroom.protocol import errors as protocol
from postroom.protocol.choice import Choice, Reason
from postroom.sessions.court import CertificateRejected, NoVerdict


class Stopped(Exception):
    """A driver could not go on, for what the server said, did not say, or does not offer."""

    def __init__(self, seen: Seen, words: str = "", reply: ServerReply | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.words = words
        self.reply = reply


class NoMechanism(Exception):
    """No mechanism fits; the choice says why."""

    def __init__(self, choice: Choice) -> None:
        super().__init__(choice.reason)
        self.choice = choice


FORESEEN: Final = (
    Stopped,
    NoMechanism,
    net.NetError,
    CertificateRejected,
    protocol.ProtocolError,
    protocol.UnsafeArgument,
    BadEndpoint,
    TimeoutError,
)
"""All that a server, a network or an entry can cause. Anything else is a bug of ours."""

_CHOICES: Final = {
    Reason.NONE_OFFERED: Seen.NO_LOGIN_OFFERED,
    Reason.NONE_IN_COMMON: Seen.NO_COMMON_MECHANISM,
    Reason.WANTED_NOT_OFFERED: Seen.MECHANISM_NOT_OFFERED,
    Reason.NEEDS_ENCRYPTION: Seen.NEEDS_ENCRYPTION,
    Reason.NEEDS_TOKEN: Seen.NEEDS_TOKEN,
    Reason.NEEDS_PASSWORD: Seen.NEEDS_PASSWORD,
}
_RESOLVING: Final = {
    net.ResolveTrouble.NOT_FOUND: Seen.NAME_UNKNOWN,
    net.ResolveTrouble.NO_ADDRESS: Seen.NO_ADDRESS,
    net.ResolveTrouble.TEMPORARY: Seen.LOOKUP_FAILED,
    net.ResolveTrouble.OTHER: Seen.LOOKUP_FAILED,
    net.ResolveTrouble.TIMEOUT: Seen.LOOKUP_SILENT,
}
_DIALLING: Final = {
    net.DialTrouble.REFUSED: Hurdle.REFUSED,
    net.DialTrouble.UNREACHABLE: Hurdle.UNREACHABLE,
    net.DialTrouble.NO_ROUTE: Hurdle.NO_ROUTE,
    net.DialTrouble.TIMEOUT: Hurdle.SILENT,
    net.DialTrouble.DENIED: Hurdle.FORBIDDEN,
    net.DialTrouble.OTHER: Hurdle.OTHER,
}
_HANDSHAKE: Final = {
    net.TlsTrouble.NOT_TLS: Seen.NOT_TLS,
    net.TlsTrouble.VERSION: Seen.TLS_VERSION,
    net.TlsTrouble.CIPHER: Seen.TLS_NO_CIPHER,
    net.TlsTrouble.CLIENT_CERTIFICATE: Seen.TLS_CLIENT_CERTIFICATE,
    net.TlsTrouble.CLOSED: Seen.DROPPED,
    net.TlsTrouble.ALERT: Seen.TLS_FAILED,
    net.TlsTrouble.OTHER: Seen.TLS_FAILED,
}
_OTHERS: Final[tuple[tuple[type[Exception], Seen], ...]] = (
    (TimeoutError, Seen.SILENCE),
    (net.ConnectionLost, Seen.DROPPED),
    (net.InjectedPlaintext, Seen.INJECTED_PLAINTEXT),
    (net.TrustUnavailable, Seen.TRUST_UNUSABLE),
    (NoVerdict, Seen.NO_VERDICT),
    (protocol.LineTooLong, Seen.TOO_LONG),
    (protocol.ReplyTooLong, Seen.TOO_LONG),
    (protocol.MalformedReply, Seen.MALFORMED),
    (protocol.UnsolicitedReply, Seen.UNEXPECTED),
    (protocol.UnexpectedReply, Seen.UNEXPECTED),
    (protocol.InjectedPlaintext, Seen.INJECTED_PLAINTEXT),
    (protocol.ServerNotProved, Seen.SERVER_NOT_PROVED),
    (protocol.SaslError, Seen.BAD_CHALLENGE),
    (protocol.UnsafeArgument, Seen.UNSENDABLE),
    (BadEndpoint, Seen.NAME_UNKNOWN),
)


def facts_of(error: BaseException, redact: Callable[[str], str] = str) -> dict[str, Any]:
    """Give the fields of a `Failure` that `error` settles. What nobody foresaw is a bug, told by its type alone.

    `redact` takes secrets out of all of them: a server may repeat what it was told.
    """
    facts = {"words": ""} | _facts_of(error)
    return {name: cleaned(value, redact) for name, value in facts.items()}


def _facts_of(error: BaseException) -> dict[str, Any]:
    match error:
        case Stopped():
            return {"seen": error.seen, "words": error.words, "reply": error.reply}
        case NoMechanism():
            return {"seen": _CHOICES[error.choice.reason]}
        case net.DialFailed():
            hurdles = tuple(_DIALLING[trouble] for trouble in error.troubles)
            return {"seen": Seen.NOT_CONNECTED, "attempts": error.attempts, "hurdles": hurdles}
        case net.ResolveFailed():
            seen = _RESOLVING[error.trouble]
        case net.TlsFailed():
            return {"seen": _HANDSHAKE[error.trouble], "words": error.words, "first": error.first_bytes}
        case CertificateRejected():
            return {"seen": Seen.CERTIFICATE_REJECTED, "tls": error.tls}
        case _:
            seen = next((seen for kind, seen in _OTHERS if isinstance(error, kind)), Seen.BUG)
    return {"seen": seen, "words": type(error).__name__ if seen is Seen.BUG else str(error)}
