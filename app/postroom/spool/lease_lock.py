"""A lock that the system takes away from a process that dies, so that the lease of a dead one is known at once."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

_TAKEN: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK})
"""What the systems say of a lock that another has."""


class LeaseLock:
    """An exclusive lock on a file beside the spool. Processes never wait for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool | None:
        """Take the lock, and tell whether it is held now: False where another has it, None where locks do not work.

        Held already is well too. Raises `OSError`.
        """
        if self._handle is None:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(handle)
            except OSError as error:
                os.close(handle)
                return False if error.errno in _TAKEN else None
            self._handle = handle
        return True

    def release(self) -> None:
        """Give it away. Twice is harmless."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
