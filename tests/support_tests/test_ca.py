"""Each identity is refused for what it is named after, and the good ones are not refused."""

from __future__ import annotations

import ssl

import pytest

from tests.support.ca import HOST, Certificates, Identity

PROBLEMS = {
    "expired": "certificate has expired",
    "not_yet_valid": "certificate is not yet valid",
    "wrong_name": "Hostname mismatch",
    "unknown_root": "unable to get local issuer certificate",
    "without_intermediate": "unable to get local issuer certificate",
    "self_signed": "self-signed certificate",
    "expired_wrong_name_unknown_root": "unable to get local issuer certificate",
}


def shake_hands(identity: Identity, root: Certificates, host: str) -> None:
    """Shake hands without a network. Raises `ssl.SSLCertVerificationError`."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    trusting = ssl.create_default_context(cafile=root.root)
    client = trusting.wrap_bio(to_client, to_server, server_hostname=host)
    server = identity.server_context().wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


@pytest.mark.parametrize("host", [HOST, "127.0.0.1", "127.0.0.2", "::1"])
@pytest.mark.parametrize("kind", ["good", "by_intermediate"])
def test_nothing_is_wrong_with_the_good_ones(test_ca: Certificates, kind: str, host: str) -> None:
    shake_hands(getattr(test_ca, kind), test_ca, host)


@pytest.mark.parametrize(("kind", "problem"), PROBLEMS.items(), ids=PROBLEMS)
def test_the_others_are_refused_for_their_name(test_ca: Certificates, kind: str, problem: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match=problem):
        shake_hands(getattr(test_ca, kind), test_ca, HOST)


def test_each_is_made_once(test_ca: Certificates) -> None:
    assert test_ca.good is test_ca.good
    assert test_ca.good.key.stat().st_mode & 0o777 == 0o600
