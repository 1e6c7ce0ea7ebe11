"""The document that answers how a message stands, `postroom.status/1`."""

from __future__ import annotations

import json

from postroom.model.json_text import json_text
from postroom.model.status_document import status_document
from tests.model.schemas import validate
from tests.model.spool_samples import DETAIL


def test_it_answers_in_one_word_and_tells_the_rest() -> None:
    printed = json.loads(json_text(status_document(DETAIL, "It waits.")))
    assert printed == {
        "schema": "postroom.status/1",
        "id": 17,
        "status": "pending",
        "state": "deferred",
        "explanation": "It waits.",
        "account": "work",
        "accepted_at": "2027-01-01T12:00:00Z",
        "attempts": 1,
        "next_attempt_at": "2027-01-01T12:05:00Z",
        "finished_at": None,
        "last_reply": "450 4.2.0 Greylisted",
    }
    validate(printed, "status-1.json")
