"""What is said of a certificate's names, purpose, strength, revocation and form."""

from __future__ import annotations

import pytest

from postroom.model.problems import (
    Evidence,
    KeyEvidence,
    NameEvidence,
    ProblemKind,
    PurposeEvidence,
    RevocationEvidence,
    SignatureEvidence,
    WordsEvidence,
)
from postroom.model.trust_words.state import malformed, name, revoked, weak, wrong_purpose
from postroom.model.trust_words.wording import Explanation, Who
from tests.model.trust_words.cases import HOST, NOW, about, check_is_readable

WORDS = WordsEvidence("OpenSSL", "permitted subtree violation", 47)


def named(typed: str, *valid_for: str, common_name: str = "") -> Explanation:
    explanation = name(about(ProblemKind.NAME, NameEvidence(typed, valid_for, common_name)))
    check_is_readable(explanation)
    return explanation


@pytest.mark.parametrize(
    ("typed", "valid_for", "likely"),
    [
        (HOST, ("www.other.test", "smtp.example.test"), "smtp.example.test"),
        (HOST, ("www.other.test", "Example.Test"), "Example.Test"),
        (HOST, ("*.hoster.test", "192.0.2.7", "host7.hoster.test"), "host7.hoster.test"),
        ("192.0.2.7", ("mail.example.test",), "mail.example.test"),
        ("mail", ("mail.example.test",), "mail.example.test"),
    ],
)
def test_the_name_that_was_meant_is_offered(typed: str, valid_for: tuple[str, ...], likely: str) -> None:
    explanation = named(typed, *valid_for)
    assert explanation.what.startswith(f"You typed {typed}, but the certificate is for ")
    assert f"If {likely} is the server that you mean, type that name." in explanation.remedy
    assert explanation.who is Who.YOU


def test_where_only_patterns_and_addresses_are_named_none_is_offered() -> None:
    explanation = named(HOST, "*.hoster.test", "192.0.2.7")
    assert explanation.who is Who.SERVER
    assert f"has {HOST} among its names" in explanation.remedy


def test_stars_and_addresses_are_explained() -> None:
    assert "A star stands for the first part" in named("a.b.test.example", "*.test.example").what
    assert named("192.0.2.7", "192.0.2.7").what == (
        "The certificate has 192.0.2.7 as a name, where it should have it as an address."
    )


def test_a_thousand_names_are_not_recited() -> None:
    assert "and 996 more" in named(HOST, *(f"s{number}.test" for number in range(1000))).what


def test_a_common_name_is_said_to_count_no_more() -> None:
    assert f"has {HOST} only as its common name" in named(HOST, common_name=HOST).what


def test_a_certificate_without_names_is_for_no_server() -> None:
    assert named(HOST).what == "The certificate says for no server that it is for it."
    assert name(about(ProblemKind.NAME, WORDS)).what == named(HOST).what


@pytest.mark.parametrize(
    ("found", "said"),
    [(("clientAuth", "emailProtection"), "it is for clientAuth, emailProtection"), ((), "nothing")],
)
def test_a_certificate_that_is_not_for_servers_says_what_it_is_for(found: tuple[str, ...], said: str) -> None:
    explanation = wrong_purpose(about(ProblemKind.WRONG_PURPOSE, PurposeEvidence(found, "serverAuth")))
    check_is_readable(explanation)
    assert said in explanation.what
    assert "would need serverAuth" in explanation.what


@pytest.mark.parametrize(
    ("evidence", "position", "said"),
    [
        (
            PurposeEvidence(("digital signature",), "key cert sign"),
            1,
            "was used to issue another one",
        ),
        (WORDS, 0, f"OpenSSL says of the certificate of {HOST}: permitted subtree violation."),
    ],
)
def test_whoever_issues_without_leave_looks_like_a_forger(
    evidence: Evidence, position: int, said: str
) -> None:
    explanation = wrong_purpose(about(ProblemKind.WRONG_PURPOSE, evidence, position=position))
    check_is_readable(explanation)
    assert said in explanation.what
    assert "what a forgery looks like" in explanation.danger


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (KeyEvidence("RSA 1024 bits", 1024, 2048), "too short: RSA 1024 bits, where 2048 bits are the least"),
        (SignatureEvidence("RSA with SHA1"), "signed with RSA with SHA1, which can be forged"),
        (WordsEvidence("macOS", "not standards compliant", -67901), "weaker than macOS allows"),
        (RevocationEvidence(NOW), "weaker than Postroom allows"),
    ],
)
def test_it_is_said_what_is_weak(evidence: Evidence, said: str) -> None:
    explanation = weak(about(ProblemKind.WEAK, evidence))
    check_is_readable(explanation)
    assert said in explanation.what
    assert explanation.who is Who.SERVER


def test_a_weak_root_is_not_the_server_s_fault() -> None:
    explanation = weak(about(ProblemKind.WEAK, KeyEvidence("RSA 1024 bits", 1024, 2048), position=None))
    check_is_readable(explanation)
    assert explanation.who is Who.COMPANY


@pytest.mark.parametrize(
    ("evidence", "said"),
    [(RevocationEvidence(NOW), "took it back on 2026-03-01."), (WORDS, "has taken it back.")],
)
def test_a_certificate_that_was_taken_back_is_not_to_be_used(evidence: Evidence, said: str) -> None:
    explanation = revoked(about(ProblemKind.REVOKED, evidence))
    check_is_readable(explanation)
    assert explanation.what.endswith(said)
    assert "Do not log in" in explanation.remedy


def test_a_malformed_certificate_proves_nothing() -> None:
    words = WordsEvidence("OpenSSL", "certificate signature failure", 7)
    explanation = malformed(about(ProblemKind.MALFORMED, words))
    check_is_readable(explanation)
    assert "OpenSSL says: certificate signature failure." in explanation.what
    assert malformed(about(ProblemKind.MALFORMED, RevocationEvidence(NOW))).who is Who.SERVER


def test_a_server_may_send_no_certificate_at_all() -> None:
    words = WordsEvidence("Postroom", "the server sent no certificate")
    explanation = malformed(about(ProblemKind.MALFORMED, words, position=None, subject=""))
    check_is_readable(explanation)
    assert explanation.what == "The server sent no certificate."
