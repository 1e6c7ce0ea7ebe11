from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from postroom.desktop.window.memory import WindowMemory


@pytest.fixture
def splitter(qtbot: QtBot) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Horizontal)
    qtbot.addWidget(splitter)
    splitter.addWidget(QWidget())
    splitter.addWidget(QWidget())
    splitter.resize(600, 100)
    splitter.show()
    return splitter


def test_it_lasts_from_one_run_to_the_next(tmp_path: Path, splitter: QSplitter) -> None:
    first = WindowMemory(tmp_path)
    splitter.setSizes([150, 450])
    sizes = splitter.sizes()
    first.keep_splitter("side", splitter)
    first.keep_window(QMainWindow())
    first.account, first.drafts = "ada", '{"a": {}}'
    first.write()
    splitter.setSizes([300, 300])
    second = WindowMemory(tmp_path)
    second.restore_splitter("side", splitter)
    second.restore_window(QMainWindow())
    assert splitter.sizes() == sizes
    assert (second.account, second.drafts) == ("ada", '{"a": {}}')


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes there")
def test_the_folder_is_open_to_its_owner_only(tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "settings")
    memory.account = "ada"
    memory.write()
    assert (tmp_path / "settings" / "window.ini").exists()
    assert stat.S_IMODE((tmp_path / "settings").stat().st_mode) == 0o700


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    memory = WindowMemory(tmp_path / "file" / "settings")
    memory.account = "ada"
    memory.write()
    assert (tmp_path / "file").read_text() == "in the way"


def test_without_a_folder_nothing_is_left_behind(splitter: QSplitter) -> None:
    first = WindowMemory(None)
    first.account = "ada"
    first.write()
    assert first.account == "ada"
    second = WindowMemory(None)
    before = splitter.sizes()
    second.restore_splitter("side", splitter)
    second.restore_window(QMainWindow())
    assert (second.account, second.drafts) == ("", "")
    assert splitter.sizes() == before


def test_a_broken_file_is_no_hindrance(tmp_path: Path, splitter: QSplitter) -> None:
    (tmp_path / "window.ini").write_bytes(b"\x00[window\ngeometry=@Nonsense(\xff)\nsplitter=3")
    memory = WindowMemory(tmp_path)
    memory.restore_window(QMainWindow())
    memory.restore_splitter("side", splitter)
    assert memory.account == ""


def test_the_density_is_remembered(tmp_path: Path) -> None:
    first = WindowMemory(tmp_path)
    assert not first.compact
    first.compact = True
    first.write()
    assert WindowMemory(tmp_path).compact
    first.compact = False
    first.write()
    assert not WindowMemory(tmp_path).compact
