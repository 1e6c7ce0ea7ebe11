from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from postroom.desktop.page.balance import LEAST_DETAILS, RESERVED, Balance

LONG = "The server took the connection and never said a word about what it is waiting for. " * 2


class Panel(QFrame):
    """Needs less height where it is wider."""

    def __init__(self) -> None:
        super().__init__()
        words = QLabel(LONG)
        words.setWordWrap(True)
        QVBoxLayout(self).addWidget(words)


@pytest.fixture
def balance(qtbot: QtBot) -> Balance:
    balance = Balance((Panel(), Panel()), QWidget())
    qtbot.addWidget(balance)
    balance.resize(700, 600)
    balance.show()
    qtbot.waitExposed(balance)
    return balance


@pytest.mark.parametrize("size", [(1300, 900), (1300, 560), (620, 900), (700, 1200)])
def test_both_parts_have_their_least(balance: Balance, size: tuple[int, int]) -> None:
    balance.resize(*size)
    upper, lower = balance.sizes()
    assert upper >= min(RESERVED, size[1] - LEAST_DETAILS - balance.handleWidth())
    assert lower >= LEAST_DETAILS


def test_a_splitter_that_one_moved_stays_where_it_is(balance: Balance) -> None:
    balance.moveSplitter(200, 1)
    before = balance.sizes()[0]
    assert not balance.saveState().isEmpty()
    balance.balance()
    assert balance.sizes()[0] == before
