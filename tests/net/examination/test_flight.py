"""The flight is what a TLS server says first: a client takes it, and judges the certificates in it."""

from __future__ import annotations

import ssl

import pytest

from postroom.net.examination.flight import first_flight
from tests.support.situations import HOST, root, server

CIPHER = 0xC02B


def test_python_s_own_client_takes_it_and_judges_the_certificate() -> None:
    client = ssl.create_default_context()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    incoming = ssl.MemoryBIO()
    connection = client.wrap_bio(incoming, ssl.MemoryBIO(), server_hostname=HOST)
    with pytest.raises(ssl.SSLWantReadError):
        connection.do_handshake()
    incoming.write(first_flight([server(root()).der], CIPHER))
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer certificate"):
        connection.do_handshake()


@pytest.mark.parametrize("size", [0, 1, 16_000, 16_384, 60_000])
def test_it_is_cut_into_records_of_lawful_length(size: int) -> None:
    flight, said, longest = first_flight([bytes(size)], CIPHER), b"", 0
    while flight:
        assert flight[:3] == b"\x16\x03\x03"
        length = int.from_bytes(flight[3:5], "big")
        said, flight, longest = said + flight[5 : 5 + length], flight[5 + length :], max(longest, length)
    assert longest <= 16_384
    assert said.endswith(
        b"\x0b"
        + (size + 6).to_bytes(3, "big")
        + (size + 3).to_bytes(3, "big")
        + size.to_bytes(3, "big")
        + bytes(size)
    )
