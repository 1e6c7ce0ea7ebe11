"""A stapled answer counts where the issuer gave it, about this certificate, and lately."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponseBuilder, OCSPResponseStatus
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.examination import Revocation, RevocationStatus
from postroom.model.problems import RevocationEvidence
from postroom.net.examination.certificate import Certificate
from postroom.net.examination.revocation import stapled
from tests.support.ocsp import answer
from tests.support.pki import DAY, NOW, OVER, SERVER, Key, Party, issue, rsa_key
from tests.support.situations import intermediate, root, server, stranger

LEAF = server(intermediate())
FOR_ANSWERS = (ExtendedKeyUsageOID.OCSP_SIGNING,)
GOOD = OCSPCertStatus.GOOD


def asked(response: bytes | None, *path: Party) -> tuple[Revocation, RevocationEvidence | None]:
    chain = path or (LEAF, intermediate(), root())
    return stapled(response, [Certificate(party.der) for party in chain], NOW)


def test_the_issuer_s_word_counts() -> None:
    assert asked(answer(LEAF, intermediate(), GOOD)) == (Revocation(RevocationStatus.GOOD), None)
    revoked = RevocationEvidence(NOW - DAY, "keyCompromise")
    assert asked(answer(LEAF, intermediate())) == (Revocation(RevocationStatus.REVOKED), revoked)


@pytest.mark.parametrize("key", [rsa_key(2048, "answers"), ed25519.Ed25519PrivateKey.generate()])
def test_issuers_have_keys_of_every_kind(key: Key) -> None:
    issuer = issue("Issuer", root(), ca=True, key=key)
    leaf = server(issuer)
    assert asked(answer(leaf, issuer, GOOD), leaf, issuer)[0].status is RevocationStatus.GOOD


def test_the_issuer_may_name_somebody_for_it() -> None:
    signer = issue("Answers", intermediate(), purposes=FOR_ANSWERS)
    assert asked(answer(LEAF, intermediate(), signer=signer))[0].status is RevocationStatus.REVOKED


@pytest.mark.parametrize(
    "signer",
    [
        stranger(),
        root(),
        LEAF,
        issue("Answers", intermediate(), purposes=SERVER),
        issue("Answers", intermediate()),
        issue("Answers", intermediate(), purposes=FOR_ANSWERS, valid=OVER),
        issue("Answers", intermediate(), purposes=FOR_ANSWERS, signed_by=stranger().key),
        issue("Answers", stranger(), purposes=FOR_ANSWERS),
    ],
    ids=["stranger", "root", "leaf", "for servers", "for anything", "over", "forged", "by a stranger"],
)
def test_nobody_else_may_answer(signer: Party) -> None:
    revocation, evidence = asked(answer(LEAF, intermediate(), signer=signer))
    assert (revocation.status, evidence) == (RevocationStatus.NOT_CHECKED, None)
    assert revocation.why == "the answer is not signed by the issuer"


def refused() -> bytes:
    response = OCSPResponseBuilder.build_unsuccessful(OCSPResponseStatus.TRY_LATER)
    from cryptography.hazmat.primitives.serialization import Encoding

    return response.public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (None, "the server sent no word on it"),
        (b"", "the answer cannot be read"),
        (b"\x30\x03\x0a\x01\x00", "the answer cannot be read"),
        (refused(), "the issuer gave no answer"),
        (answer(server(intermediate()), intermediate()), "the answer is about another certificate"),
        (answer(LEAF, stranger()), "the answer is about another certificate"),
        (answer(LEAF, intermediate(), since=NOW - 9 * DAY), "the answer is too old, or not valid yet"),
        (answer(LEAF, intermediate(), since=NOW + DAY), "the answer is too old, or not valid yet"),
        (answer(LEAF, intermediate(), lasts=None), "the answer is too old, or not valid yet"),
        (answer(LEAF, intermediate(), OCSPCertStatus.UNKNOWN), "the issuer does not know the certificate"),
    ],
    ids=[
        "none",
        "empty",
        "without body",
        "refused",
        "another",
        "another issuer",
        "old",
        "early",
        "endless",
        "unknown",
    ],
)
def test_what_does_not_count_says_why(response: bytes | None, why: str) -> None:
    assert asked(response) == (Revocation(RevocationStatus.NOT_CHECKED, why), None)


def test_without_the_issuer_nobody_is_believed() -> None:
    revocation, evidence = asked(answer(LEAF, intermediate()), LEAF)
    assert (revocation.status, evidence) == (RevocationStatus.NOT_CHECKED, None)
    assert revocation.why == "the issuer's certificate is not at hand"


@given(st.integers(0), st.binary(min_size=1, max_size=3))
def test_a_damaged_answer_is_never_believed(place: int, junk: bytes) -> None:
    response = answer(LEAF, intermediate())
    place %= len(response)
    damaged = response[:place] + junk + response[place + len(junk) :]
    status = asked(damaged)[0].status
    assert status is RevocationStatus.NOT_CHECKED or damaged == response
