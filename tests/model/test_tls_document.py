"""TLS in documents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from msgspec import to_builtins

from postroom.model.document import session_document
from postroom.model.json_text import json_text
from postroom.model.tls_document import judgements_document, tls_document
from postroom.model.trust import Judgement, LetThrough, Toggle
from tests.model.samples import CERTIFICATE, EXPIRED, OTHER_NAME, READY, REJECTED_TLS, TLS


def test_a_connection_that_nobody_examined_has_no_problems() -> None:
    document = tls_document(TLS)
    assert (document.problems, document.ignored, document.findings, document.revocation) == ((), (), (), None)
    assert judgements_document(TLS) is None


def test_a_certificate_has_its_facts() -> None:
    keyed = replace(
        CERTIFICATE, key_sha256="cd" * 32, is_ca=True, key_usages=("a",), extended_usages=("serverAuth",)
    )
    (document,) = tls_document(replace(TLS, chain=(keyed,))).chain
    assert (document.sha256, document.key_sha256, document.is_ca) == ("ab" * 32, "cd" * 32, True)
    assert (document.key_usages, document.extended_usages) == (("a",), ("serverAuth",))


def test_all_problems_of_the_deciding_store_are_told_and_which_were_ignored() -> None:
    document: Any = to_builtins(tls_document(REJECTED_TLS))
    assert (list(document["problems"]), list(document["ignored"])) == (["name", "expired"], ["name"])
    other, expired = document["findings"]
    assert (other["kind"], other["position"], other["ignored_by"]) == ("name", 0, "exception")
    assert other["evidence"]["about"] == "name"
    assert other["what"].startswith("You typed mail.example.com")
    assert (expired["ignored_by"], expired["who"]) == (None, "server")
    assert document["revocation"] == {"status": "not checked", "why": ""}


def test_a_toggle_is_told_by_its_name() -> None:
    judgement = Judgement((OTHER_NAME,), (LetThrough(EXPIRED, Toggle.ANY),), None)
    document = tls_document(replace(REJECTED_TLS, judgement=judgement))
    assert [finding.ignored_by for finding in document.findings] == [None, "any"]


def test_both_stores_are_heard() -> None:
    document = judgements_document(REJECTED_TLS)
    assert document is not None
    assert document.system.problems == ("name", "expired")
    assert document.portable.problems == ("expired",)
    assert document.system.anchored
    (link,) = document.system.path
    assert (link.origin, link.position, link.sha256) == ("sent", 0, "ab" * 32)


def test_a_kind_is_named_once_however_many_certificates_have_it() -> None:
    examination = REJECTED_TLS.examination
    assert examination is not None
    twice = replace(examination, system=replace(examination.system, problems=(EXPIRED, EXPIRED)))
    document = tls_document(replace(REJECTED_TLS, examination=twice))
    assert document.problems == ("expired",)
    assert len(document.findings) == 2


def test_it_can_be_printed() -> None:
    document = session_document(replace(READY, tls=REJECTED_TLS), ())
    assert json.loads(json_text(document))["tls"]["findings"][0]["kind"] == "name"
