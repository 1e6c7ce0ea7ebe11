"""TLS contexts for the authorities that a plan believes. Every one of them verifies; none can be told not to."""

from __future__ import annotations

import os
import ssl
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from postroom.model.plan import Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.net.errors import CertificateRejected, TrustUnavailable

_UNKNOWN_ISSUER: Final = frozenset(
    {
        2,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT: a known authority's own issuer is not known
        19,  # X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: the server sent a root that is not known
        20,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        21,  # X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: the server sent nothing but its own certificate
        0x800B0109,  # Windows: CERT_E_UNTRUSTEDROOT
        0x800B010A,  # Windows: CERT_E_CHAINING
        -67843,  # macOS: errSecNotTrusted
        -25318,  # macOS: errSecCreateChainFailed
    }
)
"""Verdicts that say no more than that an authority is not known. Not 18: no bundle vouches for a self-signed server."""

_UNIX_BUNDLES: Final = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where systems keep their authorities when OpenSSL was built, as in a frozen program, for another system."""

_PARTIAL_CHAIN: Final = ssl.VerifyFlags(0x80000)
"""X509_V_FLAG_PARTIAL_CHAIN: an authority given as a file is believed also where its own issuer is not known."""


@dataclass(frozen=True, slots=True)
class TrustContext:
    """One list of authorities with the plan's further files, and the context that verifies against it."""

    mode: TrustMode
    ca_files: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """`system` or `portable`, with `+ca` where files were added."""
        return f"{self.mode}+ca" if self.ca_files else str(self.mode)

    def context(self) -> ssl.SSLContext:
        """Give the context. It costs some 20 ms the first time, and again after a file has changed.

        Raises `TrustUnavailable`.
        """
        return _context(self.mode, tuple((path, _stamp(path)) for path in self.ca_files))


def contexts(trust: Trust) -> tuple[TrustContext, ...]:
    """Give the lists to ask, in order. The next one may be asked only where `is_unknown_issuer` says so."""
    modes = (TrustMode.SYSTEM, TrustMode.PORTABLE) if trust.mode is TrustMode.AUTO else (trust.mode,)
    return tuple(TrustContext(mode, tuple(map(Path, trust.ca_files))) for mode in modes)


def is_unknown_issuer(error: CertificateRejected) -> bool:
    """Tell whether a list rejected a certificate for no other reason than that it does not know the issuer."""
    return error.code in _UNKNOWN_ISSUER


@lru_cache(maxsize=16)
def _context(mode: TrustMode, ca_files: tuple[tuple[Path, int], ...]) -> ssl.SSLContext:
    context = _system() if mode is TrustMode.SYSTEM else _portable()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    context.verify_flags |= _PARTIAL_CHAIN
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    for path, _ in ca_files:
        _add(context, path)
    return context


def _system() -> ssl.SSLContext:
    """Make a context that asks the operating system.

    On Windows and macOS truststore does. Elsewhere it would read OpenSSL's files, 20 ms for each connection; we read
    them once.
    """
    if sys.platform in {"win32", "darwin"}:
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    defaults = ssl.get_default_verify_paths()
    if defaults.cafile or (defaults.capath and any(Path(defaults.capath).glob("*.0"))):
        context.set_default_verify_paths()
    elif bundle := next(filter(os.path.isfile, _UNIX_BUNDLES), None):
        context.load_verify_locations(bundle)
    return context


def _portable() -> ssl.SSLContext:
    import certifi

    path = Path(certifi.where())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except OSError as error:
        words = say(
            "Postroom's own list of authorities cannot be read ({error}): install Postroom again.",
            error=error.strerror,
        )
        raise TrustUnavailable(path, words) from None
    return context


def _add(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(path)
    except ssl.SSLError:
        words = say("{path} holds no certificate in PEM form: convert it, or name another file.", path=path)
        raise TrustUnavailable(path, words) from None
    except OSError as error:
        words = say("{path} cannot be read: {error}.", path=path, error=error.strerror)
        raise TrustUnavailable(path, words) from None


def _stamp(path: Path) -> int:
    """Give what changes with a file's content. A file that is not there is told when it is read."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
