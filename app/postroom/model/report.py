"""The report of a session in Markdown: complete enough for whoever runs the server, and without any secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from postroom import __version__
from postroom.model.errors import SessionError
from postroom.model.markdown import fenced, inline, row, section
from postroom.model.problems import Problem
from postroom.model.redacted import redacted
from postroom.model.session import SessionSnapshot
from postroom.model.step import StepRecord, StepState
from postroom.model.text import say
from postroom.model.tls import CertificateFacts, TlsFacts
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.model.trust_words import Explanation, explain
from postroom.model.trust_words.brief import all_in_brief, let_through
from postroom.model.trust_words.stores import difference

_MARKS: Final = {Speaker.SERVER: "S", Speaker.CLIENT: "C", Speaker.NOTE: "-"}

Facts = Iterator[tuple[str, str]]


def markdown(snapshot: SessionSnapshot, lines: Sequence[TranscriptLine]) -> str:
    """Give the report of the session as it stands, with its conversation."""
    snapshot, lines = redacted(snapshot, lines)
    return "\n".join(_report(snapshot, lines)) + "\n"


def _report(snapshot: SessionSnapshot, lines: Sequence[TranscriptLine]) -> Iterator[str]:
    plan = snapshot.plan
    title = say("{protocol} session with {server}", protocol=plan.protocol.label, server=plan.endpoint)
    yield f"# {inline(title)}"
    yield ""
    yield from _bullets(_about(snapshot))
    yield from section(say("Verdict"), _bullets(_verdict(snapshot)))
    yield from section(say("Steps"), _steps(snapshot))
    if snapshot.tls is not None:
        yield from section(say("TLS"), _tls(snapshot.tls))
    if snapshot.capabilities:
        yield from section(say("Capabilities"), fenced(snapshot.capabilities))
    spoken = (f"{line.time:9.4f}  {_MARKS[line.speaker]}  {line.text}" for line in lines)
    yield from section(say("Transcript"), fenced(spoken))


def _bullets(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"- {name}: {inline(text)}" for name, text in facts)


def _steps(snapshot: SessionSnapshot) -> Iterator[str]:
    yield row(say("Step"), say("Result"), say("Start (ms)"), say("Time (ms)"), say("Detail"))
    yield row("---", "---", "---:", "---:", "---")
    for record in snapshot.steps:
        yield _step(record)
        for attempt in record.attempts:
            words = attempt.error or say("connected")
            detail = inline(f"{attempt.address}: {words}")
            yield row("", "", _ms(attempt.started), _ms(attempt.seconds), detail)
    for step in snapshot.not_tried:
        yield row(step, say("not tried"), "", "", "")


def _step(record: StepRecord) -> str:
    results = {StepState.OK: say("ok"), StepState.FAILED: say("failed"), StepState.RUNNING: say("running")}
    times = _ms(record.started), _ms(record.seconds)
    return row(record.step, results[record.state], *times, inline(record.detail))


def _tls(tls: TlsFacts) -> Iterator[str]:
    source = say("Judged by") if tls.problems else say("Trusted by")
    connection = ((say("Version"), tls.version), (say("Cipher"), tls.cipher), (source, tls.trust))
    yield from _bullets((*connection, *_examined(tls)))
    if tls.examination is not None and tls.verdict is not None:
        for problem in tls.problems:
            words = explain(problem, tls.examination, tls.verdict)
            title = say("Problem: {kind}", kind=problem.kind)
            yield from section(title, _bullets(_problem(words, problem, tls)), level=3)
    for number, certificate in enumerate(tls.chain, 1):
        title = say("Certificate {number}", number=number)
        yield from section(title, _bullets(_certificate(certificate)), level=3)


def _examined(tls: TlsFacts) -> Facts:
    if tls.examination is None:
        return
    yield say("Revocation"), tls.examination.revocation.status.value
    for verdict in (tls.examination.system, tls.examination.portable):
        found = all_in_brief(verdict.problems) or say("nothing is wrong")
        yield say("List of authorities {store}", store=verdict.store), found
    if why := difference(tls.examination):
        yield say("Why they differ"), why


def _problem(words: Explanation, problem: Problem, tls: TlsFacts) -> Facts:
    yield say("What is wrong"), words.what
    yield say("What could come of it"), words.danger
    yield say("What to do"), words.remedy
    yield from ((say("Ignored"), let_through(each)) for each in tls.let_through if each.problem == problem)


def _about(snapshot: SessionSnapshot) -> Facts:
    plan = snapshot.plan
    if snapshot.opened_at is not None:
        yield say("Started"), _utc(snapshot.opened_at)
    if plan.account is not None:
        yield say("Account"), plan.account
    yield say("Security"), plan.endpoint.security.value
    yield say("Address"), snapshot.address or say("not connected")
    yield say("User"), say("none") if plan.credentials is None else plan.credentials.user
    yield say("Mechanism"), snapshot.mechanism or say("none")
    if snapshot.mechanism_reason:
        yield say("Why this mechanism"), snapshot.mechanism_reason
    if snapshot.mailbox is not None:
        box = snapshot.mailbox
        yield (
            say("Mailbox"),
            say("messages: {messages}, bytes: {octets}", messages=box.messages, octets=box.octets),
        )
    yield say("Time-out"), say("{seconds} s", seconds=f"{plan.timeout:g}")
    yield say("Made by"), f"Postroom {__version__}"


def _verdict(snapshot: SessionSnapshot) -> Facts:
    if snapshot.error is not None:
        yield from _failure(snapshot.error)
    elif snapshot.ok:
        yield say("Result"), say("all that was planned was proved, in {ms} ms", ms=_ms(snapshot.seconds))
    else:
        yield say("Result"), say("not finished: the session is {state}", state=snapshot.state.value)
    yield from ((say("Note"), note) for note in snapshot.notes)
    if snapshot.not_tried:
        yield say("Not tried"), ", ".join(snapshot.not_tried)
    yield from ((say("Not proved"), claim) for claim in snapshot.unproved)


def _failure(error: SessionError) -> Facts:
    yield say("Result"), say("stopped at {step} with {code}", step=error.step, code=error.code)
    yield say("What happened"), error.message
    if error.server_reply is not None:
        yield say("Server's reply"), str(error.server_reply)
    if error.cause:
        yield (say("Likely cause") if error.guess else say("Cause")), error.cause
    yield say("What to do"), error.advice


def _certificate(facts: CertificateFacts) -> Facts:
    yield say("Subject"), facts.subject
    yield say("Issuer"), facts.issuer
    yield say("Names"), ", ".join(facts.names) or say("none")
    yield say("Valid from"), _utc(facts.not_before)
    yield say("Valid until"), _utc(facts.not_after)
    yield say("Serial number"), facts.serial
    yield say("Key"), facts.key
    yield say("Signature"), facts.signature
    yield say("SHA-256"), facts.sha256
    if facts.key_sha256:
        yield say("SHA-256 of the key"), facts.key_sha256


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
