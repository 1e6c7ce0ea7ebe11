"""Files that only their owner may read, replaced as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
"""Read and write for the owner, nothing for others."""


def make_private_folder(folder: Path) -> None:
    """Make `folder` where it is missing, open to its owner only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_private(path: Path, text: str) -> None:
    """Put `text` in the place of the file at once: a reader, or a crash, sees the old text or the new one.

    A link stays a link; the file it leads to is replaced. Raises `OSError`.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can: Windows cannot open a folder."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing the file at `path` meanwhile: the lock is a file beside it."""
    target = Path(os.path.realpath(path))
    make_private_folder(target.parent)
    with open(target.with_name(f".{target.name}.lock"), "ab", opener=private_opener) as file:
        _lock(file.fileno())
        yield


def private_opener(name: str, flags: int) -> int:
    """Open a file for `open(..., opener=...)` so that a new one is private from its first moment."""
    return os.open(name, flags, PRIVATE)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
