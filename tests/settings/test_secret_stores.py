"""The places where secrets are kept."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.model.secret import Secret
from postroom.settings.secret_stores import FileStore, MemoryStore, SecretStore, SecretTrouble, TroubleKind


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "secrets.json"


@pytest.mark.parametrize("make", [lambda _: MemoryStore(), FileStore], ids=["memory", "file"])
def test_the_contract_of_every_store(path: Path, make: Callable[[Path], SecretStore]) -> None:
    store = make(path)
    assert store.get("ada/pop3") is None
    store.delete("ada/pop3")
    store.put("ada/pop3", Secret("one"))
    store.put("ada/smtp", Secret('tw"o\nü'))
    store.put("ada/pop3", Secret("three"))
    assert store.get("ada/pop3") == Secret("three")
    assert store.get("ada/smtp") == Secret('tw"o\nü')
    store.delete("ada/pop3")
    assert store.get("ada/pop3") is None
    assert store.get("ada/smtp") is not None


def test_a_file_lasts_and_is_for_its_owner(path: Path) -> None:
    FileStore(path).put("ada", Secret("pw"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FileStore(path).get("ada") == Secret("pw")


def test_nothing_is_made_where_nothing_is_kept(path: Path) -> None:
    FileStore(path).get("ada")
    FileStore(path).delete("ada")
    assert not path.parent.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_may_open_is_not_used(path: Path, mode: int) -> None:
    store = FileStore(path)
    store.put("ada", Secret("pw"))
    path.chmod(mode)
    calls: list[Callable[[], object]] = [
        lambda: store.get("ada"),
        lambda: store.put("ada", Secret("new")),
        lambda: store.delete("ada"),
    ]
    for call in calls:
        with pytest.raises(SecretTrouble, match=f"chmod 600 {path}") as caught:
            call()
        assert caught.value.kind is TroubleKind.FILE_TOO_OPEN
    path.chmod(0o600)
    assert store.get("ada") == Secret("pw")


@pytest.mark.parametrize("raw", [b"{hunter2", b'["hunter2"]', b'{"ada": 3}', b'{"a": "\xff"}'])
def test_a_broken_file_is_told_without_its_contents_and_stays(path: Path, raw: bytes) -> None:
    store = FileStore(path)
    store.put("ada", Secret("pw"))
    path.write_bytes(raw)
    with pytest.raises(SecretTrouble, match="cannot be used") as caught:
        store.get("ada")
    assert caught.value.kind is TroubleKind.FILE_BROKEN
    assert "hunter2" not in str(caught.value)
    with pytest.raises(SecretTrouble):
        store.put("ada", Secret("new"))
    assert path.read_bytes() == raw


def test_what_the_system_refuses_is_told(path: Path, tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("no folder")
    with pytest.raises(SecretTrouble, match="cannot be used: ") as caught:
        FileStore(path).put("ada", Secret("pw"))
    assert caught.value.kind is TroubleKind.FILE_BROKEN
    path.parent.unlink()
    path.mkdir(parents=True)
    with pytest.raises(SecretTrouble, match="Is a directory"):
        FileStore(path).get("ada")
