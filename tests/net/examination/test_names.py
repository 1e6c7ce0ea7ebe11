"""Which names a certificate covers (RFC 9525 section 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.problems import NameEvidence
from postroom.net.examination.certificate import Certificate
from postroom.net.examination.names import matches, name_evidence
from tests.support.pki import issue
from tests.support.situations import root, server


@pytest.mark.parametrize(
    ("presented", "typed"),
    [
        ("mail.example.test", "mail.example.test"),
        ("MAIL.Example.Test", "mail.example.test"),
        ("*.example.test", "mail.example.test"),
        ("*.example.test", "xn--mnchen-3ya.example.test"),
        ("*.a.example.test", "mail.a.example.test"),
    ],
)
def test_covered(presented: str, typed: str) -> None:
    assert matches(presented, typed)


@pytest.mark.parametrize(
    ("presented", "typed"),
    [
        ("example.test", "mail.example.test"),
        ("mail.example.test", "example.test"),
        ("*.example.test", "example.test"),
        ("*.example.test", ".example.test"),
        ("*.example.test", "a.mail.example.test"),
        ("*.test", "example.test"),
        ("*", "test"),
        ("*.", "test."),
        ("*.*.test", "mail.example.test"),
        ("*.*.test", "a.*.test"),
        ("m*.example.test", "mail.example.test"),
        ("xn--*.example.test", "xn--mnchen-3ya.example.test"),
        ("mail.*.test", "mail.example.test"),
        ("*.example.test", "*.example.test"),
        ("mail.example.test\0.evil.test", "mail.example.test"),
        ("", "mail.example.test"),
        ("", ""),
    ],
)
def test_not_covered(presented: str, typed: str) -> None:
    assert not (typed and matches(presented, typed))


@given(
    st.text(st.sampled_from("ab*.-"), max_size=12), st.text(st.sampled_from("ab.-"), min_size=1, max_size=12)
)
def test_nothing_is_covered_but_the_name_itself_and_one_label_below_a_domain(
    presented: str, typed: str
) -> None:
    parent = typed.partition(".")[2]
    by_pattern = presented == f"*.{parent}" and "." in parent and not typed.startswith(".")
    assert matches(presented, typed) == (presented == typed or by_pattern)


def test_the_evidence_says_what_was_typed_and_what_it_is_valid_for() -> None:
    certificate = Certificate(server(root(), names=("imap.test", "192.0.2.7")).der)
    assert name_evidence(certificate, "imap.test") is None
    assert name_evidence(certificate, "192.0.2.7") is None
    assert name_evidence(certificate, "Mail.test") == NameEvidence("Mail.test", ("imap.test", "192.0.2.7"))


def test_a_common_name_is_told_and_does_not_count() -> None:
    certificate = Certificate(issue("*.example.test").der)
    assert name_evidence(certificate, "mail.example.test") == NameEvidence(
        "mail.example.test", (), "*.example.test"
    )
    assert name_evidence(certificate, "example.test") == NameEvidence("example.test", ())


def test_an_address_is_covered_without_its_scope() -> None:
    certificate = Certificate(server(root(), names=("fe80::1",)).der)
    assert name_evidence(certificate, "fe80::1%eth0") is None
    assert name_evidence(certificate, "fe80::2%eth0") is not None


def test_a_certificate_that_cannot_be_read_covers_nothing() -> None:
    assert name_evidence(Certificate(b""), "mail.test") == NameEvidence("mail.test", ())
