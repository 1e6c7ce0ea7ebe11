"""The verdict of Windows and macOS, which judge certificates by themselves and know more than they list."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from postroom.model.problems import ProblemKind

_NAMES: Final = {"win32": "Windows", "darwin": "macOS"}
"""The systems that judge by themselves."""

_KINDS: Final = {
    0x800B0101: ProblemKind.EXPIRED,  # CERT_E_EXPIRED, also where it is not valid yet
    0x800B0103: ProblemKind.WRONG_PURPOSE,  # CERT_E_ROLE
    0x800B0106: ProblemKind.WRONG_PURPOSE,  # CERT_E_PURPOSE
    0x800B0109: ProblemKind.UNKNOWN_AUTHORITY,  # CERT_E_UNTRUSTEDROOT
    0x800B010A: ProblemKind.UNKNOWN_AUTHORITY,  # CERT_E_CHAINING
    0x800B010C: ProblemKind.REVOKED,  # CERT_E_REVOKED
    0x800B0110: ProblemKind.WRONG_PURPOSE,  # CERT_E_WRONG_USAGE
    0x80092010: ProblemKind.REVOKED,  # CRYPT_E_REVOKED
    -25318: ProblemKind.UNKNOWN_AUTHORITY,  # errSecCreateChainFailed
    -67609: ProblemKind.WRONG_PURPOSE,  # errSecInvalidExtendedKeyUsage
    -67818: ProblemKind.EXPIRED,  # errSecCertificateExpired
    -67819: ProblemKind.NOT_YET_VALID,  # errSecCertificateNotValidYet
    -67820: ProblemKind.REVOKED,  # errSecCertificateRevoked
    -67843: ProblemKind.UNKNOWN_AUTHORITY,  # errSecNotTrusted
    -67901: ProblemKind.WEAK,  # errSecCertificateValidityPeriodTooLong
}
"""What the systems' numbers mean; any other is taken for the worst."""


@dataclass(frozen=True, slots=True)
class SystemObjection:
    """What the operating system has against a chain; it names one thing only."""

    source: str
    kind: ProblemKind
    words: str
    code: int


SystemVerifier = Callable[[Sequence[bytes]], SystemObjection | None]
"""Judges a chain in DER, the server's own certificate first, for this moment and any name; None where all is well."""


def system_verifier(ca_files: Sequence[Path], platform: str = sys.platform) -> SystemVerifier | None:
    """Give the operating system's verifier, which trusts `ca_files` too; None where OpenSSL's is the system's own.

    It may fetch certificates, and so take long on a bad network.
    """
    if platform not in _NAMES:
        return None
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False  # names are judged apart, by the same rule on all systems
    for path in ca_files:
        settings.load_verify_locations(path)

    def verify(chain: Sequence[bytes]) -> SystemObjection | None:
        # truststore 0.10 gives its verdict to connections only; the function below is what they call.
        from truststore._api import _verify_peercerts_impl  # type: ignore[attr-defined]

        try:
            _verify_peercerts_impl(settings, list(chain))
        except OSError as error:
            code: int = getattr(error, "verify_code", 0)
            words = getattr(error, "verify_message", "") or str(error)
            return SystemObjection(_NAMES[platform], _KINDS.get(code, ProblemKind.MALFORMED), words, code)
        return None

    return verify
