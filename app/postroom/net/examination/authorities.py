"""Where certificates to trust come from: the operating system's list, Postroom's own, and files."""

from __future__ import annotations

import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from postroom.model.text import say
from postroom.net.errors import TrustUnavailable

if TYPE_CHECKING:
    from OpenSSL import SSL

_UNIX_BUNDLES: Final = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
"""Where systems keep their authorities when OpenSSL was built, as in a frozen program, for another system."""


def add_system(context: SSL.Context) -> None:
    """Trust what the operating system lists; where it lists nothing, nothing.

    macOS shows its list to nobody: there Postroom's own stands in, to find paths, and the system has the last word.
    """
    if sys.platform == "win32":
        _add_windows(context)
    elif sys.platform == "darwin":
        add_portable(context)
    else:
        _add_unix(context)


def add_portable(context: SSL.Context) -> None:
    """Trust the bundle that Postroom carries. Raises `TrustUnavailable`."""
    import certifi

    path = Path(certifi.where())
    try:
        _load(context, path)
    except OSError as error:
        words = say(
            "Postroom's own list of authorities cannot be read ({error}): install Postroom again.",
            error=error.strerror,
        )
        raise TrustUnavailable(path, words) from None


def add_file(context: SSL.Context, path: Path) -> None:
    """Trust the certificates in a file, in PEM form. Raises `TrustUnavailable`."""
    from OpenSSL import SSL

    try:
        _load(context, path)
    except SSL.Error:
        words = say("{path} holds no certificate in PEM form: convert it, or name another file.", path=path)
        raise TrustUnavailable(path, words) from None
    except OSError as error:
        words = say("{path} cannot be read: {error}.", path=path, error=error.strerror)
        raise TrustUnavailable(path, words) from None


def _load(context: SSL.Context, path: Path) -> None:
    """Trust the certificates in a file. OpenSSL does not say why it cannot open one: opening it first does."""
    with path.open("rb"):
        context.load_verify_locations(path)


def _add_unix(context: SSL.Context) -> None:
    """Trust what Python's own `ssl` trusts, or the bundle of a system that it does not know."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).glob("*.0"))):
        context.load_verify_locations(paths.cafile, paths.capath)
    elif bundle := next((path for path in map(Path, _UNIX_BUNDLES) if path.is_file()), None):
        context.load_verify_locations(bundle)


if sys.platform == "win32":

    def _add_windows(context: SSL.Context) -> None:
        """Trust the roots that Windows lists for servers; what it would fetch on demand only Windows knows."""
        from OpenSSL import crypto

        store = context.get_cert_store()
        assert store is not None, "every context has one"
        for der, encoding, purposes in ssl.enum_certificates("ROOT"):
            if encoding == "x509_asn" and (purposes is True or ssl.Purpose.SERVER_AUTH.oid in purposes):
                store.add_cert(crypto.load_certificate(crypto.FILETYPE_ASN1, der))
