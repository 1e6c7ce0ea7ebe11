"""Every reply of a server, spoiled in every way: each ends at its step with its code, and nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionState
from postroom.model.step import Step, StepState
from postroom.sessions.session import Session
from tests.sessions.plans import PATIENT, plan
from tests.support import dialogue, pop3_dialogue, smtp_dialogue
from tests.support.ca import Certificates
from tests.support.dialogue import Point, points
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.steps import Delay, Script, Send, Silence

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
IMPATIENT: Final = 0.8

STEPS: Final = {
    Point.GREETING: Step.GREETING,
    Point.HELLO: Step.HELLO,
    Point.STARTTLS: Step.TLS,
    Point.HANDSHAKE: Step.TLS,
    Point.TLS_HELLO: Step.HELLO,
    Point.CHALLENGE: Step.AUTH,
    Point.AUTH: Step.AUTH,
    Point.READY: Step.READY,
}

REFUSED: Final = {
    (SMTP, Point.GREETING): ErrorCode.GREETING_REJECTED,
    (SMTP, Point.HELLO): ErrorCode.GREETING_REJECTED,
    (SMTP, Point.STARTTLS): ErrorCode.STARTTLS_UNAVAILABLE,
    (SMTP, Point.TLS_HELLO): ErrorCode.GREETING_REJECTED,
    (SMTP, Point.CHALLENGE): ErrorCode.AUTH_UNAVAILABLE,
    (SMTP, Point.AUTH): ErrorCode.AUTH_REJECTED,
    (SMTP, Point.READY): ErrorCode.PROTOCOL_ERROR,
    (POP3, Point.GREETING): ErrorCode.GREETING_REJECTED,
    (POP3, Point.STARTTLS): ErrorCode.STARTTLS_UNAVAILABLE,
    (POP3, Point.CHALLENGE): ErrorCode.AUTH_REJECTED,
    (POP3, Point.AUTH): ErrorCode.AUTH_REJECTED,
    (POP3, Point.READY): ErrorCode.MAILBOX_BUSY,
}
"""What a refusal means. A POP3 server may refuse CAPA: older ones do not know it."""

WRONG: Final = {SMTP: b"354 Go ahead\r\n", POP3: b"250 Welcome\r\n"}
"""A reply that belongs somewhere else."""


def _refusal(protocol: Protocol, point: Point) -> Script:
    return smtp_dialogue.refusal(point) if protocol is SMTP else pop3_dialogue.refusal(point)


def _endless_reply(protocol: Protocol, point: Point) -> Script:
    return smtp_dialogue.endless_reply(point) if protocol is SMTP else pop3_dialogue.endless_reply(point)


def _wrong(protocol: Protocol, _: Point) -> Script:
    return (Send(WRONG[protocol]), Silence())


FAULTS: Final[dict[str, Callable[[Protocol, Point], Script]]] = {
    "refusal": _refusal,
    "wrong reply": _wrong,
    "garbage": lambda *_: dialogue.GARBAGE,
    "endless line": lambda *_: dialogue.ENDLESS_LINE,
    "endless reply": _endless_reply,
    "silence": lambda *_: dialogue.SILENCE,
    "drop": lambda *_: dialogue.DROP,
    # A reset that comes while the client still connects is a refusal.
    "reset": lambda *_: (Delay(0.05), *dialogue.RESET),
}
ONLY_OVER_WORDS: Final = {"refusal", "wrong reply", "endless reply"}
"""Faults that a TLS handshake cannot have."""


def expected_code(fault: str, protocol: Protocol, point: Point) -> ErrorCode | None:
    """Give the code in which a fault ends; None where the session must go on."""
    match fault:
        case "refusal":
            return REFUSED.get((protocol, point))
        case "silence":
            return ErrorCode.TIMEOUT
        case "drop" | "reset":
            return ErrorCode.DISCONNECTED
        case _:
            return ErrorCode.TLS_FAILED if point is Point.HANDSHAKE else ErrorCode.PROTOCOL_ERROR


def table() -> Iterator[tuple[Protocol, Security, Point, str]]:
    for protocol, security in product(Protocol, Security):
        for point, fault in product(points(security), FAULTS):
            if point is not Point.HANDSHAKE or fault not in ONLY_OVER_WORDS:
                yield protocol, security, point, fault


def script(
    protocol: Protocol, security: Security, point: Point, fault: str, certificates: Certificates
) -> Script:
    """Write the script of a server that is right but for one fault."""
    write = smtp_dialogue.smtp_script if protocol is SMTP else pop3_dialogue.pop3_script
    return write(
        security,
        context=certificates.good.server_context(),
        mechanisms=("LOGIN",) if protocol is SMTP else ("USER",),
        faults={point: FAULTS[fault](protocol, point)},
    )


@pytest.mark.parametrize(("protocol", "security", "point", "fault"), list(table()))
async def test_fault(
    protocol: Protocol,
    security: Security,
    point: Point,
    fault: str,
    test_ca: Certificates,
    hostile_server: Callable[..., HostileServer],
) -> None:
    server = hostile_server(script(protocol, security, point, fault, test_ca))
    timeout = IMPATIENT if fault == "silence" else PATIENT
    session = Session(plan(protocol, security, server.port, ca=test_ca, timeout=timeout))
    async with no_leaks():
        snapshot = await session.open()
        await session.close()

    code = expected_code(fault, protocol, point)
    if code is None:
        assert snapshot.state is SessionState.READY
        return
    error, last = snapshot.error, snapshot.steps[-1]
    assert error is not None
    assert (error.step, error.code) == (STEPS[point], code)
    assert error.message
    assert error.cause
    assert error.advice
    assert snapshot.state is SessionState.FAILED
    assert (last.step, last.state) == (error.step, StepState.FAILED)
    assert len(snapshot.steps) + len(snapshot.not_tried) == len(snapshot.plan.steps)
    assert last.seconds < timeout + 0.5


def test_the_table_is_long() -> None:
    assert len(list(table())) >= 80
