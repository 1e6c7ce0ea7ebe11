from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.details.capabilities_view import CapabilitiesView
from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.details.meanings import meaning, split_capability
from postroom.model.endpoint import Protocol
from tests.desktop import samples


def rows(tree: FactsTree) -> list[tuple[str, ...]]:
    """Every row, the ones below others included."""
    shown: list[tuple[str, ...]] = []
    pending = [tree.topLevelItem(n) for n in range(tree.topLevelItemCount())]
    while pending:
        item = pending.pop(0)
        assert item is not None
        shown.append(tuple(item.text(column) for column in range(tree.columnCount())))
        pending[:0] = [item.child(n) for n in range(item.childCount())]
    return shown


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("SIZE 52428800", ("SIZE", "52428800")),
        ("pipelining", ("PIPELINING", "")),
        ("AUTH=PLAIN LOGIN", ("AUTH", "PLAIN LOGIN")),
        ("AUTH=PLAIN", ("AUTH", "PLAIN")),
    ],
)
def test_a_capability_is_a_keyword_and_parameters(line: str, parts: tuple[str, str]) -> None:
    assert split_capability(line) == parts


def test_a_capability_is_explained_by_its_protocol() -> None:
    assert "RFC 2920" in meaning(Protocol.SMTP, "PIPELINING")
    assert "RFC 2449" in meaning(Protocol.POP3, "PIPELINING")
    assert meaning(Protocol.SMTP, "X-UNHEARD-OF") == ""


def test_what_the_server_offers_is_listed_and_can_be_copied(qtbot: QtBot) -> None:
    view = CapabilitiesView()
    qtbot.addWidget(view)
    view.show_capabilities(Protocol.SMTP, samples.ready(Protocol.SMTP).capabilities)
    assert rows(view)[1] == ("SIZE", "52428800", "The largest message, in bytes (RFC 1870)")
    view.show()
    size = view.topLevelItem(1)
    assert size is not None
    view.setCurrentItem(size)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "SIZE\t52428800\tThe largest message, in bytes (RFC 1870)"
    view.show_capabilities(Protocol.SMTP, ())
    assert rows(view) == []
    view.copy()
