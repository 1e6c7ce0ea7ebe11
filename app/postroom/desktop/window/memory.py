"""What the window remembers from one run to the next, in a file of the settings folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QSplitter

_GEOMETRY: Final = "window/geometry"
_ACCOUNT: Final = "window/account"
_DRAFTS: Final = "drafts"


class WindowMemory:
    """Remembers the place of the window and of its splitters, the account that was shown, and drafts."""

    def __init__(self, folder: Path | None) -> None:
        """Remember in a file under `folder`; None remembers nothing beyond this run."""
        path = "" if folder is None else str(folder / "window.ini")
        self._settings = QSettings(path, QSettings.Format.IniFormat)

    def restore_window(self, window: QMainWindow) -> None:
        """Put the window where it was."""
        _restore(window.restoreGeometry, self._settings.value(_GEOMETRY))

    def restore_splitter(self, name: str, splitter: QSplitter) -> None:
        """Put a splitter where it was."""
        _restore(splitter.restoreState, self._settings.value(f"splitter/{name}"))

    def keep_window(self, window: QMainWindow) -> None:
        """Remember where the window is."""
        self._settings.setValue(_GEOMETRY, window.saveGeometry())

    def keep_splitter(self, name: str, splitter: QSplitter) -> None:
        """Remember where a splitter is."""
        self._settings.setValue(f"splitter/{name}", splitter.saveState())

    @property
    def account(self) -> str:
        """The account that was shown last; empty for none."""
        return str(self._settings.value(_ACCOUNT, ""))

    @account.setter
    def account(self, name: str) -> None:
        self._settings.setValue(_ACCOUNT, name)

    @property
    def drafts(self) -> str:
        """The drafts as they were given; empty for none."""
        return str(self._settings.value(_DRAFTS, ""))

    @drafts.setter
    def drafts(self, text: str) -> None:
        self._settings.setValue(_DRAFTS, text)

    def write(self) -> None:
        """Write it all down now."""
        self._settings.sync()


def _restore(restore: object, state: object) -> None:
    if callable(restore) and isinstance(state, QByteArray):
        restore(state)
