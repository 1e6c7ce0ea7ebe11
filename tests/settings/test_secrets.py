"""The accounts' secrets, found and kept where each account says."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.settings.folders import Folders
from postroom.settings.secret_stores import MemoryStore, SecretTrouble, TroubleKind
from postroom.settings.secrets import Secrets

POP3, SMTP = Protocol.POP3, Protocol.SMTP
ADA = Account(name="ada", user="ada", pop3=Server("h"), smtp=Server())
OWN = replace(ADA, smtp_auth=SmtpAuth.OWN, smtp_user="countess")
PASSWORD = Secret("hunter2")


class MoodyStore(MemoryStore):
    """A keyring that may be locked."""

    locked = False

    def get(self, key: str) -> Secret | None:
        self._answer()
        return super().get(key)

    def put(self, key: str, secret: Secret) -> None:
        self._answer()
        super().put(key, secret)

    def delete(self, key: str) -> None:
        self._answer()
        super().delete(key)

    def _answer(self) -> None:
        if self.locked:
            raise SecretTrouble(TroubleKind.KEYRING_LOCKED, "The keyring is locked.")


def kind(secrets: Secrets) -> TroubleKind | None:
    return None if secrets.trouble is None else secrets.trouble.kind


@pytest.fixture
def keyring() -> MoodyStore:
    return MoodyStore()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.under(tmp_path)


@pytest.fixture
def secrets(folders: Folders, keyring: MoodyStore) -> Secrets:
    return Secrets(folders, keyring)


@pytest.mark.parametrize("keep", KeepSecret)
async def test_a_secret_is_kept_where_the_account_says(
    secrets: Secrets, folders: Folders, keyring: MoodyStore, keep: KeepSecret
) -> None:
    account = replace(ADA, keep_secret=keep)
    assert await secrets.get(account, POP3) is None
    assert await secrets.put(account, POP3, PASSWORD) is keep
    assert await secrets.get(account, POP3) == PASSWORD
    assert (keyring.get("ada/pop3") is not None) is (keep is KeepSecret.KEYRING)
    assert folders.secrets_file.exists() is (keep is KeepSecret.FILE)
    again = Secrets(folders, keyring)
    assert await again.get(account, POP3) == (None if keep is KeepSecret.ASK else PASSWORD)


async def test_smtp_has_a_secret_of_its_own_only_where_it_logs_in_by_its_own(secrets: Secrets) -> None:
    await secrets.put(ADA, POP3, PASSWORD)
    assert await secrets.get(ADA, SMTP) == PASSWORD
    assert await secrets.get(OWN, SMTP) is None
    await secrets.put(OWN, SMTP, Secret("other"))
    assert await secrets.get(OWN, SMTP) == Secret("other")
    assert await secrets.get(OWN, POP3) == PASSWORD


async def test_a_locked_keyring_is_told_and_memory_serves(secrets: Secrets, keyring: MoodyStore) -> None:
    keyring.locked = True
    assert await secrets.get(ADA, POP3) is None
    assert kind(secrets) is TroubleKind.KEYRING_LOCKED
    assert await secrets.put(ADA, POP3, PASSWORD) is KeepSecret.ASK
    assert await secrets.get(ADA, POP3) == PASSWORD
    keyring.locked = False
    assert await secrets.put(ADA, POP3, Secret("new")) is KeepSecret.KEYRING
    assert kind(secrets) is None
    assert await secrets.get(ADA, POP3) == Secret("new")


async def test_what_was_entered_last_counts_though_the_keyring_opens_again(
    secrets: Secrets, keyring: MoodyStore
) -> None:
    await secrets.put(ADA, POP3, Secret("old"))
    keyring.locked = True
    await secrets.put(ADA, POP3, PASSWORD)
    keyring.locked = False
    assert await secrets.get(ADA, POP3) == PASSWORD


@pytest.mark.parametrize("after", KeepSecret)
@pytest.mark.parametrize("before", KeepSecret)
async def test_secrets_follow_the_account_to_where_it_keeps_them(
    secrets: Secrets, folders: Folders, keyring: MoodyStore, before: KeepSecret, after: KeepSecret
) -> None:
    old, new = replace(OWN, keep_secret=before), replace(OWN, keep_secret=after)
    await secrets.put(old, POP3, PASSWORD)
    await secrets.put(old, SMTP, Secret("other"))
    await secrets.move(old, new)
    assert (await secrets.get(new, POP3), await secrets.get(new, SMTP)) == (PASSWORD, Secret("other"))
    assert (keyring.get("ada/pop3") is not None) is (after is KeepSecret.KEYRING)
    in_file = folders.secrets_file.exists() and "hunter2" in folders.secrets_file.read_text()
    assert in_file is (after is KeepSecret.FILE)


async def test_a_secret_that_cannot_follow_is_not_lost(
    secrets: Secrets, folders: Folders, keyring: MoodyStore
) -> None:
    old = replace(ADA, keep_secret=KeepSecret.FILE)
    await secrets.put(old, POP3, PASSWORD)
    keyring.locked = True
    await secrets.move(old, ADA)
    assert kind(secrets) is TroubleKind.KEYRING_LOCKED
    assert await secrets.get(ADA, POP3) == PASSWORD
    assert "hunter2" in folders.secrets_file.read_text()


async def test_where_nothing_is_kept_nothing_follows(secrets: Secrets, folders: Folders) -> None:
    await secrets.move(ADA, replace(ADA, name="Ada", keep_secret=KeepSecret.FILE))
    assert not folders.settings.exists()


@pytest.mark.parametrize("keep", KeepSecret)
async def test_secrets_follow_the_account_to_its_new_name(secrets: Secrets, keep: KeepSecret) -> None:
    account = replace(OWN, keep_secret=keep)
    await secrets.put(account, POP3, PASSWORD)
    await secrets.put(account, SMTP, Secret("other"))
    renamed = replace(account, name="Ada")
    await secrets.move(account, renamed)
    assert (await secrets.get(renamed, POP3), await secrets.get(renamed, SMTP)) == (PASSWORD, Secret("other"))
    assert await secrets.get(account, POP3) is None


@pytest.mark.parametrize("keep", KeepSecret)
async def test_forgotten_secrets_are_nowhere(secrets: Secrets, keep: KeepSecret) -> None:
    account = replace(OWN, keep_secret=keep)
    await secrets.put(account, POP3, PASSWORD)
    await secrets.put(account, SMTP, Secret("other"))
    await secrets.forget("ada")
    assert (await secrets.get(account, POP3), await secrets.get(account, SMTP)) == (None, None)


async def test_a_locked_keyring_does_not_keep_the_rest_from_forgetting(
    secrets: Secrets, keyring: MoodyStore
) -> None:
    account = replace(ADA, keep_secret=KeepSecret.FILE)
    await secrets.put(account, POP3, PASSWORD)
    keyring.locked = True
    await secrets.forget("ada")
    assert kind(secrets) is TroubleKind.KEYRING_LOCKED
    assert await secrets.get(account, POP3) is None


async def test_a_keyring_that_does_not_exist_holds_nothing_and_is_no_trouble_but_for_what_it_is_to_keep(
    folders: Folders,
) -> None:
    class Missing(MemoryStore):
        def get(self, key: str) -> Secret | None:
            raise SecretTrouble(TroubleKind.NO_KEYRING, "There is none.")

        def put(self, key: str, secret: Secret) -> None:
            self.get(key)

        def delete(self, key: str) -> None:
            self.get(key)

    secrets = Secrets(folders, Missing())
    in_file = replace(ADA, keep_secret=KeepSecret.FILE)
    await secrets.move(ADA, in_file)
    assert secrets.trouble is None
    await secrets.put(in_file, POP3, PASSWORD)
    await secrets.move(in_file, ADA)
    assert kind(secrets) is TroubleKind.NO_KEYRING
    await secrets.forget("ada")
    assert secrets.trouble is None


async def test_a_keyring_that_never_answers_blocks_neither_the_loop_nor_a_cancellation(
    folders: Folders,
) -> None:
    asked, release = threading.Event(), threading.Event()

    class Hanging(MemoryStore):
        def get(self, key: str) -> Secret | None:
            asked.set()
            release.wait(10)
            return None

    secrets = Secrets(folders, Hanging())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await secrets.get(ADA, POP3)
    assert asked.is_set()
    release.set()


async def test_a_bug_in_a_store_is_not_swallowed(folders: Folders) -> None:
    class Buggy(MemoryStore):
        def get(self, key: str) -> Secret | None:
            raise ZeroDivisionError(key)

    with pytest.raises(ZeroDivisionError):
        await Secrets(folders, Buggy()).get(ADA, POP3)
