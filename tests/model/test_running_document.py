"""The lines that a running spooler prints for programs, `postroom.running/1`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import ValidationError  # type: ignore[import-untyped]

from postroom.model.json_text import json_text
from postroom.model.running_document import account_line, message_line, spooler_line
from postroom.model.spooler import Switches, stand
from tests.model.schemas import validate
from tests.model.spool_samples import NOON, ROW

STANDING = stand(Switches(), pending=1, online=True)


def printed(line: Any) -> Any:
    return json.loads(json_text(line))


def test_the_spooler_says_how_it_stands_and_who_sends() -> None:
    line = printed(spooler_line(NOON, STANDING, "postroom (process 1 on desk)"))
    assert (line["event"], line["at"], line["state"]) == ("spooler", "2027-01-01T12:00:00Z", "running")
    assert line["sender"] == "postroom (process 1 on desk)"
    validate(line, "running-1.json")


def test_an_account_says_what_holds_it_up() -> None:
    line = printed(account_line(NOON, "work", "The login was refused."))
    assert (line["event"], line["account"], line["reason"]) == ("account", "work", "The login was refused.")
    validate(line, "running-1.json")


def test_a_message_says_what_became_of_it() -> None:
    line = printed(message_line(NOON, ROW))
    assert (line["event"], line["id"], line["state"], line["status"]) == (
        "message",
        17,
        "deferred",
        "pending",
    )
    assert (line["from"], line["to"], line["last_reply"]) == (ROW.sender, ROW.recipient, ROW.last_reply)
    validate(line, "running-1.json")


def test_another_line_is_not_among_them() -> None:
    with pytest.raises(ValidationError):
        validate({"schema": "postroom.running/1", "event": "other"}, "running-1.json")
