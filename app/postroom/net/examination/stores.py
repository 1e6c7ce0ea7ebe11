"""The stores that an examination asks side by side, loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePath

from postroom.model.tls import TrustMode
from postroom.net.examination.authorities import authorities_in, portable_authorities, system_authorities
from postroom.net.examination.openssl import Anchors
from postroom.net.examination.operating_system import SystemVerifier, system_verifier


@dataclass(frozen=True, slots=True)
class Store:
    """A list of certificates to trust, and whoever has the last word on it."""

    mode: TrustMode
    """`system` or `portable`."""
    anchors: Anchors
    operating_system: SystemVerifier | None = None
    """The verifier that has the last word on authorities, where the operating system has one of its own."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The operating system's store and Postroom's own."""

    system: Store
    portable: Store


def load_stores(ca_files: Sequence[PurePath] = ()) -> Stores:
    """Give both stores, with the certificates of `ca_files` (PEM) in each.

    The first time, and again after a file has changed, they have to be read. Raises `TrustUnavailable`.
    """
    files = tuple((path, _stamp(path)) for path in map(Path, ca_files))
    return Stores(_load(TrustMode.SYSTEM, files), _load(TrustMode.PORTABLE, files))


@lru_cache(maxsize=16)
def _load(mode: TrustMode, files: tuple[tuple[Path, int], ...]) -> Store:
    paths = [path for path, _ in files]
    own = _authorities(mode)
    added = tuple(certificate for path in paths for certificate in authorities_in(path))
    anchors = replace(own, certificates=(*own.certificates, *added))
    return Store(mode, anchors, system_verifier(paths) if mode is TrustMode.SYSTEM else None)


@lru_cache(maxsize=2)
def _authorities(mode: TrustMode) -> Anchors:
    return system_authorities() if mode is TrustMode.SYSTEM else portable_authorities()


def _stamp(path: Path) -> int:
    """Give what changes with a file's content. A file that is not there is told when it is read."""
    try:
        return path.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0
