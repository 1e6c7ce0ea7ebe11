"""OpenSSL says all that it has against a chain, for any moment, and leaves nothing behind."""

from __future__ import annotations

import gc
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from OpenSSL import SSL, crypto

from postroom.net.examination.codes import Code
from postroom.net.examination.openssl import Anchors, can_load, verify
from tests.support.pki import CLIENT, DAY, NOW, OVER, Party, rsa_key
from tests.support.situations import ODD, intermediate, root, server, stranger


def trusting(*parties: Party) -> Anchors:
    return Anchors(tuple(crypto.load_certificate(crypto.FILETYPE_ASN1, party.der) for party in parties))


def test_a_good_chain_is_followed_to_its_root() -> None:
    leaf = server(intermediate())
    verdict = verify([leaf.der, intermediate().der], trusting(root()), NOW)
    assert verdict.path == (leaf.der, intermediate().der, root().der)
    assert (verdict.objections, verdict.failure) == ((), "")


def test_every_objection_is_said_with_its_words_and_its_certificate() -> None:
    leaf = server(stranger(), valid=OVER, purposes=CLIENT, key=rsa_key(1024), extensions=((ODD, True),))
    verdict = verify([leaf.der], trusting(root()), NOW)
    assert {objection.code for objection in verdict.objections} == {
        Code.CERT_HAS_EXPIRED,
        Code.INVALID_PURPOSE,
        Code.EE_KEY_TOO_SMALL,
        Code.UNHANDLED_CRITICAL_EXTENSION,
        Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
    }
    assert {objection.certificate for objection in verdict.objections} == {leaf.der}
    assert "certificate has expired" in {objection.words for objection in verdict.objections}


def test_the_moment_decides() -> None:
    leaf, anchors = server(root()), trusting(root())
    begin, end = leaf.certificate.not_valid_before_utc, leaf.certificate.not_valid_after_utc
    found = [
        {objection.code for objection in verify([leaf.der], anchors, at).objections}
        for at in (begin - DAY, begin, end - DAY, end + DAY, NOW)
    ]
    assert found == [{Code.CERT_NOT_YET_VALID}, set(), set(), {Code.CERT_HAS_EXPIRED}, set()]


def test_an_anchor_counts_without_its_issuer() -> None:
    leaf = server(intermediate())
    assert verify([leaf.der], trusting(intermediate()), NOW).objections == ()
    assert verify([leaf.der], trusting(leaf), NOW).path == (leaf.der,)


def test_more_is_found_in_a_folder_by_the_hash_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text(root().pem)
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True)
    verdict = verify([server(root()).der], Anchors(folder=str(tmp_path)), NOW)
    assert verdict.objections == ()
    assert verdict.path[-1] == root().der


@pytest.mark.parametrize(
    "chain", [[], [b""], [b"\x30\x00"], [bytes(200_000)]], ids=["none", "empty", "short", "long"]
)
def test_what_it_cannot_judge_is_a_failure_and_never_a_good_verdict(chain: Sequence[bytes]) -> None:
    verdict = verify(chain, trusting(root()), NOW)
    assert verdict.path == ()
    assert verdict.failure


def test_only_what_openssl_would_write_itself_is_loaded() -> None:
    der = root().der
    assert can_load(der)
    assert not can_load(der + b"\0")
    assert not can_load(der[:-1])
    assert not can_load(b"")


def test_nothing_is_left_of_a_handshake() -> None:
    leaf, anchors = server(root()), trusting(root())
    verify([leaf.der], anchors, NOW)
    gc.collect()
    gc.disable()
    try:
        before = held()
        verify([leaf.der], anchors, NOW)
        assert held() == before
    finally:
        gc.enable()


def held() -> set[int]:
    """Name what OpenSSL's connections need, wherever it is: the channels of sessions share a context."""
    return {id(each) for each in gc.get_objects() if isinstance(each, SSL.Connection | SSL.Context)}


def test_the_numbers_are_those_of_openssl() -> None:
    from cryptography.hazmat.bindings.openssl.binding import Binding

    named = {
        name: getattr(Binding.lib, f"X509_V_ERR_{name}", value) for name, value in Code.__members__.items()
    }
    assert named == dict(Code.__members__)
