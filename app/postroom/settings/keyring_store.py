"""Secrets in the operating system's keyring, through the keyring library, which is loaded with the first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from postroom.model.redaction import Redactor
from postroom.model.secret import Secret
from postroom.model.text import say
from postroom.settings.secret_stores import SERVICE, SecretTrouble, TroubleKind

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

RECOMMENDED: Final = 1
"""Below this priority, the library says, a backend is not recommended: none, null, or a file in clear."""


class KeyringStore:
    """Keeps secrets in the keyring. Every call may block for as long as the system asks its user to unlock it."""

    def get(self, key: str) -> Secret | None:
        value = self._ask(lambda backend: backend.get_password(SERVICE, key))
        return None if value is None else Secret(value)

    def put(self, key: str, secret: Secret) -> None:
        self._ask(lambda backend: backend.set_password(SERVICE, key, secret.reveal()), Redactor((secret,)))

    def delete(self, key: str) -> None:
        def delete(backend: KeyringBackend) -> None:
            if backend.get_password(SERVICE, key) is not None:
                backend.delete_password(SERVICE, key)

        self._ask(delete)

    def _ask(self, question: Callable[[KeyringBackend], T], redactor: Redactor | None = None) -> T:
        from keyring.errors import KeyringLocked, NoKeyringError

        try:
            return question(_backend())
        except SecretTrouble:
            raise
        except KeyringLocked:
            sentence = say("The keyring is locked.")
            raise SecretTrouble(TroubleKind.KEYRING_LOCKED, sentence) from None
        except NoKeyringError:
            raise _no_keyring() from None
        except Exception as error:  # noqa: BLE001  # each backend raises what its system raises
            words = f"{type(error).__name__}: {error}"
            sentence = say(
                "The keyring failed: {words}", words=words if redactor is None else redactor(words)
            )
            raise SecretTrouble(TroubleKind.KEYRING_FAILED, sentence) from None


def _backend() -> KeyringBackend:
    import keyring

    backend = keyring.get_keyring()
    try:
        usable = float(backend.priority) >= RECOMMENDED
    except RuntimeError:  # how a backend says that its system is not there
        usable = False
    if not usable:
        raise _no_keyring()
    return backend


def _no_keyring() -> SecretTrouble:
    return SecretTrouble(TroubleKind.NO_KEYRING, say("This computer has no keyring that can be used."))
