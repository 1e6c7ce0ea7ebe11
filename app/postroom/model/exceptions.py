"""Bound exceptions as they are kept: each under an id, in force until it ends or is revoked, and as history after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from postroom.model.text import say
from postroom.model.trust import BoundException


class Standing(StrEnum):
    """Whether an exception counts."""

    IN_FORCE = "in-force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeptException:
    """A bound exception under its id. `revoked` says when somebody took it back, in UTC; None if nobody did."""

    id: str
    bound: BoundException
    revoked: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """Tell whether it counts."""
        if self.revoked is not None:
            return Standing.REVOKED
        return Standing.IN_FORCE if now < self.bound.until else Standing.EXPIRED


class UnknownException(LookupError):
    """No exception has this id."""

    def __init__(self, id: str) -> None:  # noqa: A002  it is called so everywhere
        super().__init__(say("There is no exception {id}.", id=id))
        self.id = id


def in_force(
    kept: Iterable[KeptException], host: str, port: int, now: datetime
) -> tuple[BoundException, ...]:
    """Give the exceptions that count for a server at a moment, whatever key it shows."""
    return tuple(each.bound for each in kept if each.revoked is None and each.bound.is_for(host, port, now))
