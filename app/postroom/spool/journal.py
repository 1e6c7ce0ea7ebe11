"""The journal of a lease: what must outlive the process before a commit could tell, written without waiting for one.

It is a file of slots that lies in memory (`mmap`): what stands there outlives a process that is killed, whatever it was
doing, and costs less than a microsecond. A slot belongs to one message that is past its final dot, or about to be. It
says first that it may be (the mark), then what became of it (the outcome), and is free again once that is committed.

Each lease has a file of its own, and whoever takes over from a living process seals it first and reads it then, while
the process marks first and looks then whether it is sealed: so either the mark is seen, or the dot is not sent.

A computer that loses its power loses the journal too; `boot` tells.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import msgspec

from postroom.model.spool_attempt import Claim
from postroom.model.spool_errors import ClaimLost, TooMuchUnwritten
from postroom.spool.boot import boot_id
from postroom.spool.database import name_trouble

SLOTS: Final = 2048
"""Enough for messages that go on while the outcomes of some are gathered and those of others wait for the disk."""
SLOT: Final = 2048
"""Octets: an outcome with its transcript for a few recipients, one without it for some, pressed for hundreds."""
SETTLING: Final = 0.001
"""Seconds after which every processor sees what another has written to memory, and far more."""

_HEADER: Final = mmap.PAGESIZE
_SIZE: Final = _HEADER + SLOTS * SLOT
_SEALED: Final = 0
"""Where the octet stands that is not 0 once nobody may mark here any more."""
_MARK: Final = struct.Struct("<qqqII")
"""Message, lease, attempt; octets of the outcome, and its checksum. All 0 for a slot that is free."""
_OWNER: Final = struct.Struct("<qqq")
_OUTCOME: Final = struct.Struct("<II")
"""The two parts of it."""
_ROOM: Final = SLOT - _MARK.size
_FREE: Final = bytes(_MARK.size)
_PRESSED: Final = b"\x78"
"""With what a pressed outcome begins (RFC 1950), and no other."""

Columns = tuple[Any, ...]
"""An attempt as `attempt_columns` gives it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a slot says about a message."""

    lease: int
    attempt: int
    outcome: Columns | None
    """None while it is not known."""


class Journal:
    """The slots of one lease. Everything belongs to one thread."""

    def __init__(self, memory: mmap.mmap, lease: int) -> None:
        self.lease = lease
        self._memory = memory
        self._free = list(range(_SIZE - SLOT, _HEADER - 1, -SLOT))
        """Where free slots begin, the one last that is taken next."""
        self._taken: dict[int, int] = {}
        """Where the slot of a message begins."""
        self._is_forced = boot_id() is None
        """Whether nobody could tell later that the computer lost its power."""

    @classmethod
    def begin(cls, path: Path, lease: int) -> Self:
        """Make a new one. Its room on the disk is there when this returns. Raises `OSError`."""
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "r+b") as file:
            file.write(bytes(_SIZE))
            file.flush()
            os.fsync(file.fileno())
            return cls(mmap.mmap(file.fileno(), _SIZE), lease)

    def mark(self, claim: Claim) -> None:
        """Write that the final dot of a message may be on its way. Raises `ClaimLost` and `TooMuchUnwritten`."""
        if claim.lease != self.lease:
            raise ClaimLost(claim.id)
        place = self._taken.get(claim.id)
        if place is None:
            if not self._free:
                raise TooMuchUnwritten
            place = self._taken[claim.id] = self._free.pop()
        _MARK.pack_into(self._memory, place, claim.id, claim.lease, claim.number, 0, 0)
        if self._is_forced:
            self._force(place)
        if self._memory[_SEALED]:
            raise ClaimLost(claim.id)

    def note(self, claim: Claim, outcome: Columns) -> None:
        """Write what became of a message that was marked, as far as there is room for it."""
        place = self._taken.get(claim.id)
        if place is None:
            return
        words = msgspec.msgpack.encode(outcome)
        if len(words) > _ROOM:
            words = _shortened(outcome)
        if len(words) <= _ROOM:
            start = place + _MARK.size
            self._memory[start : start + len(words)] = words
            _OUTCOME.pack_into(self._memory, place + _OWNER.size, len(words), _checksum(claim.id, words))

    def end(self, messages: Iterable[int]) -> None:
        """Free the slots of messages, as far as they have one: the spool itself says how they stand."""
        for message in messages:
            place = self._taken.pop(message, None)
            if place is not None:
                self._memory[place : place + _MARK.size] = _FREE
                self._free.append(place)

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    def _force(self, place: int) -> None:
        """Bring a slot to the disk at once."""
        self._memory.flush(place - place % mmap.PAGESIZE, SLOT)


class Journals:
    """The journals in a folder, of which one is ours while we hold the lease."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ours: Journal | None = None
        self._next: Journal | None = None

    def begin(self, lease: int) -> None:
        """Make the journal of a new lease, for `adopt`. Raises `SpoolTrouble`."""
        self._close_next()  # Windows makes no file anew that is in use
        path = self._path(lease)
        try:
            self._next = Journal.begin(path, lease)
        except OSError as error:
            with contextlib.suppress(OSError):
                path.unlink()
            raise name_trouble(error) from error

    def adopt(self, lease: int) -> None:
        """Mark in the new journal from now on: the lease is ours. The former ones are needed no more."""
        self._close_ours()
        self.ours, self._next = self._next, None
        self._forget(lease - 1)

    def read(self, lease: int) -> dict[int, Entry] | None:
        """Seal the journal of a lease that has ended, and give what it says of each message.

        None where it is gone or not whole, so that nobody knows what was marked. Raises `SpoolTrouble`.
        """
        try:
            with self._path(lease).open("r+b") as file:
                if os.fstat(file.fileno()).st_size != _SIZE:
                    return None
                with mmap.mmap(file.fileno(), _SIZE) as memory:
                    memory[_SEALED] = 1
                    threading.Event().wait(SETTLING)
                    return dict(_entries(memory[:]))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise name_trouble(error) from error

    def end(self, lease: int) -> None:
        """Leave nothing behind of a lease whose claims have all ended."""
        if self.ours is not None and self.ours.lease == lease:
            self._close_ours()
        self._forget(lease)

    def close(self) -> None:
        """Let go of what is open. It stays on the disk, for whoever comes next."""
        self._close_ours()
        self._close_next()

    def _close_ours(self) -> None:
        if self.ours is not None:
            self.ours.close()
            self.ours = None

    def _close_next(self) -> None:
        if self._next is not None:
            self._next.close()
            self._next = None

    def _forget(self, last: int) -> None:
        """Remove the journals up to that of a lease: a later one may be another process's already."""
        for path in self._folder.glob("sending-*.journal"):
            number = path.stem.removeprefix("sending-")
            if number.isdecimal() and int(number) <= last:
                with contextlib.suppress(OSError):  # a process that hangs may still have it open
                    path.unlink()

    def _path(self, lease: int) -> Path:
        return self._folder / f"sending-{lease}.journal"


def _shortened(outcome: Columns) -> bytes:
    """Give an outcome without its transcript, and pressed where it is long even so."""
    words = msgspec.msgpack.encode((*outcome[:-1], "[]"))
    return words if len(words) <= _ROOM else zlib.compress(words, 1)


def _entries(memory: bytes) -> Iterator[tuple[int, Entry]]:
    for place in range(_HEADER, _SIZE, SLOT):
        message, lease, attempt, length, checksum = _MARK.unpack_from(memory, place)
        if message:
            start = place + _MARK.size
            words = memory[start : start + min(length, _ROOM)]
            is_sound = length and _checksum(message, words) == checksum
            yield message, Entry(lease, attempt, _outcome(words) if is_sound else None)


def _outcome(words: bytes) -> Columns:
    whole = zlib.decompress(words) if words.startswith(_PRESSED) else words
    return msgspec.msgpack.decode(whole, type=Columns)


def _checksum(message: int, words: bytes) -> int:
    """Give the checksum of an outcome, which holds for one message alone."""
    return zlib.crc32(words, message & 0xFFFFFFFF)
