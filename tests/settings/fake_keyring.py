"""A keyring in memory, with the bad moods of real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class FakeKeyring(KeyringBackend):
    """Keeps passwords in a dictionary; `mood`, when set, is called before each answer."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.passwords: dict[tuple[str, str], str] = {}
        self.mood: Callable[[], None] | None = None

    def _answer(self) -> None:
        if self.mood is not None:
            self.mood()

    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        if (service, username) not in self.passwords:
            raise PasswordDeleteError("not found")
        del self.passwords[service, username]


@pytest.fixture
def fake_keyring() -> Iterator[FakeKeyring]:
    """Put a keyring of ours in the place of the system's."""
    before = keyring.get_keyring()
    fake = FakeKeyring()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)
