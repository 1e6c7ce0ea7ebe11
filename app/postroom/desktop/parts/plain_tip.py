"""Tooltips of texts that a stranger may have written: a server's words, a name in a certificate."""

from __future__ import annotations

from html import escape

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """Give the tooltip that shows `text` as it stands. Qt would read one with tags as HTML, and load its pictures."""
    if not Qt.mightBeRichText(text):
        return text
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'
