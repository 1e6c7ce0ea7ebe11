"""The document about exceptions, `postroom.exceptions/1`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from postroom.model.exception_document import exceptions_document
from postroom.model.exceptions import KeptException
from postroom.model.json_text import json_text
from tests.model.samples import EXCEPTION, FULL_ACCOUNT, SMALL_ACCOUNT
from tests.model.schemas import validate

NOW = EXCEPTION.created + timedelta(days=1)


def printed() -> Any:
    kept = (KeptException("aa01", EXCEPTION), KeptException("aa02", EXCEPTION, NOW))
    return json.loads(json_text(exceptions_document(kept, (FULL_ACCOUNT, SMALL_ACCOUNT), NOW)))


def test_every_exception_says_how_it_stands() -> None:
    first, second = printed()["exceptions"]
    assert first == {
        "id": "aa01",
        "standing": "in-force",
        "host": "mail.example.com",
        "port": 995,
        "kinds": ["name"],
        "key_sha256": "cd" * 32,
        "reason": "its name is being changed",
        "author": "ada",
        "created": "2027-01-01T00:00:00Z",
        "until": "2027-02-01T00:00:00Z",
        "revoked": None,
    }
    assert (second["standing"], second["revoked"]) == ("revoked", "2027-01-02T00:00:00Z")


def test_accounts_that_ignore_problems_are_named() -> None:
    assert printed()["accounts"] == [
        {"account": "Ada Lovelace", "protocol": "pop3", "ignore": ["expired"]},
        {"account": "Ada Lovelace", "protocol": "smtp", "ignore": ["expired", "weak"]},
    ]


def test_it_follows_its_schema() -> None:
    validate(printed(), "exceptions-1.json")
