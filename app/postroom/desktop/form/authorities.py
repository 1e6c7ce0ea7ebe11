"""Which authorities are believed: a list of them, and further files, which can be browsed for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from postroom.desktop.form.editors import FilesEditor
from postroom.model.account_fields import Value
from postroom.model.text import say
from postroom.model.tls import TrustMode


def trust_modes() -> list[tuple[Value | None, str]]:
    """Name the lists that can be chosen."""
    return [
        (TrustMode.AUTO.value, say("the system, then Postroom")),
        (TrustMode.SYSTEM.value, say("the operating system")),
        (TrustMode.PORTABLE.value, say("Postroom's own bundle")),
    ]


class AuthorityFiles(QWidget):
    """A field for files of PEM certificates, with a button that looks for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = FilesEditor(placeholder=say("none"), fixed=True)
        self.browse = QPushButton(say("Browse ..."))
        self.browse.clicked.connect(self._browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.browse)
        self.setFocusProxy(self.editor)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.editor.setAccessibleName(name)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were entered."""
        value = self.editor.read()
        return value if isinstance(value, tuple) else ()

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, say("Further authorities"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([say("Certificates in PEM format (*.pem *.crt *.cer)"), say("All files (*)")])
        dialog.filesSelected.connect(self.editor.add)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
