"""The table of messages: rows that are known, doubted and gone, and lists that become others without a reset."""

from __future__ import annotations

from array import array
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QSignalSpy
from pytestqt.modeltest import ModelTester

from postroom.desktop.spool.columns import Shown as Column
from postroom.desktop.spool.model import MOST_KNOWN, ROW, MessagesModel
from postroom.model.message import MessageState
from postroom.model.spool_filter import Column as OrderColumn
from postroom.model.spool_filter import Order
from postroom.model.spool_message import MessageRow
from tests.desktop.spool.fake import NOW


def row(number: int, state: MessageState = MessageState.QUEUED, version: int = 1) -> MessageRow:
    return MessageRow(
        id=number,
        version=version,
        state=state,
        account="ada",
        sender="ada@example.com",
        recipient="bob@example.org",
        recipients=2,
        subject=f"Invoice {number}",
        size=4_711,
        accepted_at=NOW,
        attempts=0,
        next_attempt_at=NOW + timedelta(minutes=4),
        last_reply="",
    )


def numbers(*wanted: int) -> array[int]:
    return array("q", wanted)


@pytest.fixture
def model(qtmodeltester: ModelTester) -> MessagesModel:
    made = MessagesModel()
    made.begin(numbers(5, 4, 3, 2, 1))
    made.learn([5, 4, 3], [row(5), row(4), row(3)], 0, 4)
    qtmodeltester.check(made)  # type: ignore[no-untyped-call]
    return made


def test_what_is_not_known_yet_is_a_placeholder(model: MessagesModel) -> None:
    assert model.index(0, Column.SUBJECT).data() == "Invoice 5"
    assert model.index(4, Column.SUBJECT).data() is None
    assert model.index(4, Column.STATE).data(ROW) is None
    assert model.index(4, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole) == "Loading ..."
    assert model.unknown(0, 9) == [2, 1]


def test_cells_tell_exactly_in_their_tips(model: MessagesModel) -> None:
    model.go_on(NOW, 0, 4)
    assert model.index(0, Column.RECIPIENT).data() == "bob@example.org +1"
    assert model.index(0, Column.SIZE).data() == "4.7 KB"
    assert model.index(0, Column.SIZE).data(Qt.ItemDataRole.ToolTipRole) == "4,711 bytes"
    assert (
        model.index(0, Column.QUEUED).data(Qt.ItemDataRole.ToolTipRole).startswith(f"{NOW.astimezone():%Y}")
    )
    assert model.index(0, Column.NEXT_ATTEMPT).data() == "in 4 min"


def test_only_what_changed_is_announced(model: MessagesModel) -> None:
    changed = QSignalSpy(model.dataChanged)
    model.doubt(frozenset({4, 99}))
    assert model.doubted(0, 4) == [4]
    model.ask([4, 3])
    assert model.learn([4, 3], [row(4, MessageState.HELD, 2), row(3)], 0, 4) == 0
    assert [(change[0].row(), change[1].row()) for change in map(changed.at, range(changed.count()))] == [
        (1, 1)
    ]
    assert model.doubted(0, 4) == []
    assert model.index(1, Column.STATE).data() == "Held"


@pytest.mark.parametrize("told", [frozenset({4, 1}), None], ids=["some", "all"])
def test_what_is_told_while_it_is_being_read_is_read_again(
    model: MessagesModel, told: frozenset[int] | None
) -> None:
    model.ask([4, 1])
    model.doubt(told)
    assert model.learn([4, 1], [row(4), row(1)], 0, 4) == 0
    assert {4, 1} <= set(model.doubted(0, 4))
    model.ask([4, 1])
    assert not {4, 1} & set(model.doubted(0, 4))


def test_what_is_told_of_unknown_messages_does_not_matter(model: MessagesModel) -> None:
    model.doubt(frozenset({2, 99}))
    assert model.learn([2], [row(2)], 0, 4) == 0
    assert model.doubted(0, 4) == []


def test_a_list_can_begin_with_what_has_just_been_read(model: MessagesModel) -> None:
    begun: list[list[int]] = []
    model.modelReset.connect(lambda: begun.append(model.unknown(0, 9)))
    model.begin(numbers(8, 7, 5), [row(8), row(7)])
    assert begun == [[]]
    assert model.index(0, Column.SUBJECT).data() == "Invoice 8"


def test_what_is_gone_is_not_asked_for_again(model: MessagesModel) -> None:
    assert model.learn([2, 1], [row(2)], 0, 4) == 1
    assert model.unknown(0, 4) == []


def test_everything_can_be_doubted(model: MessagesModel) -> None:
    model.doubt()
    assert model.doubted(0, 2) == [5, 4, 3]
    assert model.index(0, Column.SUBJECT).data() == "Invoice 5", "it is shown as it was meanwhile"


def test_new_messages_come_at_either_end(model: MessagesModel) -> None:
    reset = QSignalSpy(model.modelReset)
    model.put_first(numbers(7, 6))
    model.extend(numbers(0))
    model.put_first(numbers())
    assert model.ids.tolist() == [7, 6, 5, 4, 3, 2, 1, 0]
    assert reset.count() == 0


@pytest.mark.parametrize("after", [[1, 3, 5], [9, 5, 8, 3, 1, 7, 6], [5, 4, 3, 2, 1], []])
def test_a_list_becomes_another_and_keeps_what_is_chosen(model: MessagesModel, after: list[int]) -> None:
    selection = QItemSelectionModel(model)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in (0, 2):
        selection.select(model.index(place, 0), flags)
    kept = QPersistentModelIndex(model.index(4, Column.SUBJECT))
    reset = QSignalSpy(model.modelReset)
    model.become(array("q", after), {number: after.index(number) for number in (5, 3, 1) if number in after})
    assert model.ids.tolist() == after
    assert [model.ids[index.row()] for index in sorted(selection.selectedRows(), key=lambda i: i.row())] == [
        number for number in after if number in {5, 3}
    ]
    assert (kept.isValid() and model.ids[kept.row()] == 1) if 1 in after else not kept.isValid()
    assert reset.count() == 0


def test_not_more_is_kept_than_is_near(model: MessagesModel) -> None:
    many = range(10, 10 + MOST_KNOWN)
    model.begin(array("q", [*many, 5]))
    model.learn(list(many), [row(number) for number in many], 0, 20)
    assert model.known(5) is None
    assert model.known(10) is not None


def test_the_header_tells_the_order(model: MessagesModel) -> None:
    told = QSignalSpy(model.headerDataChanged)
    model.show_order(Order(OrderColumn.SIZE, descending=False))
    names = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert "Size \N{UPWARDS ARROW}" in names
    assert "Queued" in names
    assert told.count() == 1
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_times_go_on(model: MessagesModel) -> None:
    changed = QSignalSpy(model.dataChanged)
    model.go_on(NOW + timedelta(minutes=3, seconds=30), 0, 50)
    assert model.index(0, Column.NEXT_ATTEMPT).data() == "in 30 s"
    assert changed.count() == 2
