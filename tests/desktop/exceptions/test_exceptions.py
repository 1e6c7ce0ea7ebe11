"""Exceptions as rows, as a table and on their page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from postroom.desktop.exceptions.model import ROW, STATE, WHERE, ExceptionsModel
from postroom.desktop.exceptions.page import ExceptionsPage
from postroom.desktop.exceptions.row import ExceptionRow, excuses, rows_of
from postroom.desktop.look.icons import Icon
from postroom.model.exceptions import KeptException
from postroom.model.problems import ProblemKind
from postroom.model.trust import BoundException, Toggle
from tests.desktop.conftest import click
from tests.desktop.samples import ACCOUNT
from tests.support.pki import NOW

DAY = timedelta(days=1)
LENIENT = replace(ACCOUNT, ignore_outgoing=frozenset({Toggle.EXPIRED, Toggle.NAME}))


def kept(id: str, *, left: int = 30, port: int = 995, revoked: bool = False) -> KeptException:  # noqa: A002
    bound = BoundException(
        host="pop.example.com",
        port=port,
        kinds=frozenset({ProblemKind.SELF_SIGNED}),
        key_sha256="cd" * 32,
        reason="our own server",
        author="ada",
        created=NOW - 60 * DAY,
        until=NOW + left * DAY,
    )
    return KeptException(id, bound, NOW - DAY if revoked else None)


KEPT = [kept("later", left=90), kept("over", left=-3), kept("soon", left=2), kept("back", revoked=True)]


def shown() -> list[ExceptionRow]:
    return rows_of(KEPT, [ACCOUNT, LENIENT], NOW)


def test_what_ends_first_comes_first_then_toggles_then_history() -> None:
    rows = shown()
    assert [row.key.partition("\n")[0] for row in rows] == ["soon", "later", LENIENT.name, "back", "over"]
    assert [row.state for row in rows] == ["Active", "Active", "Always", "Revoked", "Ended"]
    assert [row.is_active for row in rows] == [True, True, True, False, False]


def test_only_what_counts_can_be_revoked() -> None:
    assert [row.id for row in shown()] == ["soon", "later", "", "", ""]
    assert [row.account for row in shown()] == ["", "", LENIENT.name, "", ""]


def test_a_row_tells_all_that_was_agreed() -> None:
    soon, toggles, revoked = shown()[0], shown()[2], shown()[3]
    assert (soon.where, soon.kinds, soon.why, soon.by) == (
        "pop.example.com:995",
        "Made by the server itself",
        "our own server",
        "ada",
    )
    assert "cd:cd:cd" in soon.details
    assert toggles.where == "ada@example.com, SMTP"
    assert toggles.kinds == "Another name, Expired"
    assert "revoked on" in revoked.details
    assert soon.sentence.startswith("Active: pop.example.com:995 may have")


def test_an_account_is_marked_by_its_toggles_and_by_exceptions_for_its_servers() -> None:
    assert excuses(ACCOUNT, [], NOW) == ()
    told = excuses(LENIENT, [*KEPT, kept("other", port=25)], NOW)
    assert [words for _, words in told] == [
        f"POP3 may have until {(NOW + 90 * DAY).date()}: Made by the server itself",
        f"POP3 may have until {(NOW + 2 * DAY).date()}: Made by the server itself",
        "SMTP ignores: Another name, Expired",
    ]


@pytest.fixture
def model(qtmodeltester: ModelTester) -> ExceptionsModel:
    made = ExceptionsModel()
    made.show(shown())
    qtmodeltester.check(made)  # type: ignore[no-untyped-call]
    return made


def test_the_table_shows_every_row(model: ExceptionsModel) -> None:
    assert model.rowCount() == 5
    assert model.index(0, WHERE).data() == "pop.example.com:995"
    assert model.index(2, STATE).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Always: ada")
    assert model.index(0, STATE).data(Qt.ItemDataRole.ToolTipRole).endswith("UTC.")
    assert model.headerData(WHERE, Qt.Orientation.Horizontal) == "Server"
    assert QModelIndex().data() is None


def test_changes_come_in_place(model: ExceptionsModel) -> None:
    reset, changed = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    model.show(rows_of([replace(each, revoked=NOW) if each.id == "soon" else each for each in KEPT], [], NOW))
    assert [row.key for row in model.rows] == ["later", "back", "soon", "over"]
    assert reset.count() == 0
    assert changed.count() == 1
    model.show([])
    assert model.rowCount() == 0


@pytest.fixture
def page(qtbot: QtBot) -> ExceptionsPage:
    made = ExceptionsPage()
    qtbot.addWidget(made)
    made.resize(960, 600)
    made.show()
    return made


def test_without_exceptions_it_teaches(page: ExceptionsPage) -> None:
    told = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("its page offers an exception" in words for words in told)
    assert not page.revoke_button.isEnabled()


@pytest.mark.parametrize("by_key", [True, False])
def test_an_exception_is_revoked(page: ExceptionsPage, by_key: bool) -> None:
    page.show_rows(shown())
    page.view.selectRow(0)
    revoked = QSignalSpy(page.revoke_wanted)
    if by_key:
        QTest.keyClick(page.view, Qt.Key.Key_Delete)
    else:
        click(page.revoke_button)
    assert list(revoked.at(0)) == ["soon"]


def test_toggles_are_changed_in_the_account(page: ExceptionsPage) -> None:
    page.show_rows(shown())
    page.view.selectRow(2)
    wanted = QSignalSpy(page.account_wanted)
    assert not page.revoke_button.isEnabled()
    click(page.account_button)
    assert list(wanted.at(0)) == [LENIENT.name]


def test_history_can_only_be_read(page: ExceptionsPage) -> None:
    page.show_rows(shown())
    page.view.selectRow(4)
    assert not page.revoke_button.isEnabled()
    assert not page.account_button.isVisible()
    row = page.chosen
    assert row is not None
    assert row.icon is Icon.CLOSED
    assert page.view.currentIndex().data(ROW) == row
