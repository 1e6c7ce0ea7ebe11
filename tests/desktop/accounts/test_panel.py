from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.accounts import row_painter
from postroom.desktop.accounts.panel import AccountsPanel
from postroom.desktop.accounts.row import NEW, AccountRow, row_of
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.session.reading import Reading
from postroom.model.endpoint import Protocol
from tests.desktop import samples

MANY = [AccountRow(f"user{number:03}", search=f"user{number:03}") for number in range(300)]


@pytest.fixture
def panel(qtbot: QtBot) -> AccountsPanel:
    panel = AccountsPanel(QAction("Add account"), QAction("Spooler"), QAction("Exceptions"))
    qtbot.addWidget(panel)
    panel.resize(272, 600)
    panel.show_rows(MANY)
    panel.show()
    return panel


@pytest.fixture
def chosen(panel: AccountsPanel) -> list[str]:
    names: list[str] = []
    panel.chosen.connect(names.append)
    return names


def test_the_filter_finds_as_one_types(panel: AccountsPanel, chosen: list[str]) -> None:
    QTest.keyClicks(panel.filter, "user04")
    assert panel.view.model().rowCount() == 10
    QTest.keyClick(panel.filter, Qt.Key.Key_Down)
    panel.view.setCurrentIndex(panel.view.model().index(3, 0))
    assert chosen == ["user040", "user043"]


def test_the_filter_finds_states(panel: AccountsPanel) -> None:
    failed = row_of(samples.ACCOUNT, {Protocol.SMTP: samples.rejected()}.get)
    panel.show_rows([*MANY, failed])
    panel.filter.setText("stopped")
    assert [panel.view.model().index(0, 0).data()] == [samples.ACCOUNT.name]


def test_escape_shows_all_accounts_again(panel: AccountsPanel) -> None:
    panel.filter.setText("nobody")
    assert panel.view.model().rowCount() == 0
    assert panel.view.isHidden()
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.view.model().rowCount() == 300
    assert not panel.view.isHidden()


def test_choosing_an_account_that_the_filter_hides_clears_the_filter(
    panel: AccountsPanel, chosen: list[str]
) -> None:
    panel.filter.setText("user00")
    panel.choose("user123")
    assert panel.filter.text() == ""
    assert chosen[-1] == "user123"
    panel.choose("nobody")
    assert chosen[-1] == "user123"


def test_a_step_chooses_the_neighbour(panel: AccountsPanel, chosen: list[str]) -> None:
    panel.choose("user000")
    panel.step(1)
    panel.step(1)
    panel.step(-1)
    panel.step(-5)
    assert chosen == ["user000", "user001", "user002", "user001", "user000"]


def test_the_selection_stays_when_others_change(panel: AccountsPanel) -> None:
    panel.choose("user150")
    panel.show_rows(MANY[100:200])
    assert panel.view.currentIndex().data() == "user150"


def test_typing_in_the_list_finds_a_name(panel: AccountsPanel, chosen: list[str]) -> None:
    QTest.keyClicks(panel.view, "user27")
    assert chosen[-1].startswith("user27")


def test_every_kind_of_row_is_painted(panel: AccountsPanel) -> None:
    snapshots = {Protocol.POP3: samples.ready(Protocol.POP3), Protocol.SMTP: samples.rejected()}
    panel.show_rows(
        [
            AccountRow(NEW, edited=True),
            row_of(samples.ACCOUNT, snapshots.get, about="a demo"),
            AccountRow("x" * 200),
        ]
    )
    panel.choose(samples.ACCOUNT.name)
    panel.view.setFocus()
    assert len({panel.grab().toImage().pixel(100, y) for y in range(100, 240)}) > 3


def test_a_filter_never_changes_what_is_looked_at(panel: AccountsPanel, chosen: list[str]) -> None:
    panel.choose("user123")
    QTest.keyClicks(panel.filter, "user00")
    assert chosen == ["user123"]
    assert not panel.view.currentIndex().isValid()
    panel.filter.clear()
    assert panel.view.currentIndex().data() == "user123"
    assert panel.view.selectionModel().isSelected(panel.view.currentIndex())
    assert chosen == ["user123"]


def test_an_account_that_no_longer_fits_the_filter_stays_looked_at(
    panel: AccountsPanel, chosen: list[str]
) -> None:
    panel.show_rows([AccountRow("ada", search="stopped"), AccountRow("bob", search="stopped")])
    panel.choose("ada")
    panel.filter.setText("stopped")
    panel.update_rows([AccountRow("ada", search="ready")])
    assert chosen == ["ada"]
    assert panel.view.model().rowCount() == 1


def test_down_in_the_filter_chooses_the_first_that_was_found(panel: AccountsPanel, chosen: list[str]) -> None:
    panel.choose("user123")
    QTest.keyClicks(panel.filter, "user00")
    QTest.keyClick(panel.filter, Qt.Key.Key_Down)
    assert chosen == ["user123", "user000"]


def test_a_compact_list_shows_more_accounts(panel: AccountsPanel) -> None:
    comfortable = panel.view.visualRect(panel.view.model().index(1, 0)).height()
    panel.set_compact(True)
    panel.view.doItemsLayout()
    assert panel.view.visualRect(panel.view.model().index(1, 0)).height() < comfortable * 0.6
    snapshots = {Protocol.POP3: samples.ready(Protocol.POP3), Protocol.SMTP: samples.rejected()}
    panel.show_rows([AccountRow(NEW), row_of(samples.ACCOUNT, snapshots.get)])
    image = panel.view.grab().toImage()
    shades = {image.pixel(x, 41) for x in range(image.width() - 60, image.width())}
    assert len(shades) > 3


def test_the_demo_gives_way_to_a_name_that_needs_the_room(panel: AccountsPanel) -> None:
    name = "Application password needed"
    panel.show_rows([AccountRow(name), AccountRow(name + " ", about="a demo")])
    panel.view.setMouseTracking(False)
    image = panel.view.grab().toImage()
    rows = [panel.view.visualRect(panel.view.model().index(n, 0)) for n in (0, 1)]
    first, second = (image.copy(row.adjusted(0, 0, 0, -24)) for row in rows)
    assert first == second


def test_states_that_are_alike_are_told_once_where_there_is_no_room_for_each(panel: AccountsPanel) -> None:
    cancelled = Reading(Icon.CANCELLED, Role.UNTRIED, "Cancelled")
    ready = Reading(Icon.OK, Role.PROVED, "Ready")
    metrics = QFontMetrics(font(Face.SMALL))

    def labels(pop3: Reading, smtp: Reading) -> list[str]:
        row = AccountRow("ada", ((Protocol.POP3, pop3), (Protocol.SMTP, smtp)))
        return [label for label, _ in row_painter._labelled(row, metrics, 100)]

    assert labels(cancelled, cancelled) == ["POP3, SMTP"]
    assert labels(cancelled, ready) == ["POP3", "SMTP"]
    row = AccountRow("ada", ((Protocol.POP3, ready), (Protocol.SMTP, ready)))
    assert len(row_painter._labelled(row, metrics, 1000)) == 2


def marked(panel: AccountsPanel) -> list[str]:
    """The accounts that look chosen."""
    return [index.data() for index in panel.view.selectionModel().selectedIndexes()]


def test_only_the_place_that_is_seen_is_marked(panel: AccountsPanel) -> None:
    panel.choose("user007")
    assert marked(panel) == ["user007"]
    panel.show_here(panel.spooler.action)
    assert (marked(panel), panel.spooler.property("here")) == ([], "true")
    panel.update_rows([AccountRow("user007", search="user007", edited=True)])
    panel.filter.setText("user00")
    panel.filter.setText("")
    assert marked(panel) == []
    panel.show_here(None)
    assert (marked(panel), panel.spooler.property("here")) == (["user007"], "")


def test_the_chosen_account_leads_back_from_a_place(
    panel: AccountsPanel, chosen: list[str], qtbot: QtBot
) -> None:
    panel.wanted.connect(lambda: panel.show_here(None))
    panel.chosen.connect(lambda: panel.show_here(None))
    panel.choose("user002")
    panel.show_here(panel.certificates.action)
    place = panel.view.visualRect(panel.view.currentIndex()).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert marked(panel) == ["user002"]
    panel.show_here(panel.certificates.action)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert (chosen, marked(panel)) == (["user002", "user003"], ["user003"])
