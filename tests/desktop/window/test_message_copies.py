"""Messages that are copied and exported, by real clicks and keys."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from tests.desktop.conftest import Open, click, until
from tests.desktop.window.hands import CTRL, choose, page, paused, submit

pytestmark = pytest.mark.qt_loop_only


async def test_a_message_is_copied_and_exported(shown: Open, tmp_path: Path) -> None:
    await paused(shown)
    await submit(shown, "Invoice")
    await choose(shown, 0)
    QTest.keyClick(page(shown).table, Qt.Key.Key_C, CTRL)
    await until(lambda: shown.window.status.text() == "1 message is copied.")
    assert QGuiApplication.clipboard().text() == "1\tada@example.com\tbob@example.com\tInvoice"
    click(page(shown).bar.export_button)
    dialog = shown.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "invoice.eml"))
    dialog.done(0)
    await until(lambda: shown.window.status.text() == "1 message is exported.")
    assert b"Subject: Invoice\r\n" in (tmp_path / "invoice.eml").read_bytes()


def dialog_of(opened: Open) -> QFileDialog:
    """The dialog that asks where files are to go."""
    dialog = opened.window.findChild(QFileDialog)
    assert dialog is not None
    return dialog


async def export_to(opened: Open, folder: Path) -> None:
    """Ask for the export of what is chosen into a folder."""
    click(page(opened).bar.export_button)
    dialog = dialog_of(opened)
    dialog.setDirectory(str(folder))
    dialog.selectFile(str(folder))
    dialog.accept()
    await until(lambda: " exported." in opened.window.status.text())


async def test_files_of_the_same_name_are_not_written_over(shown: Open, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "message-2.eml").write_bytes(b"precious")
    await paused(shown)
    await submit(shown, "One", "Two", "Three")
    await choose(shown, 1)
    page(shown).table.selectAll()
    await until(lambda: page(shown).chooser.choice.count == 3)
    await export_to(shown, folder)
    assert shown.window.status.text() == (
        "3 messages are exported. 1 has another name, since its own was taken."
    )
    assert sorted(path.name for path in folder.iterdir()) == [
        "message-1.eml",
        "message-2-2.eml",
        "message-2.eml",
        "message-3.eml",
    ]
    assert (folder / "message-2.eml").read_bytes() == b"precious"
    assert b"Subject: Two\r\n" in (folder / "message-2-2.eml").read_bytes()


async def test_an_export_is_stopped(shown: Open, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    os.mkfifo(folder / "message-2.eml")
    await paused(shown)
    await submit(shown, "One", "Two", "Three")
    await until(lambda: page(shown).model.rowCount() == 3)
    page(shown).chooser.choose_everything()
    await until(lambda: page(shown).chooser.choice.count == 3)
    click(page(shown).bar.export_button)
    dialog_of(shown).fileSelected.emit(str(folder))
    dialog_of(shown).done(0)
    await until(page(shown).progress.stop_button.isVisible)
    assert page(shown).progress.words.text() == "Exporting: 1 of 3"
    click(page(shown).progress.stop_button)
    with (folder / "message-2.eml").open("rb") as pipe:
        assert b"Subject: Two\r\n" in await asyncio.to_thread(pipe.read)
    await until(lambda: shown.window.status.text() == "Stopped: 2 of 3 messages are exported.")
    assert not (folder / "message-1.eml").exists()


@pytest.mark.parametrize("consents", [False, True])
async def test_a_file_is_replaced_when_one_has_said_so(shown: Open, tmp_path: Path, consents: bool) -> None:
    file = tmp_path / "invoice.eml"
    file.write_bytes(b"precious")
    await paused(shown)
    await submit(shown, "Invoice")
    await choose(shown, 0)
    click(page(shown).bar.export_button)
    dialog = dialog_of(shown)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "invoice"))
    QTimer.singleShot(0, dialog.accept)  # it asks in a loop of its own, which no coroutine may wait for
    await until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "invoice.eml already exists" in box.text()
    wanted = QMessageBox.StandardButton.Yes if consents else QMessageBox.StandardButton.No
    QTimer.singleShot(0, box.button(wanted).click)
    if consents:
        await until(lambda: shown.window.status.text() == "1 message is exported.")
        assert b"Subject: Invoice\r\n" in file.read_bytes()
    else:
        await until(lambda: QApplication.activeModalWidget() is dialog)
        dialog.reject()
        assert file.read_bytes() == b"precious"
