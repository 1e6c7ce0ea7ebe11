"""The stores whose certificates vouch for servers: the operating system's and Postroom's own, each with further files."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.net.errors import TrustUnavailable
from postroom.net.examination.openssl import OpenSslVerifier
from postroom.net.examination.operating_system import SystemVerifier, ask_system

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


@dataclass(frozen=True, slots=True)
class Store:
    """What one store is asked with."""

    mode: TrustMode
    openssl: OpenSslVerifier
    operating_system: SystemVerifier | None = None
    """Where the operating system judges by itself, its verifier: it knows more than its list of authorities tells."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores that an examination asks side by side."""

    system: Store
    portable: Store


def load_stores(ca_files: Sequence[PurePath] = ()) -> Stores:
    """Give both stores, with the certificates of `ca_files` (PEM) in each.

    They cost some 20 ms the first time, and again after a file has changed. Raises `TrustUnavailable`.
    """
    files = tuple((Path(path), _stamp(Path(path))) for path in ca_files)
    return Stores(_store(TrustMode.SYSTEM, files), _store(TrustMode.PORTABLE, files))


@lru_cache(maxsize=16)
def _store(mode: TrustMode, files: tuple[tuple[Path, int], ...]) -> Store:
    add_own = _add_system if mode is TrustMode.SYSTEM else _add_portable
    paths = [path for path, _ in files]

    def trust(context: SSL.Context) -> None:
        add_own(context)
        for path in paths:
            _add_file(context, path)

    verifier = OpenSslVerifier(trust)
    return Store(mode, verifier, ask_system(paths) if mode is TrustMode.SYSTEM else None)


def _add_portable(context: SSL.Context) -> None:
    import certifi

    path = Path(certifi.where())
    try:
        path.stat()
    except OSError as error:
        words = say(
            "Postroom's own list of authorities cannot be read ({error}): install Postroom again.",
            error=error.strerror,
        )
        raise TrustUnavailable(path, words) from None
    context.load_verify_locations(path)


def _add_system(context: SSL.Context) -> None:
    if sys.platform == "win32":
        return _add_windows(context)
    if sys.platform == "darwin":
        return _add_portable(context)  # macOS keeps its own to itself: these show paths, and it has the last word
    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        return context.load_verify_locations(paths.cafile, paths.capath)
    if bundle := next((path for path in _UNIX_BUNDLES if Path(path).is_file()), None):
        context.load_verify_locations(bundle)
    return None
