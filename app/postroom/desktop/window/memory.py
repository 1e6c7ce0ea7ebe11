"""What the window remembers from one run to the next, in a file of the settings folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter

_GEOMETRY: Final = "window/geometry"
_ACCOUNT: Final = "window/account"
_DRAFTS: Final = "drafts"
_COMPACT: Final = "window/compact"


class WindowMemory:
    """Remembers the place of the window, its splitters and columns, its density, the account shown, and drafts."""

    def __init__(self, folder: Path | None) -> None:
        """Remember in a file under `folder`; without one, for as long as this object lives."""
        self._file = (
            None if folder is None else QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        )
        self._values: dict[str, object] = {}

    def restore_window(self, window: QMainWindow) -> None:
        """Put the window where it was."""
        geometry = self._recall(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)

    def restore_splitter(self, name: str, splitter: QSplitter) -> None:
        """Put a splitter where it was."""
        state = self._recall(f"splitter/{name}")
        if isinstance(state, QByteArray) and not state.isEmpty():
            splitter.restoreState(state)

    def restore_header(self, name: str, header: QHeaderView) -> None:
        """Show the columns of a table as they were."""
        state = self._recall(f"header/{name}")
        if isinstance(state, QByteArray) and not state.isEmpty():
            header.restoreState(state)

    def keep_window(self, window: QMainWindow) -> None:
        """Remember where the window is."""
        self._keep(_GEOMETRY, window.saveGeometry())

    def keep_splitter(self, name: str, splitter: QSplitter) -> None:
        """Remember where a splitter is."""
        self._keep(f"splitter/{name}", splitter.saveState())

    def keep_header(self, name: str, header: QHeaderView) -> None:
        """Remember which columns a table shows, in which order and how wide."""
        self._keep(f"header/{name}", header.saveState())

    @property
    def account(self) -> str:
        """The account that was shown last; empty for none."""
        return str(self._recall(_ACCOUNT) or "")

    @account.setter
    def account(self, name: str) -> None:
        self._keep(_ACCOUNT, name)

    @property
    def compact(self) -> bool:
        """Whether the accounts are shown in one line each."""
        return self._recall(_COMPACT) in {True, "true"}

    @compact.setter
    def compact(self, compact: bool) -> None:
        self._keep(_COMPACT, compact)

    @property
    def drafts(self) -> str:
        """The drafts as they were given; empty for none."""
        return str(self._recall(_DRAFTS) or "")

    @drafts.setter
    def drafts(self, text: str) -> None:
        self._keep(_DRAFTS, text)

    def write(self) -> None:
        """Write it all down now, in a folder that only its owner may open, as all of Postroom's are."""
        if self._file is not None:
            with suppress(OSError):  # what cannot be remembered is forgotten
                Path(self._file.fileName()).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.sync()

    def _recall(self, key: str) -> object:
        return self._values.get(key) if self._file is None else self._file.value(key)

    def _keep(self, key: str, value: object) -> None:
        if self._file is None:
            self._values[key] = value
        else:
            self._file.setValue(key, value)
