"""A server that echoes the password finds no reader."""

from __future__ import annotations

import base64
from dataclasses import replace

from msgspec import structs

from postroom.model.redacted import redacted
from postroom.model.reply import ServerReply
from postroom.model.secret import REDACTED
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.model.trust import Judgement, LetThrough
from tests.model.samples import (
    EXCEPTION,
    FAILED,
    LINES,
    OTHER_NAME,
    PASSWORD,
    PLAN,
    READY,
    REJECTED,
    REJECTED_TLS,
)


def test_without_a_secret_nothing_changes() -> None:
    nobody = replace(READY, plan=replace(PLAN, credentials=None), notes=(PASSWORD,))
    assert redacted(nobody, LINES) == (nobody, LINES)


def test_what_has_no_secret_stays_as_it_is() -> None:
    assert redacted(READY, LINES) == (READY, LINES)
    assert redacted(FAILED)[0] == FAILED


def test_a_secret_goes_wherever_the_server_put_it() -> None:
    encoded = base64.b64encode(b"\0ada\0" + PASSWORD.encode()).decode()
    line = TranscriptLine(0.1, Speaker.SERVER, f"535 {encoded}")
    error = replace(
        REJECTED,
        message=f"It said {PASSWORD}",
        server_reply=ServerReply("535", None, f"bad {PASSWORD}"),
        evidence=(line,),
    )
    steps = (replace(FAILED.steps[0], detail=PASSWORD), *FAILED.steps[1:])
    capabilities = (f"X-{PASSWORD}",)
    snapshot, lines = redacted(replace(FAILED, error=error, steps=steps, capabilities=capabilities), [line])
    shown = f"{snapshot!r} {lines!r}"
    assert PASSWORD not in shown
    assert encoded not in shown
    assert shown.count(REDACTED) >= 6
    assert snapshot.plan is PLAN


def test_a_secret_in_a_certificate_goes_too_and_what_is_ours_stays() -> None:
    named = structs.replace(OTHER_NAME, subject=f"CN={PASSWORD}")
    judgement = Judgement((named,), (LetThrough(named, EXCEPTION),), None)
    snapshot, _ = redacted(replace(READY, tls=replace(REJECTED_TLS, judgement=judgement)))
    assert PASSWORD not in repr(snapshot.tls)
    assert snapshot.tls is not None
    assert [each.by for each in snapshot.tls.let_through] == [EXCEPTION]
