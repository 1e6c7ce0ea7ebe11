"""What a server sent of its chain."""

from __future__ import annotations

import ssl

import pytest

from postroom.net.certificates import chain_as_sent
from tests.net.peers import trusting
from tests.support.ca import HOST, Certificates, Identity


def shake_hands(identity: Identity, client: ssl.SSLContext) -> ssl.SSLObject:
    """Connect a client and a server in memory, and give the client's side."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=HOST)
    theirs = identity.server_context().wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours, theirs):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return ours


def certificates_in(identity: Identity) -> tuple[bytes, ...]:
    ends = identity.chain.read_text().split("-----END CERTIFICATE-----\n")
    return tuple(ssl.PEM_cert_to_DER_cert(part + "-----END CERTIFICATE-----\n") for part in ends if part)


def test_a_certificate_that_comes_alone(test_ca: Certificates) -> None:
    connection = shake_hands(test_ca.good, trusting(test_ca.root))
    assert chain_as_sent(connection) == certificates_in(test_ca.good)


def test_one_with_the_authorities_between_comes_first(test_ca: Certificates) -> None:
    connection = shake_hands(test_ca.by_intermediate, trusting(test_ca.root))
    sent = certificates_in(test_ca.by_intermediate)
    assert len(sent) == 2
    assert chain_as_sent(connection) == sent


@pytest.mark.parametrize("server", ["expired", "self_signed"])
def test_one_that_nobody_verified(test_ca: Certificates, server: str) -> None:
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname = False
    unverified.verify_mode = ssl.CERT_NONE
    identity = getattr(test_ca, server)
    assert chain_as_sent(shake_hands(identity, unverified)) == certificates_in(identity)


def test_before_the_handshake_there_is_none(test_ca: Certificates) -> None:
    client = trusting(test_ca.root)
    connection = client.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=HOST)
    assert chain_as_sent(connection) == ()
