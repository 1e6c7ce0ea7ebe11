"""The document about sessions, `postroom.check/1`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from postroom.model.document import check_document, session_document
from postroom.model.json_text import json_text
from postroom.model.session import SessionSnapshot
from tests.model.samples import FAILED, LINES, PASSWORD, PLAN, READY, REJECTED, REJECTED_TLS
from tests.model.schemas import validate


def printed(*snapshots: SessionSnapshot) -> Any:
    return json.loads(json_text(check_document((snapshot, LINES) for snapshot in snapshots)))


def test_a_session_that_is_ready() -> None:
    document = printed(READY)
    assert (document["schema"], document["ok"]) == ("postroom.check/1", True)
    (session,) = document["sessions"]
    assert {
        key: session[key] for key in ("account", "protocol", "host", "port", "security", "ok", "address")
    } == {
        "account": "ada@example.com",
        "protocol": "pop3",
        "host": "pop.example.com",
        "port": 995,
        "security": "tls",
        "ok": True,
        "address": "192.0.2.1",
    }
    assert (session["state"], session["opened_at"]) == ("ready", "2026-11-23T16:00:00.123456Z")
    assert session["capabilities"] == ["SASL PLAIN", "UIDL"]
    assert (session["authenticated"], session["mechanism"]) == (True, "PLAIN")
    assert session["mailbox"] == {"messages": 3, "bytes": 4711}
    assert (session["error"], session["not_tried"]) == (None, [])
    assert (session["notes"], session["unproved"]) == (["A note."], ["That messages can be read."])


def test_steps_have_their_times_in_milliseconds() -> None:
    (session,) = printed(READY)["sessions"]
    assert [step["step"] for step in session["steps"]] == list(PLAN.steps)
    assert session["steps"][0] == {
        "step": "resolve",
        "ok": True,
        "started": 0.0,
        "ms": 10.0,
        "detail": "192.0.2.1",
        "attempts": [],
    }
    assert session["steps"][1]["attempts"] == [
        {"address": "2001:db8::1", "ms": 5.0, "error": "no route to host"},
        {"address": "192.0.2.1", "ms": 15.0, "error": None},
    ]


def test_the_transcript_says_who_said_what_when() -> None:
    (session,) = printed(READY)["sessions"]
    assert session["transcript"] == [
        {"t": 0.001235, "from": "server", "line": "+OK ready"},
        {"t": 0.002, "from": "client", "line": "AUTH PLAIN [redacted]"},
        {"t": 0.003, "from": "note", "line": "login succeeded"},
    ]


def test_tls_has_the_chain_and_no_problem() -> None:
    (session,) = printed(READY)["sessions"]
    tls = session["tls"]
    assert (tls["version"], tls["trust"], tls["problems"], tls["ignored"]) == ("TLSv1.3", "portable", [], [])
    (certificate,) = tls["chain"]
    assert certificate["not_after"] == "2027-01-01T12:30:00Z"
    assert certificate["names"] == ["pop.example.com", "*.example.com"]


def test_a_session_that_failed() -> None:
    document = printed(READY, FAILED)
    assert document["ok"] is False
    session = document["sessions"][1]
    assert (session["ok"], session["not_tried"], session["tls"], session["mailbox"]) == (
        False,
        ["ready"],
        None,
        None,
    )
    assert session["steps"][-1]["ok"] is False
    assert session["error"] == {
        "code": "auth-rejected",
        "fault": "settings",
        "step": "auth",
        "message": "The server rejected the password.",
        "cause": "Most likely it is wrong.",
        "guess": True,
        "advice": "Enter it again.",
        "server_reply": {"code": "-ERR", "enhanced": "AUTH", "text": "no such user\nor password"},
        "evidence": [{"t": 0.001235, "from": "server", "line": "+OK ready"}],
    }


def test_no_reply_is_null() -> None:
    silent = replace(FAILED, error=replace(REJECTED, server_reply=None))
    assert printed(silent)["sessions"][0]["error"]["server_reply"] is None


def test_a_secret_that_the_server_echoed_is_not_in_it() -> None:
    document = session_document(replace(READY, notes=(f"said {PASSWORD}",)), LINES)
    assert document.notes == ("said [redacted]",)


@pytest.mark.parametrize(
    "snapshots",
    [(), (READY,), (READY, FAILED), (SessionSnapshot(plan=PLAN),), (replace(READY, tls=REJECTED_TLS),)],
)
def test_every_document_follows_its_schema(snapshots: tuple[SessionSnapshot, ...]) -> None:
    validate(printed(*snapshots), "check-1.json")
