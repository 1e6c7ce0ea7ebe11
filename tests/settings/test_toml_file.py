"""TOML files that people edit too."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from postroom.model.account_errors import BrokenFile
from postroom.settings.toml_file import TomlText, edit_toml, read_toml


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.toml"


def test_a_missing_file_is_empty(path: Path) -> None:
    assert read_toml(path) == TomlText("", {})


def test_windows_editors_are_understood(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_toml(path) == TomlText("a = 1\nb = 2\n", {"a": 1, "b": 2}, "\r\n")


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"a = 1\nb = \n", 2, "This is not TOML: "),
        (b"a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        (b"a = 1\nb = [1,\n", 3, "This is not TOML: "),
        (b"a = 'x'\nb = '\xff'\n", 2, "This is not UTF-8 text."),
        (b"a = " + b"[" * 100_000, None, "nested too deeply"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_never_written(
    path: Path, raw: bytes, line: int | None, words: str
) -> None:
    path.write_bytes(raw)
    with pytest.raises(BrokenFile) as caught:
        read_toml(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert words in str(caught.value)
    with pytest.raises(BrokenFile):
        edit_toml(path, lambda _: "")
    assert path.read_bytes() == raw


def test_what_is_no_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(BrokenFile, match="It cannot be read: Is a directory"):
        read_toml(path)


def test_an_edit_gives_the_outcome_and_keeps_the_line_ends(path: Path) -> None:
    path.write_bytes(b"a = 1\r\n")
    after = edit_toml(path, lambda before: before.text + "b = 2\n")
    assert after.data == {"a": 1, "b": 2}
    assert path.read_bytes() == b"a = 1\r\nb = 2\r\n"


def test_a_file_that_cannot_be_written_is_told_in_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("postroom.settings.toml_file.write_private", fail)
    with pytest.raises(BrokenFile) as raised:
        edit_toml(path, lambda _: "a = 1\n")
    assert str(raised.value) == f"{path}: It cannot be written: No space left on device."


def test_an_edit_that_breaks_the_file_is_not_written(path: Path) -> None:
    path.write_text("a = 1\n")
    with pytest.raises(BrokenFile):
        edit_toml(path, lambda _: "a = \n")
    assert path.read_text() == "a = 1\n"


def test_an_edit_that_changes_nothing_writes_nothing(path: Path) -> None:
    path.write_text("a = 1\n")
    before = path.stat()
    edit_toml(path, lambda before: before.text)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
