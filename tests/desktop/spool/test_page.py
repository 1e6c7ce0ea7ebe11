"""The page of the spooler by real clicks and keys: filter, search, order, news, columns, and the spooler itself."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import AsyncIterator, Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTabBar, QTableView

from postroom.desktop.spool.columns import Shown as Column
from postroom.desktop.spool.reader import FIRST
from postroom.model.lane import LaneStanding
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_filter import SEARCH_LIMIT, Filter, Order
from tests.desktop.conftest import click, until
from tests.desktop.spool.conftest import Shown
from tests.desktop.spool.hands import click_header, click_row, ctrl_click, fill, type_keys

pytestmark = pytest.mark.qt_loop_only


async def test_without_messages_it_teaches(shown: Shown) -> None:
    await shown.show()
    told = [label.text() for label in shown.page.findChildren(QLabel) if label.isVisible()]
    assert any("postroom spool import" in words for words in told)
    assert not shown.page.table.isVisible()
    assert not shown.page.show_all_button.isVisible()


async def test_the_newest_message_comes_first(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    assert shown.texts(Column.SUBJECT) == ["Queued", "Uncertain", "Failed", "Deferred", "Sent"]
    assert shown.texts(Column.STATE) == ["Queued", "Uncertain", "Failed", "Deferred", "Sent"]


async def test_chips_tell_numbers_and_filter(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    chips = shown.page.filters.chips
    assert shown.page.filters.all_chip.text() == "All 5"
    assert chips[MessageState.FAILED].text() == "Failed 1"
    click(chips[MessageState.FAILED])
    await until(lambda: shown.texts(Column.SUBJECT) == ["Failed"])
    assert not shown.page.filters.all_chip.isChecked()
    click(chips[MessageState.SENT])
    await until(lambda: shown.texts(Column.SUBJECT) == ["Sent"])
    ctrl_click(chips[MessageState.FAILED])
    await until(lambda: shown.texts(Column.SUBJECT) == ["Failed", "Sent"])
    assert [state for state, chip in chips.items() if chip.isChecked()] == [
        MessageState.FAILED,
        MessageState.SENT,
    ]
    click(shown.page.filters.all_chip)
    await until(lambda: len(shown.texts(Column.SUBJECT)) == 5)


async def test_one_account_is_listed_alone(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    shown.page.filters.accounts.choose("bert")
    await until(lambda: shown.texts(Column.SUBJECT) == ["Uncertain", "Failed"])
    assert shown.page.filters.all_chip.text() == "All 2"


async def test_a_search_finds_as_one_types(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    shown.page.start_search()
    type_keys(shown, "bob example")
    await until(lambda: shown.texts(Column.SUBJECT) == ["Queued", "Sent"])
    QTest.keyClick(shown.page.filters.search, Qt.Key.Key_Down)
    assert shown.page.table.hasFocus()
    assert shown.page.table.current == shown.page.model.ids[0]
    QTest.keyClick(shown.page.filters.search, Qt.Key.Key_Escape)
    await until(lambda: len(shown.texts(Column.SUBJECT)) == 5)


async def test_a_search_tells_how_many_it_has_found(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(FIRST + 20):
        await shown.spooler.submit(f"Invoice {number}")
    goes_on, ids = asyncio.Event(), shown.spooler.ids

    async def slowly(wanted: Filter, order: Order) -> AsyncIterator[array[int]]:
        await goes_on.wait()
        async for part in ids(wanted, order):
            yield part

    monkeypatch.setattr(shown.spooler, "ids", slowly)
    goes_on.set()
    await shown.show()
    filters = shown.page.filters
    assert not filters.found.isVisible()
    goes_on.clear()
    filters.search.setText("invoice")
    await until(lambda: filters.found.text() == "more than 60 found")
    goes_on.set()
    await until(lambda: filters.found.text() == "80 found")
    filters.search.setText("nowhere")
    await until(lambda: filters.found.text() == "0 found")
    click(filters.all_chip)
    filters.search.clear()
    await until(lambda: not filters.found.isVisible())


async def test_what_is_typed_and_what_is_clicked_are_asked_for_once(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    filters = shown.page.filters
    asked = QSignalSpy(filters.changed)
    filters.search.setText("example")
    click(filters.chips[MessageState.SENT])
    filters.search_now()
    assert asked.count() == 1
    await until(lambda: shown.texts(Column.SUBJECT) == ["Sent"])
    filters.search.setText("bob")
    filters.show_all()
    filters.search_now()
    assert asked.count() == 2


async def test_whatever_is_pasted_is_searched(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    search = shown.page.filters.search
    search.setText("Que\0ued")
    await until(lambda: shown.texts(Column.SUBJECT) == ["Queued"])
    search.setText("x" * 40_000)
    await until(shown.page.show_all_button.isVisible)
    assert search.text() == "x" * SEARCH_LIMIT


async def test_a_list_that_cannot_be_read_says_so_and_the_next_one_can(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError

    await fill(shown)
    await shown.show()
    with monkeypatch.context() as patch:
        patch.setattr(shown.spooler, "page", fail)
        shown.page.filters.choose_states({MessageState.SENT})
        await until(shown.page.trouble.isVisible)
    assert "by a fault of ours" in shown.page.trouble.words
    shown.page.filters.choose_states({MessageState.FAILED})
    await until(lambda: shown.texts(Column.SUBJECT) == ["Failed"])


async def test_what_is_typed_in_the_list_is_searched(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    shown.page.table.setFocus()
    type_keys(shown, "u")
    type_keys(shown, "ncert")
    await until(lambda: shown.texts(Column.SUBJECT) == ["Uncertain"])
    assert shown.page.filters.search.text() == "uncert"


async def test_where_nothing_matches_everything_is_one_click_away(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    shown.page.filters.search.setText("nowhere")
    await until(shown.page.show_all_button.isVisible)
    click(shown.page.show_all_button)
    await until(shown.page.table.isVisible)
    assert len(shown.texts(Column.SUBJECT)) == 5
    assert shown.page.filters.search.text() == ""


async def test_a_click_on_the_header_orders(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    click_header(shown, Column.SUBJECT)
    await until(lambda: shown.texts(Column.SUBJECT) == ["Deferred", "Failed", "Queued", "Sent", "Uncertain"])
    head = shown.page.model.headerData(Column.SUBJECT, Qt.Orientation.Horizontal)
    assert head == "Subject \N{UPWARDS ARROW}"
    click_header(shown, Column.SUBJECT)
    await until(lambda: shown.texts(Column.SUBJECT)[0] == "Uncertain")
    click_header(shown, Column.SIZE)
    await until(lambda: shown.texts(Column.SUBJECT)[0] == "Queued")


async def test_new_messages_come_in_at_the_top(shown: Shown) -> None:
    for number in range(100):
        await shown.spooler.submit(f"Invoice {number}")
    await shown.show()
    click_row(shown, 2)
    current = shown.page.table.current
    await shown.spooler.submit("New")
    await until(lambda: shown.texts(Column.SUBJECT)[0] == "New")
    assert shown.page.table.current == current


async def test_who_looks_further_down_is_told_of_new_messages(shown: Shown) -> None:
    for number in range(100):
        await shown.spooler.submit(f"Invoice {number}")
    await shown.show()
    table, button = shown.page.table, shown.page.news_button
    table.scrollToBottom()
    seen = table.sight
    for number in range(12):
        await shown.spooler.submit(f"New {number}")
    await until(lambda: button.isVisible() and button.text() == "12 new messages")
    assert table.sight == seen
    click(button)
    await until(lambda: not button.isVisible())
    assert table.is_at_top
    await until(lambda: shown.texts(Column.SUBJECT)[:2] == ["New 11", "New 10"])


async def test_a_filtered_list_follows_without_moving_what_is_looked_at(shown: Shown) -> None:
    numbers = [await shown.spooler.submit(f"Invoice {number}") for number in range(100)]
    await shown.show()
    click(shown.page.filters.chips[MessageState.QUEUED])
    await shown.settled()
    table = shown.page.table
    table.choose_row(50)
    current, top = table.current, shown.page.model.ids[table.sight[0]]
    for number in numbers[-10:]:
        await shown.spooler.attempt(number, RecipientOutcome.SENT)
    await until(lambda: len(shown.page.model.ids) == 90)
    assert table.current == current
    assert shown.page.model.ids[table.sight[0]] == top


async def test_the_toggle_and_the_pause_ask(shown: Shown) -> None:
    await shown.show()
    page = shown.page
    disabled, paused = QSignalSpy(page.disable_wanted), QSignalSpy(page.pause_wanted)
    assert page.disable_box.text() == "Disable the email spooler"
    QTest.mouseClick(page.disable_box, Qt.MouseButton.LeftButton, pos=QPoint(10, 12))
    click(page.pause_button)
    assert list(disabled.at(0)) == [True]
    assert list(paused.at(0)) == [True]
    await shown.spooler.pause()
    assert page.strip.word.text() == "Paused"
    assert page.pause_button.text() == "&Resume"
    click(page.pause_button)
    assert list(paused.at(1)) == [False]
    await shown.spooler.disable()
    assert page.disable_box.isChecked()
    assert page.strip.word.text() == "Disabled"


async def test_lanes_in_trouble_say_why_and_what_can_be_done(shown: Shown) -> None:
    await shown.show()
    assert not shown.page.lanes.isVisible()
    held = LaneStanding(account="ada", held="The password was refused.", reason="The password was refused.")
    waits = LaneStanding(account="bert", reason="The server is busy.")
    others = {name: LaneStanding(account=name, reason="Busy.") for name in ("carl", "dora", "emil")}
    shown.spooler.lanes = {"bert": waits, "ada": held, "well": LaneStanding(account="well"), **others}
    shown.page.show_standing()
    lanes = shown.page.lanes
    spies = [QSignalSpy(each) for each in (lanes.open_wanted, lanes.retry_wanted, lanes.account_wanted)]
    click(lanes.lines[0].go_button)
    click(lanes.lines[1].go_button)
    click(lanes.lines[0].edit_button)
    assert [list(spy.at(0)) for spy in spies] == [["ada"], ["bert"], ["ada"]]
    assert any(label.text() == "2 more accounts wait." for label in lanes.findChildren(QLabel))


async def test_a_message_is_read_aloud_as_a_sentence(shown: Shown) -> None:
    await shown.spooler.submit("Invoice", to=["bob@example.org", "eve@example.com"])
    await shown.show()
    words = shown.page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == (
        "Queued: message 1 from ada@example.com to bob@example.org and 1 other, Invoice, 2.0 KB, "
        "through ada@example.com."
    )


async def test_every_part_has_a_name(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    parts = [
        widget
        for widget in shown.page.findChildren(QAbstractButton)
        if not isinstance(widget.parent(), QLineEdit | QTableView | QTabBar)
    ]
    faces = {widget: QAccessible.queryAccessibleInterface(widget) for widget in parts}
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget, face in faces.items()
        if not face.text(QAccessible.Text.Name).strip()
    ]
    assert not nameless


@pytest.mark.parametrize("column", [Column.SENDER, Column.LAST_REPLY])
async def test_columns_are_chosen_in_the_menu_of_the_header(shown: Shown, column: Column) -> None:
    await fill(shown)
    await shown.show()
    table, menu = shown.page.table, shown.page.columns_menu
    hidden = table.isColumnHidden(column)
    menu.open_at(QPoint(10, 10))
    menu.actions[column].trigger()
    assert table.isColumnHidden(column) is not hidden
    menu.restore()
    assert table.isColumnHidden(column) is hidden
    menu.menu.close()


async def test_home_and_end_lead_to_the_ends(shown: Shown) -> None:
    for number in range(100):
        await shown.spooler.submit(f"Invoice {number}")
    await shown.show()
    table = shown.page.table
    table.choose_row(50)
    jumps: list[tuple[Qt.Key, Callable[[], int]]] = [
        (Qt.Key.Key_End, lambda: shown.page.model.ids[-1]),
        (Qt.Key.Key_Home, lambda: shown.page.model.ids[0]),
    ]
    for key, wanted in jumps:
        QTest.keyClick(table, key)
        assert table.current == wanted()
    await shown.settled()
