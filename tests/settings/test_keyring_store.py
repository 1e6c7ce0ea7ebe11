"""Secrets in the system's keyring, whatever mood it is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError

from postroom.model.secret import Secret
from postroom.settings.keyring_store import KeyringStore
from postroom.settings.secret_stores import SecretTrouble, TroubleKind
from tests.settings.fake_keyring import FakeKeyring, fake_keyring

__all__ = ["fake_keyring"]

STORE = KeyringStore()


def test_the_contract_of_every_store(fake_keyring: FakeKeyring) -> None:
    assert STORE.get("ada/pop3") is None
    STORE.delete("ada/pop3")
    STORE.put("ada/pop3", Secret("pw"))
    assert STORE.get("ada/pop3") == Secret("pw")
    assert fake_keyring.passwords == {("postroom", "ada/pop3"): "pw"}
    STORE.delete("ada/pop3")
    assert STORE.get("ada/pop3") is None


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (KeyringLocked("no"), TroubleKind.KEYRING_LOCKED, "The keyring is locked."),
        (NoKeyringError("no"), TroubleKind.NO_KEYRING, "has no keyring"),
        (InitError("broken"), TroubleKind.KEYRING_FAILED, "The keyring failed: InitError: broken"),
        (OSError(5, "bus gone"), TroubleKind.KEYRING_FAILED, "bus gone"),
        (ValueError("odd"), TroubleKind.KEYRING_FAILED, "ValueError: odd"),
    ],
)
def test_every_failure_has_a_name(
    fake_keyring: FakeKeyring, error: Exception, kind: TroubleKind, words: str
) -> None:
    def mood() -> None:
        raise error

    fake_keyring.mood = mood
    calls: list[Callable[[], object]] = [
        lambda: STORE.get("ada"),
        lambda: STORE.put("ada", Secret("pw")),
        lambda: STORE.delete("ada"),
    ]
    for call in calls:
        with pytest.raises(SecretTrouble, match=words) as caught:
            call()
        assert caught.value.kind is kind


def test_a_backend_that_quotes_the_password_is_not_quoted(fake_keyring: FakeKeyring) -> None:
    def mood() -> None:
        raise RuntimeError("cannot store hunter2 for ada")

    fake_keyring.mood = mood
    with pytest.raises(SecretTrouble, match=r"cannot store \[redacted\] for ada"):
        STORE.put("ada", Secret("hunter2"))


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, chainer.ChainerBackend])
def test_what_keeps_nothing_is_no_keyring(monkeypatch: pytest.MonkeyPatch, backend: type) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", backend())
    with pytest.raises(SecretTrouble) as caught:
        STORE.put("ada", Secret("pw"))
    assert caught.value.kind is TroubleKind.NO_KEYRING


def test_a_backend_whose_system_is_missing_is_no_keyring(fake_keyring: FakeKeyring) -> None:
    class Missing(FakeKeyring):
        @property
        def priority(self) -> float:  # type: ignore[override]
            raise RuntimeError("needs a bus")

    import keyring

    keyring.set_keyring(Missing())
    with pytest.raises(SecretTrouble, match="has no keyring"):
        STORE.get("ada")
