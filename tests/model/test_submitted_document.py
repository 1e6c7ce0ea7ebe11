"""The document that says which messages were taken in, `postroom.submitted/1`."""

from __future__ import annotations

import json

from postroom.model.json_text import json_text
from postroom.model.submitted_document import RefusedMessage, SubmittedMessage, submitted_document
from tests.model.schemas import validate


def test_it_lists_the_identifiers_and_what_was_refused() -> None:
    accepted = [
        SubmittedMessage(4, "a.eml", ()),
        SubmittedMessage(5, "b.eml", ("The last line had no end.",)),
    ]
    refused = [RefusedMessage("c.eml", "too-large", "It is too large."), RefusedMessage("d.eml", None, "No.")]
    printed = json.loads(json_text(submitted_document("work", iter(accepted), iter(refused))))
    assert printed["ids"] == [4, 5]
    assert (printed["account"], printed["messages"][1]["remarks"]) == ("work", ["The last line had no end."])
    assert [(each["source"], each["code"]) for each in printed["refused"]] == [
        ("c.eml", "too-large"),
        ("d.eml", None),
    ]
    validate(printed, "submitted-1.json")
