"""The document about one message, `postroom.message/1`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from postroom.model.json_text import json_text
from postroom.model.message_document import message_document
from postroom.model.spool_message import MessageDetail
from tests.model.schemas import validate
from tests.model.spool_samples import ATTEMPT, DETAIL


def printed(detail: MessageDetail = DETAIL) -> Any:
    document = message_document(detail, "It waits.", [ATTEMPT], with_transcript=False)
    return json.loads(json_text(document))


def test_it_says_how_the_message_stands_and_why() -> None:
    document = printed()
    assert (document["id"], document["state"], document["status"]) == (17, "deferred", "pending")
    assert document["explanation"] == "It waits."
    assert (document["from"], document["to"]) == ("ada@example.com", "bob@example.org")
    assert (document["queued_at"], document["finished_at"]) == ("2027-01-01T12:00:00Z", None)


def test_every_recipient_has_its_outcome() -> None:
    assert printed()["recipients"] == [
        {
            "address": "bob@example.org",
            "outcome": "sent",
            "reply": {"code": "250", "enhanced": "2.0.0", "text": "Ok: queued as 4711"},
            "notify": None,
            "original": None,
        },
        {
            "address": "carol@example.org",
            "outcome": "waiting",
            "reply": None,
            "notify": ["FAILURE", "SUCCESS"],
            "original": "caroline@example.org",
        },
    ]


def test_the_envelope_is_told_as_it_will_be_sent() -> None:
    assert printed()["envelope"] == {
        "from": "ada@example.com",
        "to": ["bob@example.org", "carol@example.org"],
        "size": 1200,
        "eight_bit": True,
        "utf8_header": False,
        "returned": "HDRS",
        "envelope_id": "QQ17",
    }


def test_nobody_may_be_the_sender() -> None:
    detail = replace(DETAIL, envelope=replace(DETAIL.envelope, sender=None))
    assert printed(detail)["envelope"]["from"] is None


def test_attempts_come_along() -> None:
    assert [attempt["number"] for attempt in printed()["attempts"]] == [1]


def test_it_follows_its_schema() -> None:
    validate(printed(), "message-1.json")
