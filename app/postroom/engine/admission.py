"""What is looked at before a message is taken into the spool, and what it becomes there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from postroom.model import spool_refusals as refusals
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.envelope import Envelope
from postroom.model.ready_message import subject_of
from postroom.model.spool_message import NewMessage
from postroom.model.wire_facts import WireFacts
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery_commands import read_extensions
from postroom.protocol.normalise import normalise
from postroom.sessions.apart import apart

RESERVE: Final = 64 * 1024 * 1024
"""Octets that have to be free on the disk beside the message."""
LOOK_EVERY: Final = 1.0
"""Seconds for which the free room of a disk is known."""
LARGE: Final = 1024 * 1024
"""Octets from which a message is looked through beside the loop."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A message that was taken in."""

    id: int
    remarks: tuple[str, ...] = ()
    """What had to change for its wire form, and what a server may not like."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A message in its wire form, and the envelope that fits it."""

    envelope: Envelope
    message: bytes
    remarks: tuple[str, ...]


def _free_octets(folder: Path) -> int:
    return shutil.disk_usage(folder).free


class Admission:
    """Looks at messages for a spool in `folder`; None for one in memory. Raises `Refused`."""

    def __init__(
        self,
        folder: Path | None,
        free_octets: Callable[[Path], int] = _free_octets,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._free_octets = free_octets
        self._clock = clock
        self._free: int | None = None
        self._looked_at = 0.0

    async def admit(
        self, account: Account, envelope: Envelope, message: bytes, capabilities: Sequence[str]
    ) -> Admitted:
        """Bring the message into wire form and check it. `capabilities` is what the server said last."""
        if account.endpoint(Protocol.SMTP) is None:
            raise refusals.no_smtp(account.name)
        if not message:
            raise refusals.empty()
        wire, facts = await _normalised(message)
        self._check_size(account, facts, capabilities)
        envelope = replace(
            envelope, size=facts.size, eight_bit=facts.eight_bit, utf8_header=facts.eight_bit_header
        )
        return Admitted(envelope, wire, facts.remarks)

    def _check_size(self, account: Account, facts: WireFacts, capabilities: Sequence[str]) -> None:
        own = account.sending.size_limit
        if own is not None and facts.size > own:
            raise refusals.too_large(facts.size, own, by_server=False)
        if capabilities:
            limit = read_extensions(SmtpCapabilities(tuple(capabilities))).size_limit
            if limit is not None and facts.size > limit:
                raise refusals.too_large(facts.size, limit, by_server=True)

    def check_room(self, size: int) -> None:
        """Check that the spool has room for a message, which is in the file and, for a while, in its log."""
        if self._folder is None:
            return
        now = self._clock()
        if self._free is None or now - self._looked_at > LOOK_EVERY:
            self._free, self._looked_at = self._free_octets(self._folder), now
        if self._free - 2 * size < RESERVE:
            self._free = None
            raise refusals.disk_full(self._free_octets(self._folder))
        self._free -= 2 * size


def new_message(account: str, admitted: Admitted, subject: str | None) -> NewMessage:
    """Give the message as the spool takes it in."""
    subject = subject_of(admitted.message) if subject is None else subject
    return NewMessage(account, admitted.envelope, subject, admitted.message)


async def _normalised(message: bytes) -> tuple[bytes, WireFacts]:
    if len(message) < LARGE:
        return normalise(message)
    return await apart(partial(normalise, message))
