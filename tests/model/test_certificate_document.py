"""The document about a look, `postroom.certificate/1`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from postroom.model.certificate_document import look_document
from postroom.model.endpoint import Endpoint, Security
from postroom.model.json_text import json_text
from postroom.model.look import Looked, LookPlan
from postroom.model.service import Service
from tests.model.samples import REJECTED, REJECTED_TLS, TLS
from tests.model.schemas import validate

PLAN = LookPlan(service=Service.IMAP, endpoint=Endpoint("mail.example.com", 143, Security.STARTTLS))


def printed(looked: Looked) -> Any:
    return json.loads(json_text(look_document(looked)))


def test_a_certificate_with_the_verdicts_of_both_stores() -> None:
    document = printed(Looked(plan=PLAN, address="192.0.2.1", tls=REJECTED_TLS))
    assert {key: document[key] for key in ("schema", "ok", "protocol", "host", "port", "security")} == {
        "schema": "postroom.certificate/1",
        "ok": False,
        "protocol": "imap",
        "host": "mail.example.com",
        "port": 143,
        "security": "starttls",
    }
    assert document["tls"]["problems"] == ["name", "expired"]
    assert document["judgements"]["system"]["problems"] == ["name", "expired"]
    assert document["judgements"]["portable"]["problems"] == ["expired"]


def test_no_certificate() -> None:
    document = printed(Looked(plan=PLAN, error=REJECTED))
    assert (document["tls"], document["judgements"], document["address"]) == (None, None, None)
    assert document["error"]["code"] == "auth-rejected"


@pytest.mark.parametrize(
    "looked",
    [
        Looked(plan=PLAN, tls=REJECTED_TLS),
        Looked(plan=PLAN, tls=TLS),
        Looked(plan=PLAN, error=REJECTED),
    ],
)
def test_it_follows_its_schema(looked: Looked) -> None:
    validate(printed(looked), "certificate-1.json")
