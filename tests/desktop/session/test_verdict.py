from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.desktop.session.verdict import Remedy, Verdict, verdict
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionState
from tests.desktop import samples

POP3, SMTP = Protocol.POP3, Protocol.SMTP


def said(shown: Verdict) -> dict[str, str]:
    return {statement.kind: statement.text for statement in shown.statements}


def failed_with(code: ErrorCode) -> Verdict:
    snapshot = samples.rejected()
    assert snapshot.error is not None
    return verdict(replace(snapshot, error=replace(snapshot.error, code=code)))


def test_a_session_that_was_not_started_says_what_starting_it_shows() -> None:
    assert verdict(None).headline == "Start it to see, step by step, what works."


def test_a_failure_tells_what_happened_in_the_servers_words_why_and_what_to_do() -> None:
    shown = verdict(samples.rejected())
    assert shown.headline == "The server rejected the password."
    assert shown.reply == "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"
    assert said(shown)["Guess"].startswith("Most likely, this provider wants an application password")
    assert said(shown)["What to do"].startswith("Make an application password")
    assert shown.is_failure


def test_what_is_known_is_not_called_a_guess() -> None:
    snapshot = samples.rejected()
    assert snapshot.error is not None
    shown = verdict(replace(snapshot, error=replace(snapshot.error, guess=False)))
    assert "Cause" in said(shown)
    assert "Guess" not in said(shown)


def test_words_that_the_message_has_already_are_not_said_twice() -> None:
    snapshot = samples.rejected()
    error = snapshot.error
    assert error is not None
    told = replace(error, message=f"It was refused: {error.server_reply}")
    assert verdict(replace(snapshot, error=told)).reply == ""


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (ErrorCode.AUTH_REJECTED, Remedy.PASSWORD),
        (ErrorCode.AUTH_NEEDS_TLS, Remedy.SETTINGS),
        (ErrorCode.CERTIFICATE_REJECTED, Remedy.CERTIFICATE),
        (ErrorCode.RESOLVE_FAILED, Remedy.SETTINGS),
        (ErrorCode.CANCELLED, None),
        (ErrorCode.INTERNAL, None),
    ],
)
def test_the_remedy_fits_the_failure(code: ErrorCode, remedy: Remedy | None) -> None:
    assert failed_with(code).remedy is remedy


def test_a_success_says_who_logged_in_and_what_is_not_proved() -> None:
    shown = verdict(samples.ready(SMTP))
    assert shown.headline == "Everything that was planned works."
    assert said(shown)["Proved"] == "Logged in as ada@example.com with SCRAM-SHA-256."
    assert said(shown)["Not proved"].startswith("Not proved: that the server accepts a message")
    assert not shown.is_failure


def test_notes_are_said_although_nothing_failed() -> None:
    shown = verdict(replace(samples.ready(POP3), notes=("The connection is not encrypted.",)))
    assert said(shown)["Note"] == "The connection is not encrypted."


def test_closing_keeps_what_was_proved() -> None:
    closed = verdict(replace(samples.ready(POP3), state=SessionState.CLOSED))
    assert closed.headline == "Closed in order. It worked."
    assert "Proved" in said(closed)
    unproved = replace(samples.running(POP3), state=SessionState.CLOSED)
    assert verdict(unproved).headline == "Closed before it was ready."
    closing = verdict(replace(samples.ready(POP3), state=SessionState.CLOSING))
    assert closing.headline == "Saying goodbye to the server ..."


def test_a_wait_tells_more_the_longer_it_lasts() -> None:
    running = samples.running(POP3, 4)
    assert verdict(running, 0.2).headline == "Waiting for the server's greeting ..."
    assert not verdict(running, 0.2).statements
    assert [s.text for s in verdict(running, 3.0).statements] == ["Step 4 of 7."]
    assert [s.text for s in verdict(running, 12.0).statements] == [
        "Step 4 of 7.",
        "Gives up in 18 s if the server stays silent.",
    ]
    assert verdict(running, 99.0).statements[-1].text == "Gives up in 0 s if the server stays silent."
