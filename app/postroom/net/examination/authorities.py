"""Where certificates to trust come from: the operating system's list, Postroom's own, and files."""

from __future__ import annotations

import re
import ssl
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from postroom.model.text import say
from postroom.net.errors import TrustUnavailable
from postroom.net.examination.openssl import Anchors

if TYPE_CHECKING:
    from OpenSSL import crypto

_UNIX_BUNDLES: Final = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where systems keep their authorities when OpenSSL was built, as in a frozen program, for another system."""

_PEM: Final = re.compile(
    rb"-----BEGIN (X509 )?CERTIFICATE-----.*?-----END (X509 )?CERTIFICATE-----", re.DOTALL
)
"""A certificate as text (RFC 7468 section 5), and by its old label."""


def system_authorities() -> Anchors:
    """Give what the operating system lists; where it lists nothing, nothing.

    macOS shows its list to nobody: there Postroom's own stands in, to find paths, and the system has the last word.
    """
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return portable_authorities()
    return _unix()


def portable_authorities() -> Anchors:
    """Give the bundle that Postroom carries. Raises `TrustUnavailable`."""
    import certifi

    path = Path(certifi.where())
    try:
        return Anchors(_read(path))
    except OSError as error:
        words = say(
            "Postroom's own list of authorities cannot be read ({error}): install Postroom again.",
            error=error.strerror,
        )
        raise TrustUnavailable(path, words) from None


def authorities_in(path: Path) -> tuple[crypto.X509, ...]:
    """Give the certificates in a file, in PEM form. Raises `TrustUnavailable`."""
    try:
        found = _read(path)
    except (OSError, ValueError) as error:  # no name of a file holds NUL
        reason = error.strerror if isinstance(error, OSError) else error
        raise TrustUnavailable(
            path, say("{path} cannot be read: {error}.", path=path, error=reason)
        ) from None
    if not found:
        words = say("{path} holds no certificate in PEM form: convert it, or name another file.", path=path)
        raise TrustUnavailable(path, words)
    return found


def _read(path: Path) -> tuple[crypto.X509, ...]:
    from OpenSSL import crypto

    text = path.read_bytes()
    return _loaded(_load(crypto.FILETYPE_PEM, found[0]) for found in _PEM.finditer(text))


def _loaded(certificates: Iterable[crypto.X509 | None]) -> tuple[crypto.X509, ...]:
    """Leave out what cannot be read: it vouches for nobody."""
    return tuple(certificate for certificate in certificates if certificate is not None)


@lru_cache(maxsize=1024)
def _load(form: int, raw: bytes) -> crypto.X509 | None:
    """Load a certificate once: most of the two lists are the same."""
    from OpenSSL import crypto

    try:
        return crypto.load_certificate(form, raw)
    except crypto.Error:
        return None


def _unix() -> Anchors:
    """Give what Python's own `ssl` trusts, or the bundle of a system that it does not know."""
    paths = ssl.get_default_verify_paths()
    files = [Path(paths.cafile)] if paths.cafile else []
    if not files and not (paths.capath and any(Path(paths.capath).glob("*.0"))):
        files = [path for path in map(Path, _UNIX_BUNDLES) if path.is_file()][:1]
    return Anchors(tuple(found for path in files for found in _read(path)), paths.capath)


if sys.platform == "win32":

    def _windows() -> Anchors:
        """Give the roots that Windows lists for servers; what it would fetch on demand only Windows knows."""
        from OpenSSL import crypto

        listed = (
            _load(crypto.FILETYPE_ASN1, der)
            for der, encoding, purposes in ssl.enum_certificates("ROOT")
            if encoding == "x509_asn"
            and (purposes if isinstance(purposes, bool) else ssl.Purpose.SERVER_AUTH.oid in purposes)
        )
        return Anchors(_loaded(listed))
