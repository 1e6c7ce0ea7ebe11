"""Certificates as values, and the words of trust."""

from __future__ import annotations

import base64
import ssl
from dataclasses import replace
from datetime import timedelta

from postroom.model.tls import TrustMode
from tests.model.samples import CERTIFICATE, EXPIRED, OTHER_NAME, REJECTED_TLS, TLS


def test_the_modes_are_the_words_of_the_command_line() -> None:
    assert [mode.value for mode in TrustMode] == ["auto", "system", "portable"]


def test_the_chain_begins_with_the_server_s_own_certificate() -> None:
    assert TLS.chain[0].names[0] == "pop.example.com"


def test_days_are_whole_and_negative_once_it_has_expired() -> None:
    end = CERTIFICATE.not_after
    assert CERTIFICATE.days_left(end - timedelta(days=3, hours=1)) == 3
    assert CERTIFICATE.days_left(end) == 0
    assert CERTIFICATE.days_left(end + timedelta(seconds=1)) == -1


def test_the_text_of_a_certificate_is_what_tools_read() -> None:
    certificate = replace(CERTIFICATE, der=bytes(range(200)))
    lines = certificate.pem.splitlines()
    assert base64.b64decode("".join(lines[1:-1])) == certificate.der
    assert max(map(len, lines)) == 64
    assert ssl.PEM_cert_to_DER_cert(certificate.pem) == certificate.der


def test_without_an_examination_nothing_is_known_of_problems() -> None:
    assert (TLS.verdict, TLS.problems, TLS.let_through) == (None, (), ())


def test_the_problems_are_those_of_the_store_that_decides() -> None:
    assert REJECTED_TLS.problems == (OTHER_NAME, EXPIRED)
    assert replace(REJECTED_TLS, trust="portable+ca").problems == (EXPIRED,)
    assert [each.problem for each in REJECTED_TLS.let_through] == [OTHER_NAME]
