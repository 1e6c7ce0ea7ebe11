"""Made-up sessions for the tests and the pictures of single widgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from postroom.model.account import Account, Server
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.plan import Credentials, SessionPlan
from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.model.session import Mailbox, SessionSnapshot, SessionState
from postroom.model.step import Attempt, Step, StepRecord, StepState
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.model.transcript import Speaker, TranscriptLine

OK, RUNNING, FAILED = StepState.OK, StepState.RUNNING, StepState.FAILED

ACCOUNT = Account(
    name="ada@example.com",
    user="ada@example.com",
    pop3=Server("pop.example.com", None, Security.TLS),
    smtp=Server("", None, Security.STARTTLS),
)

PLANS = {
    Protocol.POP3: SessionPlan(
        protocol=Protocol.POP3,
        endpoint=Endpoint("pop.example.com", 995, Security.TLS),
        credentials=Credentials("ada@example.com", Secret("correct horse")),
        account=ACCOUNT.name,
    ),
    Protocol.SMTP: SessionPlan(
        protocol=Protocol.SMTP,
        endpoint=Endpoint("pop.example.com", 587, Security.STARTTLS),
        credentials=Credentials("ada@example.com", Secret("correct horse")),
        account=ACCOUNT.name,
    ),
}

DETAILS = {
    Step.RESOLVE: "192.0.2.17, 2001:db8:85a3::8a2e:370:7334",
    Step.CONNECT: "192.0.2.17",
    Step.TLS: "TLSv1.3, TLS_AES_256_GCM_SHA384, trusted by the system",
    Step.GREETING: "mx1.example.com ESMTP Postfix",
    Step.HELLO: "9 capabilities",
    Step.AUTH: "SCRAM-SHA-256",
    Step.READY: "250 2.0.0 Ok",
}

CERTIFICATE = CertificateFacts(
    subject="CN=pop.example.com",
    issuer="C=US, O=Let's Encrypt, CN=R11",
    names=("pop.example.com", "smtp.example.com", "mail.example.com"),
    not_before=datetime(2025, 10, 1, tzinfo=UTC),
    not_after=datetime(2025, 12, 30, tzinfo=UTC),
    sha256="5f3a9c0e7d1b48266a0fd3c19be57a42c8830fb1de90a4726635f18e2c4b7d90",
    serial="03f9a1c24be07d5583e1",
    key="EC secp256r1",
    signature="sha256WithRSAEncryption",
)
TLS = TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "system", (CERTIFICATE, CERTIFICATE))

SECONDS = (0.004, 0.031, 0.062, 0.018, 0.012, 0.058, 0.009, 0.011)


def records(steps: tuple[Step, ...], *, last: StepState = OK, slow: float = 1.0) -> tuple[StepRecord, ...]:
    """Give the records of `steps` one after the other, the last in state `last`."""
    made, start = [], 0.0
    for number, step in enumerate(steps):
        seconds = SECONDS[number] * slow
        state = last if number == len(steps) - 1 else OK
        made.append(StepRecord(step, state, start, seconds, DETAILS[step]))
        start += seconds
    return tuple(made)


def ready(protocol: Protocol) -> SessionSnapshot:
    plan = PLANS[protocol]
    smtp = protocol is Protocol.SMTP
    return SessionSnapshot(
        plan=plan,
        state=SessionState.READY,
        opened_at=datetime(2025, 11, 23, 16, 0, tzinfo=UTC),
        steps=records(plan.steps),
        address="192.0.2.17",
        tls=TLS,
        capabilities=(
            "PIPELINING",
            "SIZE 52428800",
            "AUTH PLAIN LOGIN SCRAM-SHA-256",
            "8BITMIME",
            "ENHANCEDSTATUSCODES",
        )
        if smtp
        else ("TOP", "UIDL", "SASL PLAIN LOGIN", "USER", "RESP-CODES"),
        authenticated=True,
        mechanism="SCRAM-SHA-256",
        mailbox=None if smtp else Mailbox(3, 12_345),
        unproved=("that the server accepts a message, or that one arrives.",) if smtp else (),
    )


def running(protocol: Protocol, steps: int = 4) -> SessionSnapshot:
    plan = PLANS[protocol]
    return SessionSnapshot(
        plan=plan,
        state=SessionState.OPENING,
        steps=records(plan.steps[:steps], last=RUNNING),
        address="192.0.2.17",
    )


def rejected(protocol: Protocol = Protocol.SMTP) -> SessionSnapshot:
    plan = PLANS[protocol]
    steps = records(plan.steps[:-1], last=FAILED)
    dialled = (
        Attempt("2001:db8:85a3::8a2e:370:7334", 0.004, 0.006, "Network is unreachable"),
        Attempt("192.0.2.17", 0.010, 0.025, None),
    )
    steps = tuple(replace(r, attempts=dialled) if r.step is Step.CONNECT else r for r in steps)
    return SessionSnapshot(
        plan=plan,
        state=SessionState.FAILED,
        steps=steps,
        address="192.0.2.17",
        tls=TLS,
        error=SessionError(
            code=ErrorCode.AUTH_REJECTED,
            step=Step.AUTH,
            message="The server rejected the password.",
            cause="Most likely, this provider wants an application password in place of your own.",
            guess=True,
            advice="Make an application password on the provider's pages, and enter it here.",
            server_reply=ServerReply("535", "5.7.8", "Error: authentication failed: UGFzc3dvcmQ6"),
        ),
    )


def conversation(count: int = 14) -> tuple[TranscriptLine, ...]:
    spoken = (
        (Speaker.NOTE, "connected to 192.0.2.17, port 587"),
        (Speaker.SERVER, "220 mx1.example.com ESMTP Postfix"),
        (Speaker.CLIENT, "EHLO [192.0.2.99]"),
        (Speaker.SERVER, "250-mx1.example.com"),
        (Speaker.SERVER, "250-PIPELINING"),
        (Speaker.SERVER, "250-SIZE 52428800"),
        (Speaker.SERVER, "250 STARTTLS"),
        (Speaker.CLIENT, "STARTTLS"),
        (Speaker.SERVER, "220 2.0.0 Ready to start TLS"),
        (Speaker.NOTE, "TLSv1.3, TLS_AES_256_GCM_SHA384"),
        (Speaker.CLIENT, "EHLO [192.0.2.99]"),
        (Speaker.SERVER, "250-AUTH PLAIN LOGIN SCRAM-SHA-256"),
        (Speaker.CLIENT, "AUTH PLAIN [redacted]"),
        (Speaker.SERVER, "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"),
    )
    return tuple(TranscriptLine(number * 0.0071, *spoken[number % len(spoken)]) for number in range(count))
