"""What others say of the same certificates: `openssl verify`, and a handshake of Python's own `ssl`.

Both use the system's OpenSSL, which is another release than the one that the examination asks.
"""

from __future__ import annotations

import ssl
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest

from postroom.model.endpoint import to_ascii
from tests.net.examination.conftest import TrustedBy
from tests.support.pki import NOW
from tests.support.situations import Situation, situations

STRICTER = {
    "name-in-common-name-only",  # OpenSSL still takes the common name where there is no other
    "revoked",  # OpenSSL sees no stapled answer here
}
"""Situations in which Postroom sees a problem and OpenSSL does not."""

EACH = pytest.mark.parametrize("situation", situations(), ids=lambda situation: situation.name)
SERVED = pytest.mark.parametrize(
    "situation", [each for each in situations() if each.can_be_served], ids=lambda situation: situation.name
)


def is_fine(situation: Situation) -> bool:
    """Tell whether OpenSSL has to accept what a server shows."""
    return not situation.expected or situation.name in STRICTER


@EACH
def test_openssl_rejects_what_has_problems_and_nothing_else(
    situation: Situation, trusted_by: TrustedBy, tmp_path: Path
) -> None:
    leaf, above = tmp_path / "leaf.pem", tmp_path / "above.pem"
    leaf.write_text(ssl.DER_cert_to_PEM_cert(situation.chain[0]))
    above.write_text("".join(map(ssl.DER_cert_to_PEM_cert, situation.chain[1:])))
    host = to_ascii(situation.host).removesuffix(".")
    check = ["-verify_ip" if host[0].isdigit() else "-verify_hostname", host]
    untrusted = ["-untrusted", str(above)] if situation.chain[1:] else []
    done = subprocess.run(
        [
            "openssl", "verify", "-purpose", "sslserver", "-auth_level", "2", "-partial_chain",
            "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore", "-CAfile", str(trusted_by(situation)),
            *untrusted, *check, str(leaf),
        ],
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert (done.returncode == 0) == is_fine(situation), done.stdout + done.stderr


@SERVED
def test_a_handshake_that_verifies_fails_where_there_are_problems_and_nowhere_else(
    situation: Situation, trusted_by: TrustedBy, tmp_path: Path
) -> None:
    client = ssl.create_default_context(cafile=str(trusted_by(situation)))
    client.set_ciphers("DEFAULT@SECLEVEL=2")
    client.verify_flags |= 0x80000  # X509_V_FLAG_PARTIAL_CHAIN
    host = to_ascii(situation.host).removesuffix(".")
    fate = nullcontext() if is_fine(situation) else pytest.raises(ssl.SSLCertVerificationError)
    with fate:
        shake_hands(client, situation.server_context(tmp_path), host)


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, host: str) -> None:
    """Let both talk to each other in memory. Raises what the client has against the server."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(down, up, server_hostname=host)
    other = server.wrap_bio(up, down, server_side=True)
    for side in (one, other, one, other):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert one.version()
