"""The file of the log."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from postroom.settings import log_file
from postroom.settings.log_file import OLD_FILES, PrivateLogFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "postroom.log"


@pytest.fixture
def handler(path: Path) -> Iterator[PrivateLogFile]:
    handler = PrivateLogFile(path)
    yield handler
    handler.close()


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("x", logging.WARNING, "", 0, text, None, None)


def test_the_file_is_made_with_its_first_line_for_its_owner(path: Path, handler: PrivateLogFile) -> None:
    assert not path.parent.exists()
    handler.emit(record("Grüße \udcff"))
    assert path.read_text(encoding="utf-8") == "Grüße \\udcff\n"
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]


def test_it_rotates_and_stays_private(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "SIZE", 100)
    handler = PrivateLogFile(path)
    for number in range(30):
        handler.emit(record(f"{number:090}"))
    handler.close()
    files = sorted(path.parent.iterdir())
    assert len(files) == OLD_FILES + 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_where_it_cannot_be_written_this_is_said_once(
    path: Path, handler: PrivateLogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    path.parent.write_text("no folder")
    handler.emit(record("one"))
    handler.emit(record("two"))
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"The log {path} cannot be written: " in said
