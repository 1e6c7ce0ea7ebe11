"""The document that says what a command did, `postroom.changed/1`."""

from __future__ import annotations

import json

from postroom.model.changed_document import changed_document
from postroom.model.json_text import json_text
from postroom.model.message import MessageState
from postroom.model.spool_commands import Changed, Refusal, Why
from tests.model.schemas import validate


def test_it_says_what_was_changed_and_why_the_rest_was_not() -> None:
    refused = (Refusal(9, Why.UNKNOWN, None), Refusal(3, Why.UNFIT, MessageState.SENT))
    printed = json.loads(json_text(changed_document(Changed(2, (1, 2), refused, 7, 40))))
    assert printed == {
        "schema": "postroom.changed/1",
        "count": 2,
        "ids": [1, 2],
        "refused": [
            {"id": 9, "why": "unknown", "state": None, "sentence": "There is no message 9."},
            {"id": 3, "why": "unfit", "state": "sent", "sentence": "Message 3 has been sent."},
        ],
        "undo": 7,
        "left": 40,
    }
    validate(printed, "changed-1.json")
