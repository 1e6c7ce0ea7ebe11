"""A certificate is read part by part, and what cannot be read is None."""

from __future__ import annotations

import warnings

import pytest
from cryptography import x509

from postroom.net.examination.certificate import Certificate, shown
from tests.support.pki import NOW, encoded, issue, with_duplicate_extension
from tests.support.situations import HOST, root, server


def test_a_good_certificate_is_read_whole() -> None:
    party = server(root())
    certificate = Certificate(party.der)
    assert certificate.parsed == party.certificate
    assert (certificate.subject, certificate.issuer) == ("CN=server", "CN=Test root")
    assert certificate.period is not None
    assert certificate.period[0] < NOW < certificate.period[1]
    assert certificate.public_key == party.key.public_key()
    assert not certificate.is_authority
    assert certificate.trouble == ""


def test_an_authority_says_so() -> None:
    assert Certificate(root().der).is_authority


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"hello", bytes(1000), encoded(0x30, b"\xff" * 300)])
def test_of_what_is_no_certificate_nothing_is_read(der: bytes) -> None:
    certificate = Certificate(der)
    assert certificate.trouble
    assert certificate.parsed is None
    assert certificate.subject is None
    assert certificate.period is None
    assert certificate.public_key is None
    assert certificate.extensions == ()
    assert certificate.extension(x509.BasicConstraints) is None


def test_an_extension_that_cannot_be_read_hides_the_others_and_nothing_else() -> None:
    certificate = Certificate(with_duplicate_extension(server(root()), root()))
    assert "Duplicate" in certificate.trouble
    assert certificate.extensions == ()
    assert certificate.subject == "CN=server"


def test_the_library_s_warnings_are_kept_from_users() -> None:
    der = issue(HOST).der
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Certificate(der.replace(b"\x02\x14", b"\x02\x14", 1)).trouble == ""


def test_a_stranger_s_text_steers_no_terminal() -> None:
    assert shown("\x1b[2J\u202ea\udc80") == "\\x1b[2J\\u202ea\\xed\\xb2\\x80"
