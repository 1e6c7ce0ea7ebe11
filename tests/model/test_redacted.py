"""A server that echoes the password finds no reader."""

from __future__ import annotations

import base64
from dataclasses import replace

from postroom.model.redacted import redacted
from postroom.model.reply import ServerReply
from postroom.model.secret import REDACTED
from postroom.model.transcript import Speaker, TranscriptLine
from tests.model.samples import FAILED, LINES, PASSWORD, PLAN, READY, REJECTED


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
