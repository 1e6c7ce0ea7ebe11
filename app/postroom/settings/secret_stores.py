"""The places where secrets are kept: the system's keyring, a private file, memory. Each may be missing or refuse."""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from postroom.model.secret import Secret
from postroom.model.text import say
from postroom.settings.private_file import locked, write_private

SERVICE: Final = "postroom"
"""Under this name the keyring lists our secrets."""


class TroubleKind(StrEnum):
    """Why secrets cannot be kept or found where they should be."""

    NO_KEYRING = "no-keyring"
    KEYRING_LOCKED = "keyring-locked"
    KEYRING_FAILED = "keyring-failed"
    FILE_TOO_OPEN = "file-too-open"
    FILE_BROKEN = "file-broken"


class SecretTrouble(Exception):
    """A store could not do what it was asked for; the message is fit to be shown."""

    def __init__(self, kind: TroubleKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class SecretStore(Protocol):
    """Keeps secrets by key. Its methods may block, and raise `SecretTrouble`."""

    def get(self, key: str) -> Secret | None: ...
    def put(self, key: str, secret: Secret) -> None: ...
    def delete(self, key: str) -> None:
        """Forget a secret; harmless where there is none."""


class MemoryStore:
    """Keeps secrets until the program ends."""

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def get(self, key: str) -> Secret | None:
        return self._secrets.get(key)

    def put(self, key: str, secret: Secret) -> None:
        self._secrets[key] = secret

    def delete(self, key: str) -> None:
        self._secrets.pop(key, None)


class FileStore:
    """Keeps secrets in a file that only its owner may read, unencrypted. One that others may read is not used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> Secret | None:
        value = self._read().get(key)
        return None if value is None else Secret(value)

    def put(self, key: str, secret: Secret) -> None:
        self._change(key, secret.reveal())

    def delete(self, key: str) -> None:
        if self._path.exists():
            self._change(key, None)

    def _change(self, key: str, value: str | None) -> None:
        import msgspec

        try:
            with locked(self._path):
                secrets = {name: old for name, old in self._read().items() if name != key}
                if value is not None:
                    secrets[key] = value
                write_private(self._path, msgspec.json.format(msgspec.json.encode(secrets)).decode() + "\n")
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from None

    def _read(self) -> dict[str, str]:
        import msgspec

        try:
            with self._path.open("rb") as file:
                self._refuse_open_file(file.fileno())
                return msgspec.json.decode(file.read(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from None
        except (msgspec.DecodeError, UnicodeDecodeError):
            # The decoder's words may quote what it read.
            raise self._broken(say("it is not in the form in which Postroom writes it")) from None

    def _refuse_open_file(self, handle: int) -> None:
        if os.name != "posix" or not stat.S_IMODE(os.fstat(handle).st_mode) & 0o077:
            return
        sentence = say(
            "Others may read the file of passwords, so it is not used. Close it with: chmod 600 {path}",
            path=self._path,
        )
        raise SecretTrouble(TroubleKind.FILE_TOO_OPEN, sentence)

    def _broken(self, words: str) -> SecretTrouble:
        sentence = say("The file of passwords {path} cannot be used: {words}.", path=self._path, words=words)
        return SecretTrouble(TroubleKind.FILE_BROKEN, sentence)
