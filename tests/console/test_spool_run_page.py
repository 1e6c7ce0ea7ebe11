"""The lines of a running spooler."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from postroom.console import spool_run_page
from postroom.console.page import Page
from postroom.console.spool_run_page import RunPage, for_people
from postroom.model.message import MessageState
from postroom.model.spool_lease import Holder
from postroom.model.spooler import Switches, stand
from tests.model.spool_samples import ROW

RUNNING = stand(Switches(), pending=0, online=True)
PAUSED = stand(Switches(paused=True), pending=0, online=True)
OTHER = Holder("postroom", 4711, "desk")


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def lines(out: io.StringIO) -> RunPage:
    return RunPage(for_people(Page(out)))


def told(out: io.StringIO) -> list[str]:
    """The lines without their times."""
    return [line[len("2027-01-01 12:00:00  ") :] for line in out.getvalue().splitlines()]


def test_the_spooler_tells_what_has_changed(lines: RunPage, out: io.StringIO) -> None:
    lines.spooler(RUNNING, None)
    assert told(out) == []
    for _ in range(2):
        lines.spooler(RUNNING, OTHER)
        lines.spooler(RUNNING, OTHER)
        lines.spooler(PAUSED, None)
    running = f"running: {RUNNING.reason} It is sent by postroom (process 4711 on desk)."
    assert told(out) == [running, f"paused: {PAUSED.reason}"] * 2


def test_what_holds_an_account_up_is_told_once_and_its_end_too(lines: RunPage, out: io.StringIO) -> None:
    lines.accounts({"work": "The login was refused.", "home": ""})
    lines.accounts({"work": "The login was refused."})
    lines.accounts({"work": "The server is away.", "home": ""})
    lines.accounts({})
    assert told(out) == ["work: The login was refused.", "work: The server is away.", "work: It goes on."]


def test_an_attempt_is_told_once(lines: RunPage, out: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_run_page, "REMEMBERED", 1)
    lines.message(ROW)
    lines.message(ROW)
    lines.message(
        replace(ROW, attempts=2, state=MessageState.SENT, sender="", recipients=1, last_reply="250 Ok")
    )
    assert told(out) == [
        "17  deferred  work  ada@example.com -> bob@example.org and 1 more  450 4.2.0 Greylisted",
        "17  sent  work  <> -> bob@example.org  250 Ok",
    ]
