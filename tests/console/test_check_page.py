"""What a check shows to people."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from postroom.console.check_page import seconds, write_checked
from postroom.console.page import Page
from postroom.engine.check import Checked
from postroom.model.session import Mailbox
from tests.model.samples import FAILED, LINES, PASSWORD, PLAN, READY, REJECTED

READY_PAGE = """\
ada@example.com: POP3 pop.example.com:995 (TLS)  READY in 50.0 ms
  resolve    10.0 ms  192.0.2.1
  connect    20.0 ms  192.0.2.1
              5.0 ms  2001:db8::1: no route to host
  tls        10.0 ms
  greeting   10.0 ms
  hello      10.0 ms
  auth       10.0 ms
  ready      10.0 ms

  Logged in as ada with PLAIN.
  The server offers PLAIN only.
  The mailbox holds 3 messages, 4,711 bytes.
  Note: A note.
  Not proved: That messages can be read.
"""

FAILED_PAGE = """\
ada@example.com: POP3 pop.example.com:995 (TLS)  STOPPED AT auth after 60.0 ms
  resolve    10.0 ms
  connect    10.0 ms
  tls        10.0 ms
  greeting   10.0 ms
  hello      10.0 ms
x auth       10.0 ms
  ready     not tried

  The server rejected the password.
  The server said: -ERR [AUTH] no such user / or password
  Likely cause: Most likely it is wrong.
  What to do: Enter it again.
  Code: auth-rejected
"""

TRANSCRIPT = """
     0.0012  S  +OK ready
     0.0020  C  AUTH PLAIN [redacted]
     0.0030  -  login succeeded
"""


def written(*results: Checked, with_transcript: bool = False) -> str:
    out = io.StringIO()
    write_checked(Page(out, io.StringIO()), results, with_transcript=with_transcript)
    return out.getvalue()


def test_a_session_that_is_ready() -> None:
    assert written(Checked(READY, LINES)) == READY_PAGE


def test_a_session_that_failed() -> None:
    assert written(Checked(FAILED, LINES)) == FAILED_PAGE


def test_the_transcript_comes_when_it_is_asked_for() -> None:
    assert written(Checked(READY, LINES), with_transcript=True) == READY_PAGE + TRANSCRIPT


def test_several_sessions_end_with_a_sum() -> None:
    page = written(Checked(READY, ()), Checked(FAILED, ()))
    assert page == f"{READY_PAGE}\n{FAILED_PAGE}\n1 of 2 sessions is well.\n"


def test_a_session_of_the_moment_that_did_not_log_in() -> None:
    plan = replace(PLAN, account=None, credentials=None)
    nobody = replace(READY, plan=plan, authenticated=False, mechanism_reason="", mailbox=None)
    page = written(Checked(nobody, ()))
    assert page.startswith("POP3 pop.example.com:995 (TLS)  READY")
    assert "\n\n  Note: A note.\n" in page


def test_one_message_is_one_message() -> None:
    assert "holds 1 message, 12 bytes." in written(Checked(replace(READY, mailbox=Mailbox(1, 12)), ()))


def test_a_proved_cause_is_called_so() -> None:
    proved = replace(REJECTED, guess=False, server_reply=None)
    assert "\n  Cause: Most likely it is wrong.\n" in written(Checked(replace(FAILED, error=proved), ()))
    unknown = replace(REJECTED, cause="")
    assert "ause:" not in written(Checked(replace(FAILED, error=unknown), ()))


def test_a_password_that_the_server_echoed_is_not_shown() -> None:
    echo = replace(READY, notes=(PASSWORD,))
    lines = [LINES[0]._replace(text=f"-ERR {PASSWORD}")]
    assert PASSWORD not in written(Checked(echo, tuple(lines)), with_transcript=True)


@pytest.mark.parametrize(
    ("duration", "words"),
    [(0.0004, "0.4 ms"), (0.0123, "12.3 ms"), (0.9, "900.0 ms"), (1.234, "1.23 s"), (61, "61.00 s")],
)
def test_durations_read_as_people_say_them(duration: float, words: str) -> None:
    assert seconds(duration) == words
