"""Marks of widgets that the style sheet looks at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def set_mark(widget: QWidget, name: str, value: str) -> None:
    """Set the mark `name`, and let the style sheet follow."""
    if (widget.property(name) or "") != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_kind(widget: QWidget, kind: str) -> None:
    """Make a button `primary` or `quiet`, or ordinary where `kind` is empty."""
    set_mark(widget, "kind", kind)


def set_role(widget: QWidget, role: str) -> None:
    """Give a text or a card the colour of a role."""
    set_mark(widget, "role", role)
