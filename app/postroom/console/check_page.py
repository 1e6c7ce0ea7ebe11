"""What `postroom check` shows to people: for each session a headline, its steps, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from postroom.console.page import Page, Style
from postroom.console.words import security_words
from postroom.engine.check import Checked
from postroom.model.errors import SessionError
from postroom.model.redacted import redacted
from postroom.model.session import SessionSnapshot
from postroom.model.step import StepState
from postroom.model.text import say, say_count
from postroom.model.transcript import Speaker, TranscriptLine

_MARKS = {Speaker.SERVER: "S", Speaker.CLIENT: "C", Speaker.NOTE: "-"}
_INDENT = 2


def write_checked(page: Page, results: Sequence[Checked], *, with_transcript: bool) -> None:
    """Write all sessions, one after the other."""
    for number, result in enumerate(results):
        if number:
            page.line()
        snapshot, lines = redacted(result.snapshot, result.transcript)
        _headline(page, snapshot)
        _steps(page, snapshot)
        page.line()
        if snapshot.error is not None:
            _failure(page, snapshot.error)
        else:
            _success(page, snapshot)
        _remarks(page, snapshot)
        if with_transcript:
            write_transcript(page, lines)
    if len(results) > 1:
        good = sum(result.snapshot.ok for result in results)
        page.line()
        text = say_count(
            "{n} of {all} sessions is well.", "{n} of {all} sessions are well.", good, all=len(results)
        )
        page.line(text, Style.TITLE)


def seconds(duration: float) -> str:
    """Say a duration as a person does."""
    if duration < 1:
        return say("{ms} ms", ms=f"{duration * 1000:.1f}")
    return say("{seconds} s", seconds=f"{duration:.2f}")


def _headline(page: Page, snapshot: SessionSnapshot) -> None:
    plan = snapshot.plan
    where = f"{plan.protocol.label} {plan.endpoint} ({security_words(plan.endpoint.security)})"
    who = "" if plan.account is None else f"{plan.account}: "
    time = seconds(snapshot.seconds)
    if snapshot.error is None:
        page.line(f"{who}{where}  {say('READY in {time}', time=time)}", Style.GOOD)
    else:
        outcome = say("STOPPED AT {step} after {time}", step=snapshot.error.step, time=time)
        page.line(f"{who}{where}  {outcome}", Style.BAD)


def _steps(page: Page, snapshot: SessionSnapshot) -> None:
    for record in snapshot.steps:
        failed = record.state is not StepState.OK
        mark = "x" if failed else " "
        lead = f"{mark} {record.step:<9} {seconds(record.seconds):>8}  "
        page.line(record.detail, Style.BAD if failed else Style.PLAIN, lead=lead)
        for attempt in record.attempts:
            if attempt.error is not None:
                words = f"{attempt.address}: {attempt.error}"
                page.line(words, Style.FAINT, lead=f"{'':<11} {seconds(attempt.seconds):>8}  ")
    for step in snapshot.not_tried:
        page.line(say("not tried"), Style.FAINT, lead=f"  {step:<9} ")


def _failure(page: Page, error: SessionError) -> None:
    page.line(error.message, Style.BAD, indent=_INDENT)
    if error.server_reply is not None and str(error.server_reply) not in error.message:
        _named(page, say("The server said"), [str(error.server_reply)])
    if error.cause:
        _named(page, say("Likely cause") if error.guess else say("Cause"), [error.cause])
    _named(page, say("What to do"), [error.advice])
    _named(page, say("Code"), [error.code.value])


def _success(page: Page, snapshot: SessionSnapshot) -> None:
    credentials = snapshot.plan.credentials
    if snapshot.authenticated and credentials is not None:
        user, mechanism = credentials.user, snapshot.mechanism
        page.line(
            say("Logged in as {user} with {mechanism}.", user=user, mechanism=mechanism),
            Style.GOOD,
            indent=_INDENT,
        )
    if snapshot.mechanism_reason:
        page.line(snapshot.mechanism_reason, indent=_INDENT)
    if snapshot.mailbox is not None:
        box = snapshot.mailbox
        size = f"{box.octets:,}"
        text = say_count(
            "The mailbox holds {n} message, {size} bytes.",
            "The mailbox holds {n} messages, {size} bytes.",
            box.messages,
            size=size,
        )
        page.line(text, indent=_INDENT)


def _remarks(page: Page, snapshot: SessionSnapshot) -> None:
    _named(page, say("Note"), snapshot.notes)
    _named(page, say("Not proved"), snapshot.unproved)


def _named(page: Page, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        page.line(f"{name}: {text}", indent=_INDENT)


def write_transcript(page: Page, lines: Iterable[TranscriptLine]) -> None:
    """Write a conversation, line by line."""
    page.line()
    for line in lines:
        style = Style.FAINT if line.speaker is Speaker.NOTE else Style.PLAIN
        lead = f"{line.time:9.4f}  {_MARKS[line.speaker]}  "
        page.line(line.text, style, indent=_INDENT, lead=lead)
