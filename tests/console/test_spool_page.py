"""What is shown of messages to people."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from postroom.console.page import Page
from postroom.console.spool_page import write_attempts, write_message, write_rows
from tests.model.spool_samples import ATTEMPT, DETAIL, RECIPIENTS, ROW


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def listed(out: io.StringIO) -> list[str]:
    write_rows(Page(out), [replace(ROW, last_reply="450 " + "x" * 99, subject="s" * 60, recipients=1)])
    return out.getvalue().splitlines()


def test_a_file_gets_every_column_with_long_texts_shortened() -> None:
    titles, row = listed(io.StringIO())
    assert "Account  From" in titles
    assert "s" * 37 + "...  " in row
    assert row.endswith("450 " + "x" * 53 + "...")


@pytest.mark.parametrize(
    ("columns", "gone"),
    [("400", ()), ("215", ("Size",)), ("80", ("Size", "From", "Attempts", "Account", "Queued"))],
)
def test_a_narrow_terminal_goes_without_some(
    monkeypatch: pytest.MonkeyPatch, columns: str, gone: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    text = "\n".join(listed(Terminal()))
    shown = {title for title in ("Id", "Account", "From", "Size", "Queued", "Attempts") if title in text}
    assert shown == {"Id", "Account", "From", "Size", "Queued", "Attempts"} - set(gone)


def test_a_message_is_shown_with_its_recipients() -> None:
    out = io.StringIO()
    write_message(Page(out), DETAIL, "It waits.")
    lines = out.getvalue().splitlines()
    assert lines[:2] == ["Message 17: deferred (pending)", "  It waits."]
    assert "  asks for      failure, success, hdrs" in lines
    assert "  envelope id   QQ17" in lines
    assert lines[-2:] == [
        "  sent       bob@example.org  250 2.0.0 Ok: queued as 4711",
        "  waiting    carol@example.org",
    ]


def test_nobody_is_shown_as_the_empty_path() -> None:
    out = io.StringIO()
    write_rows(Page(out), [replace(ROW, sender="")])
    assert "  <>  " in out.getvalue()


def test_an_attempt_that_reached_no_server_says_so() -> None:
    out = io.StringIO()
    write_attempts(
        Page(out),
        RECIPIENTS,
        [ATTEMPT._replace(server="", results=(), next_attempt_at=None)],
        with_transcript=True,
    )
    first, *rest = out.getvalue().strip().splitlines()
    assert first.startswith("Attempt 1: ")
    assert first.endswith(", 250.0 ms, no server reached")
    assert rest == ["  450 4.2.0 Greylisted", "", "     0.0010  S  220 ready"]
