"""A group of fields: editors of single values, with one line for what is wrong or odd about them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from postroom.desktop.form.editors import Editor
from postroom.desktop.form.field_box import Hint
from postroom.model.account_fields import Field, Value


class FieldGroup(QWidget):
    """Shows and reads the values that its editors are for."""

    edited = Signal()

    def __init__(self, editors: Mapping[Field, Editor], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors = dict(editors)
        self.hint = Hint()
        for editor in self.editors.values():
            editor.edited.connect(self.refresh)
            editor.edited.connect(self.edited)

    def write(self, values: Mapping[Field, Value]) -> None:
        """Show what is in `values`; what is not there is as usual."""
        for field, editor in self.editors.items():
            editor.write(values.get(field))
        self.refresh()

    def read(self) -> dict[Field, Value]:
        """Give what is not as usual."""
        read = {field: editor.read() for field, editor in self.editors.items()}
        return {field: value for field, value in read.items() if value is not None}

    @property
    def remark(self) -> str:
        """What there is to say while nothing is wrong."""
        return ""

    def refresh(self) -> None:
        """Let what depends on the values follow them."""
