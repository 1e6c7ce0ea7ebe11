"""The document about attempts, `postroom.attempts/1`."""

from __future__ import annotations

import json
from typing import Any

from postroom.model.attempts_document import attempts_document
from postroom.model.json_text import json_text
from tests.model.schemas import validate
from tests.model.spool_samples import ATTEMPT, RECIPIENTS


def printed(*, with_transcript: bool = False) -> Any:
    document = attempts_document(17, RECIPIENTS, [ATTEMPT], with_transcript=with_transcript)
    return json.loads(json_text(document))


def test_an_attempt_says_what_it_came_to_for_each_recipient() -> None:
    (attempt,) = printed()["attempts"]
    assert attempt == {
        "number": 1,
        "started_at": "2027-01-01T12:01:00Z",
        "ms": 250.0,
        "server": "192.0.2.25",
        "summary": "450 4.2.0 Greylisted",
        "recipients": [
            {
                "address": "bob@example.org",
                "outcome": "sent",
                "reply": {"code": "250", "enhanced": "2.0.0", "text": "Ok: queued as 4711"},
            },
            {"address": "carol@example.org", "outcome": "waiting", "reply": None},
        ],
        "next_attempt_at": "2027-01-01T12:05:00Z",
        "transcript": None,
    }


def test_the_conversation_comes_on_demand() -> None:
    (attempt,) = printed(with_transcript=True)["attempts"]
    assert attempt["transcript"] == [{"t": 0.001, "from": "server", "line": "220 ready"}]


def test_it_follows_its_schema() -> None:
    validate(printed(), "attempts-1.json")
    validate(printed(with_transcript=True), "attempts-1.json")
