"""The document that lists messages, `postroom.spool/1`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from postroom.model.json_text import json_text
from postroom.model.message import MessageState
from postroom.model.spool_document import counts_document, spool_document
from postroom.model.spooler import Switches, stand
from tests.model.schemas import validate
from tests.model.spool_samples import COUNTS, ROW

STANDING = stand(Switches(), pending=1, online=True)
NONE = {state.value: 0 for state in MessageState}


def printed() -> Any:
    sent = replace(ROW, id=18, state=MessageState.SENT, sender="", next_attempt_at=None, last_reply="")
    return json.loads(json_text(spool_document(STANDING, COUNTS, [ROW, sent], more=3)))


def test_it_says_how_the_spooler_stands_and_counts_every_state() -> None:
    document = printed()
    assert (document["state"], document["reason"]) == ("running", STANDING.reason)
    assert document["counts"] == NONE | {"deferred": 1, "sent": 4}
    assert document["more"] == 3


def test_every_message_has_its_row() -> None:
    first, second = printed()["messages"]
    assert first == {
        "id": 17,
        "state": "deferred",
        "status": "pending",
        "account": "work",
        "from": "ada@example.com",
        "to": "bob@example.org",
        "recipients": 2,
        "subject": "Tea at four",
        "size": 1200,
        "accepted_at": "2027-01-01T12:00:00Z",
        "attempts": 1,
        "next_attempt_at": "2027-01-01T12:05:00Z",
        "last_reply": "450 4.2.0 Greylisted",
    }
    assert (second["status"], second["from"], second["next_attempt_at"]) == ("sent", "", None)


def test_one_account_can_be_counted() -> None:
    document = json.loads(json_text(counts_document(COUNTS, "home")))
    assert document == NONE | {"sent": 4}


def test_it_follows_its_schema() -> None:
    validate(printed(), "spool-1.json")
