"""Failures to be judged: the facts that a test cares about, and ordinary ones for the rest."""

from __future__ import annotations

from typing import Any

from postroom.model.diagnosis import Failure, Seen
from postroom.model.endpoint import Endpoint, Protocol, Security, usual_port
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.plan import Credentials, SessionPlan
from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.model.step import Step

CREDENTIALS = Credentials("ada@example.org", Secret("tomato-17"))
TOKEN = Credentials("ada@example.org", Secret("ya29.token"), is_token=True)


def plan(
    protocol: Protocol = Protocol.SMTP,
    security: Security = Security.NONE,
    *,
    host: str = "mail.example.org",
    port: int | None = None,
    credentials: Credentials | None = CREDENTIALS,
) -> SessionPlan:
    chosen = usual_port(protocol, security) if port is None else port
    return SessionPlan(protocol=protocol, endpoint=Endpoint(host, chosen, security), credentials=credentials)


def failure(seen: Seen, step: Step, **facts: Any) -> Failure:
    facts.setdefault("plan", plan())
    facts.setdefault("waited", 30.0)
    return Failure(seen=seen, step=step, **facts)


def reply(text: str) -> ServerReply:
    """Read `535 5.7.8 No` or `-ERR [AUTH] No`, as the tests write it."""
    code, _, rest = text.partition(" ")
    first, _, words = rest.partition(" ")
    if first.startswith("["):
        return ServerReply(code, first.strip("[]"), words)
    if first[:1].isdigit() and first.count(".") == 2:
        return ServerReply(code, first, words)
    return ServerReply(code, None, rest)


def check(error: SessionError, code: ErrorCode, *, says: str = "", guess: bool = False) -> None:
    """Check what every diagnosis owes, and that `says` stands in what happened, why or what to do."""
    assert error.code is code
    assert error.guess is guess
    assert error.message.endswith((".", "!")) or error.server_reply is not None
    assert error.advice.endswith(".")
    assert says.lower() in f"{error.message} {error.cause} {error.advice}".lower()
    assert "{" not in error.message + error.cause + error.advice
