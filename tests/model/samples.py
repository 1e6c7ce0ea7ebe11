"""Made-up sessions and accounts for the tests of what is said about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.examination import Examination, Link, Origin, StoreVerdict
from postroom.model.plan import Credentials, SessionPlan, Trust
from postroom.model.problems import NameEvidence, PeriodEvidence, Problem, ProblemKind
from postroom.model.reply import ServerReply
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.secret import Secret
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from postroom.model.session import Mailbox, SessionSnapshot, SessionState
from postroom.model.step import Attempt, Step, StepRecord, StepState
from postroom.model.tls import CertificateFacts, TlsFacts, TrustMode
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.model.trust import BoundException, Judgement, LetThrough, Toggle

PASSWORD = "s3cret|*pass*"

PLAN = SessionPlan(
    protocol=Protocol.POP3,
    endpoint=Endpoint("pop.example.com", 995, Security.TLS),
    credentials=Credentials("ada", Secret(PASSWORD)),
    account="ada@example.com",
)

LINES = (
    TranscriptLine(0.0012345678, Speaker.SERVER, "+OK ready"),
    TranscriptLine(0.002, Speaker.CLIENT, "AUTH PLAIN [redacted]"),
    TranscriptLine(0.003, Speaker.NOTE, "login succeeded"),
)

CERTIFICATE = CertificateFacts(
    subject="CN=pop.example.com",
    issuer="CN=Example Authority",
    names=("pop.example.com", "*.example.com"),
    not_before=datetime(2026, 1, 1, tzinfo=UTC),
    not_after=datetime(2027, 1, 1, 12, 30, tzinfo=UTC),
    sha256="ab" * 32,
    serial="01:02",
    key="EC secp256r1",
    signature="ecdsa-with-SHA256",
)

TLS = TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "portable", (CERTIFICATE,))

EXPIRED = Problem(
    ProblemKind.EXPIRED,
    0,
    CERTIFICATE.subject,
    PeriodEvidence(CERTIFICATE.not_before, CERTIFICATE.not_after, datetime(2027, 1, 9, tzinfo=UTC)),
)
OTHER_NAME = Problem(
    ProblemKind.NAME, 0, CERTIFICATE.subject, NameEvidence("mail.example.com", CERTIFICATE.names)
)

EXCEPTION = BoundException(
    host="mail.example.com",
    port=995,
    kinds=frozenset({ProblemKind.NAME}),
    key_sha256="cd" * 32,
    reason="its name is being changed",
    author="ada",
    created=datetime(2027, 1, 1, tzinfo=UTC),
    until=datetime(2027, 2, 1, tzinfo=UTC),
)

_PATH = (Link(Origin.SENT, 0, CERTIFICATE),)

EXAMINATION = Examination(
    host="mail.example.com",
    at=datetime(2027, 1, 9, tzinfo=UTC),
    chain=(CERTIFICATE,),
    system=StoreVerdict(TrustMode.SYSTEM, _PATH, True, (OTHER_NAME, EXPIRED)),
    portable=StoreVerdict(TrustMode.PORTABLE, _PATH, True, (EXPIRED,)),
)

REJECTED_TLS = TlsFacts(
    "TLSv1.3",
    "TLS_AES_256_GCM_SHA384",
    "system",
    (CERTIFICATE,),
    EXAMINATION,
    Judgement((EXPIRED,), (LetThrough(OTHER_NAME, EXCEPTION),), None),
)
"""One problem was let through, and the other was not."""


def records(*steps: Step, failed: bool = False, detail: str = "") -> tuple[StepRecord, ...]:
    """Give the records of steps that took 10 ms each, the last of which may have failed."""
    ends = [StepState.OK] * (len(steps) - 1) + [StepState.FAILED if failed else StepState.OK]
    return tuple(
        StepRecord(step, state, number / 100, 0.0100049, detail)
        for number, (step, state) in enumerate(zip(steps, ends, strict=True))
    )


READY = SessionSnapshot(
    plan=PLAN,
    state=SessionState.READY,
    opened_at=datetime(2026, 11, 23, 16, 0, 0, 123456, tzinfo=UTC),
    steps=(
        *records(Step.RESOLVE, detail="192.0.2.1"),
        StepRecord(
            Step.CONNECT,
            StepState.OK,
            0.01,
            0.02,
            "192.0.2.1",
            (
                Attempt("2001:db8::1", 0.01, 0.005, "no route to host"),
                Attempt("192.0.2.1", 0.015, 0.015, None),
            ),
        ),
        *records(*PLAN.steps[2:]),
    ),
    address="192.0.2.1",
    tls=TLS,
    capabilities=("SASL PLAIN", "UIDL"),
    authenticated=True,
    mechanism="PLAIN",
    mechanism_reason="The server offers PLAIN only.",
    mailbox=Mailbox(3, 4711),
    notes=("A note.",),
    unproved=("That messages can be read.",),
)

REJECTED = SessionError(
    code=ErrorCode.AUTH_REJECTED,
    step=Step.AUTH,
    message="The server rejected the password.",
    cause="Most likely it is wrong.",
    guess=True,
    advice="Enter it again.",
    server_reply=ServerReply("-ERR", "AUTH", "no such user\nor password"),
    evidence=LINES[:1],
)

FAILED = SessionSnapshot(
    plan=PLAN,
    state=SessionState.FAILED,
    steps=records(*PLAN.steps[:-1], failed=True),
    address="192.0.2.1",
    error=REJECTED,
)

FULL_ACCOUNT = Account(
    name="Ada Lovelace",
    user="ada",
    pop3=Server("pop.example.com", 995, Security.TLS),
    smtp=Server("smtp.example.com", 587, Security.STARTTLS),
    smtp_auth=SmtpAuth.OWN,
    smtp_user="countess",
    mechanism="xoauth2",
    is_token=True,
    keep_secret=KeepSecret.FILE,
    timeout=12.5,
    local_name="desk.example.com",
    clear_password=True,
    trust=Trust(TrustMode.PORTABLE, ()),
    ignore_incoming=frozenset({Toggle.EXPIRED}),
    ignore_outgoing=frozenset({Toggle.WEAK, Toggle.EXPIRED}),
    sending=SendingRules(
        asynchronous=True,
        connections=2,
        messages_per_connection=50,
        rate=600,
        size_limit=25_000_000,
        retry=RetryPolicy(Schedule.parse("2m, 1h*3"), timedelta(days=3)),
        uncertain=UncertainPolicy.SENT,
    ),
)

SMALL_ACCOUNT = Account(name="small", pop3=Server("pop.example.com"))
