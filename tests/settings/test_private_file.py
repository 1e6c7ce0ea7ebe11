"""Files that are private, and replaced as a whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from postroom.settings.private_file import locked, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_and_its_folder_are_for_their_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_private(path, "text\n")
    assert path.read_bytes() == b"text\n"
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


def test_a_file_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real" / "file", tmp_path / "link"
    target.parent.mkdir()
    link.symlink_to(target)
    write_private(link, "text")
    assert link.is_symlink()
    assert target.read_text() == "text"


def test_what_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_private(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_one_after_the_other_holds_the_lock(tmp_path: Path) -> None:
    path, order = tmp_path / "file", list[str]()

    def wait_for_it() -> None:
        with locked(path):
            order.append("second")

    other = threading.Thread(target=wait_for_it)
    with locked(path):
        other.start()
        order.append("first")
    other.join(timeout=10)
    assert order == ["first", "second"]
    assert not path.exists()
