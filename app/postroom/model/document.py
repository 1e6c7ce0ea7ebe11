"""The document that `postroom check --json` prints: `postroom.check/1`.

Fields may be added, never renamed. Times are RFC 3339 in UTC, durations milliseconds, both as the JSON Schema in
`resources/schemas` says, which is made from these types.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode, Fault, SessionError
from postroom.model.redacted import redacted
from postroom.model.reply import ServerReply
from postroom.model.session import Mailbox, SessionSnapshot, SessionState
from postroom.model.step import Step, StepRecord, StepState
from postroom.model.tls_document import TlsDocument, tls_document
from postroom.model.transcript import Speaker, TranscriptLine

Milliseconds = Annotated[float, Meta(ge=0)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Moment = Annotated[datetime, Meta(tz=True)]
"""A time, in UTC."""


class LineDocument(Struct, frozen=True):
    """A line of the conversation; `t` is seconds since the session began."""

    t: float
    speaker: Speaker = field(name="from")
    line: str


class AttemptDocument(Struct, frozen=True):
    """One address that was dialled; `error` is null for the one that answered first."""

    address: str
    ms: Milliseconds
    error: str | None


class StepDocument(Struct, frozen=True):
    """A step that was tried; `started` is when it began, counted from the session's begin."""

    step: Step
    ok: bool
    started: Milliseconds
    ms: Milliseconds
    detail: str
    attempts: tuple[AttemptDocument, ...]


class MailboxDocument(Struct, frozen=True):
    """What a POP3 server holds for the user."""

    messages: int
    bytes: int


class ReplyDocument(Struct, frozen=True):
    """The server's own words."""

    code: str
    enhanced: str | None
    text: str


class ErrorDocument(Struct, frozen=True):
    """Why a session failed; `guess` says that `cause` is likely and not proved."""

    code: ErrorCode
    fault: Fault
    step: Step
    message: str
    cause: str
    guess: bool
    advice: str
    server_reply: ReplyDocument | None
    evidence: tuple[LineDocument, ...]


class SessionDocument(Struct, frozen=True):
    """One session; `account` is null for a session of the moment, `address` where no connection was made."""

    account: str | None
    protocol: Protocol
    host: str
    port: Port
    security: Security
    ok: bool
    state: SessionState
    opened_at: datetime | None
    ms: Milliseconds
    address: str | None
    steps: tuple[StepDocument, ...]
    not_tried: tuple[Step, ...]
    tls: TlsDocument | None
    capabilities: tuple[str, ...]
    authenticated: bool
    mechanism: str | None
    mechanism_reason: str
    mailbox: MailboxDocument | None
    error: ErrorDocument | None
    notes: tuple[str, ...]
    unproved: tuple[str, ...]
    transcript: tuple[LineDocument, ...]


class CheckDocument(Struct, frozen=True):
    """The result of a check; `ok` where each of its sessions is."""

    schema: Literal["postroom.check/1"]
    ok: bool
    sessions: tuple[SessionDocument, ...]


Conversation = Sequence[TranscriptLine]


def check_document(sessions: Iterable[tuple[SessionSnapshot, Conversation]]) -> CheckDocument:
    """Give the document about sessions and what was said in each."""
    documents = tuple(session_document(snapshot, lines) for snapshot, lines in sessions)
    return CheckDocument("postroom.check/1", all(session.ok for session in documents), documents)


def session_document(snapshot: SessionSnapshot, lines: Conversation) -> SessionDocument:
    """Give what is known of one session."""
    snapshot, lines = redacted(snapshot, lines)
    plan = snapshot.plan
    return SessionDocument(
        account=plan.account,
        protocol=plan.protocol,
        host=plan.endpoint.host,
        port=plan.endpoint.port,
        security=plan.endpoint.security,
        ok=snapshot.ok,
        state=snapshot.state,
        opened_at=snapshot.opened_at,
        ms=milliseconds(snapshot.seconds),
        address=snapshot.address,
        steps=tuple(map(_step, snapshot.steps)),
        not_tried=snapshot.not_tried,
        tls=None if snapshot.tls is None else tls_document(snapshot.tls),
        capabilities=snapshot.capabilities,
        authenticated=snapshot.authenticated,
        mechanism=snapshot.mechanism,
        mechanism_reason=snapshot.mechanism_reason,
        mailbox=None if snapshot.mailbox is None else _mailbox(snapshot.mailbox),
        error=None if snapshot.error is None else error_document(snapshot.error),
        notes=snapshot.notes,
        unproved=snapshot.unproved,
        transcript=line_documents(lines),
    )


def milliseconds(seconds: float) -> float:
    """Give a duration as documents have it."""
    return round(seconds * 1000, 2)


def line_documents(lines: Conversation) -> tuple[LineDocument, ...]:
    """Give a conversation."""
    return tuple(LineDocument(round(line.time, 6), line.speaker, line.text) for line in lines)


def _step(record: StepRecord) -> StepDocument:
    return StepDocument(
        step=record.step,
        ok=record.state is StepState.OK,
        started=milliseconds(record.started),
        ms=milliseconds(record.seconds),
        detail=record.detail,
        attempts=tuple(AttemptDocument(a.address, milliseconds(a.seconds), a.error) for a in record.attempts),
    )


def _mailbox(mailbox: Mailbox) -> MailboxDocument:
    return MailboxDocument(mailbox.messages, mailbox.octets)


def reply_document(reply: ServerReply) -> ReplyDocument:
    """Give what a server answered."""
    return ReplyDocument(reply.code, reply.enhanced, reply.text)


def error_document(error: SessionError) -> ErrorDocument:
    """Give what is known of a failure."""
    return ErrorDocument(
        code=error.code,
        fault=error.fault,
        step=error.step,
        message=error.message,
        cause=error.cause,
        guess=error.guess,
        advice=error.advice,
        server_reply=None if error.server_reply is None else reply_document(error.server_reply),
        evidence=line_documents(error.evidence),
    )
