"""Accounts of the moment: in memory beside the saved ones, with their secrets, and never written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.outcome import Outcome
from postroom.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Guest:
    """An account of the moment."""

    account: Account
    secret: Secret | None = None
    """What it logs in with; None until somebody enters it."""
    about: str = ""
    """What it is there to show, in one sentence."""
    expected: Mapping[Protocol, Outcome] = field(default_factory=dict)
    """How its sessions are to end, where that is known."""


class Guests:
    """The guests by name, in the order in which they came."""

    def __init__(self) -> None:
        self._guests: dict[str, Guest] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._guests

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(guest.account for guest in self._guests.values())

    @property
    def of_the_demo(self) -> tuple[str, ...]:
        """The names of those that are there to show something."""
        return tuple(name for name, guest in self._guests.items() if guest.expected)

    def add(self, guest: Guest) -> None:
        self._guests[guest.account.name] = guest

    def get(self, name: str) -> Guest | None:
        return self._guests.get(name)

    def account(self, name: str) -> Account | None:
        """Give the account of a guest."""
        guest = self._guests.get(name)
        return None if guest is None else guest.account

    def change(self, name: str, account: Account) -> None:
        """Put `account` in the place of the guest `name`."""
        changed = replace(self._guests[name], account=account)
        self._guests = {
            g.account.name: g for key, old in self._guests.items() for g in [changed if key == name else old]
        }

    def put_secret(self, name: str, secret: Secret) -> None:
        """Let a guest log in with another secret."""
        self._guests[name] = replace(self._guests[name], secret=secret)

    def remove(self, name: str) -> None:
        del self._guests[name]

    def clear(self) -> None:
        self._guests.clear()
